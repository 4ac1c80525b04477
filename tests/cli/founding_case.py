#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The case that the project began with, small: a fork whose weights connect to no commit. Files in other shards, some tensors edited, no
LICENSE, a hash of its own that belongs to nothing upstream. `lineage` answers it from the fork and a ledger alone.

  founding_case.py --program PATH
"""
import argparse
import hashlib
import json
import os
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "manifests" / "example"
UPSTREAM = "https://huggingface.co/Example/Base-0.1B"
LAYERS, WIDTH, INNER = 4, 128, 256
EDITED = ("self_attn.o_proj", "mlp.down_proj")  # of the last two layers


def tensors(seed=7):
    """(name, shape, BF16 bits): a decoder's."""
    source = random.Random(seed)
    value = lambda: source.getrandbits(1) << 15 | (119 + source.getrandbits(2)) << 7 | source.getrandbits(7)
    matrix = lambda name, rows, columns: (name, (rows, columns), [value() for _ in range(rows * columns)])
    norm = lambda name: (name, (WIDTH,), [0x3F80 + source.getrandbits(4) for _ in range(WIDTH)])
    out = [matrix("model.embed_tokens.weight", 512, WIDTH)]
    for i in range(LAYERS):
        part = f"model.layers.{i}."
        out += [norm(part + "input_layernorm.weight"), norm(part + "post_attention_layernorm.weight")]
        out += [matrix(f"{part}self_attn.{name}.weight", WIDTH, WIDTH) for name in ("q_proj", "k_proj", "v_proj", "o_proj")]
        out += [matrix(f"{part}mlp.{name}.weight", INNER, WIDTH) for name in ("gate_proj", "up_proj")]
        out += [matrix(f"{part}mlp.down_proj.weight", WIDTH, INNER)]
    return out + [norm("model.norm.weight"), matrix("lm_head.weight", 512, WIDTH)]


def floats(bits):
    return [struct.unpack("<f", struct.pack("<I", b << 16))[0] for b in bits]


def rounded(numbers):
    words = [struct.unpack("<I", struct.pack("<f", number))[0] for number in numbers]
    return [w + 0x7FFF + (w >> 16 & 1) >> 16 for w in words]


def without_direction(tensor):
    """W - v (v^T W) for one direction v over the rows, as abliteration tools do it."""
    name, (rows, columns), bits = tensor
    source = random.Random(3)
    v = [source.uniform(-1, 1) for _ in range(rows)]
    length = sum(x * x for x in v) ** 0.5
    v = [x / length for x in v]
    w = floats(bits)
    shadow = [sum(v[r] * w[r * columns + c] for r in range(rows)) for c in range(columns)]
    return name, (rows, columns), rounded([w[r * columns + c] - 1.5 * v[r] * shadow[c] for r in range(rows) for c in range(columns)])


def write_shards(folder, all_tensors, count):
    folder.mkdir()
    each = -(-len(all_tensors) // count)
    index = {}
    for number in range(count):
        header, data = {}, b""
        name = f"model-{number + 1:05d}-of-{count:05d}.safetensors"
        for tensor, shape, bits in all_tensors[number * each:(number + 1) * each]:
            raw = struct.pack(f"<{len(bits)}H", *bits)
            header[tensor] = {"dtype": "BF16", "shape": list(shape), "data_offsets": [len(data), len(data) + len(raw)]}
            data += raw
            index[tensor] = name
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        (folder / name).write_bytes(struct.pack("<Q", len(text)) + text + data)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}))
    (folder / "config.json").write_text(json.dumps({"model_type": "qwen3", "num_attention_heads": 4, "num_key_value_heads": 4}))


