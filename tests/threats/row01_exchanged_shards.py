# SPDX-License-Identifier: Apache-2.0
"""Every file's bytes are in the list, under another name: a checker that asks "is this digest listed" is content."""
import shutil

import threat


def check(row):
    first, second, third = threat.SHARDS[1], threat.SHARDS[2], threat.SHARDS[0]
    model = row.model("exchanged")
    (model / first).rename(model / "x")
    (model / second).rename(model / first)
    (model / "x").rename(model / second)
    said = (f"listed as '{second}'", f"listed as '{first}'")
    row.rejected("two shards exchanged", ["verify", model], 1, "file-modified", says=said)
    row.rejected("the same, pinned", ["verify", model, "--commit", threat.COMMIT], 1, "file-modified", says=said)
    row.rejected("the same, and nothing hashed", ["inspect", model], 1, "index-tensor-missing")
    lines = [line for line in (model / threat.MANIFEST).read_text().splitlines() if not line.startswith("#")]
    (model / threat.MANIFEST).write_text("\n".join(lines) + "\n")
    row.rejected("the same, listed by sha256sum", ["verify", model, "--commit", threat.COMMIT], 1, "file-modified", says=said)

    model = row.model("copied")
    shutil.copyfile(model / first, model / second)
    row.rejected("one shard under two names", ["verify", model], 1, "file-modified", says=(f"listed as '{first}'",))
    model = row.model("circle")
    shutil.copyfile(row.example / first, model / third)
    shutil.copyfile(row.example / second, model / first)
    shutil.copyfile(row.example / third, model / second)
    row.rejected("three shards in a circle", ["verify", model], 1, "file-modified")

    other = row.make("other", "--shards", str(len(threat.SHARDS)), "--seed", "2")
    model = row.model("foreign")
    shutil.copyfile(other / first, model / first)
    row.rejected("a shard of another model of the same shape", ["verify", model], 1, "file-modified", never=("listed as",))
    for name in threat.SHARDS:
        shutil.copyfile(other / name, model / name)
    row.rejected("all shards of another model", ["verify", model], 1, "file-modified")
