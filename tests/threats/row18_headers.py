# SPDX-License-Identifier: Apache-2.0
"""Each of them has a name, and costs neither memory nor time."""
import json
import os

import threat

MEBIBYTES, SECONDS = 300, 3


def tensor(begin, end, shape=None, dtype="U8"):
    return {"dtype": dtype, "shape": [end - begin] if shape is None else shape, "data_offsets": [begin, end]}


def check(row):
    def objected(what, content, rule="header-invalid", size=None, says=()):
        model = row.work / "headers"
        model.mkdir(exist_ok=True)
        (model / "model.safetensors").write_bytes(content)
        if size:
            os.truncate(model / "model.safetensors", size)
        row.rejected(what, ["inspect", model], 1, rule, says=says, seconds=SECONDS, mebibytes=MEBIBYTES)
        return model

    for power in (27, 31, 32, 40, 62, 63):
        objected(f"a header of 2^{power} bytes", (1 << power).to_bytes(8, "little") + b"{}", says=("HeaderTooLarge",))
    objected("a header of 2^64 - 1 bytes", b"\xff" * 8 + b"{}")
    objected("a header of 100 MB and one byte", (100_000_001).to_bytes(8, "little") + b"{", size=100_000_100)
    objected("a header of 100 MB of blanks", (100_000_000).to_bytes(8, "little") + b"{" + b" " * 99_999_999)
    objected("100 MB of zeros for a header", (100_000_000).to_bytes(8, "little"), size=100_000_008)
    for depth, what in ((10_000, "ten thousand"), (1_000_000, "a million")):
        objected(f"{what} arrays in each other", threat.safetensors(b'{"a":' + b"[" * depth + b"]" * depth + b"}"))
        objected(f"{what} objects in each other", threat.safetensors(b'{"a":' * depth + b"1" + b"}" * depth))
    objected("a tensor twice", threat.safetensors(b'{"a":' + json.dumps(tensor(0, 4)).encode() + b',"a":' + json.dumps(tensor(4, 8)).encode() + b"}",
                                                  bytes(8)))
    huge = 1 << 63
    for shape in ([huge, 2], [huge - 1, huge - 1], [1 << 32, 1 << 32, 1 << 32], [huge * 2], [-1]):
        objected(f"a shape of {shape}", threat.safetensors(json.dumps({"a": tensor(0, 4, shape)}).encode(), b"abcd"))
    for begin, end in ((0, huge * 2 - 1), (huge * 2, 4), (4, 0), (-4, 4)):
        objected(f"offsets {begin} to {end}", threat.safetensors(json.dumps({"a": tensor(begin, end, [4])}).encode(), b"abcd"))
    overlapping = b",".join(b'"%d":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}' % number for number in range(1_600_000))
    model = objected("as many tensors over the same bytes as a header can hold", threat.safetensors(b"{" + overlapping + b"}", b"abcd"))
    row.relisted(model)
    row.rejected("the same, with every digest right", ["verify", model], 1, "header-invalid", seconds=SECONDS, mebibytes=MEBIBYTES)
    keys = b",".join(b'"k%d":"v"' % number for number in range(5_000_000))
    objected("five million entries of metadata, cut off", threat.safetensors(b'{"__metadata__":{' + keys + b"}"))
