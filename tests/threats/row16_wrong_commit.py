# SPDX-License-Identifier: Apache-2.0
"""The example of the repository comes with the proof of its commit: what it shows cannot be bent."""
import os
import shutil
import subprocess

import threat

EXAMPLE = threat.sandbox.SOURCE / "manifests" / "example"
PIN = next(line.split()[-1] for line in (EXAMPLE / threat.MANIFEST).read_text().splitlines() if line.startswith("# commit: "))


def other_proof(row):
    """Of a commit that git makes here, by the commands of docs/proof-format.md."""
    folder = row.work / "repository"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("SHA256.manifest", "COMMIT.proof"))
    environment = {**row.environment, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def git(*arguments, **others):
        return subprocess.run(["git", "-C", folder, "-c", "user.name=n", "-c", "user.email=e", *arguments], env=environment, check=True,
                              capture_output=True, **others).stdout

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "another")
    objects = git("rev-list", "--objects", "--filter=blob:none", "--no-object-names", "-n1", "HEAD")
    (row.work / "other.proof").write_bytes(git("cat-file", "--batch", input=objects))
    return git("rev-parse", "HEAD").decode().strip()


def check(row):
    def anchored(name):
        return shutil.copytree(EXAMPLE, row.work / name)

    row.accepted("the example as it is", ["verify", anchored("good"), "--commit", PIN], says=("trust: pinned",))
    for name in ("config.json", "model-00002-of-00003.safetensors", "README.md"):
        model = anchored("changed " + name)
        threat.flipped(model / name, 200)
        text = (model / threat.MANIFEST).read_text()
        row.relisted(model)
        (model / threat.MANIFEST).unlink()
        row.rejected(f"{name} is not of the commit", ["verify", model, "--commit", PIN], 1, "anchor-differs", says=(name,))
        (model / threat.MANIFEST).write_text(text)
        row.rejected(f"{name} is not of the commit, by both", ["verify", model, "--commit", PIN], 1, "file-modified",
                     says=("and the commit's trees", "13 of 14 files shown to be in the commit"))
    model = anchored("new")
    (model / "new.json").write_text("{}")
    (model / threat.MANIFEST).unlink()
    row.rejected("a file that is not in the commit", ["verify", model, "--commit", PIN], 1, "hash-unanchored", says=("new.json",))

    size = (EXAMPLE / "COMMIT.proof").stat().st_size
    for place in (0, 41, 60, 100, 200, size // 2, size - 2, size - 1):
        model = anchored(f"bent {place}")
        threat.flipped(model / "COMMIT.proof", place)
        row.rejected(f"byte {place} of the proof", ["verify", model], 4, "proof-invalid")
    for what, change in {"cut": lambda data: data[:-1], "twice": lambda data: data + data, "empty": lambda data: b"",
                         "a page": lambda data: b"<html>", "more": lambda data: data + b"\n"}.items():
        model = anchored("proof " + what)
        (model / "COMMIT.proof").write_bytes(change((EXAMPLE / "COMMIT.proof").read_bytes()))
        row.rejected(f"the proof: {what}", ["verify", model], 4, "proof-invalid")

    if not shutil.which("git"):
        raise threat.Skipped("no git to make the proof of another commit")
    commit = other_proof(row)
    model = anchored("other proof")
    row.rejected("the proof of another commit", ["verify", model, "--proof", "other.proof"], 4, "pin-conflict", says=(commit, PIN))
    row.rejected("the proof of another commit, pinned", ["verify", model, "--proof", "other.proof", "--commit", PIN], 4, "pin-conflict")
    row.rejected("another commit claimed", ["verify", model, "--commit", commit], 4, "pin-conflict")
