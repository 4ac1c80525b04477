# SPDX-License-Identifier: Apache-2.0
"""The same paths in weight_map. They are told, never opened, and never become part of a URL: no command opens a socket here."""
import json

import threat


def check(row):
    header = json.dumps({"model.norm.weight": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]}}).encode()
    (row.work / "outside.safetensors").write_bytes(threat.safetensors(header, b"abcd"))
    paths = ["../outside.safetensors", str(row.work / "outside.safetensors"), "a/../../outside.safetensors", "..", "//host/x.safetensors",
             "C:\\x.safetensors", "..\\outside.safetensors", "x\0.safetensors", "https://example.com/x.safetensors/../../x"]
    for number, path in enumerate(paths):
        model = row.model(f"map{number}")
        index = json.loads((model / threat.INDEX).read_text())
        index["weight_map"]["model.norm.weight"] = path
        (model / threat.INDEX).write_text(json.dumps(index))
        row.relisted(model)
        row.rejected(f"weight_map to {path!r}", ["verify", model], 1, "index-path-unsafe")
        row.rejected(f"weight_map to {path!r}, not hashed", ["inspect", model], 1, "index-path-unsafe")
    for name in ("pytorch_model.bin.index.json", "pytorch_model.bin.index.fp16.json", "tf_model.h5.index.json", "flax_model.msgpack.index.json"):
        model = row.with_file(name, name, b'{"weight_map": {"a": "../../etc/x.bin"}}')
        row.rejected(f"weight_map of {name}", ["verify", model], 1, "index-path-unsafe")
