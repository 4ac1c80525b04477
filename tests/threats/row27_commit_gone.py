# SPDX-License-Identifier: Apache-2.0
"""Names are given away and taken over. What was pinned is a commit: it is there, or it is not."""
import subprocess

import hub
import threat

GONE = "a" * 40


def check(row):
    with hub.Hub(row, {hub.INFO: {"status": 404, "headers": {"X-Error-Code": "RevisionNotFound"}}}) as server:
        server.rejected("the hub has no such commit", 4, "commit-not-found")
    with hub.Hub(row, {hub.INFO: {"status": 404, "headers": {"X-Error-Code": "RepoNotFound"}}}) as server:
        server.rejected("the hub has no such repository", 4, says=("org/name",))
    with hub.Hub(row) as server:
        server.rejected("git has no such commit", 4, "commit-not-found", commit=GONE, upstream=server.origin + "/org/name")
        server.rejected("git has no such repository", 4, "commit-not-found", upstream=server.origin + "/org/gone")
        # The name now belongs to someone else, whose repository has commits of its own.
        model = row.model("renamed")
        _, environment = server.question(upstream=server.origin)
        asked = ["anchor", model, "--upstream", server.origin + "/org/name", "--cacert", server.certificate]
        row.rejected("the manifest's commit is not in the repository of that name", asked, 4, "commit-not-found",
                     environment=environment)
        row.rejected("the manifest's commit is not the one that is asked for", [*asked, "--commit", server.commit], 4, "pin-conflict",
                     environment=environment)
        text = (model / threat.MANIFEST).read_text().replace(threat.UPSTREAM, server.origin + "/org/name")
        (model / threat.MANIFEST).write_text(text)
        row.rejected("the manifest names that repository, on this machine", ["anchor", model, "--cacert", server.certificate], 2,
                     says=("name it with --upstream",), environment=environment)
        assert not (model / "COMMIT.proof").exists()
    local = row.work / "clone"
    subprocess.run(["git", "clone", "-q", "--bare", row.folder / "hub" / "org" / "name", local], check=True, capture_output=True)
    row.rejected("a local clone without that commit", ["anchor", row.model("local"), "--upstream", local, "--commit", GONE], 4, "commit-not-found")
