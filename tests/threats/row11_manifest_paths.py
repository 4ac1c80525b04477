# SPDX-License-Identifier: Apache-2.0
"""`sha256sum -c` opens ../outside and says OK. Here one such line refuses the manifest before any file is opened."""
import hashlib

import threat


def check(row):
    secret = b"a secret\n"
    (row.work / "outside").write_bytes(secret)
    digest = hashlib.sha256(secret).hexdigest()
    paths = ["../outside", str(row.work / "outside"), "/etc/passwd", "a/../config.json", "a/../../outside", "./../outside", "..", ".", "",
             "a/", "a//b", "C:/x", "c:x", "C:\\x", "//host/share", "config.json\0.txt", "a/./b", "../paths/config.json"]
    for number, path in enumerate(paths):
        model = row.model(f"paths{number}")
        with (model / threat.MANIFEST).open("ab") as file:
            file.write(f"{digest}  {path}\n".encode())
        said = ("line 34",)
        row.rejected(f"path {path!r}", ["verify", model], 4, "manifest-malformed", says=said, never=("a secret",))
        row.rejected(f"path {path!r}, pinned", ["verify", model, "--commit", threat.COMMIT, "--fail-fast"], 4, "manifest-malformed", says=said)
    for form in (f"SHA256 (../outside) = {digest}", f"{digest} *../outside", f"\\{digest}  ..\\\\..\\\\outside", f"\\{digest}  a\\nb/../c"):
        model = row.model("form")
        (model / threat.MANIFEST).write_text(form + "\n")
        row.rejected(f"the form {form[:40]!r}", ["verify", model, "--commit", threat.COMMIT], 4, "manifest-malformed", says=("line 1",))
    model = row.model("elsewhere")
    (row.work / "kept").write_text(f"{digest}  ../outside\n")
    row.rejected("a manifest from elsewhere", ["verify", model, "--manifest", "kept", "--commit", threat.COMMIT], 4, "manifest-malformed")
