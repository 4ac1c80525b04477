#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds `weightcheck inspect` to the verdicts of the safetensors reference over a folder of odd headers: every file it rejects
is an error here, by the reference's name where the file looks like safetensors at all, and every other one is accepted."""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import sandbox

SKIPPED = 77
# Rejected by what they are before anyone looks for a header.
BY_CONTENT = {"lfs_pointer": "lfs-pointer", "empty": "empty-file"}
OBJECTIONS = {"header-invalid", "shard-truncated", *BY_CONTENT.values(), "html-page", "json-page", "zero-run"}


def findings_over(case, folder, environment):
    model = folder / "model"
    model.mkdir()
    shutil.copyfile(case, model / "model.safetensors")
    run = subprocess.run(["weightcheck", "inspect", "--format", "json", str(model)], env=environment, capture_output=True, timeout=60)
    shutil.rmtree(model)
    report = json.loads(run.stdout)
    return [finding for finding in report["findings"] if finding["rule"] in OBJECTIONS]


def complaint(name, verdict, error_name, findings):
    if verdict == "accept":
        return f"{name}: the reference accepts it; here {findings}" if findings else None
    if not findings:
        return f"{name}: the reference rejects it as {error_name}; here nothing is said"
    if name in BY_CONTENT:
        return None if findings[0]["rule"] == BY_CONTENT[name] else f"{name}: {findings}"
    if findings[0]["rule"] == "header-invalid" and error_name not in findings[0]["message"]:
        return f"{name}: {error_name} for the reference; here {findings[0]['message']}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    sandbox.add_options(parser)
    options = parser.parse_args()
    cases = options.shared / "fixtures" / "safetensors-cases"
    if not (cases / "verdicts.tsv").exists():
        print(f"SKIPPED: no {cases}")
        sys.exit(SKIPPED)
    rows = [line.split("\t") for line in (cases / "verdicts.tsv").read_text().splitlines() if not line.startswith("#")]
    with tempfile.TemporaryDirectory(prefix="weightcheck-verdicts-") as folder:
        environment = sandbox.environment_in(pathlib.Path(folder), options)
        os.environ["PATH"] = environment["PATH"]
        complaints = [found for name, verdict, error_name in rows
                      if (found := complaint(name, verdict, error_name, findings_over(cases / name, pathlib.Path(folder), environment)))]
    print(*complaints, sep="\n")
    print(f"{len(rows)} cases, {len(complaints)} judged otherwise than by the reference")
    sys.exit(1 if complaints or not rows else 0)


if __name__ == "__main__":
    main()
