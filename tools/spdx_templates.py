# SPDX-License-Identifier: Apache-2.0
"""Wordings of one license that the SPDX list counts as that license: parts that may be absent, words that may be others.

They stand in the list's own templates (github.com/spdx/license-list-XML, folder src), as <optional> and <alt match="regular expression">.
Only expressions of finitely many words are followed; ".*" is room for a name, which the program turns back to "the copyright holder".
"""
import itertools
import re
import warnings
import xml.etree.ElementTree as ElementTree

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_constants as constants
    import sre_parse as parser

ALTERNATIVES_MAX = 20   # of one place
TEXTS_MAX = 160         # of one license: all combinations where they are no more, else each change alone
BLOCKS = {"p", "br", "item", "list", "titleText", "copyrightText", "text", "standardLicenseHeader"}


def words_matched(pattern):
    """The texts that a regular expression matches; none where they are too many to write down."""
    try:
        return expand(parser.parse(pattern))
    except (re.error, ValueError):
        return []


def expand(parsed):
    texts = [""]
    for kind, value in parsed:
        texts = [one + other for one in texts for other in alternatives(kind, value)]
        if len(texts) > ALTERNATIVES_MAX:
            raise ValueError("too many")
    return texts


def alternatives(kind, value):
    if kind == constants.LITERAL:
        return [chr(value)]
    if kind == constants.BRANCH:
        return [text for branch in value[1] for text in expand(branch)]
    if kind == constants.SUBPATTERN:
        return expand(value[3])
    if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT):
        low, high, inside = value
        if list(inside) == [(constants.ANY, None)]:
            return [" the copyright holder "]
        if list(inside) == [(constants.IN, [(constants.CATEGORY, constants.CATEGORY_SPACE)])]:
            return [" "] if low else ["", " "]
        if (low, high) == (0, 1):
            return ["", *expand(inside)]
    if kind == constants.IN and value == [(constants.CATEGORY, constants.CATEGORY_SPACE)]:
        return [" "]
    raise ValueError("not finite")


def tag_of(element):
    return element.tag.rsplit("}", 1)[-1]


class Template:
    def __init__(self, root):
        self.root = root
        self.places = []                       # of each place that can differ: the texts that may stand there
        self.index = {}
        for element in root.iter():
            if tag_of(element) == "optional":
                self.index[element] = len(self.places)
                self.places.append([None, ""])  # None: as it stands
            elif tag_of(element) == "alt":
                found = [text for text in words_matched(element.get("match", "")) if text.strip() != "".join(element.itertext()).strip()]
                self.index[element] = len(self.places)
                self.places.append([None, *found])

    def text(self, choice):
        out = []
        self.write(self.root, choice, out)
        return "".join(out)

    def write(self, element, choice, out):
        tag = tag_of(element)
        chosen = choice[self.index[element]] if element in self.index else None
        if tag in BLOCKS:
            out.append("\n")
        if chosen is not None:
            out.append(" " + chosen + " ")
        elif tag != "bullet":
            out.append(re.sub(r"\s+", " ", element.text or ""))
            for child in element:
                self.write(child, choice, out)
                out.append(re.sub(r"\s+", " ", child.tail or ""))
        if tag in BLOCKS:
            out.append("\n")

    def texts(self):
        plain = [None] * len(self.places)
        sizes = 1
        for place in self.places:
            sizes *= len(place)
        if sizes <= TEXTS_MAX:
            return {self.text(choice) for choice in itertools.product(*self.places)}
        out = {self.text(plain)}
        for i, place in enumerate(self.places):
            out |= {self.text(plain[:i] + [other] + plain[i + 1:]) for other in place[1:]}
        out.add(self.text(["" if "" in place else None for place in self.places]))
        return set(sorted(out)[:TEXTS_MAX])


def wordings(path):
    """(id, set of texts) of one template; (None, set()) where it is of another kind."""
    root = ElementTree.parse(path).getroot()
    for element in root.iter():
        if tag_of(element) == "license":
            text = next((child for child in element if tag_of(child) == "text"), None)
            if text is not None:
                for header in [h for h in text.iter() if tag_of(h) == "standardLicenseHeader"]:
                    header.clear()
                return element.get("licenseId"), Template(text).texts()
    return None, set()
