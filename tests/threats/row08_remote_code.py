# SPDX-License-Identifier: Apache-2.0
"""Weights that are as published, and a config that has the loader fetch and run something else."""
import json

import threat


def check(row):
    config = json.loads((row.example / "config.json").read_text())
    additions = {
        "elsewhere": {"auto_map": {"AutoModel": "someone/else--modeling.Model"}},
        "here": {"auto_map": {"AutoModel": "modeling.Model"}},
        "nested": {"text_config": {"auto_map": {"AutoConfig": "someone/else--configuration.Config"}}},
        "trusted": {"trust_remote_code": True},
        "plugins": {"plugins": ["someone.plugin"]},
        "pipeline": {"custom_pipeline": "someone/else"},
        "generate": {"custom_generate": "someone/else"},
        "target": {"_target_": "os.system"},
    }
    for name, addition in additions.items():
        key = next(iter(addition))
        model = row.with_file(name, "config.json", json.dumps({**config, **addition}).encode())
        row.rejected(name, ["verify", model], 1, "remote-code", says=("config.json",))
        row.rejected(name + ", not hashed", ["inspect", model], 1, "remote-code", says=("auto_map" if name == "nested" else key,))
    model = row.with_file("other name", "my_config.json", b'{"auto_map": {"AutoModel": "someone/else--modeling.Model"}}')
    row.rejected("in another file", ["verify", model], 1, "remote-code", says=("'someone/else'", "my_config.json"))
    model = row.with_file("tokenizer", "tokenizer_config.json", b'{"auto_map": {"AutoTokenizer": ["someone/else--t.T", null]}}')
    row.rejected("of the tokenizer", ["verify", model], 1, "remote-code", says=("'someone/else'",))
    model = row.with_file("escaped", "config.json", b'{"auto\\u005fmap": {"AutoModel": "someone/else--modeling.Model"}}')
    row.rejected("with an escape in the key", ["verify", model], 1, "remote-code")
    model = row.with_file("twice", "config.json", b'{"auto_map": {"AutoModel": "someone/else--m.M"}, "auto_map": {}}')
    row.rejected("the key twice, the last one harmless", ["verify", model], 1, "remote-code")
    model = row.with_file("broken", "config.json", b'{"auto_map": {"AutoModel": "someone/else--m.M"}, }')
    row.rejected("in text that is no strict JSON", ["verify", model], 1, "remote-code")
    for word in ("NaN", "-Infinity", "Infinity"):
        for file, text in (("modules.json", '[{"idx": %s, "name": "0", "path": "", "type": "evil.Module"}]'),
                           ("model_index.json", '{"_class_name": ["my_pipe", "MyPipe"], "x": %s}')):
            model = row.with_file(f"{word} in {file}", file, (text % word).encode())
            row.rejected(f"beside a number that is Python's alone: {word} in {file}", ["verify", model], 1, "remote-code")
    for value in ("1", '"true"', "[0]"):
        model = row.with_file(f"trusted by {len(value)}", "config.json", b'{"trust_remote_code": %s}' % value.encode())
        row.rejected(f"trusted by {value}", ["verify", model], 1, "remote-code")
    model = row.with_file("modules", "modules.json", b'[{"idx": 0, "name": "0", "path": "", "type": "evil.Module"}]')
    row.rejected("a module of sentence-transformers", ["verify", model], 1, "remote-code")
