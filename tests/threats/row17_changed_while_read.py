# SPDX-License-Identifier: Apache-2.0
"""A digest over moving bytes is of no state of the file: neither right nor wrong, but not finished."""
import threat


def check(row):
    name = threat.SHARDS[1]
    size = (row.example / name).stat().st_size
    for what, kind in {"grown": "append", "shortened": "cut", "touched": "touch", "replaced": "replace"}.items():
        for place in (size // 2, size - 1):
            model = row.model(f"{what} {place}")
            row.rejected(f"a shard {what} when byte {place} is read", ["verify", model], 3, "changed-while-read", says=(f"'{name}'",),
                         environment=row.faulty(model / name, f"{kind}@{place}"))
        model = row.model(f"{what} text")
        row.rejected(f"merges.txt {what}", ["verify", model], 3, "changed-while-read", says=("'merges.txt'",),
                     environment=row.faulty(model / "merges.txt", f"{kind}@100"))
        model = row.model(f"{what} manifest")
        row.rejected(f"a shard {what} while the manifest is made", ["manifest", model, "--output", "written"], 3, says=(name, "changed while"),
                     environment=row.faulty(model / name, f"{kind}@{size - 1}"))
        model = row.model(f"{what} hash")
        row.rejected(f"a shard {what} under hash", ["hash", model / name], 3, says=("changed while",),
                     environment=row.faulty(model / name, f"{kind}@{size - 1}"))
    if (row.work / "written").exists():
        raise threat.Lost("a manifest was written")
