# SPDX-License-Identifier: Apache-2.0
"""What is judged has no say in how. Also not by lying in the folder where the program is started."""
import threat

LENIENT = '{"schema_version": 1, "checks": ["shape"], "fail_on": "error"}'
NAMES = [".weightcheck.json", "weightcheck.json", ".weightcheck.yaml", "weightcheck.toml", "policy.json", ".weightcheck/policy.json", "weightcheckrc",
         ".weightcheckrc", ".config/weightcheck/policy.json", ".env"]


def check(row):
    model = row.model("planted")
    for name in NAMES:
        (model / name).parent.mkdir(parents=True, exist_ok=True)
        (model / name).write_text("WEIGHTCHECK_POLICY=policy.json\n" if name == ".env" else LENIENT)
    row.relisted(model)
    row.accepted("settings that are listed are files like others", ["verify", model], says=("integrity  passed",))
    threat.flipped(model / threat.SHARDS[0], -1)
    row.rejected("a changed shard beside them", ["verify", model], 1, "file-modified")
    row.rejected("the same, started in that folder", ["verify", "."], 1, "file-modified", folder=model)
    row.rejected("the same, with that folder as home", ["verify", model], 1, "file-modified",
                 environment={"HOME": str(model), "XDG_CONFIG_HOME": str(model / ".config")})
    row.rejected("a policy inside the model, named", ["verify", model, "--policy", model / "policy.json"], 2, says=("lies inside the model",))
    row.rejected("a policy inside the model, in the environment", ["verify", model], 2, says=("lies inside the model",),
                 environment={"WEIGHTCHECK_POLICY": str(model / "policy.json")})
    (row.work / "link.json").symlink_to(model / "policy.json")
    row.rejected("a policy inside the model, by a link", ["verify", model, "--policy", "link.json"], 2, says=("lies inside the model",))
    (row.work / "outside.json").write_text(LENIENT)
    (model / ".config" / "link.json").symlink_to(row.work / "outside.json")
    row.rejected("a policy outside, by a link of the model", ["verify", model, "--policy", model / ".config" / "link.json"], 2, says=("lies inside the model",))
    row.rejected("a policy inside the model, by a way round", ["verify", model, "--policy", "planted/../planted/policy.json"], 2,
                 says=("lies inside the model",))
