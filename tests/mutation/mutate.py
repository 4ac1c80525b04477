#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Breaks the verifier in one place at a time, and looks whether the tests notice.

  mutate.py --check                       stands the text of every mutant in its file, exactly once? (CTest mutation.applies)
  mutate.py --work DIR [--quick] [--only NAME]...   builds and tests the mutants

The mutants are in mutants.txt. The sources are left alone: DIR/tree is a copy of this working tree, uncommitted changes included,
and is kept with its build between runs. So are the results, in DIR/results.jsonl: a mutant that was killed is not tried again,
unless it is named or its lines changed; to begin anew, remove that file.

A mutant is built and run against ever more tests until one fails: first the one that its row names, then the unit tests of its
module, those of the modules that use it, the golden reports, the threats, the terminal scripts, and what is slow. A test that
hangs fails by its time limit. --quick stops after the first two steps, and leaves what is not killed by then for a later run. A
mutant that does not compile shows nothing, and counts as an error of the table.
Exit status: 0 all killed, 1 a survivor or an error, 2 nothing could be tried.
"""
import argparse
import collections
import dataclasses
import fcntl
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
TEST_SECONDS_MAX = 180  # of a test that sets no limit of its own
NOT_RUN = {"unit.capi"}  # the same code once more: linking the shared library costs more than it could find


@dataclasses.dataclass(frozen=True)
class Mutant:
    name: str
    file: str
    why: str
    old: str
    new: str
    first: str = ""  # the test to begin with

    @property
    def module(self):
        return self.file.split("/")[1]

    @property
    def identity(self):
        return hashlib.sha256(json.dumps([self.file, self.old, self.new]).encode()).hexdigest()[:16]

    def objection(self):
        """Why it cannot be applied; "" where it can."""
        path = SOURCE / self.file
        if not path.is_file():
            return f"there is no {self.file}"
        found = path.read_text().count(self.old)
        return "" if found == 1 else f"its text stands in {self.file} {found} times"


def read_table(path):
    """The head of mutants.txt tells the form."""
    mutants, fields, old, new = [], {}, [], []

    def finish():
        if fields:
            mutants.append(Mutant(old="\n".join(old), new="\n".join(new), **fields))

    for number, line in enumerate(path.read_text().splitlines(), 1):
        if name := re.fullmatch(r"\[([\w.-]+)\]", line):
            finish()
            fields, old, new = {"name": name[1]}, [], []
        elif fields and (field := re.fullmatch(r"(file|why|first): (.+)", line)):
            fields[field[1]] = field[2]
        elif fields and re.fullmatch(r"[-+]( .*)?", line):
            (old if line[0] == "-" else new).append(line[2:])
        elif line and not line.startswith("#"):
            sys.exit(f"{path.name}:{number}: not a line of a mutant: {line}")
    finish()
    return mutants


def check(mutants):
    names = collections.Counter(mutant.name for mutant in mutants)
    objections = [f"{name} is there twice" for name, count in names.items() if count > 1]
    for mutant in mutants:
        objection = mutant.objection() or ("it changes nothing" if mutant.old == mutant.new else "")
        if objection:
            objections.append(f"{mutant.name}: {objection}")
    for objection in objections:
        print(objection)
    print(f"{len(mutants)} mutants in {len({mutant.module for mutant in mutants})} modules, {len(objections)} objections")
    return not objections


class Tree:
    """The copy that is broken, and its build."""

    def __init__(self, work, cmake_arguments):
        self.root = work / "tree"
        self.build = self.root / "build/dev"
        self.log = work / "last.log"
        self.sync()
        # Every time: a new test is found then, and only then.
        if self.run(["cmake", "--preset", "dev", f"-DWEIGHTCHECK_SHARED={SOURCE.parent / 'shared'}", *cmake_arguments]) != 0:
            sys.exit(f"could not be configured; see {self.log}")
        self.read_tests()

    def sync(self):
        """Makes the copy the same as the working tree, and touches nothing that is."""
        listed = subprocess.run(["git", "-C", SOURCE, "ls-files", "-coz", "--exclude-standard"], check=True, capture_output=True, text=True).stdout
        names = sorted(name for name in listed.split("\0") if name and (SOURCE / name).is_file())
        for name in names:
            content = (SOURCE / name).read_bytes()
            copy = self.root / name
            if not copy.is_file() or copy.read_bytes() != content:
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(SOURCE / name, copy)
        for copy in self.root.rglob("*"):
            name = copy.relative_to(self.root)
            if name.parts[0] != "build" and copy.is_file() and "__pycache__" not in name.parts and not (SOURCE / name).is_file():
                copy.unlink()

    def run(self, command):
        """The exit status. Where this run is stopped, nothing goes on behind it: a mutant's object would be newer than the source put back."""
        with self.log.open("w") as log, subprocess.Popen(command, cwd=self.root, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                                         start_new_session=True) as child:
            try:
                return child.wait()
            except BaseException:
                os.killpg(child.pid, signal.SIGKILL)
                raise

    def read_tests(self):
        shown = subprocess.run(["ctest", "--test-dir", self.build, "--show-only=json-v1"], check=True, capture_output=True, text=True).stdout
        self.units, self.labels = {}, {}  # name -> executable; name -> labels
        for test in json.loads(shown)["tests"]:
            name = test["name"]
            properties = {one["name"]: one["value"] for one in test.get("properties", [])}
            if name in NOT_RUN or properties.get("DISABLED"):
                continue
            self.labels[name] = properties.get("LABELS", [])
            if re.fullmatch(r"unit\.\w+", name):  # ctest names no command that is not built yet
                self.units[name] = pathlib.Path(properties["WORKING_DIRECTORY"]) / ("test_" + name.removeprefix("unit."))

    def compile(self, targets):
        return self.run(["cmake", "--build", self.build, "--parallel", "1", "--target", *targets]) == 0

    def failed_test(self, names):
        """The first of these tests that fails, with its case where it is GoogleTest's; "" where all pass."""
        if not names:
            return ""
        wanted = "^(" + "|".join(re.escape(name) for name in names) + ")$"
        status = self.run(["ctest", "--test-dir", self.build, "-R", wanted, "--stop-on-failure", "--output-on-failure", "--no-tests=error",
                           "--timeout", str(TEST_SECONDS_MAX)])
        if status == 0:
            return ""
        said = self.log.read_text(errors="replace")
        failure = re.search(r"Test +#\d+: (\S+) \.*\*\*\*(\w+)", said)
        case = re.search(r"^\[  FAILED  \] ([\w./]+)", said, re.MULTILINE)
        if not failure:
            sys.exit(f"ctest could not be run; see {self.log}")
        return failure[1] + (f" {case[1]}" if case else "") + (f" ({failure[2].lower()})" if failure[2] != "Failed" else "")

    def stages(self, module, first, since_ns, quick=False):
        """What is to be built, and a function that gives the tests then to be run: the cheapest and likeliest first."""
        target_of = {name: path.name for name, path in self.units.items()}
        program = ["weightcheck_program", "weightcheck_faults"]
        if first:
            yield ([target_of[first]] if first in target_of else program), lambda: [first]
        folder = self.build / "tests/unit" / module
        own = [name for name, path in self.units.items() if path.parent == folder]
        if own:
            yield [target_of[name] for name in own], lambda: own
        if quick:
            return
        # An executable that was not linked anew cannot have changed its mind.
        yield list(target_of.values()), lambda: [name for name, path in self.units.items()
                                                if name not in own and path.stat().st_mtime_ns > since_ns]
        of_program = {name: labels for name, labels in self.labels.items() if {"golden", "threats", "cli", "faults"} & set(labels)}
        for kind in ("golden", "threats", "cli"):
            yield program, lambda kind=kind: [name for name, labels in of_program.items() if kind in labels and "slow" not in labels]
        yield program, lambda: [name for name, labels in of_program.items() if {"slow", "faults"} & set(labels)]

    def passes(self, mutants, quick):
        """Do the tests pass that the mutants are to fail? What failed before would kill all of them."""
        steps = [step for mutant in mutants for step in self.stages(mutant.module, mutant.first, 0, quick)]
        targets = sorted({target for wanted, _ in steps for target in wanted})
        if not self.compile(targets):
            print(f"does not compile without any mutant; see {self.log}")
            return False
        if failed := self.failed_test(sorted({name for _, tests in steps for name in tests()})):
            print(f"{failed} fails without any mutant; see {self.log}")
            return False
        return True

    def try_mutant(self, mutant, quick):
        """'killed' and by which test, 'survived' or 'does not compile'."""
        path = self.root / mutant.file
        whole = path.read_text()
        since_ns = time.time_ns()
        path.write_text(whole.replace(mutant.old, mutant.new))
        try:
            for targets, tests in self.stages(mutant.module, mutant.first, since_ns, quick):
                if not self.compile(targets):
                    return "does not compile", ""
                if failed := self.failed_test(tests()):
                    return "killed", failed
            return "survived" if not quick else "not killed yet", ""
        finally:
            path.write_text(whole)


