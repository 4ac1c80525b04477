# SPDX-License-Identifier: Apache-2.0
"""Every input has a limit, and what is over it is an error with the limit in it, never a thing that was not looked at."""
import json
import os

import hub
import threat

MEBIBYTE = 1 << 20


def check(row):
    def grown(name, path, content, size):
        model = row.model(name)
        (model / path).write_bytes(content)
        os.truncate(model / path, size)
        return model

    small = {"seconds": 5, "mebibytes": 300}
    row.rejected("a manifest", ["verify", grown("manifest", threat.MANIFEST, b"# weightcheck manifest v1\n", 65 * MEBIBYTE)], 4,
                 "manifest-malformed", says=("over the limit",), **small)
    row.rejected("a proof", ["verify", grown("proof", "COMMIT.proof", b"", 65 * MEBIBYTE), "--commit", threat.COMMIT], 4, "proof-invalid",
                 says=("over the limit",), **small)
    index = json.dumps({"metadata": {}, "weight_map": {}})[:-2].encode()
    row.rejected("an index", ["inspect", row.relisted(grown("index", threat.INDEX, index, 65 * MEBIBYTE))], 1, "index-invalid",
                 says=("over the limit",), **small)
    (row.work / "policy.json").write_bytes(b'{"schema_version": 1, "checks": ["integrity"]}' + b" " * (2 * MEBIBYTE))
    row.rejected("a policy", ["verify", row.model("policy"), "--policy", "policy.json"], 4, says=("over the limit",), **small)
    (row.work / "policy.json").write_bytes(b'{"schema_version": 1, "checks": ' + b"[" * 100_000)
    row.rejected("a policy of many arrays", ["verify", row.model("policy"), "--policy", "policy.json"], 4, says=("deep",), **small)

    config = b'{"x": "' + b"x" * (17 * MEBIBYTE) + b'", "auto_map": {"AutoModel": "someone/else--m.M"}}'
    row.rejected("a config", ["verify", row.with_file("config", "config.json", config)], 3, says=("config.json: file of", "over the limit"), **small)

    bomb = "---\na0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)) + "license: *a11\n---\n"
    model = row.with_file("aliases", "README.md", bomb.encode())
    row.rejected("a card whose aliases multiply", ["verify", model, "--fail-on", "warning"], 1, says=("README.md", "alias"), **small)
    model = row.with_file("card", "README.md", b"---\nlicense: mit\n" + b"# " + b"x" * (5 * MEBIBYTE) + b"\n---\n")
    row.rejected("a card", ["verify", model, "--fail-on", "warning"], 1, says=("README.md", "over the limit"), **small)
    model = row.with_file("license", "LICENSE", b"word " * (MEBIBYTE // 4))
    row.rejected("a license", ["verify", model], 1, says=("LICENSE",), **small)

    with hub.Hub(row, {hub.INFO: {"body": "[" * 100_000}}) as server:
        server.rejected("an answer of the hub of many arrays", 3, says=("deep",))
    with hub.Hub(row, {hub.INFO: {"behaviour": "endless"}}) as server:
        server.rejected("an answer of the hub without end", 3, says=("over the limit",))
