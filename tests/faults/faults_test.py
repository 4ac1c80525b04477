#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What goes wrong around the program: it is stopped, the disk is full or read-only, descriptors run out, the model is large.

  faults_test.py --program PATH (stopped | disk | descriptors | many_files | long_paths | lookup)

Whatever happens, a file that it writes is the old one, the new one, or not there; and what was not checked is not verified.
"""
import argparse
import errno
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
import sandbox  # noqa: E402

MANIFEST = "SHA256.manifest"
RUNS = 200
SKIPPED = 77
PINNED = ("--upstream", sandbox.UPSTREAM, "--commit", sandbox.COMMIT)


class Skipped(Exception):
    """What a test needs is not here."""


class Place:
    def __init__(self, folder, options):
        self.folder, self.slowness = folder, options.slowness
        self.environment = sandbox.environment_in(folder, options)
        os.environ["PATH"] = self.environment["PATH"]
        self.example = sandbox.make_example(self.environment)

    def run(self, *arguments, prefix=(), seconds=60):
        return subprocess.run([*prefix, "weightcheck", *map(str, arguments)], env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, errors="backslashreplace", timeout=seconds * self.slowness)

    def expect(self, exit_code, *arguments, says=(), **others):
        run = self.run(*arguments, **others)
        printed = run.stdout + run.stderr
        lacks = [text for text in says if text not in printed]
        if run.returncode != exit_code or lacks or (exit_code != 0 and says_verified(printed)):
            sys.exit(f"{arguments}: exit {run.returncode}, {exit_code} is expected; not said: {lacks}\n{printed[:2000]}")
        return run


def says_verified(text):
    return re.search(r"(?<![\w-])verified(?![\w-])", text)


def stopped(place):
    """RUNS runs of `manifest` and `verify`, each stopped at a moment that a seeded generator chose."""
    rng = random.Random(20260601)
    model = place.folder / "model"
    shutil.copytree(place.example, model)
    with (model / "data.txt").open("wb") as file:
        file.truncate(48 << 20)
    manifest, journal, report = model / MANIFEST, model / (MANIFEST + ".resume"), place.folder / "report.json"
    make = ["weightcheck", "manifest", str(model), *PINNED, "-q"]
    check = ["weightcheck", "verify", str(model), "--report", f"json={report}", "--progress", "never"]
    time.sleep(0.1)  # what was changed a moment ago is not taken for finished
    lasts = {}
    for command in (make, check):
        begin = time.monotonic()
        subprocess.run(command, env=place.environment, check=True, capture_output=True)
        lasts[command[1]] = time.monotonic() - begin
    whole = manifest.read_bytes()
    ends = {}
    for number in range(RUNS):
        kind = rng.choice((signal.SIGINT, signal.SIGTERM, signal.SIGKILL))
        command = rng.choice((make, make, check))
        if command is make:
            manifest.unlink(missing_ok=True)
            command = make + ["--resume"] * rng.randrange(2)
        report.unlink(missing_ok=True)
        process = subprocess.Popen(command, env=place.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(rng.random() * 1.1 * lasts[command[1]])
        process.send_signal(kind)
        out, err = process.communicate(timeout=60)
        what = f"run {number}, {command[1:]}, {kind.name}, exit {process.returncode}"
        ends[process.returncode] = ends.get(process.returncode, 0) + 1
        if process.returncode not in (0, 130, -kind):
            sys.exit(f"{what}\n{out}{err}")
        if process.returncode > 0 and says_verified(out + err):
            sys.exit(f'{what}: it says "verified"\n{out}{err}')
        if manifest.exists() and manifest.read_bytes() != whole:
            sys.exit(f"{what}: the manifest is no whole one")
        if report.exists():
            json.loads(report.read_text())
        if command[1] == "manifest" and not manifest.exists():
            place.expect(0, "manifest", model, *PINNED, "-q", "--resume")
            if manifest.read_bytes() != whole or journal.exists():
                sys.exit(f"{what}: what was resumed is another manifest, or its journal is left")
        for left in model.glob(".weightcheck-*.incomplete"):  # a kill between link and rename; the walk knows it by its ending
            left.unlink()
    print(f"{RUNS} runs ended with {dict(sorted(ends.items()))}")
    if sum(count for code, count in ends.items() if code != 0) < RUNS // 4:
        sys.exit("most runs were over before they were stopped")


def repository(place):
    folder = place.folder / "upstream"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["-c", "user.name=n", "-c", "user.email=e", "commit", "-qm", "a model"]):
        subprocess.run(["git", "-C", folder, *command], env=place.environment, check=True)
    return folder


def disk(place):
    """Every file that is written, on a disk without room and on one that is read-only."""
    mount = place.folder / "disk"
    mount.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", mount], capture_output=True, text=True)
    if mounted.returncode != 0:
        raise Skipped("no tmpfs can be mounted: " + mounted.stderr.strip())
    try:
        upstream = repository(place)
        writers = {"a report": ["verify", place.example, "--report", f"json={mount}/file"],
                   "the output": ["verify", place.example, "--output", mount / "file"],
                   "an inspection": ["inspect", place.example, "--output", mount / "file"],
                   "a manifest": ["manifest", place.example, "--output", mount / "list"],
                   "the manifest of a model there": ["manifest", mount / "model"],
                   "a proof": ["anchor", upstream, "--output", mount / "file"],
                   "the proof of a model there": ["anchor", mount / "unpinned", "--upstream", upstream, "--commit", "main"],
                   "a receipt": ["verify", place.example, "--receipt", mount / "file", "--receipt-key", place.folder / "key"]}
        (place.folder / "key").write_bytes(bytes(range(32)))
        (place.folder / "key").chmod(0o600)
        time.sleep(1.1)  # a model that was touched just now is given no receipt
        shutil.copytree(place.example, mount / "model")
        (mount / "unpinned").mkdir()
        (mount / "unpinned" / "COMMIT.proof").write_text("old")
        (mount / "unpinned" / MANIFEST).write_text("0" * 64 + "  config.json\n")
        olds = [mount / "file", mount / "summary", mount / "list", *(mount / "unpinned").iterdir(), mount / "model" / MANIFEST]
        (mount / "file").write_text("old")
        shutil.copy(place.example / MANIFEST, mount / "list")  # manifest replaces no other file
        (mount / "summary").write_text("old\n" * 1024)  # a page, so that nothing more fits into it
        before = [path.read_bytes() for path in olds]
        try:
            with (mount / "filler").open("wb", buffering=0) as filler:
                while filler.write(bytes(4096)):
                    pass
        except OSError as full:
            assert full.errno == errno.ENOSPC
        for state, words in (("full", "No space left on device"), ("read-only", "Read-only file system")):
            if state == "read-only":
                subprocess.run(["mount", "-o", "remount,ro", mount], check=True)
            for what, command in writers.items():
                place.expect(3, *command, says=(words,))
                if [path.read_bytes() for path in olds] != before:
                    sys.exit(f"{what}, on a disk that is {state}: the old file is no more")
                if left := [str(path) for path in mount.rglob(".weightcheck-*")]:
                    sys.exit(f"{what}, on a disk that is {state}: {left} was left behind")
            if state == "full":
                kept = place.folder / "kept.json"
                place.expect(3, "verify", place.example, "--report", f"html={mount}/file", "--report", f"json={kept}", says=(words,))
                if not kept.exists():
                    sys.exit("a report that could be written was lost with one that could not")
            # What is appended may be cut off; what was there before stays, and the run does not pass.
            place.expect(3, "verify", place.example, "--format", "github", says=(words,), prefix=("env", f"GITHUB_STEP_SUMMARY={mount}/summary"))
            if not (mount / "summary").read_bytes().startswith(b"old\n" * 1024):
                sys.exit(f"a step's summary, on a disk that is {state}: what was there is no more")
            before[1] = (mount / "summary").read_bytes()
            # git works in a temporary folder, which may be on that disk too.
            place.expect(3, "anchor", upstream, "--output", place.folder / "proof", says=("TMPDIR",), prefix=("env", f"TMPDIR={mount}"))
            if (place.folder / "proof").exists() or list(mount.glob("weightcheck-*")):
                sys.exit(f"a proof by way of a disk that is {state}: something was left behind")
            place.expect(0, "verify", mount / "model", says=("integrity  passed",))  # which writes nothing
    finally:
        subprocess.run(["umount", mount], check=True)
    print(f"{len(writers)} writers, two disks")


def descriptors(place):
    """16 are enough for some ways of reading, not for all; with too few the run ends with 3, and never with a pass or a difference."""
    for limit in range(3, 17):
        for command in ("verify", "manifest", "inspect", "hash"):
            arguments = [place.example / "config.json"] if command == "hash" else [place.example]
            options = {"verify": ["--threads", "4"], "manifest": ["--output", place.folder / "made", *PINNED]}.get(command, [])
            run = place.run(command, *arguments, *options, prefix=("prlimit", f"--nofile={limit}"))
            printed = run.stdout + run.stderr
            loader = run.returncode == 127 and "shared librar" in printed  # it was not even started
            if run.returncode not in (0, 3) and not loader or (run.returncode != 0 and says_verified(printed)):
                sys.exit(f"{command} with {limit} descriptors: exit {run.returncode}\n{printed}")
            if run.returncode == 3 and "Too many open files" not in printed:
                sys.exit(f"{command} with {limit} descriptors does not say what is missing\n{printed}")
            made = place.folder / "made"
            if made.exists() and made.read_bytes() != (place.example / MANIFEST).read_bytes():
                sys.exit(f"{command} with {limit} descriptors: another manifest")
            made.unlink(missing_ok=True)
    place.expect(0, "verify", place.example, prefix=("prlimit", "--nofile=16"))


def many_files(place):
    """100,000 files in a hundred folders, one of which is then touched."""
    model = place.folder / "model"
    shutil.copytree(place.example, model)
    for number in range(100_000):
        if number % 1000 == 0:
            (model / f"part{number // 1000:02}").mkdir()
        (model / f"part{number // 1000:02}" / f"{number:06}.txt").write_bytes(b"%d" % number)
    small = ("peak-memory", str(300))
    begin = time.monotonic()
    place.expect(0, "manifest", model, *PINNED, says=("100015 files", "under 300 MiB"), prefix=small)
    place.expect(0, "verify", model, says=("100015 of 100,015", "under 300 MiB"), prefix=small)
    (model / "part50" / "050123.txt").write_bytes(b"50124")
    (model / "part51" / "extra").touch()
    place.expect(1, "verify", model, says=("file-modified", "'part50/050123.txt'", "file-unlisted", "'part51/extra'", "under 300 MiB"), prefix=small)
    print(f"three runs in {time.monotonic() - begin:.1f} s")


def deep_file(model, size):
    """A file whose path below the model has `size` bytes: made step by step, since no call takes so long a path at once."""
    folder, left = os.open(model, os.O_RDONLY), size - 5
    while left > 0:
        name = "d" * min(199, left - 1 if left < 201 else 199)
        os.mkdir(name, dir_fd=folder)
        inner = os.open(name, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder, left = inner, left - len(name) - 1
    with open(os.open("a.txt", os.O_WRONLY | os.O_CREAT, dir_fd=folder), "wb") as file:
        file.write(b"deep\n")
    os.close(folder)


def long_paths(place):
    model = place.folder / "model"
    shutil.copytree(place.example, model)
    deep_file(model, 4000)
    place.expect(0, "manifest", model, *PINNED)
    listed = (model / MANIFEST).read_text().splitlines()
    if max(len(line) for line in listed) != 66 + 4000:
        sys.exit("the long path is not listed")
    place.expect(0, "verify", model, says=("16 of 16",))
    (model / MANIFEST).write_text("\n".join(line[:65] + "0" + line[65:] if len(line) > 4000 else line for line in listed) + "\n")
    place.expect(4, "verify", model, says=("manifest-malformed",))
    too_long = place.folder / "too long"
    shutil.copytree(place.example, too_long)
    deep_file(too_long, 4200)
    run = place.run("verify", too_long)
    if run.returncode not in (1, 3) or says_verified(run.stdout + run.stderr):
        sys.exit(f"a path of 4200 bytes: exit {run.returncode}\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
    run = place.run("manifest", too_long, "--output", "made")
    if run.returncode != 3 or (place.folder / "made").exists():
        sys.exit(f"a manifest with a path of 4200 bytes: exit {run.returncode}\n{run.stdout[-2000:]}{run.stderr[-2000:]}")


def lookup(place):
    """A name server that says nothing: `anchor` keeps its time, and ends at once when it is stopped."""
    limit_s, grace_s = 3, 4 * place.slowness
    resolver = place.folder / "resolv.conf"
    resolver.write_text("nameserver 127.0.0.77\noptions timeout:20 attempts:3\n")
    prefix = ("unshare", "--mount", "sh", "-c", f'mount --bind "{resolver}" /etc/resolv.conf && exec "$@"', "sh")
    if subprocess.run([*prefix, "true"], capture_output=True).returncode != 0:
        raise Skipped("no file system of its own can be given to a program")
    place.environment = {name: value for name, value in place.environment.items() if not name.lower().endswith("_proxy")}
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        server.bind(("127.0.0.77", 53))
    except OSError as error:
        raise Skipped(f"no name server can be started: {error}") from error
    server.settimeout(10)

    def asked():
        try:
            return server.recv(4096)
        except TimeoutError:
            raise Skipped("names are looked up elsewhere") from None

    for upstream, says in (("hf:org/name", "in time"), ("https://git.example.org/org/name", "did not finish")):
        command = ["anchor", place.example, "--upstream", upstream, "--timeout", limit_s]
        begin = time.monotonic()
        place.expect(3, *command, says=(says, f"{limit_s} s, --timeout"), prefix=prefix)
        if (took := time.monotonic() - begin) > limit_s + grace_s:
            sys.exit(f"{upstream}: {took:.1f} s for a limit of {limit_s} s")
        asked()
        process = subprocess.Popen([*prefix, "weightcheck", *map(str, command[:-1]), "600"], env=place.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(timeout=grace_s)
        except subprocess.TimeoutExpired:
            process.kill()
            sys.exit(f"{upstream}: it does not end when it is stopped")
        if code != 130:
            sys.exit(f"{upstream}: stopped, and exit {code}")
    print("two ways to look a name up")


TESTS = {test.__name__: test for test in (stopped, disk, descriptors, many_files, long_paths, lookup)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sandbox.add_options(parser)
    parser.add_argument("test", choices=TESTS)
    options = parser.parse_args()
    # 100,000 files on a disk are a test of the disk; a receipt is left for a model on a disk alone.
    in_memory = "/dev/shm" if options.test != "disk" and os.access("/dev/shm", os.W_OK) else None
    folder = pathlib.Path(tempfile.mkdtemp(prefix="weightcheck-faults-", dir=in_memory))
    try:
        TESTS[options.test](Place(folder, options))
    except Skipped as why:
        print(f"SKIPPED: {why}")
        sys.exit(SKIPPED)
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)  # which knows its way into paths that are longer than a call takes


if __name__ == "__main__":
    main()
