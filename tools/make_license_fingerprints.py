#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/license/data/fingerprints.bin: what the license identifier knows of each text, as hashes and counts.

The texts are those of the SPDX list (npm package spdx-license-list, file spdx-full.json), the forms that are offered to projects
(npm package choosealicense-list, licenses.json) and a folder of licenses written for models (<id>.txt, `_` standing for `+`). No
text is stored. Words come from the program itself (target license_words), so that
there is one reader of license texts. The same inputs give the same bytes.

  npm pack spdx-license-list@6.12.0 && tar xzf spdx-license-list-6.12.0.tgz
  npm pack choosealicense-list@1.2.0 && tar xzf choosealicense-list-1.2.0.tgz
  cmake --build build --target license_words
  tools/make_license_fingerprints.py --spdx package/spdx-full.json --offered package/licenses.json --vendor DIR \\
      --facts license-facts.json --words build/src/license/license_words

The format (numbers are LEB128 varints unless said otherwise; src/license/fingerprints.cpp reads it):
  "WCLF" 0x02
  references: count, then each: id length, id bytes, flags (1 full, 2 common, 4 marked up), core bigrams, bigrams around it, core bigrams
              that are repeated around it, and in its titles, words, limit (24 bits; 0: none); of a full one also words of the core and
              8 bytes, little endian: the hash of their order
  exact:      count, then each: 12 bytes of SHA-256 over the words of a whole text, reference
  patterns:   count, then each: number of members, then each: reference (difference from the one before) * 4 + a code: 0 once,
              1 twice, 2 once and outer, 3 as the number that follows says: count * 2 + outer
  entries:    count, then each: hash (difference from the one before), pattern
