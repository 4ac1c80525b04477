#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Renders the Markdown as GitHub does and looks at the HTML: nothing of a stranger's is markup, a link or a mention."""
import argparse
import html.parser
import pathlib
import shutil
import subprocess
import tempfile

import models
import sandbox

SKIPPED = 77
OWN = {"h2", "h3", "p", "code", "table", "thead", "tbody", "tr", "th", "td", "strong", "details", "summary", "ul", "li"}


class Elements(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.texts, self.rows = set(), [], []

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag if not attributes else f"{tag} {attributes}")
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            self.rows[-1] += 1

    def handle_data(self, data):
        self.texts.append(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    sandbox.add_options(parser)
    options = parser.parse_args()
    renderer = shutil.which("cmark-gfm")
    if renderer is None:
        print("SKIPPED: cmark-gfm is not installed")
        return SKIPPED
    complaints = []
    with tempfile.TemporaryDirectory(prefix="weightcheck-markdown-") as name:
        reports = models.Reports(pathlib.Path(name), options)
        for model in models.MODELS:
            reports.write(model, ["markdown"])
            page = subprocess.run([renderer, "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough"],
                                  input=reports.text(model, "markdown"), capture_output=True, text=True, check=True).stdout
            elements = Elements()
            elements.feed(page)
            if elements.seen - OWN:
                complaints.append(f"{model}: {sorted(elements.seen - OWN)}")
            if set(elements.rows) - {3}:
                complaints.append(f"{model}: a table with rows of {set(elements.rows)} cells")
            # What GitHub's own filters would see: texts, in which an '@' or '#' stands only at their end.
            for text in elements.texts:
                if any(mark in text[:-1] for mark in "@#"):
                    complaints.append(f"{model}: {text[:60]!r}")
            if model == "hostile" and "<script>document.title='PWNED'</script>" not in "".join(elements.texts):
                complaints.append("a name does not read as it is")
    print(*complaints, sep="\n")
    print(f"{len(models.MODELS)} models rendered")
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
