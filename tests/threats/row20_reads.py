# SPDX-License-Identifier: Apache-2.0
"""A short or interrupted read is no error, and no read error is a difference."""
import errno

import threat


def check(row):
    shard = threat.SHARDS[2]
    size = (row.example / shard).stat().st_size
    for name in ("config.json", shard, threat.MANIFEST, threat.INDEX, "README.md"):
        model = row.model("short")
        for fault in ("short:1", "short:100", "interrupted"):
            row.accepted(f"{name}, {fault}", ["verify", model], says=("15 of 15",), environment=row.faulty(model / name, fault))
    for number in (errno.EIO, errno.ESTALE):
        for place in (0, 4096, size - 1):
            run = {"environment": row.faulty(row.work / "failing" / shard, f"errno:{number}@{place}")}
            row.rejected(f"{shard}: error {number} at {place}", ["verify", row.model("failing")], 3, "file-unreadable",
                         says=(shard, f"at offset {place}"), never=("file-modified",), **run)
            row.rejected(f"{shard}: error {number} at {place}, hash", ["hash", row.work / "failing" / shard], 3,
                         says=(f"at offset {place}",), **run)
            row.rejected(f"{shard}: error {number} at {place}, manifest", ["manifest", row.work / "failing", "--output", "written"], 3,
                         says=(shard, f"at offset {place}"), **run)
    model = row.model("text")
    row.rejected("an error in a config", ["verify", model], 3, "file-unreadable", says=("config.json",), never=("file-modified",),
                 environment=row.faulty(model / "config.json", f"errno:{errno.EIO}@10"))
    for name in (shard, "config.json", "LICENSE"):  # nothing is hashed that could say it in their place
        row.rejected(f"an error in {name}, inspect", ["inspect", model, "--no-sandbox"], 3, says=(f"could not be examined: {name}",),
                     environment=row.faulty(model / name, f"errno:{errno.EIO}@0"))
    for name, words in ((threat.MANIFEST, "SHA256.manifest"), (threat.INDEX, threat.INDEX)):
        row.rejected(f"an error in {name}", ["verify", model], 3, says=(words, "at offset 10"),
                     environment=row.faulty(model / name, f"errno:{errno.EIO}@10"))
    if (row.work / "written").exists():
        raise threat.Lost("a manifest was written")
