# SPDX-License-Identifier: Apache-2.0
"""A loader that maps the file reads zeros past its end. The header says how long it must be, without a byte hashed."""
import os

import threat


def check(row):
    name = threat.SHARDS[1]
    size = (row.example / name).stat().st_size
    for missing in (1, 4096, size // 2):
        model = row.model(f"short{missing}")
        os.truncate(model / name, size - missing)
        said = f"short by {missing:,} byte"
        row.rejected(f"{missing} bytes missing", ["verify", model], 1, "shard-truncated", says=(said, "past its end lie"))
        row.rejected(f"{missing} bytes missing, not hashed", ["inspect", model], 1, "shard-truncated", says=(said,))
        row.relisted(model)
        row.rejected(f"{missing} bytes missing, and listed so", ["verify", model], 1, "shard-truncated", says=(said,))
        (model / threat.MANIFEST).unlink()
        row.rejected(f"{missing} bytes missing, nothing listed", ["verify", model], 1, "shard-truncated", "manifest-missing", says=(said,))
    model = row.model("header")
    os.truncate(model / name, 100)
    row.rejected("the header itself is cut", ["verify", row.relisted(model)], 1, "shard-truncated", says=("ends inside its own header",))
    model = row.model("text")
    os.truncate(model / "tokenizer.json", 1000)
    row.rejected("a file that is no shard", ["verify", model], 1, "size-differs")
