#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures how many SPDX license texts are still told apart after the changes that copies go through.

  tools/measure_license_identifier.py --spdx package/spdx-full.json --program build/weightcheck

A text counts as right where the id is its own or that of a listed text with the same words, whatever the kind; "exact" counts those
called exact, and "wrong exact" those called exactly something else. Not part of the test run: the texts are not in the tree.
"""
import argparse
import json
import pathlib
import random
import re
import subprocess
import tempfile
import textwrap

SUFFIX = re.compile(r"(\+|-only|-or-later|-invariants|-no-invariants|-RFN|-no-RFN|-no-copyleft-exception)+(-only|-or-later)?$")


def paragraphs(text):
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def filled(text):
    return "Copyright (c) 2019-2024 Jane Doe and the Example contributors\nAll rights reserved.\n\n" + text


def with_typos(text):
    generator = random.Random(7)
    words = text.split(" ")
    return " ".join("x" + word if generator.random() < 0.02 else word for word in words)


CHANGES = {
    "unchanged": lambda text: text,
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "filled copyright": filled,
    "wrapped at 60": lambda text: "\n\n".join(textwrap.fill(part, 60) for part in paragraphs(text)),
    "one line": lambda text: " ".join(text.split()),
    "upper case": str.upper,
    "// comment": lambda text: "".join("// " + line + "\n" for line in text.split("\n")),
    "C comment": lambda text: "/*\n" + "".join(" * " + line + "\n" for line in text.split("\n")) + " */\n",
    "markdown": lambda text: "# License\n\n" + "\n\n".join("**" + p + "**" if p.isupper() else p for p in paragraphs(text)),
    "html": lambda text: "<html><head><title>License</title></head><body>\n" + "\n".join(
        "<p>" + p.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</p>" for p in paragraphs(text)) + "</body></html>",
    "smart quotes": lambda text: re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", text).replace("'", "\u2019"),
    "words at the end": lambda text: text + "\n\nThis project was made with love by a small team. Please report bugs to the tracker and tell us how you"
                                     " use it in your work; we are happy about every letter that reaches us in time.\n",
    "2 % typos": with_typos,
}


def identify(program, texts):
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for index, text in enumerate(texts):
            path = pathlib.Path(folder) / f"{index:05}.txt"
            path.write_bytes(text.encode("utf-8", "surrogateescape"))
            paths.append(str(path))
        out = subprocess.run([*program, "license", "--format", "json", *paths], capture_output=True, check=False).stdout
        found = {entry["path"]: entry for entry in json.loads(out)["files"]}
        return [found[path] for path in paths]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--spdx", type=pathlib.Path, required=True)
    parser.add_argument("--program", nargs="+", required=True)
    arguments = parser.parse_args()
    listed = {name: entry["licenseText"] for name, entry in json.loads(arguments.spdx.read_text()).items() if entry.get("licenseText")}
    names = sorted(listed)
    known = identify(arguments.program, [listed[name] for name in names])
    accepted = {name: {SUFFIX.sub("", name)} | ({entry["id"]} if entry["confidence"] >= 0.999 else set()) for name, entry in zip(names, known)}
    for change, apply in CHANGES.items():
        found = identify(arguments.program, [apply(listed[name]) for name in names])
        right = [name for name, entry in zip(names, found) if entry["id"] in accepted[name]]
        exact = sum(entry["kind"] == "exact" for entry in found)
        wrong = [name for name, entry in zip(names, found) if entry["kind"] == "exact" and entry["id"] not in accepted[name]]
        rest = [f"{name}={entry['kind']}:{entry['id']}" for name, entry in zip(names, found) if name not in set(right)]
        print(f"{change:18} right {len(right)} of {len(names)} ({100 * len(right) / len(names):.1f} %), exact {exact}, "
              f"wrong exact {len(wrong)}  {' '.join(rest[:6])}")


if __name__ == "__main__":
    main()
