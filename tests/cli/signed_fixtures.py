#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the shared cases of signed models, where they are: every one has its exit code and the rules of which one has to be told.

The runner of the fixtures prints `oms: N of M` last. Cases of `signature inspect` count once the program has that command.
"""
import argparse
import pathlib
import re
import subprocess
import sys

SKIPPED = 77


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--shared", type=pathlib.Path, required=True)
    parser.add_argument("--slowness", type=int, default=1)
    options = parser.parse_args()
    runner = options.shared / "fixtures" / "oms" / "run_cases.py"
    if not runner.exists():
        print(f"skipped: there is no {runner}")
        return SKIPPED
    commands = subprocess.run([options.program, "--help"], capture_output=True, text=True, check=True).stdout
    has_inspect = re.search(r"^\s+signature\b", commands, flags=re.M) is not None
    done = subprocess.run([sys.executable, runner, options.program.resolve()], capture_output=True, text=True)
    lines = done.stdout.splitlines()
    wrong = [line for line in lines[:-1] if has_inspect or not line.startswith("inspect-")]
    print(*wrong, *lines[-1:], done.stderr, sep="\n")
    counted = re.fullmatch(r"oms: (\d+) of (\d+)", lines[-1]) if lines else None
    return 0 if counted and int(counted[2]) > 300 and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