def commit(folder, lfs=True):
    """The folder at a commit, shards as LFS pointers or as they are; leaves COMMIT.proof there and returns the commit's id."""
    work = folder.parent / f"{folder.name}.repository"
    work.mkdir()
    env = {"PATH": os.environ["PATH"], "HOME": str(work), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    for role in ("AUTHOR", "COMMITTER"):
        env.update({f"GIT_{role}_NAME": "Base", f"GIT_{role}_EMAIL": "base@example.org", f"GIT_{role}_DATE": "1767225600 +0000"})
    git = lambda *words, data=None: subprocess.run(["git", *words], cwd=work, env=env, input=data, check=True, capture_output=True).stdout
    git("init", "-q")
    for path in sorted(folder.iterdir()):
        data = path.read_bytes()
        if lfs and path.suffix == ".safetensors":
            data = f"version https://git-lfs.github.com/spec/v1\noid sha256:{hashlib.sha256(data).hexdigest()}\nsize {len(data)}\n".encode()
        (work / path.name).write_bytes(data)
    git("add", "-A")
    git("commit", "-q", "-m", "base")
    ids = git("rev-list", "--objects", "--filter=blob:none", "--no-object-names", "-n1", "HEAD")
    (folder / "COMMIT.proof").write_bytes(git("cat-file", "--batch", data=ids))
    return git("rev-parse", "HEAD").decode().strip()


def fetch(lines, base, into):
    """What the commands of --missing would fetch, out of the base's own folder."""
    into.mkdir()
    for line in lines:
        parts = line.split(" ")
        begin, end = map(int, parts[3].split("-"))
        (into / parts[5].removeprefix("DIR/")).write_bytes((base / parts[-1].rsplit("/", 1)[1]).read_bytes()[begin:end + 1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--shared")
    parser.add_argument("--slowness", type=int, default=1)
    arguments = parser.parse_args()
    faults = []

    def expect(condition, *words):
        if not condition:
            faults.append(" ".join(map(str, words)))

    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        run = lambda *words: subprocess.run([arguments.program, *map(str, words)], capture_output=True, text=True, cwd=folder,
                                            timeout=120 * arguments.slowness, check=False)
        original = tensors()
        write_shards(folder / "base", original, 3)
        (folder / "base" / "README.md").write_text("---\nlicense: apache-2.0\n---\n# Base\n")
        oid = commit(folder / "base")
        made = run("ledger", "base", "--upstream", UPSTREAM, "--commit", oid, "--output", "base.ledger")
        expect(made.returncode == 0, "ledger", made.returncode, made.stderr)
        (folder / "short").mkdir()  # the base without its second shard
        for path in (folder / "base").iterdir():
            if "00002" not in path.name:
                (folder / "short" / path.name).write_bytes(path.read_bytes())
        made = run("ledger", "short", "--upstream", UPSTREAM, "--commit", oid, "--output", "short.ledger")
        expect(made.returncode == 0, "ledger of a part", made.returncode, made.stderr)
        for base, word in (("short", "the directory does not have"), ("short.ledger", "the ledger does not list")):
            of_part = run("lineage", "short", "--base", base)
            expect("model-00002-of-00003.safetensors" in of_part.stdout and word in of_part.stdout, "absent shard:", of_part.stdout)
            expect("weightcheck: derived short" in of_part.stdout, "a base of which a shard is missing:", of_part.stdout)
        unnamed = run("lineage", "short", "--base", "short").stdout
        expect("[lineage-undeclared]" in unnamed and f"base_model: {oid}" not in unnamed and oid in unnamed, "a commit is no name:", unnamed)
        (folder / "base").rename(folder / "away")  # from here on nobody has the base

        changed = [without_direction(one) if any(part in one[0] for part in EDITED) and one[0].split(".")[2] in ("2", "3") else one
                   for one in original]
        write_shards(folder / "fork", changed, 5)
        (folder / "fork" / "README.md").write_text("# My own model\n\nfile-set hash: 6f1e0d\n")
        words = ("lineage", "fork", "--base", "base.ledger", "--base-commit", oid)
        text = run(*words)
        expect(text.returncode == 0, "lineage", text.returncode, text.stderr)
        last = text.stdout.rstrip("\n").split("\n")[-1]
        expect(last.startswith(f"weightcheck: derived fork from Example/Base-0.1B@{oid[:8]} ("), last)
        expect("license: apache-2.0; trust: pinned)" in last, last)
        for wanted in ("[lineage-undeclared]", "[lineage-abliterated]", "--missing"):
            expect(wanted in text.stdout, "no", wanted, "in\n" + text.stdout)
        for kind in ("self_attn.o_proj", "mlp.down_proj"):
            expect(re.search(re.escape(kind) + r" +[#+]{2}11", text.stdout), "no picture of", kind, "in\n" + text.stdout)
        for never in ("unrelated", "trained from scratch", "original", "copied", "stolen"):
            expect(never not in text.stdout.lower(), never, "is said in\n" + text.stdout)

        found = json.loads(run(*words, "--format", "json").stdout)
        # The same in the reports of verify, and of inspect by samples alone.
        run("manifest", "fork", "--upstream", "https://huggingface.co/Me/Mine", "--commit", "2" * 40)
        held = ("fork", *words[2:])
        verified = json.loads(run("verify", *held, "--format", "json").stdout)
        for member in ("verdict", "bytes", "bases", "tensors", "missing", "mixture"):
            expect(verified["lineage"][member] == found[member], "verify", member)
        rules = [finding["rule"] for finding in verified["findings"]]
        expect("lineage-undeclared" in rules and "lineage-abliterated" in rules and "file-modified" not in rules, rules)
        said = run("verify", *held).stdout
        expect(f"\nderived fork from Example/Base-0.1B@{oid[:8]} (" in said and said.rstrip().split("\n")[-1].startswith("weightcheck: "), said)
        inspected = json.loads(run("inspect", *held, "--format", "json").stdout)
        shown = {row["evidence"] for row in inspected["lineage"]["tensors"]}
        expect(shown == {"measured", None} and inspected["lineage"]["verdict"] == "derived", "inspect", shown, inspected["lineage"]["verdict"])
        expect("nothing was hashed" in run("inspect", *held).stdout, "inspect does not say that nothing was hashed")
        expect(run("verify", "fork", "--base", "base.ledger", "--base-commit", "0" * 40).returncode == 4, "verify with a commit that no base has")
        expect("lineage" not in json.loads(run("verify", "fork", "--format", "json").stdout), "lineage without a base")
        part = run("verify", *held, "--partition", "1/2", "--part-file", "part")
        expect(part.returncode == 2 and "exclude" in part.stderr, "a ledger and --partition:", part.returncode, part.stderr)
        (folder / "fork" / "SHA256.manifest").unlink()
        relations = {row["name"]: row["relation"] for row in found["tensors"]}
        for before, after in zip(original, changed):
            expect(relations[before[0]] == ("same" if before is after else "edited"), before[0], relations[before[0]])
        base = found["bases"][0]
        expect(base["bytes"]["proven"] > 0 and base["bytes"]["listed"] + base["bytes"]["chained"] > 0, base["bytes"])

        missing = run(*words, "--missing").stdout.splitlines()
        for line in missing:
            parts = line.split(" ")
            expect(parts[:3] == ["curl", "-fL", "-r"] and f"{UPSTREAM}/resolve/{oid}/" in parts[-1], line)
        fetch(missing, folder / "away", folder / "fill")
        filled = json.loads(run(*words, "--fill", "fill", "--format", "json").stdout)
        same = sum(row["bytes"] for row in filled["tensors"] if row["relation"] == "same")
        expect(missing and filled["bases"][0]["bytes"]["proven"] == same, "with --fill", filled["bases"][0]["bytes"], same)
        expect(filled["missing"] == [], filled["missing"])

        # A base whose shards are in the commit as they are: rebuilt as blobs of git.
        write_shards(folder / "plain", original, 3)
        plain = commit(folder / "plain", lfs=False)
        run("ledger", "plain", "--upstream", UPSTREAM, "--commit", plain, "--output", "plain.ledger")
        asked = ("lineage", "fork", "--base", "plain.ledger", "--base-commit", plain)
        fetch(run(*asked, "--missing").stdout.splitlines(), folder / "plain", folder / "blobs")
        rebuilt = json.loads(run(*asked, "--fill", "blobs", "--format", "json").stdout)["bases"][0]["bytes"]
        expect(rebuilt["proven"] == same, "blobs with --fill", rebuilt, same)
        for path in (folder / "blobs").iterdir():
            path.write_bytes(bytes(path.stat().st_size))
        wrong = json.loads(run(*asked, "--fill", "blobs", "--format", "json").stdout)["bases"][0]["bytes"]
        expect(wrong["proven"] < same, "other bytes in --fill", wrong)

        percent = 100 * same / found["bytes"]
        expect(run(*words, "--fill", "fill", "--expect", f"proven={percent - 1:.1f}").returncode == 0, "--expect what is there")
        expect(run(*words, "--fill", "fill", "--expect", f"proven={percent + 1:.1f}").returncode == 1, "--expect more than is there")
        expect(run(*words[:4], "--base-commit", "0" * 40).returncode == 4, "a commit that no base has")
        (folder / "fork" / "README.md").write_text("---\nbase_model: Example/Base-0.1B\nlicense: apache-2.0\n---\n# Named\n")
        expect("lineage-undeclared" not in run(*words).stdout, "told although the card names the base")
        (folder / "fork" / "README.md").write_text("---\nbase_model: Another/Model\n---\n# Misnamed\n")
        expect(run(*words).returncode == 1, "another base is named")
        per_tensor = run(*words, "--per-tensor", "digests.json")
        digests = json.loads((folder / "digests.json").read_text())
        expect(digests["lm_head.weight"] == hashlib.sha256(struct.pack(f"<{512 * WIDTH}H", *original[-1][2])).hexdigest(), per_tensor.stderr)
        # The duties of the base's license, named or not.
        (folder / "fork" / "README.md").write_text("---\nbase_model: Example/Base-0.1B\n---\n# Named\n")
        lacking = run(*words)
        expect("warning[lineage-license]" in lacking.stdout and lacking.returncode == 0, "no license text:", lacking.stdout)
        (folder / "fork" / "LICENSE").write_text((EXAMPLE / "LICENSE").read_text())
        expect("lineage-license" not in run(*words).stdout, "told although the license is here")
        ledger = (folder / "base.ledger").read_text()
        (folder / "llama.ledger").write_text(ledger.replace("# license: apache-2.0", "# license: llama3.1"))
        llama = run("lineage", "fork", "--base", "llama.ledger", "--base-commit", oid)
        expect(llama.returncode == 1 and "Built with Llama" in llama.stdout, "duties of Llama:", llama.returncode, llama.stdout)
        alone = run("lineage", "fork/model-00001-of-00005.safetensors", "--base", "base.ledger", "--base-commit", oid)
        expect("lineage-license" not in alone.stdout and alone.returncode == 0, "one file has no folder:", alone.stdout)
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
