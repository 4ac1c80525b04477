# SPDX-License-Identifier: Apache-2.0
"""git refuses only what others own; this .git is the user's own download. Nothing in it is run, and nothing read as settings."""
import os
import shutil
import subprocess

import threat

SETTINGS = """[core]
fsmonitor = {run}
hooksPath = {hooks}
sshCommand = {run}
pager = {run}
editor = {run}
askPass = {run}
worktree = /
[uploadpack]
packObjectsHook = {run}
[filter "x"]
clean = {run}
smudge = {run}
process = {run}
[diff]
external = {run}
[credential]
helper = !{run}
[include]
path = {fifo}
[alias]
cat-file = !{run}
"""


def check(row):
    if not shutil.which("git"):
        raise threat.Skipped("no git")
    witness, fifo = row.folder / "ran", row.folder / "fifo"
    os.mkfifo(fifo)  # whoever reads the include waits for ever
    script = row.folder / "evil"
    script.write_text(f"#!/bin/sh\ntouch {witness}\n")
    script.chmod(0o755)
    environment = {**row.environment, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def hostile(name):
        model = row.model(name)

        def git(*arguments):
            subprocess.run(["git", "-C", model, "-c", "user.name=n", "-c", "user.email=e", *arguments], env=environment, check=True,
                           capture_output=True)

        git("init", "-q")
        git("add", "-A")
        git("commit", "-qm", "a model")
        hooks = model / ".git" / "hooks"
        for hook in ("post-checkout", "pre-commit", "post-index-change", "fsmonitor-watchman", "reference-transaction", "pre-auto-gc"):
            shutil.copy(script, hooks / hook)
        with (model / ".git" / "config").open("a") as config:
            config.write(SETTINGS.format(run=script, hooks=hooks, fifo=fifo))
        (model / ".gitattributes").write_text("* filter=x diff=x\n")
        return model

    model = hostile("changed")
    threat.flipped(model / threat.SHARDS[0], -1)
    row.rejected("a changed shard in a hostile checkout", ["verify", model], 1, "file-modified", seconds=5)
    (model / threat.MANIFEST).unlink()
    row.rejected("the same without a manifest", ["verify", model], 1, "file-modified", seconds=5)
    row.rejected("the same, inspected", ["inspect", model, "--fail-on", "warning"], 1, "manifest-missing", seconds=5)
    row.rejected("a manifest for it, with nowhere to write", ["manifest", model, "--output", "no/where"], 3, says=("No such file",), seconds=5)
    model = hostile("worktree")
    shutil.rmtree(model / ".git")
    (model / ".git").write_text(f"gitdir: {row.work}/changed/.git\n")
    (model / threat.MANIFEST).unlink()
    row.rejected("a .git that names another place", ["verify", model], 4, "manifest-missing", seconds=5)
    model = hostile("linked")
    shutil.rmtree(model / ".git")
    (model / ".git").symlink_to(row.work / "changed" / ".git")
    (model / threat.MANIFEST).unlink()
    row.rejected("a .git that links to another place", ["verify", model], 4, "manifest-missing", seconds=5)
    if witness.exists():
        raise threat.Lost("a program of the repository was run")
