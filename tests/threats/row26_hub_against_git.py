# SPDX-License-Identifier: Apache-2.0
"""The hub's list says one thing, the commit's own trees another: neither is believed."""
import json

import hub


def check(row):
    _, commit, blob = hub.repository(row)
    entry = {"type": "file", "oid": blob, "size": 2, "path": "config.json"}
    lists = {
        "another blob": [{**entry, "oid": "a" * 40}],
        "another name": [{**entry, "path": "config.jsob"}],
        "a file too many": [entry, {**entry, "path": "model.safetensors"}],
        "nothing": [],
        "a file twice": [entry, entry],
        "a pointer where git has the file": [{**entry, "lfs": {"oid": "a" * 64, "size": 2, "pointerSize": 126}}],
    }
    for what, listed in lists.items():
        with hub.Hub(row, {hub.TREE: {"body": json.dumps(listed)}}) as server:
            server.rejected(f"the hub lists {what}", 4, "upstream-inconsistent")
    with hub.Hub(row, {hub.INFO: {"body": json.dumps({"sha": "a" * 40})}}) as server:
        server.rejected("the hub answers with another commit", 4, "upstream-inconsistent", says=(commit,))
