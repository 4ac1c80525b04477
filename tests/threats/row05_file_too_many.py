# SPDX-License-Identifier: Apache-2.0
"""Checkers that go through a list never see what is not on it; loaders go by names."""
import subprocess

import threat


def check(row):
    shard = (row.example / threat.SHARDS[0]).read_bytes()
    added = {"model-00005-of-00004.safetensors": shard, "model.safetensors": shard, ".hidden": b"", "modeling.py": b"import os\n",
             "sub/config.json": b"{}", "sub/SHA256.manifest": b"", "a/b/.git/config": b"", "adapter_model.safetensors": shard,
             "config.json ": b"{}", "SHA256.manifest.bak": b"", "SHA256.manifest.resume/evil.py": b"import os\n"}
    for path, content in added.items():
        model = row.model("with " + path.replace("/", "_"))
        (model / path).parent.mkdir(parents=True, exist_ok=True)
        (model / path).write_bytes(content)
        row.rejected(f"{path!r} added", ["verify", model], 1, "file-unlisted", says=(path,))
        row.rejected(f"{path!r} added, pinned", ["verify", model, "--commit", threat.COMMIT], 1, "file-unlisted")
    checked = subprocess.run(["sha256sum", "-c", "--quiet", "--strict", threat.MANIFEST], cwd=model, capture_output=True)
    assert checked.returncode == 0, "sha256sum has learnt to see this"
    model = row.model("emptied list")
    lines = (model / threat.MANIFEST).read_text().splitlines()
    (model / threat.MANIFEST).write_text("\n".join(lines[:5]) + "\n")
    row.rejected("a list that names one file of fifteen", ["verify", model], 1, "file-unlisted")