A hash of an order is a polynomial over FNV-1a of each word, modulo 2^64 (src/license/order.cpp). A bigram's hash is the upper 24 bits of murmur3's finaliser over FNV-1a of "first second". `outer` marks words around the terms
(titles, instructions). A reference that is not full keeps only the hashes below its limit: a sample of fixed size.
"""
import argparse
import collections
import hashlib
import json
import pathlib
import re
import subprocess
import sys

SAMPLE = 128          # hashes kept of a rare text; accuracy does not grow beyond
SHORT_WORDS = 420     # a text no longer than this is kept in full, whatever it is
COUNT_MAX = 255

# Kept in full beside the ids that the hub lists: what weights and their code are also published under.
FULL = set("""0BSD AFL-2.1 AGPL-1.0 Apache-1.0 Apache-1.1 APSL-2.0 Artistic-1.0 Artistic-1.0-Perl BlueOak-1.0.0 BSD-3-Clause-LBNL
BSD-4-Clause BUSL-1.1 CC-BY-1.0 CC-BY-ND-3.0 CC-BY-NC-1.0 CC-BY-NC-2.5 CC-BY-NC-ND-2.0 CC-BY-NC-ND-2.5 CC-BY-NC-SA-2.5 CC-BY-ND-2.0
CC-BY-SA-2.0 CC-BY-SA-2.5 CC-PDDC CDDL-1.0 CECILL-2.1 CPAL-1.0 DRL-1.0 Elastic-2.0 EUPL-1.0 GPL-1.0 HPND Hippocratic-2.1
LGPL-2.0 MIT-0 MPL-1.0 MPL-1.1 MS-RL MulanPSL-2.0 NPOSL-3.0 OFL-1.0 OGL-UK-3.0 OLDAP-2.8 OSL-2.1 PolyForm-Noncommercial-1.0.0
Parity-7.0.0 PSF-2.0 Python-2.0 SSPL-1.0 UPL-1.0 W3C X11 ZPL-2.1 GFDL-1.1 GFDL-1.2 GFDL-1.3 CC-BY-NC-ND-1.0""".split())

# Short and everywhere: they win a near tie against a rare text, unless the rare one's own words are there.
COMMON = set("""MIT Apache-2.0 BSD-3-Clause BSD-2-Clause ISC GPL-2.0 GPL-3.0 LGPL-2.1 LGPL-3.0 AGPL-3.0 MPL-2.0 CC0-1.0 CC-BY-4.0
CC-BY-SA-4.0 CC-BY-NC-4.0 CC-BY-NC-SA-4.0 CC-BY-3.0 CC-BY-SA-3.0 CC-BY-NC-3.0 CC-BY-NC-SA-3.0 Unlicense Zlib BSL-1.0 0BSD X11 HPND
EPL-1.0 EPL-2.0 WTFPL BSD-4-Clause PSF-2.0 Artistic-2.0 AFL-3.0 OFL-1.1 NCSA MS-PL PostgreSQL""".split())

# Titles that are not the list's own name of the license.
TITLES = {
    "MIT": ["The MIT License (MIT)", "MIT License (MIT)", "License: MIT", "Expat License", "The Expat License", "MIT", "License", "The MIT License"],
    "BSD-3-Clause": ["BSD 3-Clause License", "The BSD 3-Clause License", "BSD License", "The BSD License", "New BSD License",
                     "Modified BSD License", "3-Clause BSD License", "The 3-Clause BSD License", "BSD-3-Clause", "License",
                     "Software License Agreement (BSD License)", "BSD 3-Clause", "Revised BSD License", "The New BSD License"],
    "BSD-2-Clause": ["BSD 2-Clause License", "The BSD 2-Clause License", "Simplified BSD License", "2-Clause BSD License",
                     "The 2-Clause BSD License", "FreeBSD License", "BSD License", "The BSD License", "License", "BSD-2-Clause",
                     "Software License Agreement (BSD License)", "BSD 2-Clause"],
    "ISC": ["ISC License (ISC)", "The ISC License", "License", "ISC", "ISC License"],
    "Zlib": ["zlib License", "The zlib License", "The zlib/libpng License", "License"],
    "0BSD": ["Zero-Clause BSD", "BSD Zero Clause License", "Zero-Clause BSD License"],
    "Unlicense": ["The Unlicense", "Unlicense"],
    "BSL-1.0": ["Boost Software License - Version 1.0 - August 17th, 2003", "Boost Software License - Version 1.0"],
    "NCSA": ["University of Illinois/NCSA Open Source License"],
    "PostgreSQL": ["The PostgreSQL License", "PostgreSQL Database Management System (formerly known as Postgres, then as Postgres95)"],
    "Apache-2.0": ["Apache License Version 2.0, January 2004", "Apache License 2.0", "Apache License, Version 2.0"],
    "OSL-3.0": ['Open Software License ("OSL") v. 3.0', "Open Software License v. 3.0"],
    "AFL-3.0": ['Academic Free License ("AFL") v. 3.0', "Academic Free License v. 3.0"],
    "NPOSL-3.0": ['Non-Profit Open Software License ("Non-Profit OSL") 3.0'],
    "ODbL-1.0": ["ODC Open Database License (ODbL)", "Open Database License (ODbL)"],
    "ODC-By-1.0": ["ODC Attribution License (ODC-By)", "Open Data Commons Attribution License"],
    "PDDL-1.0": ["ODC Public Domain Dedication and Licence (PDDL)"],
    "ECL-2.0": ["Educational Community License", "Educational Community License, Version 2.0 (ECL-2.0)"],
    "OFL-1.1": ["SIL Open Font License", "SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007"],
    "MS-PL": ["Microsoft Public License (Ms-PL)", "Microsoft Public License (MS-PL)"],
    "WTFPL": ["DO WHAT THE FUCK YOU WANT TO PUBLIC LICENSE Version 2, December 2004"],
    "AGPL-3.0": ["GNU AFFERO GENERAL PUBLIC LICENSE Version 3, 19 November 2007"],
    "GPL-3.0": ["GNU GENERAL PUBLIC LICENSE Version 3, 29 June 2007"],
    "GPL-2.0": ["GNU GENERAL PUBLIC LICENSE Version 2, June 1991"],
    "LGPL-3.0": ["GNU LESSER GENERAL PUBLIC LICENSE Version 3, 29 June 2007"],
    "LGPL-2.1": ["GNU LESSER GENERAL PUBLIC LICENSE Version 2.1, February 1999"],
    "MPL-2.0": ["Mozilla Public License Version 2.0", "Mozilla Public License, version 2.0", "Mozilla Public License, v. 2.0"],
    "CC0-1.0": ["Creative Commons Legal Code CC0 1.0 Universal", "CC0 1.0 Universal", "Creative Commons CC0 1.0 Universal"],
}

for parts in ([], ["NonCommercial"], ["ShareAlike"], ["NoDerivatives"], ["NonCommercial", "ShareAlike"], ["NonCommercial", "NoDerivatives"]):
    short = "".join("-" + {"NonCommercial": "NC", "ShareAlike": "SA", "NoDerivatives": "ND"}[part] for part in parts)
    title = "-".join(["Attribution", *parts]) + " 4.0 International"
    TITLES[f"CC-BY{short}-4.0"] = [title, "Creative Commons " + title, "Creative Commons " + title + " Public License"]

# The words of a text with others in place of some: wordings that are as common as the listed one and mean the same.
REWORDED = [
    ("BSD-3-Clause", "neither the name of the holder nor the names of its contributors may be used", "the name of the holder may not be used"),
    ("BSD-3-Clause", "neither the name of the holder nor the names of its contributors may be used", "the names of the holder may not be used"),
]

# Ids of one text: the list names a text several times, where people say "or any later version" beside it.
SUFFIX = re.compile(r"(\+|-only|-or-later|-invariants|-no-invariants|-RFN|-no-RFN|-no-copyleft-exception)+(-only|-or-later)?$")


CREATIVE_COMMONS_4 = re.compile(r"CC-BY(-NC)?(-SA|-ND)?-4\.0")


class Reference:
    def __init__(self, identity, words, general):
        self.id = identity
        self.words = words          # of the whole text, as compared exactly
        self.general = general      # the same with names turned back, as compared by bigrams
        self.heads = set()          # words (joined) that may stand before the terms in an exact text
        self.marked_up = False
        self.tail = ""              # words that stand behind them: an exact text has them too


def read_words(tool, texts):
    """Of each text: whether it is marked up, its words, its general words."""
    data = b"".join(b"%d\n%s" % (len(text), text) for text in texts)
    out = subprocess.run([tool], input=data, capture_output=True, check=True).stdout.decode().split("\n")
    return [(out[3 * i] == "marked-up", out[3 * i + 1].split(), out[3 * i + 2].split()) for i in range(len(texts))]


def find(words, phrase, start=0):
    phrase = phrase.split()
    for i in range(start, len(words) - len(phrase) + 1):
        if words[i:i + len(phrase)] == phrase:
            return i
    return None


def core_of(words, titles):
    """(first, last + 1) of the words that are terms; what stands around them may be missing from an exact copy."""
    begin, end = 0, len(words)
    for title in sorted(titles, key=len, reverse=True):
        if title and words[:len(title)] == title:
            begin = len(title)
            break
    for phrase in ("end of terms and conditions", "end of the terms and conditions"):
        at = find(words, phrase)
        if at is not None and at > 0.3 * len(words):
            end = min(end, at)
    # Creative Commons 4.0: everything before and after the license proper is not part of it, and says so.
    opening = find(words, "by exercising the licensed rights")
    if opening is not None and "creative" in words[:400]:
        begin = opening
        for phrase in ("creative commons is not party to its", "creative commons is not party"):
            at = find(words, phrase, opening)
            if at is not None:
                end = at
                break
    # Creative Commons 1.0 to 3.0 and CC0.
    for phrase in ("license the work as defined below is provided", "the work as defined below is provided",
                   "statement of purpose the laws of most jurisdictions"):
        at = find(words, phrase)
        if at is not None and "creative" in words[:at]:
            begin = at
            break
    for phrase in ("creative commons notice creative commons is not party", "creative commons is not party to this"):
        at = find(words, phrase)
        if at is not None and at > 0.6 * len(words):
            end = min(end, at)
            break
    return begin, end


def bigram_hash(first, second):
    value = 2166136261
    for byte in (first + " " + second).encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    value ^= value >> 16
    value = (value * 0x85EBCA6B) & 0xFFFFFFFF
    value ^= value >> 13
    value = (value * 0xC2B2AE35) & 0xFFFFFFFF
    value ^= value >> 16
    return value >> 8


WORD_HASHES = {}


def order_hash(words):
    value = 0
    for word in words:
        if word not in WORD_HASHES:
            one = 14695981039346656037
            for byte in word.encode():
                one = ((one ^ byte) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
            WORD_HASHES[word] = one
        value = (value * 0x9E3779B97F4A7C15 + WORD_HASHES[word]) & 0xFFFFFFFFFFFFFFFF
    return value


HASHES = {}


def bigrams(words):
    out = []
    for pair in zip(words, words[1:]):
        value = HASHES.get(pair)
        if value is None:
            value = HASHES[pair] = bigram_hash(*pair)
        out.append(value)
    return out


def exact_hash(words):
    return hashlib.sha256(" ".join(words).encode()).digest()[:12]


def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def texts_of(spdx, offered, vendor):
    """[(id, text, name)], several texts of one id where a license is published in several forms."""
    out = []
    for identity, entry in sorted(spdx.items()):
        text = entry.get("licenseText")
        if not text:
            continue
        name = SUFFIX.sub("", identity)
        out.append((name, text, entry["name"]))
        if identity == "LGPL-3.0-only":  # listed with the whole GPL behind it, published without
            out.append((name, text[:text.index("GNU GENERAL PUBLIC LICENSE", 200)], entry["name"]))
    for identity, entry in sorted(offered.items()):
        out.append((identity, entry["body"], entry["title"]))
    for path in sorted(vendor.glob("*.txt")):
        out.append((path.stem.replace("_", "+"), path.read_bytes().decode("utf-8", "surrogateescape"), ""))
    return out


def references_of(tool, listed):
    encoded = [text.encode("utf-8", "surrogateescape") for _, text, _ in listed]
    names = sorted({t for t in [n for _, _, n in listed] + [t for ts in TITLES.values() for t in ts]
                    + ["The " + n for _, _, n in listed] if t})
    title_words = dict(zip(names, (w for _, w, _ in read_words(tool, [n.encode() for n in names]))))
    references = {}
    owner = {}
    for (identity, _, name), (marked_up, words, general) in zip(listed, read_words(tool, encoded)):
        key = " ".join(words)
        if key in owner and owner[key] != identity and not better(identity, owner[key]):
            continue
        if key in owner:
            references.pop((owner[key], key), None)
        owner[key] = identity
        titles = [title_words.get(t, []) for t in [name, "The " + name, *TITLES.get(identity, [])] if t]
        reference = Reference(identity, words, general)
        reference.marked_up = marked_up
        reference.titles = titles
        begin, end = core_of(words, titles)
        head, tail = words[:begin], words[end:]
        reference.core = words[begin:end]
        reference.heads = {" ".join(h) for h in [head, [], *titles]}
        if find(words, "by exercising the licensed rights") == begin:  # its own name stands between the two
            reference.heads = {" ".join(head)} | {" ".join(head[k:]) for k in range(len(head)) if head[k:] in titles}
        reference.tail = " ".join(tail)
        references[(identity, key)] = reference
    return [references[k] for k in sorted(references)]


def better(one, other):
    return (one not in FULL | COMMON, len(one), one) < (other not in FULL | COMMON, len(other), other)


def reworded(references):
    out = []
    for identity, old, new in REWORDED:
        for reference in references:
            at = find(reference.core, old)
            if reference.id != identity or at is None:
                continue
            variant = Reference(identity, [], [])
            variant.titles = reference.titles
            variant.core = reference.core[:at] + new.split() + reference.core[at + len(old.split()):]
            variant.general, variant.words = variant.core, variant.core
            variant.heads = {"", *(" ".join(t) for t in reference.titles)}
            out.append(variant)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--spdx", type=pathlib.Path, required=True)
    parser.add_argument("--offered", type=pathlib.Path, required=True)
    parser.add_argument("--vendor", type=pathlib.Path, required=True)
    parser.add_argument("--facts", type=pathlib.Path, required=True, help="license-facts.json: its SPDX ids are kept in full")
    parser.add_argument("--words", required=True)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "src/license/data/fingerprints.bin")
    arguments = parser.parse_args()

    facts = json.loads(arguments.facts.read_text())
    wanted = FULL | {SUFFIX.sub("", entry["spdx"]) for entry in facts["licenses"] if entry["spdx"]}
    wanted |= {path.stem.replace("_", "+") for path in arguments.vendor.glob("*.txt")}
    listed = texts_of(json.loads(arguments.spdx.read_text()), json.loads(arguments.offered.read_text()), arguments.vendor)
    missing = wanted - {identity for identity, _, _ in listed}
    if missing:
        sys.exit("no text for " + ", ".join(sorted(missing)))
    references = references_of(arguments.words, listed)
    references += reworded(references)

    # What stands around the six Creative Commons 4.0 licenses is the same notice in several editions, whichever was listed with each.
    notices = collections.Counter()
    for reference in references:
        if CREATIVE_COMMONS_4.fullmatch(reference.id):
            begin, end = core_of(reference.general, reference.titles)
            notices |= collections.Counter(bigrams(reference.general[:begin + 1]) + bigrams(reference.general[end - 1:]))

    table = b""
    exact = {}
    members = collections.defaultdict(list)  # hash -> [(reference, count, outer)]
    for index, reference in enumerate(references):
        begin, end = core_of(reference.general, reference.titles)
        core = collections.Counter(bigrams(reference.general[begin:end]))
        whole = collections.Counter(bigrams(reference.general))
        repeats = sum(count - core[value] for value, count in whole.items() if value in core)
        outer = collections.Counter({value: count for value, count in whole.items() if value not in core})
        around = len(outer)
        if CREATIVE_COMMONS_4.fullmatch(reference.id):
            outer |= collections.Counter({value: count for value, count in notices.items() if value not in core})
            repeats = sum(count for value, count in notices.items() if value in core)
        in_titles = max([sum(value in core for value in bigrams(title)) for title in reference.titles], default=0)
        for title in reference.titles:
            outer |= collections.Counter({value: 1 for value in bigrams(title + reference.general[begin:begin + 1]) if value not in core})
        full = reference.id in wanted or len(reference.words) <= SHORT_WORDS
        limit = 0
        if not full and len(core) > SAMPLE:
            limit = sorted(core)[SAMPLE]
            core = {k: v for k, v in core.items() if k < limit}
            outer = {k: v for k, v in outer.items() if k < limit}
            around = repeats = in_titles = 0
        for value, count in core.items():
            members[value].append((index, min(count, COUNT_MAX), 0))
        for value, count in outer.items():
            members[value].append((index, min(count, COUNT_MAX), 1))
        flags = (1 if limit == 0 else 0) | (2 if reference.id in COMMON else 0) | (4 if reference.marked_up else 0)
        name = reference.id.encode()
        table += varint(len(name)) + name + varint(flags) + varint(sum(min(v, COUNT_MAX) for v in core.values()))
        table += varint(around) + varint(repeats) + varint(in_titles) + varint(len(reference.words)) + varint(limit)
        if limit == 0:
            table += varint(end - begin) + order_hash(reference.general[begin:end]).to_bytes(8, "little")
            for head in reference.heads:
                for terms in (reference.core, reference.general[begin:end]):
                    words = head.split() + terms + reference.tail.split()
                    if len(words) >= 8:
                        exact.setdefault(exact_hash(words), index)

    patterns = collections.Counter(tuple(m) for m in members.values())
    order = {p: i for i, (p, _) in enumerate(sorted(patterns.items(), key=lambda item: (-item[1], item[0])))}
    out = bytearray(b"WCLF\x02") + varint(len(references)) + table
    out += varint(len(exact)) + b"".join(h + varint(i) for h, i in sorted(exact.items()))
    out += varint(len(order))
    for pattern in order:
        out += varint(len(pattern))
        last = 0
        for index, count, outer in pattern:
            code = {(1, 0): 0, (2, 0): 1, (1, 1): 2}.get((count, outer), 3)
            out += varint((index - last) * 4 + code) + (varint(count * 2 + outer) if code == 3 else b"")
            last = index
    out += varint(len(members))
    last = 0
    for value in sorted(members):
        out += varint(value - last) + varint(order[tuple(members[value])])
        last = value
    arguments.output.write_bytes(out)
    full = sum(1 for r in references if r.id in wanted or len(r.words) <= SHORT_WORDS)
    print(f"{len(references)} references ({full} full), {len(exact)} exact hashes, {len(order)} patterns, "
          f"{len(members)} bigrams, {len(out)} bytes")


if __name__ == "__main__":
    main()
