#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`sign` asks for the password of a key at its terminal: what is typed is not shown, and afterwards the terminal shows again what is typed,
also where the question was answered with Ctrl-C."""
import argparse
import os
import pathlib
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import termios
import time

SKIPPED = 77
SECONDS = 60


def session(program, folder, typed):
    """Exit code, everything that was shown, and whether the terminal echoes at the end."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execv(program, [program, "sign", "model", "--key", "locked.pem", "--output", "out.sig"])
    shown, asked, echoes, end = b"", False, None, time.monotonic() + SECONDS
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                part = os.read(terminal, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        if not asked and b"password of locked.pem: " in shown:
            asked = True
            os.write(terminal, typed)
        if asked:
            try:
                echoes = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
            except termios.error:
                pass
    _, status = os.waitpid(process, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown, asked, echoes


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--shared")
    parser.add_argument("--slowness", type=float, default=1)
    options = parser.parse_args()
    if not shutil.which("openssl"):
        print("skipped: no openssl")
        return SKIPPED
    program, faults = os.path.abspath(options.program), []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "model").mkdir()
        (folder / "model/config.json").write_text("{}")
        subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-aes256", "-pass", "pass:a long word", "-out",
                        "locked.pem"], cwd=folder, check=True, capture_output=True)
        for what, typed, expected in (("the password", b"a long word\n", 0), ("another word", b"another word\n", 2), ("Ctrl-C", b"\x03", 130)):
            code, shown, asked, echoes = session(program, folder, typed)
            if not asked:
                faults.append(f"{what}: not asked: {shown!r}")
            if code != expected:
                faults.append(f"{what}: exit {code}, not {expected}: {shown!r}")
            if typed.strip() and typed.strip() in shown:
                faults.append(f"{what}: what was typed is shown: {shown!r}")
            if echoes is not True:
                faults.append(f"{what}: the terminal does not echo any more")
            if (folder / "out.sig").exists() != (expected == 0):
                faults.append(f"{what}: a signature is {'missing' if expected == 0 else 'there'}")
            (folder / "out.sig").unlink(missing_ok=True)
    print(*faults, f"{len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
