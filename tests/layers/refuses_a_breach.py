#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Shows the checks failing: over a made-up tree that breaks every rule they must fail, and name each breach and nothing else."""
import pathlib
import shutil
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

    layers.write_text("json: \n")
    (pathlib.Path(folder) / "src/json").mkdir(parents=True)
    (pathlib.Path(folder) / "src/json/CMakeLists.txt").touch()
    for number in range(1, 8):
        (pathlib.Path(folder) / f"src/json/{number}.cpp").write_text("#include <nlohmann/json.hpp>\n")
        run = check(pathlib.Path(folder), layers)
        require(run.returncode == (0 if number <= 6 else 1), f"{number} sources that include nlohmann/json.hpp", run)


# The same for what knows a hub: the real table and speakers, and one stranger beside them.
SOURCE = HERE.parent.parent


def check_hubs(source):
    return subprocess.run([sys.executable, HERE / "check_hubs.py", "--source", source], capture_output=True, text=True, check=False)


with tempfile.TemporaryDirectory() as folder:
    tree = pathlib.Path(folder)
    for name in ("hubs", "anchor", "evidence"):
        shutil.copytree(SOURCE / "src" / name, tree / "src" / name)
    run = check_hubs(tree)
    require(run.returncode == 0, "the sources know hubs outside the table", run)
    for text in ('"https://hf.co/a/b"', '"HF_TOKEN"', '"hf:a/b"', '".cache/huggingface"', "Protocol::modelscope", '"Hugging Face"'):
        (tree / "src" / "stranger.cpp").write_text(f"auto hub = {text};  // hf.co\n")
        run = check_hubs(tree)
        require(run.returncode == 1 and run.stdout.count("stranger.cpp:1") == 1, f"{text} is not refused", run)
    (tree / "src" / "stranger.cpp").write_text('auto other = Rule{.cure = "hf:a", .fires = R"sh(--upstream hf:a/b)sh"};  // hf.co\n')
    require(check_hubs(tree).returncode == 0, "a comment or another word is refused", check_hubs(tree))
    (tree / "src" / "anchor" / "hub_rest.cpp").write_text("")
    require(check_hubs(tree).returncode == 1, "a name on the list without a reason is not refused", check_hubs(tree))
    (tree / "src" / "hubs" / "table.hpp").write_text("")
    require(check_hubs(tree).returncode == 2, "an empty table is taken for a pass", check_hubs(tree))
