# SPDX-License-Identifier: Apache-2.0
"""Two files here are one file elsewhere; or a name shows as another. `manifest` refuses to write such names down, `verify`
tells them, escaped, even where the manifest lists them."""
import os

import threat


def check(row):
    twins = {"case": (b"tokens.txt", b"TOKENS.TXT"), "NFC and NFD": (b"caf\xc3\xa9", b"cafe\xcc\x81"),
             "a compatibility form": (b"file", b"\xef\xac\x81le"), "full case folding": ("straße".encode(), b"STRASSE"),
             "in a folder": (b"a/x", b"A/x")}
    for what, names in twins.items():
        model = row.model(what)
        for name in names:
            path = os.path.join(os.fsencode(model), name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write("x")
        row.rejected(f"{what}: verify", ["verify", model], 1, "name-collision", "file-unlisted")
        row.rejected(f"{what}: verify, listed", ["verify", row.relisted(model), "--fail-on", "warning"], 1, "name-collision")
        row.rejected(f"{what}: manifest", ["manifest", model, "--output", "written"], 3, says=("no manifest was written", "are one name"))
    odd = {"bidi": (b"a\xe2\x80\xaetxt.exe", "\\u{202e}"), "zero width": (b"a\xe2\x80\x8bb", "\\u{200b}"),
           "escape": (b"a\x1b[31mb", "\\x1b"), "newline": (b"a\nb", "\\n"), "not UTF-8": (b"caf\xe9", "\\xe9"),
           "a C1 control": (b"a\xc2\x9bb", "\\u{9b}"), "DEL": (b"a\x7fb", "\\u{7f}")}
    for what, (name, shown) in odd.items():
        model = row.model(what)
        with open(os.path.join(os.fsencode(model), name), "w") as file:
            file.write("x")
        row.rejected(f"{what}: verify", ["verify", model], 1, "name-unsafe", "file-unlisted", says=(shown,))
        row.rejected(f"{what}: manifest", ["manifest", model, "--output", "written"], 3, says=("no manifest was written", shown))
    if (row.work / "written").exists():
        raise threat.Lost("a manifest was written")
