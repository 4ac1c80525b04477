#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The HTML report: its parts are those that a screen reader needs, its policy fits its style, and in a browser no name does
anything. Without Chromium the last question is skipped, and said to be."""
import argparse
import base64
import hashlib
import html.parser
import pathlib
import re
import shutil
import subprocess
import tempfile

import models
import sandbox

SKIPPED = 77
VOID = {"meta", "br", "rect", "circle", "path"}
OWN = {"html", "head", "meta", "title", "style", "body", "a", "header", "h1", "h2", "h3", "p", "dl", "dt", "dd", "time", "nav", "ul", "ol", "li",
       "main", "section", "div", "article", "strong", "span", "code", "br", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th",
       "td", "footer", "svg", "defs", "pattern", "rect", "circle", "path"}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "aria-label", "aria-labelledby", "aria-hidden", "focusable",
              "role", "tabindex", "scope", "open", "width", "height", "patternunits", "d", "cx", "cy", "r", "y", "fill"}
complaints = []


def check(condition, words):
    if not condition:
        complaints.append(words)


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.headings, self.ids, self.references, self.tables, self.texts, self.style = [], [], [], [], [], [], ""
        self.feed(text)
        self.close()
        check(not self.open, f"not closed: {self.open}")

    def handle_starttag(self, tag, attributes):
        check(tag in OWN, f"element {tag}")
        for key, value in attributes:
            check(key in ATTRIBUTES, f"attribute {key} of {tag}")
            if key == "href":
                check(re.fullmatch(r"#[a-z]+", value), f"a link to {value!r}")
                self.references.append(value[1:])
            if key == "aria-labelledby":
                self.references.append(value)
            if key == "id":
                self.ids.append(value)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "table":
            self.tables.append(set())
        if tag in ("caption", "th") and self.tables:
            self.tables[-1].add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        check(self.open and self.open[-1] == tag, f"</{tag}> inside {self.open[-3:]}")
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        self.texts.append(data)


def structure_checks(text):
    page = Page(text)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text).group(1)
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    check(policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'", f"policy {policy}")
    check(page.headings[0] == 1 and page.headings.count(1) == 1, "the first heading, and only it, is the verdict")
    check(all(later <= earlier + 1 for earlier, later in zip(page.headings, page.headings[1:])), f"headings {page.headings}")
    check(len(set(page.ids)) == len(page.ids), "an id twice")
    check(set(page.references) <= set(page.ids), f"references to nothing: {set(page.references) - set(page.ids)}")
    check(all(parts == {"caption", "th"} for parts in page.tables), "a table without caption or headers")
    check(not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f]", text), "a character that does not show")
    for landmark in ("<header", "<nav aria-label=", "<main>", "<footer>", '<html lang="en">', 'name="viewport"'):
        check(text.count(landmark) == 1, f"{landmark} {text.count(landmark)} times")


def dom_of(browser, page, home):
    """What Chromium makes of the page, after its scripts, if it has any."""
    ran = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={home}/profile",
                          "--virtual-time-budget=3000", "--dump-dom", page.as_uri()],
                         capture_output=True, text=True, timeout=120, env={"HOME": str(home), "PATH": "/usr/bin:/bin"})
    return ran.stdout


def browser_checks(browser, reports, folder):
    control = folder / "control.html"
    control.write_text("<title>x</title><img src=x onerror=\"document.title='PWNED'\">")
    if "<title>PWNED</title>" not in dom_of(browser, control, folder):
        return "this browser does not run here"
    for name in ("good", "hostile", models.SCRIPT_AS_NAME):
        dom = dom_of(browser, folder / f"{name}.html", folder)
        title = re.search(r"<title>(.*?)</title>", dom, re.DOTALL).group(1)
        check(title.endswith("- weightcheck"), f"{name}: the title became {title!r}")
        check(not re.search(r"<(script|img|iframe|object|link|base|form|input)\b", dom), f"{name}: an element of a name's own")
        check(dom.count("<style") == 1 and not re.search(r"<[^<>]* on[a-z]+=", dom), f"{name}: a style or handler of a name's own")
    return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    sandbox.add_options(parser)
    options = parser.parse_args()
    browser = shutil.which("chromium")
    with tempfile.TemporaryDirectory(prefix="weightcheck-html-") as name:
        folder = pathlib.Path(name)
        reports = models.Reports(folder, options)
        for model in models.MODELS:
            reports.write(model, ["html"])
            structure_checks(reports.text(model, "html"))
        page = "".join(Page(reports.text("hostile", "html")).texts)
        for words in ("<script>document.title='PWNED'</script>", "cdata]]>end", "latin\\xe9\\xff", "&lt;entity&#60;"):
            check(words in page, f"a name does not read as it is: {words}")
        unanswered = browser_checks(browser, reports, folder) if browser else "chromium is not installed"
    print(*complaints, sep="\n")
    print(f"{len(models.MODELS)} pages")
    if complaints:
        return 1
    if unanswered:
        print(f"SKIPPED in part: {unanswered}")
        return SKIPPED
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
