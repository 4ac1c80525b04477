# SPDX-License-Identifier: Apache-2.0
"""A waiver says what, where, why and until when; and it is told when it excuses nothing any more."""
import datetime
import json

import threat

TODAY = datetime.date.today()
WAIVER = {"rule": "unsafe-file", "path": "tools.pkl", "reason": "read in a review", "expires": str(TODAY + datetime.timedelta(days=30))}


def check(row):
    model = row.with_file("waived", "tools.pkl", b"\x80\x04\x95\x0b\0\0\0\0\0\0\0\x8c\x07builtins\x94.")

    def policy(*waivers, **others):
        (row.work / "policy.json").write_text(json.dumps({"schema_version": 1, "checks": ["integrity", "shape"], "waivers": list(waivers), **others}))
        return ["verify", model, "--policy", "policy.json"]

    row.rejected("no waiver", policy(), 1, "unsafe-file")
    row.accepted("a waiver with all it needs", policy(WAIVER), says=("read in a review",))
    expired = {**WAIVER, "expires": str(TODAY - datetime.timedelta(days=1))}
    row.rejected("an expired waiver", policy(expired), 1, "waiver-expired", "unsafe-file")
    row.rejected("an unused waiver", policy(WAIVER, {**WAIVER, "path": "gone.pkl"}, fail_on="warning"), 1, "waiver-unused")
    row.rejected("a waiver for another file", policy({**WAIVER, "path": "other.pkl"}), 1, "unsafe-file", "waiver-unused")
    for member in WAIVER:
        others = {key: value for key, value in WAIVER.items() if key != member}
        row.rejected(f"a waiver without {member}", policy(others), 4, says=(member,))
    for member, value in (("path", "../x"), ("path", "/x"), ("reason", " "), ("expires", "never"), ("expires", "2027-02-30"), ("rule", "no-such-rule"),
                          ("rule", "file-modified"), ("rule", "*")):
        row.rejected(f"a waiver whose {member} is {value!r}", policy({**WAIVER, member: value}), 4, says=(value if member == "rule" else member,))
    changed = row.with_file("changed", "tools.pkl", b"\x80\x02N.")
    threat.flipped(changed / "tools.pkl", 0)
    row.rejected("a changed digest cannot be excused", [*policy({**WAIVER, "path": "**"})[:1], changed, "--policy", "policy.json"], 1, "file-modified")
    row.rejected("a level that is fixed", policy(levels={"file-modified": "note"}), 4, says=("file-modified",))
