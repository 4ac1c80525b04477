# SPDX-License-Identifier: Apache-2.0
"""What lies where weights should be has a name, also where the manifest was made over it."""
import hashlib

import threat

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n"


def check(row):
    name = threat.SHARDS[2]
    content = (row.example / name).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    model = row.model("pointer")
    (model / name).write_text(POINTER.format(digest, len(content)))
    row.rejected("a pointer to what is expected", ["verify", model], 1, "lfs-pointer",
                 says=(digest, f"{len(content):,} bytes", "the content that is expected here"))
    (model / name).write_text(POINTER.format("ab" * 32, 12345))
    row.rejected("a pointer to something else", ["verify", model], 1, "lfs-pointer",
                 says=("ab" * 32, "12,345 bytes", "not what is expected here"))
    row.rejected("a manifest over a pointer", ["manifest", model, "--output", "written"], 3, says=("Git LFS pointer",))
    replacements = {
        "html-page": b"<!DOCTYPE html>\n<html><head><title>401</title></head></html>\n",
        "json-page": b'{"error":"Access to this model is restricted"}',
        "empty-file": b"",
        "zero-run": bytes(len(content)),
    }
    for rule, replacement in replacements.items():
        model = row.model(rule)
        (model / name).write_bytes(replacement)
        row.rejected(f"{rule} in place of a shard", ["verify", model], 1, rule)
        row.rejected(f"{rule}, not hashed", ["inspect", model], 1, rule)
        row.rejected(f"{rule}, and listed so", ["verify", row.relisted(model)], 1, rule)
    model = row.with_file("index", threat.INDEX, POINTER.format("ab" * 32, 12345).encode())
    row.rejected("a pointer in place of the index", ["verify", model], 1, "lfs-pointer")
