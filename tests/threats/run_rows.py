#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the cases of rows, or holds the rows to their list.

  run_rows.py --program PATH [--trace] [--faults LIBRARY] NUMBER...    no number: all
  run_rows.py --program PATH --list                                    is there a file for every row, and a row for every file?

--trace runs the program under strace and looks at every file that it opens; threat.py tells what may be. --faults is the library
of tests/faults that makes system calls fail; rows that need it are skipped without.
"""
import argparse
import importlib
import pathlib
import re
import shutil
import sys
import tempfile

import threat

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
REJECTIONS_MIN = 2


def listed():
    """number -> what the row is about"""
    rows = {}
    for line in (HERE / "rows.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            number, words = line.split(None, 1)
            rows[int(number)] = words
    return rows


def modules():
    """number -> the names of the modules for it"""
    found = {}
    for path in sorted(HERE.glob("row*.py")):
        if name := re.fullmatch(r"row(\d\d)_\w+", path.stem):
            found.setdefault(int(name[1]), []).append(path.stem)
    return found


def objections_to_the_list():
    rows, files = listed(), modules()
    for number in range(1, max(rows, default=0) + 1):
        if number not in rows:
            yield f"row {number} is not in rows.txt"
    for number in sorted(set(rows) | set(files)):
        if number not in files:
            yield f"row {number} has no test: {rows[number]}"
        elif number not in rows:
            yield f"row {number} is not listed: {files[number]}"
        elif len(files[number]) > 1:
            yield f"row {number} has several files: {files[number]}"


def run_row(name, options):
    module = importlib.import_module(name)
    with tempfile.TemporaryDirectory(prefix="weightcheck-threat-") as folder:
        pathlib.Path(folder).chmod(0o755)  # for cases that give up root's rights
        row = threat.Row(pathlib.Path(folder).resolve(), options)
        try:
            module.check(row)
        except threat.Lost as lost:
            print(f"{name}: LOST\n{lost}")
            return 1
        except threat.Skipped as why:
            print(f"{name}: SKIPPED: {why}")
            return SKIPPED
    if row.rejections < REJECTIONS_MIN:
        print(f"{name}: a row shows at least {REJECTIONS_MIN} cases, this one {row.rejections}")
        return 1
    print(f"{name}: {row.rejections} rejected, {row.acceptances} accepted" + (f", {row.opened} openings" if options.trace else ""))
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    threat.sandbox.add_options(parser)
    parser.add_argument("--trace", action="store_true")
    parser.add_argument("--faults", default="")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("rows", type=int, nargs="*")
    options = parser.parse_args()
    options.faults = options.faults and str(pathlib.Path(options.faults).resolve(strict=True))
    if options.list:
        objections = list(objections_to_the_list())
        print(*objections, f"{len(listed())} rows", sep="\n")
        sys.exit(1 if objections or not listed() else 0)
    if options.trace and not shutil.which("strace"):
        print("SKIPPED: no strace")
        sys.exit(SKIPPED)
    known = modules()
    codes = [run_row(name, options) for number in options.rows or sorted(known) for name in known[number]]
    sys.exit(1 if 1 in codes else SKIPPED if codes and set(codes) == {SKIPPED} else 0)


if __name__ == "__main__":
    main()
