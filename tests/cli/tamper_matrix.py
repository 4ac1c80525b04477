#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Changes the example model and its manifest in every way that comes to mind, one at a time, and holds `weightcheck verify` to
three promises: the exit code tells, the word "verified" is not said, and nothing hangs.

Not in the matrix, since no digest can tell: files of the kinds that belong to no model (.git, *.incomplete; they are counted
in the report), and a file replaced together with its line in the manifest. Against the latter stands --commit.
"""
import argparse
import concurrent.futures
import dataclasses
import itertools
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import typing

import sandbox

MANIFEST = "SHA256.manifest"
DIFFERS, REFUSED = {1}, {4}
PROCESSES = 2
MUTATIONS_MIN = 500
PINNED = ("--commit", sandbox.COMMIT, "--upstream", sandbox.UPSTREAM)
HTML = b"<!DOCTYPE html>\n<html><head><title>401</title></head><body>Log in</body></html>\n"
JSON_ERROR = b'{"error":"Repository not found"}\n'


@dataclasses.dataclass
class Mutation:
    name: str
    apply: typing.Callable[[pathlib.Path], object]
    exit_codes: set
    options: tuple = ()


def edit(path, change):
    """change: bytes -> bytes"""
    path.write_bytes(change(path.read_bytes()))


def flipped(data, position, bit=0):
    return data[:position] + bytes([data[position] ^ (1 << bit)]) + data[position + 1:]


def pointer(data_path):
    digest = subprocess.run(["sha256sum", data_path], capture_output=True, check=True, text=True).stdout[:64]
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {data_path.stat().st_size}\n".encode()


def replaced_by_link(path, target):
    path.unlink()
    path.symlink_to(target)


def replaced_by(path, make):
    path.unlink()
    make(path)


def moved_inside(path):
    """The same bytes, behind a link that stays in the model: the new place is not listed."""
    path.rename(path.parent / "moved")
    path.symlink_to("moved")


def mutations_of_bytes(name, size, rng):
    places = {0, size // 2, size - 1} | {rng.randrange(size) for _ in range(3)}
    for place in sorted(places):
        bit = rng.randrange(8)
        yield f"flip bit {bit} of byte {place}", lambda path, p=place, b=bit: edit(path, lambda data: flipped(data, p, b))
    for kept in sorted({size - 1, size // 2, 0}):
        yield f"cut to {kept}", lambda path, k=kept: os.truncate(path, k)
    for tail in (b"\n", b"\0" * 4096):
        yield f"append {len(tail)} bytes", lambda path, t=tail: edit(path, lambda data: data + t)
    yield "insert a byte in front", lambda path: edit(path, lambda data: b" " + data)
    yield "exchange two bytes", lambda path: edit(path, exchange_unequal)
    yield "LF to CRLF", lambda path: edit(path, lambda data: data.replace(b"\n", b"\r\n") if b"\n" in data else data + b"\r")
    yield "replace by a pointer to itself", lambda path: path.write_bytes(pointer(path))
    yield "replace by HTML", lambda path: path.write_bytes(HTML)
    yield "replace by a JSON error", lambda path: path.write_bytes(JSON_ERROR)
    yield "replace by zeros", lambda path: path.write_bytes(bytes(size))
    noise = rng.randbytes(size)
    yield "replace by noise", lambda path: path.write_bytes(noise)


def exchange_unequal(data):
    first = 0
    other = next(i for i, byte in enumerate(data) if byte != data[first])
    changed = bytearray(data)
    changed[first], changed[other] = changed[other], changed[first]
    return bytes(changed)


def mutations_of_names(name):
    yield "remove", lambda path: path.unlink()
    yield "rename", lambda path: path.rename(path.with_name(name + ".bak"))
    yield "rename in another case", lambda path: path.rename(path.with_name(name.swapcase()))
    yield "move into a folder", lambda path: (path.parent / "sub").mkdir() or path.rename(path.parent / "sub" / name)
    yield "copy beside itself", lambda path: shutil.copy(path, path.with_name("copy-" + name))
    yield "link to a copy outside", lambda path: shutil.copy(path, path.parent.parent) and replaced_by_link(path, "../" + name)
    yield "absolute link", lambda path: replaced_by_link(path, "/etc/hostname")
    yield "link to nothing", lambda path: replaced_by_link(path, "gone")
    yield "link to itself", lambda path: replaced_by_link(path, name)
    yield "link to where it was moved", moved_inside
    yield "replace by a FIFO", lambda path: replaced_by(path, os.mkfifo)
    yield "replace by a folder", lambda path: replaced_by(path, os.mkdir)


def file_mutations(example, names, rng):
    for name in names:
        size = (example / name).stat().st_size
        for what, change in itertools.chain(mutations_of_bytes(name, size, rng), mutations_of_names(name)):
            yield Mutation(f"{name}: {what}", lambda model, n=name, c=change: c(model / n), DIFFERS)


def swap(model, first, second):
    (model / first).rename(model / "x")
    (model / second).rename(model / first)
    (model / "x").rename(model / second)


def pair_mutations(names):
    for first, second in itertools.combinations(names, 2):
        yield Mutation(f"swap {first} and {second}", lambda model, a=first, b=second: swap(model, a, b), DIFFERS)
        yield Mutation(f"{first} holds {second}", lambda model, a=first, b=second: shutil.copy(model / b, model / a), DIFFERS)


ADDED = ["extra", ".hidden", "model.safetensors", "model-00005-of-00004.safetensors", "consolidated.safetensors", "pytorch_model.bin",
         "modeling_custom.py", "setup.sh", "adapter_model.safetensors", "config.json.bak", "SHA256.manifest.bak", "sha256.manifest",
         "sub/SHA256.manifest", "sub/COMMIT.proof", "sub/.git/config", "sub/.cache/huggingface/x", ".cache/other", ".gitmodules",
         "a/b/c/d/e/model.safetensors", "\u200b", "\u202egnp.exe", "COMMIT.proof ", "LICENSE\n", "-", "--help", "*"]


def add(model, name, content):
    path = model / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def added_file_mutations(example):
    contents = {"empty": b"", "text": b"hello\n", "weights": (example / "model-00002-of-00004.safetensors").read_bytes()}
    for name, (kind, content) in itertools.product(ADDED, contents.items()):
        yield Mutation(f"add {name!r}, {kind}", lambda model, n=name, c=content: add(model, n, c), DIFFERS)


def line_edit(number, change):
    """change: a line -> the lines that replace it"""

    def apply(model):
        lines = (model / MANIFEST).read_text().splitlines()
        lines[number:number + 1] = change(lines[number])
        (model / MANIFEST).write_text("".join(line + "\n" for line in lines))

    return apply


def entry_mutations(lines):
    for number, line in enumerate(lines):
        if line.startswith("#"):
            continue
        digest, path = line[:64], line[66:]
        size = int(lines[number - 1].removeprefix("# size: "))

        def line_is(*replacement, at=number):
            return line_edit(at, lambda _: replacement)

        edits = {
            "first digit of the digest": (line_is(f"{int(digest[0], 16) ^ 1:x}{digest[1:]}  {path}"), DIFFERS),
            "last digit of the digest": (line_is(f"{digest[:-1]}{int(digest[-1], 16) ^ 8:x}  {path}"), DIFFERS),
            "digest of nothing": (line_is(f"{0:064x}  {path}"), DIFFERS),
            "digest cut": (line_is(f"{digest[:-1]}  {path}"), REFUSED),
            "digest too long": (line_is(f"{digest}0  {path}"), REFUSED),
            "no digit": (line_is(f"{digest[:-1]}g  {path}"), REFUSED),
            "another path": (line_is(f"{digest}  {path}x"), DIFFERS),
            "parent path": (line_is(f"{digest}  ../{path}"), REFUSED),
            "absolute path": (line_is(f"{digest}  /{path}"), REFUSED),
            "path with ..": (line_is(f"{digest}  sub/../{path}"), REFUSED),
            "backslash": (line_is(f"{digest}  sub\\{path}"), REFUSED),
            "no path": (line_is(digest), REFUSED),
            "one blank": (line_is(f"{digest} {path}"), REFUSED),
            "twice": (line_is(line, line), REFUSED),
            "twice with another digest": (line_is(line, f"{0:064x}  ./{path}"), REFUSED),
            "commented out": (line_is("# " + line), REFUSED),
            "removed": (line_edit(number, lambda _: []), REFUSED),
            "removed with its size": (lambda model, at=number: remove_entry(model, at), DIFFERS),
            "a byte more": (line_edit(number - 1, lambda _, s=size: [f"# size: {s + 1}"]), DIFFERS),
            "a byte less": (line_edit(number - 1, lambda _, s=size: [f"# size: {s - 1}"]), DIFFERS),
            "size in words": (line_edit(number - 1, lambda _: ["# size: big"]), REFUSED),
        }
        for what, (apply, exit_codes) in edits.items():
            yield Mutation(f"manifest, {path}: {what}", apply, exit_codes)


def remove_entry(model, number):
    line_edit(number, lambda _: [])(model)
    line_edit(number - 1, lambda _: [])(model)


def header_mutations():
    commit = sandbox.COMMIT
    for place in range(len(commit)):
        other = commit[:place] + f"{int(commit[place], 16) ^ 1:x}" + commit[place + 1:]
        yield Mutation(f"manifest: digit {place} of the commit", line_edit(2, lambda _, o=other: [f"# commit: {o}"]), REFUSED, PINNED)
    for value in ("main", "v1.0", commit[:7], commit[:-1], commit + "0", commit.upper(), "HEAD", "refs/heads/main", ""):
        yield Mutation(f"manifest: commit is {value!r}", line_edit(2, lambda _, v=value: [f"# commit: {v}"]), REFUSED)
    other = "https://huggingface.co/someone/else"
    yield Mutation("manifest: another upstream", line_edit(1, lambda _: [f"# upstream: {other}"]), REFUSED, PINNED)
    yield Mutation("manifest: no commit", line_edit(2, lambda _: []), DIFFERS)
    yield Mutation("manifest: no first line", line_edit(0, lambda _: []), DIFFERS)
    yield Mutation("manifest: another version", line_edit(0, lambda line: [line[:-1] + "2"]), REFUSED)
    yield Mutation("manifest: removed", lambda model: (model / MANIFEST).unlink(), REFUSED)
    yield Mutation("manifest: emptied", lambda model: (model / MANIFEST).write_bytes(b""), REFUSED)
    yield Mutation("manifest: a page", lambda model: (model / MANIFEST).write_bytes(HTML), REFUSED)
    yield Mutation("manifest: byte order mark", lambda model: edit(model / MANIFEST, lambda data: b"\xef\xbb\xbf" + data), REFUSED)
    yield Mutation("proof: nonsense", lambda model: (model / "COMMIT.proof").write_bytes(b"nonsense"), REFUSED)
    yield Mutation("proof: empty", lambda model: (model / "COMMIT.proof").write_bytes(b""), REFUSED)


def manifest_flips(manifest, rng):
    """Random bits of the manifest. A pin is checked where one is given; the case of a digest's digits and of a host means nothing."""
    pin_begin, pin_end = manifest.index(b"# upstream"), manifest.index(b"# size")
    for place in sorted(rng.sample(range(len(manifest)), 150)):
        in_pin = pin_begin <= place < pin_end
        has_case = re.fullmatch(rb"[A-Za-z]" if in_pin else rb"[a-f]", manifest[place:place + 1]) is not None
        bit = rng.choice([b for b in range(8) if not (has_case and b == 5)])
        options = PINNED if in_pin else ()
        yield Mutation(f"manifest: flip bit {bit} of byte {place}",
                       lambda model, p=place, b=bit: edit(model / MANIFEST, lambda data: flipped(data, p, b)), DIFFERS | REFUSED, options)


