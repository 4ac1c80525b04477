# SPDX-License-Identifier: Apache-2.0
"""`sha256sum -c` ignores lines that it does not understand and ends with 0."""
import threat


def check(row):
    text = (row.example / threat.MANIFEST).read_bytes()
    lines = text.split(b"\n")

    def refused(what, content, number, rule="manifest-malformed"):
        model = row.model("malformed")
        (model / threat.MANIFEST).write_bytes(content)
        row.rejected(what, ["verify", model], 4, rule, says=(f"line {number}",))
        row.rejected(what + ", pinned", ["verify", model, "--commit", threat.COMMIT], 4, rule, says=(f"line {number}",))

    def line(number, change):
        return b"\n".join(lines[:number - 1] + [change(lines[number - 1])] + lines[number:])

    refused("a byte order mark", b"\xef\xbb\xbf" + text, 1)
    refused("UTF-16", text.decode().encode("utf-16"), 1)
    refused("a digit too few", line(5, lambda old: old[1:]), 5)
    refused("a digit too many", line(5, lambda old: b"0" + old), 5)
    refused("a letter that is no digit", line(7, lambda old: b"g" + old[1:]), 7)
    refused("one blank", line(7, lambda old: old.replace(b"  ", b" ")), 7)
    refused("no path", line(7, lambda old: old[:64]), 7)
    refused("words", line(7, lambda old: b"all is well"), 7)
    refused("SHA-1", line(7, lambda old: old[:40] + old[64:]), 7)
    refused("a listed file commented out", line(7, lambda old: b"# " + old), 7)
    refused("a NUL", line(7, lambda old: old[:70] + b"\0" + old[70:]), 7)
    refused("a carriage return inside", line(7, lambda old: old[:70] + b"\r" + old[70:]), 7)
    refused("a path twice with one digest", text + lines[-2] + b"\n", 34)
    refused("a path twice with two digests", text + b"0" * 64 + lines[-2][64:] + b"\n", 34)
    refused("a path twice in two spellings", text + b"0" * 64 + b"  ./" + lines[-2][66:] + b"\n", 34)
    refused("two commits", line(3, lambda old: old + b"\n# commit: " + b"1" * 40), 4)
    refused("two sizes", line(4, lambda old: old + b"\n# size: 1"), 5)
    refused("a size in words", line(4, lambda old: b"# size: big"), 4)
    refused("a size below zero", line(4, lambda old: b"# size: -8"), 4)
    refused("a size over 2^64", line(4, lambda old: b"# size: 99999999999999999999"), 4)
    refused("a header nobody knows", line(3, lambda old: b"# comit: " + old[10:]), 3)
    refused("a manifest of tomorrow", line(1, lambda old: old[:-1] + b"2"), 1)
    for pin in (b"main", b"v1.0", threat.COMMIT[:7].encode(), threat.COMMIT.upper().encode(), threat.COMMIT.encode() + b"0", b"HEAD~1"):
        refused(f"a commit that is {pin.decode()}", line(3, lambda old, p=pin: b"# commit: " + p), 3, "pin-not-a-commit")
    refused("nothing but headers", b"\n".join(lines[:3]) + b"\n", 3)
