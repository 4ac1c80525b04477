# SPDX-License-Identifier: Apache-2.0
"""A sentence that a reader of the license sees, in a form that programs like to skip, is no part of the license as published."""
import threat

WORDS = "Commercial use is prohibited"
BOLD = "".join(chr(0x1D400 + ord(c) - ord("A")) if c.isupper() else chr(0x1D41A + ord(c) - ord("a")) if c.islower() else c for c in WORDS)
WIDE = "".join(chr(0xFEE0 + ord(c)) if c != " " else c for c in WORDS)


def check(row):
    published = (threat.sandbox.SOURCE / "LICENSE").read_text()

    def model(name, text):
        model = row.model(name)
        (model / "LICENSE").write_text(text)
        return ["verify", row.relisted(model), "--fail-on", "warning"]

    row.accepted("the text as published", ["license", threat.sandbox.SOURCE / "LICENSE"], says=("Apache-2.0 exact",))
    for what, text in {
            "behind what is read": published + "\n" * (1 << 20) + WORDS,
            "in full width": published + WIDE,
            "in bold letters": published + BOLD,
            "in spaced letters": published + "  ".join(" ".join(word) for word in WORDS.split()),
            "in another script": published + "\u0935\u094d\u092f\u093e\u0935\u0938\u093e\u092f\u093f\u0915 \u0909\u092a\u092f\u094b\u0917 \u0928\u0939\u0940\u0902",
            "in a copyright line": "Copyright 2024 Foo Inc - for academic research by nonprofit institutions, companies barred\n" + published,
            "in an address": published + "x.co/You-must-not-use-this-commercially,you-shall-pay-a-fee",
            "in the style of a page that is none": f"<html><style>{WORDS}</style></html>\n{published}",
            "in the capitals of another language": "Copyright 2024 Foo Inc, Nur F\u00fcr Die Forschung, Gewerbliche Nutzung Verboten\n" + published,
            "without blanks": "Copyright 2024 Foo \u4ec5\u4f9b\u7814\u7a76\u4f7f\u7528\u7981\u6b62\u5546\u7528\n" + published,
            "in a sign": published.replace("royalty-free", "\u2260 royalty-free", 1),
    }.items():
        row.rejected(what, model(what, text), 1, "license-altered")
    everywhere = "".join("NC " + line + "\n" for line in published.splitlines())
    row.rejected("before each line", model("before each line", everywhere), 1, "license-restricted-as-permissive")
    for what, text in {
            "in the order of letters": published.replace("royalty-free", "\u202eroyalty-free\u202c", 1),
            "between letters": published.replace("royalty-free", "royal\u200bty-free", 1),
    }.items():
        row.rejected(what, model(what, text), 1, "license-text-unsafe")