def all_mutations(example):
    rng = random.Random(20240501)
    names = sorted(path.name for path in example.iterdir() if path.name != MANIFEST)
    yield from file_mutations(example, names, rng)
    yield from pair_mutations(names)
    yield from added_file_mutations(example)
    manifest = (example / MANIFEST).read_bytes()
    yield from entry_mutations(manifest.decode().splitlines())
    yield from header_mutations()
    yield from manifest_flips(manifest, rng)


class Matrix:
    def __init__(self, folder, environment, example, slowness):
        self.folder, self.environment, self.example = folder, environment, example
        self.seconds_max = 10 * slowness

    def verify(self, model, options=()):
        return subprocess.run(["weightcheck", "verify", *options, "--", str(model)], env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=self.seconds_max)

    def complaint(self, numbered):
        """None where the mutation was seen for what it is."""
        number, mutation = numbered
        place = self.folder / str(number)
        model = place / "model"
        shutil.copytree(self.example, model)
        try:
            mutation.apply(model)
            run = self.verify(model, mutation.options)
        except subprocess.TimeoutExpired:
            return f"{mutation.name}: still running after {self.seconds_max} s"
        finally:
            shutil.rmtree(place, ignore_errors=True)
        printed = run.stdout + run.stderr
        if run.returncode not in mutation.exit_codes:
            return f"{mutation.name}: exit {run.returncode} instead of {mutation.exit_codes}\n{printed.decode(errors='replace')}"
        if re.search(rb"(?<![\w-])verified(?![\w-])", printed):
            return f'{mutation.name}: says "verified"\n{printed.decode(errors="replace")}'
        if b"\x1b" in printed:
            return f"{mutation.name}: prints an escape byte"
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sandbox.add_options(parser)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weightcheck-tamper-") as name:
        folder = pathlib.Path(name)
        environment = sandbox.environment_in(folder, options)
        os.environ["PATH"] = environment["PATH"]
        example = sandbox.make_example(environment)
        matrix = Matrix(folder, environment, example, options.slowness)
        for pin in ((), PINNED):  # else every mutation would fail for a reason of its own
            unchanged = matrix.verify(example, pin)
            if unchanged.returncode != 0:
                sys.exit(f"the example itself does not verify:\n{unchanged.stdout.decode()}{unchanged.stderr.decode()}")
        mutations = list(all_mutations(example))
        with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
            complaints = [found for found in pool.map(matrix.complaint, enumerate(mutations)) if found]
    print(*complaints[:20], sep="\n")
    print(f"{len(mutations)} mutations, {len(complaints)} not seen for what they are")
    sys.exit(1 if complaints or len(mutations) < MUTATIONS_MIN else 0)


if __name__ == "__main__":
    main()
