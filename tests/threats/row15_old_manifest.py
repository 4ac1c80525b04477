# SPDX-License-Identifier: Apache-2.0
"""A manifest that agrees with the weights proves nothing of where both come from. The pin from a ticket does."""
import shutil

import threat
from row13_links import hub_cache

OTHER = "0" * 39 + "1"


def check(row):
    yesterday = row.make("yesterday", "--shards", str(len(threat.SHARDS)), "--seed", "7")
    row.relisted(yesterday)
    text = (yesterday / threat.MANIFEST).read_text()
    (yesterday / threat.MANIFEST).write_text(text.replace(threat.COMMIT, OTHER))
    row.rejected("an old model with its valid manifest", ["verify", yesterday, "--commit", threat.COMMIT], 4, "pin-conflict",
                 says=(OTHER, threat.COMMIT))
    row.rejected("the same under --strict", ["verify", yesterday, "--strict"], 1, "trust-self")
    row.accepted("the same, and no pin given: it is said what that means", ["verify", yesterday],
                 says=("its origin is not established", "trust: self", "--commit"))
    model = row.model("put back")
    shutil.copyfile(yesterday / threat.MANIFEST, model / threat.MANIFEST)
    row.rejected("the old manifest over the new weights", ["verify", model], 1, "file-modified")
    row.rejected("the old manifest over the new weights, pinned", ["verify", model, "--commit", threat.COMMIT], 4, "pin-conflict")

    replaced = row.relisted(row.make("replaced", "--shards", str(len(threat.SHARDS)), "--seed", "8"))
    row.rejected("weights and manifest replaced, the pin kept; under --strict", ["verify", replaced, "--strict", "--commit", threat.COMMIT], 1,
                 "anchor-unproven")
    row.rejected("the same against a kept manifest", ["verify", replaced, "--manifest", row.example / threat.MANIFEST], 1, "file-modified")
    row.rejected("another upstream", ["verify", model, "--upstream", "https://huggingface.co/someone/else"], 4, "pin-conflict")
    repository, snapshot = hub_cache(row, "hub")
    row.may_be_opened.append(repository)
    (snapshot / "../../blobs/manifest").write_bytes((row.example / threat.MANIFEST).read_bytes())
    (snapshot / threat.MANIFEST).symlink_to("../../blobs/manifest")
    row.rejected("a manifest that lies in the blobs of the cache", ["verify", snapshot, "--strict", "--manifest", snapshot / threat.MANIFEST], 1,
                 "trust-self")
    text = (row.example / threat.MANIFEST).read_text()
    (model / threat.MANIFEST).write_text(text.replace(f"# commit: {threat.COMMIT}\n", ""))
    row.rejected("the pin taken out", ["verify", model], 1, "pin-missing")
