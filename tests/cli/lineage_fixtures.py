#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ledgers and lineage against generated bases, forks and lying ledgers, whose answers follow from how each was made.

  lineage_fixtures.py --program PATH --shared FOLDER [--work FOLDER] [NAME ...]

The generator lies beside the checkout; where it is absent this is skipped. The bases are moved away before a fork is held against their
ledgers: a ledger has to do without them.
"""
import argparse
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SECONDS = 120
EVIDENCE = ("proven", "chained", "listed", "measured")


class Fixtures:
    def __init__(self, program, folder):
        self.program, self.folder, self.faults = program, folder, []
        self.expected = json.loads((folder / "expected.json").read_text())
        self.commits = {name: base["commit"] for name, base in self.expected["bases"].items()}
        self.names = {commit: name for name, commit in self.commits.items()}

    def fault(self, what, *words):
        self.faults.append(f"{what}: {' '.join(map(str, words))}")

    def run(self, *arguments):
        return subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True, timeout=SECONDS, check=False)

    def ledgers(self):
        for name, base in self.expected["bases"].items():
            done = self.run("ledger", self.folder / "bases" / name, "--upstream", base["upstream"], "--output", "-", "-q")
            found = hashlib.sha256(done.stdout.encode()).hexdigest()
            if done.returncode != 0 or found != base["ledger_sha256"]:
                self.fault(f"ledger {name}", done.returncode, done.stderr, found)

    def check_finds_each_field(self):
        """One character of every kind of field, and of each line."""
        text = (self.folder / "bases" / "one.ledger").read_text()
        lines = text.split("\n")
        bent = self.folder / "bent.ledger"
        model = self.folder / "bases" / "one"
        if self.run("ledger", "--check", self.folder / "bases" / "one.ledger", model).returncode != 0:
            self.fault("ledger --check", "an honest ledger is objected to")
        number = next(i for i, line in enumerate(lines) if " f16=" in line and " s=" in line)
        for field, value in enumerate(lines[number].split(" ")):
            if field == 0:
                continue
            parts = lines[number].split(" ")
            at = len(value) // 2
            parts[field] = value[:at] + ("1" if value[at] != "1" else "2") + value[at + 1:]
            bent.write_text("\n".join(lines[:number] + [" ".join(parts)] + lines[number + 1:]))
            done = self.run("ledger", "--check", bent, model)
            told = f"line {number + 1}:" in done.stderr
            if (done.returncode, told) != (1, True):
                self.fault("ledger --check", f"field {field}", done.returncode, done.stderr)

    def lineage(self, fork, options, bases):
        arguments = ["lineage", self.folder / "forks" / fork, "--format", "json", *options]
        for name in bases:
            arguments += ["--base-commit", self.commits[name]]
        done = self.run(*arguments)
        return done, json.loads(done.stdout) if done.stdout.startswith("{") else None

    def fork(self, name, wanted):
        options = []
        for base in wanted["bases_given"]:
            options += ["--base", self.folder / "bases" / (base if wanted["base_directory"] else f"{base}.ledger")]
        if wanted["fill"]:
            options += ["--fill", self.folder / "fill" / name]
        done, found = self.lineage(name, options, wanted["bases_given"])
        if found is None:
            self.fault(name, done.returncode, done.stderr)
            return
        for key in ("verdict", "exit_code", "bytes"):
            if found[key] != wanted[key]:
                self.fault(name, key, found[key], "instead of", wanted[key])
        if done.returncode != wanted["exit_code"]:
            self.fault(name, "exit", done.returncode)
        rules = {finding["rule"] for finding in found["findings"]}
        if not set(wanted["rules"]) <= rules or rules & set(wanted["absent_rules"]):
            self.fault(name, "rules", sorted(rules))
        self.rows(name, found, wanted)
        for base in found["bases"]:
            self.base(name, base, wanted["bases"][self.names[base["commit"]]])
        missing = [{**gap, "base": self.names[gap["base"]]} for gap in found["missing"]]
        if missing != wanted["missing"]:
            self.fault(name, "missing", missing, "instead of", wanted["missing"])
        self.mixture(name, found["mixture"], wanted["mixture"])

    def rows(self, name, found, wanted):
        if len(found["tensors"]) != len(wanted["tensors"]):
            self.fault(name, len(found["tensors"]), "tensors instead of", len(wanted["tensors"]))
        for row, want in zip(found["tensors"], wanted["tensors"]):
            have = {key: row[key] for key in want if key not in ("base", "pieces")}
            have["base"] = self.names.get(row["base"])
            have["pieces"] = len(row["pieces"]) if row["pieces"] else (1 if row["base"] else 0)
            if have != want:
                self.fault(name, want["name"], {key: (have[key], want[key]) for key in want if have[key] != want[key]})

    def base(self, name, found, wanted):
        for key in ("established", "tensors", "bytes", "not_taken"):
            if found[key] != wanted[key]:
                self.fault(name, key, found[key], "instead of", wanted[key])

    def mixture(self, name, found, wanted):
        if (found is None) != (wanted is None):
            self.fault(name, "mixture", found)
        elif wanted is not None:
            weights = {self.names[one["base"]]: round(one["weight"], 2) for one in found["weights"]}
            if weights != wanted["weights"] or found["exact"] != wanted["exact"]:
                self.fault(name, "mixture", found)

    def lie(self, name, wanted):
        done, found = self.lineage("foreign", ["--base", self.folder / "lies" / f"{name}.ledger"], ["one"])
        if wanted["refused"]:
            if done.returncode != 4 or found is not None:
                self.fault(f"lie {name}", "exit", done.returncode, "instead of 4:", done.stderr)
            return
        if found is None:
            self.fault(f"lie {name}", done.returncode, done.stderr)
            return
        rows = {row["name"]: row["evidence"] for row in found["tensors"]}
        limits = [(tensor, "listed") for tensor in wanted.get("most", ())]
        limits += [(tensor, "measured") for tensor in wanted.get("measured", ())]
        limits += [(tensor, "chained") for tensor in wanted.get("unproven", ())]
        for tensor, most in limits:
            if rows[tensor] is not None and EVIDENCE.index(rows[tensor]) < EVIDENCE.index(most):
                self.fault(f"lie {name}", tensor, rows[tensor], "which is more than", most)
        wrong = any(finding["rule"] == "ledger-wrong" for finding in found["findings"])
        if wrong != wanted["wrong"] or done.returncode != (1 if wrong else 0):
            self.fault(f"lie {name}", "ledger-wrong" if wrong else "no ledger-wrong", "exit", done.returncode)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--shared", required=True, type=pathlib.Path)
    parser.add_argument("--slowness", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path, help="where fixtures are, or are to be made and left")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    generator = arguments.shared / "fixtures" / "lineage" / "make_forks.py"
    if not generator.is_file():
        print(f"skipped: {generator} is not here")
        return 77
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.work or pathlib.Path(temporary)
        if not (folder / "expected.json").is_file():
            subprocess.run([sys.executable, generator, folder], check=True, timeout=300 * arguments.slowness,
                           env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        fixtures = Fixtures(arguments.program, folder)
        wanted = lambda name: not arguments.names or name in arguments.names
        if wanted("ledgers"):
            fixtures.ledgers()
            fixtures.check_finds_each_field()
        forks = {name: fork for name, fork in fixtures.expected["forks"].items() if wanted(name)}
        for with_bases in (True, False):
            if not with_bases:
                for base in fixtures.commits:
                    (folder / "bases" / base).rename(folder / f"{base}.away")
            try:
                for name, fork in forks.items():
                    if fork["base_directory"] == with_bases:
                        fixtures.fork(name, fork)
            finally:
                if not with_bases:
                    for base in fixtures.commits:
                        (folder / f"{base}.away").rename(folder / "bases" / base)
        lies = {name: lie for name, lie in fixtures.expected["lies"].items() if wanted("lies") or wanted(name)}
        for name, lie in lies.items():
            fixtures.lie(name, lie)
    for fault in fixtures.faults:
        print(fault)
    print(f"{len(forks)} forks, {len(lies)} lies, {len(fixtures.faults)} faults")
    return 1 if fixtures.faults else 0


if __name__ == "__main__":
    sys.exit(main())
