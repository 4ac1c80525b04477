#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the sources to one place that knows hubs: what names one (its hosts, prefix, name, variables) stands in src/hubs/table.hpp.

The names are read from the table itself, so that those of a new row are held to this, too. Comments, cures and examples of rules may say
them; code may where the list below gives the reason. Printed are file:line: sentence; the exit status is 1 where there is one, 2 where nothing was looked at.
"""
import argparse
import pathlib
import re
import sys

from check_layers import blanked

# What speaks the language of one hub says which; its addresses and variables are the table's there, too.
SPEAKERS = {
    "src/hubs/hub.hpp": "declares the protocols",
    "src/anchor/hub_rest.cpp": "asks each REST interface in its own way",
    "src/anchor/hub_listing.hpp": "parses the answers of each",
    "src/anchor/hub_listing.cpp": "parses the answers of each",
    "src/evidence/code_names.cpp": "names a package of Python that is called after one",
}
TABLE = "src/hubs/table.hpp"
# What a rule tells people, and the example that shows it.
RULE_WORDS = re.compile(r'\.(?:cure|given|fires|silenced)\s*=\s*(?:R"sh\(.*?\)sh"|"(?:\\.|[^"\\])*"|\s)+', re.DOTALL)
FIELD = re.compile(r"\.(prefix|endpoint|hosts|token_page|record_folders|tokens|token_off|token_file|home|offline|cache_prefix|purl_type|protocol)"
                   r"\s*=\s*(\{[^}]*\}|\"[^\"]*\"|[\w:]+)")


def names_in(table):
    """Regular expressions of what nobody else may say, and of what only a speaker may."""
    addresses, names = set(), set()
    for field, value in FIELD.findall(table):
        for word in re.findall(r'"([^"]+)"', value) or [value.rsplit(":", 1)[-1]]:
            if field in ("purl_type", "protocol"):
                names.add(word.replace("_", "[ _]?"))
            elif field == "prefix":  # one only before its ':', and a letter before it would make another word
                addresses.add(rf"(?<![\w-]){re.escape(word)}:")
            else:
                addresses.add(re.escape(word.removeprefix("https://")))
    return addresses, names


def code_of(path):
    """The file without comments and the words of rules; lines keep their numbers."""
    text = RULE_WORDS.sub(lambda words: re.sub(r"[^\n]", " ", words.group(0)), path.read_text(encoding="utf-8"))
    return blanked(text, keep_strings=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", required=True, type=pathlib.Path, help="the checkout, with its src folder")
    source = parser.parse_args().source
    addresses, names = names_in(code_of(source / TABLE))
    if len(addresses) < 10 or len(names) < 2:
        print(f"{TABLE} names next to nothing: {sorted(addresses | names)}", file=sys.stderr)
        return 2
    address = re.compile("|".join(sorted(addresses)), re.IGNORECASE)
    name_of_one = re.compile("|".join(sorted(names)), re.IGNORECASE)
    files, breaches = 0, []
    for path in sorted((source / "src").rglob("*.?pp")):
        name = path.relative_to(source).as_posix()
        if name == TABLE:
            continue
        files += 1
        for number, line in enumerate(code_of(path).splitlines(), 1):
            found = address.search(line) or (None if name in SPEAKERS else name_of_one.search(line))
            if found:
                breaches.append(f"{name}:{number}: knows a hub by '{found.group(0)}'; ask {TABLE}")
    gone = [f"{name}: speaks no hub's language any more; take it off the list" for name in SPEAKERS
            if not (source / name).exists() or not name_of_one.search(code_of(source / name))]
    for breach in breaches + gone:
        print(breach)
    print(f"{len(breaches) + len(gone)} breaches in {files} files")
    return 2 if files == 0 else 1 if breaches or gone else 0


if __name__ == "__main__":
    sys.exit(main())
