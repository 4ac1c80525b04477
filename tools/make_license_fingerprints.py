#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/license/data/fingerprints.bin: what the license identifier knows of each text, as hashes and counts.

The texts are those of the SPDX list (npm package spdx-license-list, file spdx-full.json), the forms that are offered to projects
(npm package choosealicense-list, licenses.json), a folder of licenses written for models (<id>.txt, `_` standing for `+`) and one of
publishers' texts with an index; and the wordings that the list's templates allow. No text is stored. Words come from the program itself (target license_words), so that
there is one reader of license texts. The same inputs give the same bytes.

  npm pack spdx-license-list@6.12.0 && tar xzf spdx-license-list-6.12.0.tgz
  npm pack choosealicense-list@1.2.0 && tar xzf choosealicense-list-1.2.0.tgz
  git clone https://github.com/spdx/license-list-XML && git -C license-list-XML checkout e4c1f276b8befa364960e288c6a17f5433353b1b
  cmake --build build --target license_words
  tools/make_license_fingerprints.py --spdx package/spdx-full.json --offered package/licenses.json --vendor DIR \\
      --published DIR --templates license-list-XML/src --words build/src/license/license_words

The format (numbers are LEB128 varints unless said otherwise; src/license/fingerprints.cpp reads it):
  "WCLF" 0x03
  references: count, then each: id length, id bytes, flags (1 common, 2 marked up), core bigrams, bigrams around it, core bigrams
              that are repeated around it, and in its titles, words, words of the core and 8 bytes, little endian: the hash of their order
  exact:      count, then each: 12 bytes of SHA-256 over the words of a whole text, reference
  patterns:   count, then each: number of members, then each: reference (difference from the one before) * 4 + a code: 0 once,
              1 twice, 2 once and outer, 3 as the number that follows says: count * 2 + outer
  entries:    count, then each: hash (difference from the one before), pattern
