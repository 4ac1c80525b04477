#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A base that was converted to GGUF: `lineage` says of each tensor what it is, from a ledger and from the base itself. A GGUF of another base
is never related, and files that cannot be read are told as unread.

  gguf_fork.py --program PATH
"""
import argparse
import json
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

import founding_case
from founding_case import LAYERS, UPSTREAM

TYPES = {"F32": (0, 1, 4), "F16": (1, 1, 2), "Q8_0": (8, 32, 34), "IQ4_NL": (20, 32, 18), "BF16": (30, 1, 2)}
HEADS = 4
NAMES = {"self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
         "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm",
         "post_attention_layernorm": "ffn_norm"}
FLAT = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}


def f32(number):
    return struct.unpack("<f", struct.pack("<f", number))[0]


def q8_0(values):
    step = f32(max(map(abs, values)) / 127)
    inverse = f32(1 / step) if step else 0.0
    quants = [int(f32(v * inverse) + (0.5 if v >= 0 else -0.5)) for v in values]
    return struct.pack("<e", step) + struct.pack("32b", *quants)


def data_of(kind, bits):
    if kind == "BF16":
        return struct.pack(f"<{len(bits)}H", *bits)
    values = founding_case.floats(bits)
    if kind == "F32":
        return struct.pack(f"<{len(values)}f", *values)
    if kind == "F16":
        return struct.pack(f"<{len(values)}e", *values)
    return b"".join(q8_0(values[i:i + 32]) for i in range(0, len(values), 32))


def rotary(shape, bits):
    """The order of rows that llama.cpp's converter gives to the query and the key."""
    rows, columns = shape
    lines = [bits[r * columns:(r + 1) * columns] for r in range(rows)]
    each = rows // HEADS
    return sum((lines[h * each + b * (each // 2) + c] for h in range(HEADS) for c in range(each // 2) for b in range(2)), [])


def named(name):
    name = name.removesuffix(".weight")
    if name in FLAT:
        return FLAT[name] + ".weight"
    _, _, layer, kind = name.split(".", 3)
    return f"blk.{layer}.{NAMES[kind]}.weight"


def converted(tensors, quantised):
    """(name, type, shape, bytes) as a converter leaves them; norms are F32, `quantised` says which parts are Q8_0."""
    out = []
    for name, shape, bits in tensors:
        kind = "F32" if len(shape) == 1 else "Q8_0" if any(part in name for part in quantised) else "F16"
        if any(part in name for part in ("q_proj", "k_proj")):
            bits = rotary(shape, bits)
        out.append((named(name), kind, shape, data_of(kind, bits)))
    return out


def text(value):
    return struct.pack("<Q", len(value)) + value.encode()


def write_gguf(path, tensors, metadata=()):
    pairs = [("general.architecture", "llama"), ("llama.attention.head_count", HEADS), ("llama.attention.head_count_kv", HEADS), *metadata]
    out = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(pairs))
    for key, value in pairs:
        out += text(key) + (struct.pack("<II", 4, value) if isinstance(value, int) else struct.pack("<I", 8) + text(value))
    at = 0
    for name, kind, shape, data in tensors:
        out += text(name) + struct.pack("<I", len(shape)) + b"".join(struct.pack("<Q", n) for n in reversed(shape))
        out += struct.pack("<IQ", TYPES[kind][0], at)
        at += len(data) + -len(data) % 32
    out += bytes(-len(out) % 32)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(out + b"".join(data + bytes(-len(data) % 32) for _, _, _, data in tensors))


class Case:
    def __init__(self, arguments, folder):
        self.arguments, self.folder, self.faults = arguments, folder, []

    def expect(self, condition, *words):
        if not condition:
            self.faults.append(" ".join(map(str, words)))

    def run(self, *words):
        return subprocess.run([self.arguments.program, *map(str, words)], capture_output=True, text=True, cwd=self.folder,
                              timeout=120 * self.arguments.slowness, check=False)

    def lineage(self, model, base, *more):
        done = self.run("lineage", model, "--base", base, "--format", "json", *more)
        self.expect(done.stdout.startswith("{"), "lineage", model, base, done.returncode, done.stderr)
        return json.loads(done.stdout) if done.stdout.startswith("{") else {"tensors": [], "bases": [{}], "unread": []}

    def converted_forks(self, tensors, oid):
        write_gguf(self.folder / "f16" / "model.gguf", converted(tensors, ()), [("general.base_model.count", 1),
                                                                                 ("general.base_model.0.repo_url", UPSTREAM)])
        found = self.lineage("f16", "base.ledger", "--base-commit", oid)
        self.expect(found["verdict"] == "derived", "f16", found.get("verdict"))
        for row in found["tensors"]:
            wanted = "permuted" if "attn_q." in row["name"] or "attn_k." in row["name"] else "cast"
            self.expect((row["relation"], row["evidence"]) == (wanted, "proven"), "f16", row["name"], row["relation"], row["evidence"])
        self.expect(not any(one["rule"] == "lineage-undeclared" for one in found["findings"]), "the header names the base")
        alone = self.lineage("f16/model.gguf", "base.ledger")
        self.expect(alone["tensors"] == found["tensors"], "one file is not read as its folder is")

        write_gguf(self.folder / "q8" / "model.gguf", converted(tensors, ("q_proj", "mlp.", "o_proj")))
        quantised = [row for row in self.lineage("q8", "base.ledger")["tensors"] if row["dtype"] == "Q8_0"]
        self.expect(len(quantised) == 5 * LAYERS, len(quantised), "quantised tensors")
        for row in quantised:
            self.expect((row["relation"], row["evidence"]) == ("quantised", "measured"), "q8", row["name"], row["relation"], row["evidence"])
            self.expect(row["quants"]["of"] == "samples" and row["quants"]["tested"] == row["quants"]["on_level"], row["quants"])
        for row in self.lineage("q8", "base")["tensors"]:
            self.expect(row["evidence"] == "proven", "q8 against the base", row["name"], row["relation"], row["evidence"])
            wanted = ["quantised", "permuted"] if row["name"].endswith("attn_q.weight") else None
            self.expect(wanted in (None, row["steps"]), row["name"], row["steps"])

    def altered_quant(self, tensors):
        forked = converted(tensors, ("up_proj",))
        at = next(i for i, one in enumerate(forked) if one[1] == "Q8_0")
        data = bytearray(forked[at][3])
        place = 5 * 4 * 34 + 2 + 3  # row 5 of 128 values, column 3
        data[place] ^= 0x18
        forked[at] = (*forked[at][:3], bytes(data))
        write_gguf(self.folder / "altered" / "model.gguf", forked)
        row = self.lineage("altered", "base")["tensors"][at]
        self.expect(row["evidence"] == "measured" and row["quants"]["first_off"] == {"row": 5, "column": 3}, row)
        self.expect(row["quants"]["tested"] - row["quants"]["on_level"] == 1, row["quants"])

    def other_scales(self, tensors):
        """The base's quants under scales that are not theirs: r says that they are related, and the values are destroyed."""
        source = random.Random(5)
        changes = {"doubled": lambda i, d: 2 * d, "a tenth more": lambda i, d: 1.1 * d, "at random": lambda i, d: source.uniform(0.2, 3) * d,
                   "a third of them": lambda i, d: 3 * d if i % 3 == 0 else d, "turned": lambda i, d: -d}
        for word, change in changes.items():
            forked = []
            for name, kind, shape, data in converted(tensors, ("proj", "embed", "lm_head")):
                if kind == "Q8_0":
                    blocks = [data[i:i + 34] for i in range(0, len(data), 34)]
                    data = b"".join(struct.pack("<e", change(i, struct.unpack("<e", block[:2])[0])) + block[2:] for i, block in enumerate(blocks))
                forked.append((name, kind, shape, data))
            write_gguf(self.folder / "scales" / "model.gguf", forked)
            for base in ("base.ledger", "base"):
                found = self.lineage("scales", base)
                rows = [row for row in found["tensors"] if row["dtype"] == "Q8_0"]
                counted = sum(row["base_bytes"] for row in rows) / sum(row["bytes"] for row in rows)
                few = 0.1 if word == "a third of them" and base == "base.ledger" else 0
                self.expect(counted <= few and found["verdict"] == "no relation found", "scales", word, base, counted, found["verdict"])
                self.expect(self.run("lineage", "scales", "--base", base, "--expect", "listed=10").returncode == 1, "scales", word, "--expect")
                if word != "turned":
                    said = self.run("lineage", "scales", "--base", base).stdout
                    self.expect("has quants that fit a tensor of a base under other scales" in said and "not counted" in said, word, said)

    def untested_types(self, tensors):
        forked = converted(tensors, ())
        name, _, shape, _ = next(one for one in forked if len(one[2]) == 2)
        forked = [(*one[:1], "IQ4_NL", one[2], bytes(len(one[3]) // 64 * 18)) if one[0] == name else one for one in forked]
        write_gguf(self.folder / "iq" / "model.gguf", forked)
        said = self.run("lineage", "iq", "--base", "base.ledger").stdout
        self.expect("1 tensor of type IQ4_NL was not compared" in said, said)

    def stacked_experts(self):
        """Two layers of four experts, which the converter stacks and quantises."""
        source = random.Random(11)
        value = lambda: source.getrandbits(1) << 15 | (119 + source.getrandbits(2)) << 7 | source.getrandbits(7)
        tensors = [(f"model.layers.{layer}.mlp.experts.{expert}.{kind}_proj.weight", (64, 64), [value() for _ in range(64 * 64)])
                   for layer in range(2) for expert in range(4) for kind in ("gate", "up", "down")]
        (self.folder / "moe").mkdir()
        founding_case.write_shards(self.folder / "moe" / "base", tensors, 2)
        oid = founding_case.commit(self.folder / "moe" / "base")
        made = self.run("ledger", "moe/base", "--upstream", UPSTREAM, "--commit", oid, "--output", "moe.ledger")
        self.expect(made.returncode == 0, "ledger", made.returncode, made.stderr)
        bits = {name: own for name, _, own in tensors}

        def stacked(exchanged):
            out = []
            for layer in range(2):
                for kind in ("gate", "up", "down"):
                    slices = [bits[f"model.layers.{layer}.mlp.experts.{expert}.{kind}_proj.weight"] for expert in range(4)]
                    slices = slices[::-1] if exchanged else slices
                    out.append((f"blk.{layer}.ffn_{kind}_exps.weight", "Q8_0", (4, 64, 64), b"".join(data_of("Q8_0", one) for one in slices)))
            return out

        write_gguf(self.folder / "moe" / "model.gguf", stacked(False))
        for base in ("moe.ledger", "moe/base"):
            found = self.lineage("moe/model.gguf", base)
            self.expect(found["verdict"] == "derived", "stacked", base, found["verdict"])
            for row in found["tensors"]:
                self.expect((row["relation"], row["evidence"], row["steps"]) == ("quantised", "measured", ["quantised", "fused"]), row)
                self.expect(row["base_bytes"] == row["bytes"] and len(row["pieces"]) == 4, row["base_bytes"], row["pieces"])
                layer, kind = row["name"].split(".")[1], row["name"].split("_")[1]
                wanted = [f"model.layers.{layer}.mlp.experts.{expert}.{kind}_proj.weight" for expert in range(4)]
                self.expect([piece["base_tensor"] for piece in row["pieces"]] == wanted, row["pieces"])
        write_gguf(self.folder / "moe" / "model.gguf", stacked(True))
        self.expect(self.lineage("moe/model.gguf", "moe.ledger")["verdict"] == "no relation found", "experts under other numbers")

    def of_another_base(self):
        source = founding_case.tensors(8)
        for kinds in ((), ("proj", "embed", "lm_head")):
            write_gguf(self.folder / "other" / "model.gguf", converted(source, kinds))
            for base in ("base.ledger", "base"):
                found = self.lineage("other", base)
                self.expect(found["verdict"] == "no relation found", "another base:", found["verdict"])
                for row in found["tensors"]:
                    self.expect(row["relation"] == "none found" and row["evidence"] is None, "another base:", row["name"], row["relation"])

    def unread(self, tensors):
        forked = converted(tensors, ())
        write_gguf(self.folder / "broken" / "model.gguf", forked)
        whole = (self.folder / "broken" / "model.gguf").read_bytes()
        (self.folder / "broken" / "cut.gguf").write_bytes(whole[:len(whole) // 2])
        (self.folder / "broken" / "damaged.gguf").write_bytes(whole[:8] + b"\xff" * 8 + whole[16:])
        (self.folder / "broken" / "damaged.safetensors").write_bytes(struct.pack("<Q", 9) + b"{\"a\":1,}}" + bytes(64))
        (self.folder / "broken" / "model.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(64))
        found = self.lineage("broken", "base.ledger")
        files = {one["file"]: one["reason"] for one in found["unread"]}
        self.expect(set(files) == {"cut.gguf", "damaged.gguf", "damaged.safetensors", "model.h5"}, files)
        self.expect("short" in files.get("cut.gguf", ""), files)
        self.expect(len(found["tensors"]) == len(forked), len(found["tensors"]), "tensors beside broken files")
        last = self.run("lineage", "broken", "--base", "base.ledger").stdout.rstrip("\n").split("\n")[-1]
        self.expect("4 weight files unread" in last, last)
        self.expect(self.run("lineage", "broken", "--base", "base.ledger", "--expect", "listed=1").returncode == 1, "--expect beside unread files")
        none = self.run("lineage", "broken/cut.gguf", "--base", "base.ledger")
        self.expect(none.returncode == 4 and "short" in none.stderr, none.returncode, none.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--shared")
    parser.add_argument("--slowness", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        case = Case(arguments, folder)
        tensors = founding_case.tensors()
        founding_case.write_shards(folder / "base", tensors, 3)
        oid = founding_case.commit(folder / "base")
        made = case.run("ledger", "base", "--upstream", UPSTREAM, "--commit", oid, "--output", "base.ledger")
        case.expect(made.returncode == 0, "ledger", made.returncode, made.stderr)
        case.converted_forks(tensors, oid)
        case.altered_quant(tensors)
        case.other_scales(tensors)
        case.untested_types(tensors)
        case.stacked_experts()
        case.of_another_base()
        case.unread(tensors)
    for fault in case.faults:
        print(fault)
    print(f"{len(case.faults)} faults")
    return 1 if case.faults else 0


if __name__ == "__main__":
    sys.exit(main())
