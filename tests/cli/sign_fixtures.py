#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `sign` has to write and to refuse, by cases and by a second implementation that lie beside the checkout.

  sign_fixtures.py --program PATH --shared FOLDER

Skipped, visibly, where they are absent. What was signed is verified by that implementation and, once `verify` takes a signature, by the program;
until then the cases on reports are left out, and the output says so.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77

DISPATCH = """#!/usr/bin/env python3
import os, sys
words = sys.argv[1:]
program = {second!r} if words[:1] == ["verify"] else {program!r}
os.execv(program[0], [*program, *words])
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--shared", required=True, type=pathlib.Path)
    parser.add_argument("--slowness", type=float, default=1)
    options = parser.parse_args()
    cases, second = options.shared / "fixtures/oms/sign_cases.py", options.shared / "reference/oms.py"
    if not cases.is_file() or not second.is_file():
        print(f"skipped: no {cases} or no {second}")
        return SKIPPED
    program = os.path.abspath(options.program)
    asked = subprocess.run([program, "verify", "--help"], capture_output=True, text=True, check=True).stdout
    with tempfile.TemporaryDirectory() as name:
        words = [program]
        if "--public-key" not in asked:
            print("this program does not verify signatures: the second implementation does, and reports are left out")
            dispatch = pathlib.Path(name) / "dispatch"
            dispatch.write_text(DISPATCH.format(second=[sys.executable, str(second.resolve())], program=[program]))
            dispatch.chmod(0o755)
            words = ["--no-reports", str(dispatch)]
        return subprocess.run([sys.executable, str(cases), *words]).returncode


if __name__ == "__main__":
    sys.exit(main())
