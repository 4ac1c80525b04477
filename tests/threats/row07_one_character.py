# SPDX-License-Identifier: Apache-2.0
"""What is no weight decides what a model does as well: the tokenizer, the chat template, the configs."""
import threat


def check(row):
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "config.json", "generation_config.json", "merges.txt",
                 "vocab.json", threat.INDEX, "README.md", "LICENSE", ".gitattributes"):
        text = (row.example / name).read_bytes()
        place = len(text) // 2
        changes = {"replaced": text[:place] + (b"0" if text[place:place + 1] != b"0" else b"1") + text[place + 1:],
                   "added": text[:place] + b" " + text[place:], "removed": text[:place] + text[place + 1:]}
        for what, changed in changes.items():
            model = row.model(f"{name} {what}")
            (model / name).write_bytes(changed)
            rule = "file-modified" if what == "replaced" else "size-differs"
            row.rejected(f"{name}: one character {what}", ["verify", model], 1, rule, says=(f"'{name}'",))
    model = row.model("template removed")
    (model / "chat_template.jinja").unlink()
    row.rejected("the chat template removed", ["verify", model], 1, "file-missing")