A hash of an order is a polynomial over FNV-1a of each word, modulo 2^64 (src/license/order.cpp). A bigram's hash is the upper 24 bits of murmur3's finaliser over FNV-1a of "first second". `outer` marks words around the terms
(titles, instructions).
"""
import argparse
import collections
import hashlib
import json
import pathlib
import re
import subprocess
import sys

import spdx_templates
from license_titles import TITLES

COUNT_MAX = 255

SHORT_WORDS = 420     # of texts of the SPDX list that are no longer than this some words stand for a name

# Short and everywhere: they win a near tie against a rare text, unless the rare one's own words are there.
COMMON = set("""MIT Apache-2.0 BSD-3-Clause BSD-2-Clause ISC GPL-2.0 GPL-3.0 LGPL-2.1 LGPL-3.0 AGPL-3.0 MPL-2.0 CC0-1.0 CC-BY-4.0
CC-BY-SA-4.0 CC-BY-NC-4.0 CC-BY-NC-SA-4.0 CC-BY-3.0 CC-BY-SA-3.0 CC-BY-NC-3.0 CC-BY-NC-SA-3.0 Unlicense Zlib BSL-1.0 0BSD X11 HPND
EPL-1.0 EPL-2.0 WTFPL BSD-4-Clause PSF-2.0 Artistic-2.0 AFL-3.0 OFL-1.1 NCSA MS-PL PostgreSQL""".split())

# The words of a text with others in place of some: wordings that are as common as the listed one and mean the same.
REWORDED = [
    ("BSD-3-Clause", "neither the name of the holder nor the names of its contributors may be used", "the name of the holder may not be used"),
    ("BSD-3-Clause", "neither the name of the holder nor the names of its contributors may be used", "the names of the holder may not be used"),
]

# The listed text is another license's with changes, and calls itself only "Modified ...": told as near to, never as whole.
ONLY_NEAR = {"Pixar"}

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
        self.has_blanks = True      # a name may stand in place of "the copyright holder"
        self.tails = {""}           # words (joined) that may stand behind them


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
        # What is attached behind that line, the RAIL licenses' use restrictions, is terms like any other.
        attached = at is not None and words[at + len(phrase.split()):][:1] in (["attachment"], ["exhibit"], ["schedule"])
        if at is not None and at > 0.3 * len(words) and not attached:
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


def tails_of(tail):
    """What may stand behind the terms of a whole copy: all of it, the line that ends the terms, the notice that the instructions ask for, nothing."""
    out = {"", " ".join(tail)}
    ends = [phrase for phrase in ("end of terms and conditions", "end of the terms and conditions") if find(tail, phrase) == 0]
    out |= set(ends)
    notice = find(tail, "licensed under the apache license")
    if notice is not None:
        out |= {" ".join(tail[notice:]), *(end + " " + " ".join(tail[notice:]) for end in ends)}
    return out


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


def texts_of(spdx, offered, vendor, published):
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
    for line in (published / "index.tsv").read_text().splitlines():
        if line.startswith("#"):
            continue
        file, identity, title = line.split("\t")[:3]
        out.append((identity, (published / file).read_bytes().decode("utf-8", "surrogateescape"), ""))
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
        reference.tails = tails_of(tail)
        reference.has_blanks = bool(name) and len(words) <= SHORT_WORDS
        references[(identity, key)] = reference
    return [references[k] for k in sorted(references)]


def wordings_of(tool, folder, references):
    """[(reference, words)] of the wordings that the templates of the SPDX list count as the license, with and without its titles."""
    places = {}
    for index, reference in enumerate(references):
        places.setdefault(reference.id, index)
    listed = []
    for path in sorted(folder.glob("*.xml")):
        identity, texts = spdx_templates.wordings(path)
        place = places.get(SUFFIX.sub("", identity or ""))
        if place is not None and references[place].id not in ONLY_NEAR:
            listed += [(place, text.encode()) for text in sorted(texts)]
    out = []
    for (place, _), (_, words, general) in zip(listed, read_words(tool, [text for _, text in listed])):
        reference = references[place]
        for text in (words, general) if len(words) <= SHORT_WORDS else (words,):
            begin, end = core_of(text, reference.titles)
            heads = {" ".join(text[:begin]), *(reference.heads if len(text) <= SHORT_WORDS else ())}
            out += [(place, head.split() + text[begin:end] + tail.split()) for head in sorted(heads) for tail in sorted(tails_of(text[end:]))]
    return out


def better(one, other):
    return (one not in COMMON, len(one), one) < (other not in COMMON, len(other), other)


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
    parser.add_argument("--published", type=pathlib.Path, required=True, help="folder with index.tsv: file, id, title ... of each text")
    parser.add_argument("--without", default="", help="ids to leave out, with commas: to measure how unknown texts are told")
    parser.add_argument("--templates", type=pathlib.Path, required=True, help="folder src of github.com/spdx/license-list-XML")
    parser.add_argument("--words", required=True)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "src/license/data/fingerprints.bin")
    arguments = parser.parse_args()

    listed = texts_of(json.loads(arguments.spdx.read_text()), json.loads(arguments.offered.read_text()), arguments.vendor, arguments.published)
    left_out = set(arguments.without.split(","))
    listed = [entry for entry in listed if entry[0] not in left_out]
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
        for value, count in core.items():
            members[value].append((index, min(count, COUNT_MAX), 0))
        for value, count in outer.items():
            members[value].append((index, min(count, COUNT_MAX), 1))
        flags = (1 if reference.id in COMMON else 0) | (2 if reference.marked_up else 0)
        name = reference.id.encode()
        table += varint(len(name)) + name + varint(flags) + varint(sum(min(v, COUNT_MAX) for v in core.values()))
        table += varint(around) + varint(repeats) + varint(in_titles) + varint(len(reference.words))
        table += varint(end - begin) + order_hash(reference.general[begin:end]).to_bytes(8, "little")
        for head in reference.heads:
            for terms in (reference.core, *([reference.general[begin:end]] if reference.has_blanks else [])):
                for tail in reference.tails:
                    words = head.split() + terms + tail.split()
                    if len(words) >= 8 and reference.id not in ONLY_NEAR:
                        exact.setdefault(exact_hash(words), index)

    for index, words in wordings_of(arguments.words, arguments.templates, references):
        if len(words) >= 8:
            exact.setdefault(exact_hash(words), index)

    patterns = collections.Counter(tuple(m) for m in members.values())
    order = {p: i for i, (p, _) in enumerate(sorted(patterns.items(), key=lambda item: (-item[1], item[0])))}
    out = bytearray(b"WCLF\x03") + varint(len(references)) + table
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
    print(f"{len(references)} references, {len(exact)} exact hashes, {len(order)} patterns, "
          f"{len(members)} bigrams, {len(out)} bytes")


if __name__ == "__main__":
    main()
