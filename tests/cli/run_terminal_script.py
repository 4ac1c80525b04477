#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a terminal script: a session that reads as documentation and is held to what it says.

  run_terminal_script.py --program PATH [--shared DIR] [--slowness N] SCRIPT.term

In a script, what begins in the first column is prose; what is indented by two spaces is the terminal:

  $ COMMAND          handed to bash; it goes on in lines that begin with "> "
  a line             of standard output, in order
  ! a line           of standard error, in order
  exit N             how it ended; left out for 0

"..." in a line stands for any text, a line of its own "..." for any number of lines ("! ..." on standard error). Nothing
is printed that the script does not show. A line "requires: WORD ..." in the first column names commands, Python modules,
or `shared` (the folder of real inputs) without which the script is skipped, visibly.

Every script has a fresh folder, and there $EXAMPLE, a model of four shards with its manifest. $SLOWNESS is 1, or more
where the build is one that takes longer. Of every run of `weightcheck verify` two things are asserted beyond the script:
the word "verified" stands nowhere unless the exit code is 0, and no escape byte is printed unless colour is asked for.
"""
import argparse
import difflib
import functools
import importlib.util
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

import sandbox

SKIPPED = 77
SECONDS_MAX = 60  # a command; nothing here takes a tenth of it


class Step:
    """One command and what is expected of it."""

    def __init__(self, line, command):
        self.line, self.command = line, command
        self.out, self.err, self.exit_code = [], [], 0


def parse(text):
    steps, requires = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("requires:"):
            requires += line.split()[1:]
        if not line.startswith("  "):
            continue
        line = line[2:].rstrip()
        if line.startswith("$ "):
            steps.append(Step(number, line[2:]))
        elif not steps:
            sys.exit(f"line {number}: output before the first command")
        elif line.startswith("> "):
            steps[-1].command += "\n" + line[2:]
        elif re.fullmatch(r"exit \d+", line):
            steps[-1].exit_code = int(line[5:])
        elif line.startswith("! "):
            steps[-1].err.append(line[2:])
        else:
            steps[-1].out.append(line)
    return steps, requires


def line_matches(expected, actual):
    return re.fullmatch(".*".join(re.escape(part) for part in expected.split("...")), actual) is not None


def matches(expected, actual):
    """Do the lines agree, where "..." may stand for any number of them?"""

    @functools.lru_cache(maxsize=None)
    def from_here(i, j):
        if i == len(expected):
            return j == len(actual)
        if expected[i] == "...":
            return from_here(i + 1, j) or (j < len(actual) and from_here(i, j + 1))
        return j < len(actual) and line_matches(expected[i], actual[j]) and from_here(i + 1, j + 1)

    sys.setrecursionlimit(100_000)
    return from_here(0, 0)


def lines_of(data):
    return [line.rstrip() for line in data.decode("utf-8", "backslashreplace").splitlines()]


def difference(title, expected, actual):
    return "\n".join(difflib.unified_diff(expected, actual, f"{title}, expected", f"{title}, seen", lineterm="", n=100))


def breaches(step, out, err, exit_code):
    """What no run of the program may do, whatever the script says of it."""
    if "weightcheck verify" in step.command and exit_code != 0 and re.search(rb"(?<![\w-])verified(?![\w-])", out + err):
        yield f'"verified" is printed, and the exit code is {exit_code}'
    if b"\x1b" in out + err and "--color always" not in step.command:
        yield "an escape byte is printed"


def missing(requires, options):
    for word in requires:
        if word == "shared":
            found = (options.shared / "fixtures").is_dir()
        else:
            found = shutil.which(word) or importlib.util.find_spec(word)
        if not found:
            yield word


def run_step(step, folder, environment):
    """None for an exit code when the command was still running after its time."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(["bash", "-c", step.command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=out, stderr=err, start_new_session=True)
        try:
            exit_code = process.wait(SECONDS_MAX)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            exit_code = None
        out.seek(0)
        err.seek(0)
        return out.read(), err.read(), exit_code


def complaints(step, out, err, exit_code):
    if exit_code is None:
        yield f"still running after {SECONDS_MAX} s"
    elif exit_code != step.exit_code:
        yield f"exit {exit_code} instead of {step.exit_code}"
    for title, expected, actual in (("output", step.out, lines_of(out)), ("errors", step.err, lines_of(err))):
        if not matches(tuple(expected), tuple(actual)):
            yield difference(title, expected, actual)
    yield from breaches(step, out, err, exit_code)


def run_script(script, options):
    steps, requires = parse(script.read_text())
    if lacks := list(missing(requires, options)):
        print(f"SKIPPED: {script.name} needs {', '.join(lacks)}")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="weightcheck-cli-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)  # for steps that give up root's rights
        environment = sandbox.environment_in(folder, options)
        sandbox.make_example(environment)
        work = folder / "work"
        work.mkdir()
        for step in steps:
            out, err, exit_code = run_step(step, work, environment)
            if found := list(complaints(step, out, err, exit_code)):
                print(f"{script}:{step.line}: $ {step.command}", *found, sep="\n")
                return 1
    print(f"{script.name}: {len(steps)} commands")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sandbox.add_options(parser)
    parser.add_argument("script", type=pathlib.Path)
    options = parser.parse_args()
    sys.exit(run_script(options.script, options))


if __name__ == "__main__":
    main()