class Results:
    def __init__(self, path):
        self.path = path
        lines = path.read_text().splitlines() if path.exists() else []
        self.by_name = {entry["name"]: entry for entry in map(json.loads, lines)}

    def add(self, **entry):
        self.by_name[entry["name"]] = entry
        with self.path.open("a") as file:
            file.write(json.dumps(entry) + "\n")

    def of(self, mutant):
        entry = self.by_name.get(mutant.name)
        return entry if entry and entry["identity"] == mutant.identity else None


def summary(mutants, results):
    """Prints the table by module; gives the number of mutants that were not killed."""
    modules, seconds, alive = {}, 0, 0  # module -> how many of each outcome
    for mutant in mutants:
        entry = results.of(mutant)
        outcome = entry["outcome"] if entry else "not tried"
        seconds += entry["seconds"] if entry else 0
        modules.setdefault(mutant.module, collections.Counter())[outcome] += 1
        if outcome != "killed":
            alive += 1
            print(f"{outcome.upper()}  {mutant.name}: {mutant.why}")
    for module, outcomes in sorted(modules.items()):
        print(f"{module:12} " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())))
    total = sum(modules.values(), collections.Counter())
    print(f"{len(mutants)} mutants in {seconds / 60:.0f} minutes: " + ", ".join(f"{count} {outcome}" for outcome, count in sorted(total.items())))
    return alive


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true")
    options.add_argument("--work", type=pathlib.Path, metavar="DIR", help="outside the sources; made where it is not there")
    options.add_argument("--quick", action="store_true", help="only the row's own test and the unit tests of the module")
    options.add_argument("--only", action="append", default=[], metavar="NAME")
    options.add_argument("--cmake", action="append", default=[], metavar="ARGUMENT", help="for the configuring, as in --cmake=-DX=Y")
    chosen = options.parse_args()
    mutants = read_table(HERE / "mutants.txt")
    if not check(mutants):
        return 1
    if chosen.check:
        return 0
    if unknown := set(chosen.only) - {mutant.name for mutant in mutants}:
        sys.exit(f"no mutant is called {', '.join(sorted(unknown))}")
    if not chosen.work or chosen.work.resolve().is_relative_to(SOURCE):
        sys.exit("--work is to name a folder outside the sources")

    work = chosen.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    lock = (work / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"another run uses {work}")
    results = Results(work / "results.jsonl")
    wanted = [mutant for mutant in mutants if (mutant.name in chosen.only if chosen.only else (results.of(mutant) or {}).get("outcome") != "killed")]
    tree = Tree(work, chosen.cmake)
    if wanted and not tree.passes(wanted, chosen.quick):
        return 2
    for mutant in wanted:
        begun = time.monotonic()
        outcome, killer = tree.try_mutant(mutant, chosen.quick)
        seconds = round(time.monotonic() - begun)
        print(f"{mutant.name}: {outcome}{' by ' + killer if killer else ''} ({seconds} s)", flush=True)
        results.add(name=mutant.name, identity=mutant.identity, outcome=outcome, killer=killer, seconds=seconds)
    return 1 if summary(mutants, results) else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the source is put back
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
