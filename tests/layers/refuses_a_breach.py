#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shows the checks failing: over a made-up tree that breaks every rule they must fail, and name each breach and nothing else."""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent


def check(source, layers):
    return subprocess.run([sys.executable, HERE / "check_layers.py", "--source", source, "--layers", layers],
                          capture_output=True, text=True, check=False)


def check_includes(source):
    return subprocess.run([sys.executable, HERE / "check_includes.py", "--source", source], capture_output=True, text=True, check=False)


def require(condition, what, run):
    if not condition:
        sys.exit(f"{what}\nexit status {run.returncode}\n{run.stdout}{run.stderr}")


breach = HERE / "breach"
run = check(breach, breach / "layers.txt")
require(run.returncode == 1, "a tree full of breaches is not refused", run)
require(run.stdout == (breach / "expected.txt").read_text(), "the breaches are not those of breach/expected.txt", run)

run = check_includes(breach)
require(run.returncode == 1, "names without their header are not refused", run)
require(run.stdout == (breach / "expected_includes.txt").read_text(), "the breaches are not those of breach/expected_includes.txt", run)

with tempfile.TemporaryDirectory() as folder:
    layers = pathlib.Path(folder) / "layers.txt"
    layers.write_text("base: \nattic: base\n")
    run = check(breach, layers)
    require(run.returncode == 2 and "attic" in run.stderr, "a module without a layer is not refused", run)
    layers.write_text("")
    require(check(breach, layers).returncode == 2, "an empty list of modules is taken for a pass", run)
    layers.write_text("base: \n")
    require(check(pathlib.Path(folder), layers).returncode == 2, "a tree without sources is taken for a pass", run)
    require(check_includes(pathlib.Path(folder)).returncode == 2, "a tree without sources is taken for a pass", run)
