# SPDX-License-Identifier: Apache-2.0
"""One bit: the first, one in the middle, the last; in every file of every kind."""
import threat


def check(row):
    for name in sorted(path.name for path in row.example.iterdir() if path.name != threat.MANIFEST):
        size = (row.example / name).stat().st_size
        for place, bit in ((0, 0), (size // 2, 5), (-1, 7)):
            model = row.model(f"{name}.{place}")
            threat.flipped(model / name, place, bit)
            row.rejected(f"bit {bit} of byte {place} of {name}", ["verify", model], 1, "file-modified", says=(f"'{name}'",))
    model = row.model("unhashed")
    threat.flipped(model / threat.SHARDS[0], -1)
    row.accepted("a mode that hashes nothing", ["inspect", model], says=("nothing was hashed",), never=("verified",))
    row.rejected("the same with --fail-fast", ["verify", model, "--fail-fast"], 1, "file-modified")
    row.rejected("the same with another engine", ["verify", model, "--engine", "openssl", "--threads", "1"], 1, "file-modified")
