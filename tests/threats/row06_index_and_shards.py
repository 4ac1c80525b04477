# SPDX-License-Identifier: Apache-2.0
"""The index says one thing and the headers another; every digest agrees."""
import json

import threat


def spoilt(row, name, change):
    model = row.model(name)
    index = json.loads((model / threat.INDEX).read_text())
    change(index)
    (model / threat.INDEX).write_text(json.dumps(index))
    return row.relisted(model)


def check(row):
    some = "model.layers.1.mlp.up_proj.weight"
    weights = json.loads((row.example / threat.INDEX).read_text())["weight_map"]
    other = next(name for name in threat.SHARDS if name != weights[some])

    model = spoilt(row, "missing shard", lambda index: index["weight_map"].update({some: "model-00009-of-00004.safetensors"}))
    row.rejected("the index names a shard that is not here", ["verify", model], 1, "index-shard-missing")
    model = row.model("removed shard")
    (model / threat.SHARDS[3]).unlink()
    row.rejected("a shard is not here", ["verify", row.relisted(model)], 1, "index-shard-missing")
    (model / threat.INDEX).unlink()
    row.rejected("a shard is not here, nor an index", ["verify", row.relisted(model)], 1, "shard-set-incomplete")
    model = spoilt(row, "elsewhere", lambda index: index["weight_map"].update({some: other}))
    row.rejected("a tensor is not in the shard that is named", ["verify", model], 1, "index-tensor-missing", says=(some,))
    model = spoilt(row, "invented", lambda index: index["weight_map"].update({"model.layers.99.weight": other}))
    row.rejected("a tensor that is nowhere", ["verify", model], 1, "index-tensor-missing", says=("model.layers.99.weight",))
    model = spoilt(row, "unlisted", lambda index: index["weight_map"].pop(some))
    row.rejected("a tensor that the index does not list", ["verify", model, "--fail-on", "warning"], 1, "tensor-unindexed", says=(some,))
    model = spoilt(row, "size", lambda index: index["metadata"].update({"total_size": index["metadata"]["total_size"] + 1}))
    row.rejected("another total_size", ["verify", model, "--fail-on", "warning"], 1, "index-total-size")
    model = row.model("twice")
    header = json.dumps({some: {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]}}).encode()
    (model / "model-00005-of-00005.safetensors").write_bytes(threat.safetensors(header, b"abcd"))
    index = json.loads((model / threat.INDEX).read_text())
    index["weight_map"]["extra"] = "model-00005-of-00005.safetensors"
    (model / threat.INDEX).write_text(json.dumps(index))
    row.rejected("a tensor in two shards", ["verify", row.relisted(model)], 1, "tensor-duplicate", says=(some,))
    for name, text in {"list": "[]", "no map": "{}", "cut": '{"weight_map": {', "number": '{"weight_map": {"a": 1}}'}.items():
        model = row.with_file("index " + name, threat.INDEX, text.encode())
        row.rejected(f"an index that is none: {name}", ["verify", model], 1, "index-invalid")
