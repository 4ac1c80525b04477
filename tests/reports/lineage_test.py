#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What `lineage` writes, in all formats: JSON, CycloneDX and SPDX are held to their schemas, the page to what a page has to be, and no text
says more than tensors show. One of the models is hostile in every name."""
import argparse
import json
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

import html_test
import models
import sandbox

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
import founding_case  # noqa: E402
import gguf_fork  # noqa: E402

SCHEMA = sandbox.SOURCE / "manifests/schema/lineage-1.schema.json"
FORMATS = ("text", "json", "html", "cyclonedx", "spdx")
HOSTILE_LAYER = "model.layers.0."
# What two models alone do not show, or what would blame somebody.
NEVER = ("unrelated", "from scratch", "original", "copied", "stolen", "stole ", "theft", "plagiar", "pirated", "genuine", "authentic", "% of tensors",
         "independent model", "not based on", "taken from", "trained on", "guilty", "came first", "predates", "earlier than")
SOURCES = ("src/report/lineage_*.cpp", "src/policy/rules_lineage.cpp", "src/cli/lineage_command.cpp", "src/workflow/lineage*.cpp",
           "src/workflow/read_fork.cpp", "src/workflow/fork_heads.cpp", "src/workflow/fill_ranges.cpp", "src/lineage/*.cpp")
html_test.OWN |= {"g", "text"}
html_test.ATTRIBUTES |= {"viewbox", "x", "fill-rule", "role"}
complaints = html_test.complaints
check = html_test.check


def hostile_names():
    return [name.decode("latin-1") for name in models.HOSTILE_NAMES if len(name) < 200]


def write_hostile(folder, tensors):
    """The base's tensors, and some of nobody's, under names that want to be more than names."""
    folder.mkdir()
    names = hostile_names()
    header, data = {}, b""
    for number, (_, shape, bits) in enumerate(tensors[:len(names)]):
        raw = struct.pack(f"<{len(bits)}H", *bits) if number % 3 else bytes(i * 7 % 251 for i in range(2 * len(bits)))
        prefix = HOSTILE_LAYER if number % 2 else ""
        header[prefix + names[number]] = {"dtype": "BF16", "shape": list(shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (folder / "<img src=x onerror=alert(1)>.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    (folder / "\"><script>.gguf").write_bytes(b"GGUF\x03\0\0\0" + b"\xff" * 16)
    (folder / "README.md").write_text(models.HOSTILE_CARD)


class Runs:
    def __init__(self, folder, options):
        self.folder, self.options, self.texts = folder, options, []

    def run(self, *words):
        done = subprocess.run([self.options.program, *map(str, words)], capture_output=True, text=True, cwd=self.folder,
                              timeout=120 * self.options.slowness, check=False)
        self.texts.append((" ".join(map(str, words)), done.stdout + done.stderr))
        return done

    def reports(self, name, *words):
        """One run that writes all formats."""
        files = {kind: self.folder / f"{name}.{kind}" for kind in FORMATS}
        more = [part for kind, file in files.items() for part in ("--report", f"{kind}={file}")]
        done = self.run("lineage", *words, *more)
        check(done.returncode in (0, 1), f"{name}: exit {done.returncode}: {done.stderr}")
        texts = {kind: file.read_text(encoding="utf-8") for kind, file in files.items()}
        self.texts += [(f"{name}.{kind}", text) for kind, text in texts.items()]
        return texts


def map_checks(name, page, found):
    """Every tensor's cell has its letter, whatever colour says; each relation has its own."""
    letters = re.findall(r'<text class="letter"[^>]*>([^<]+)</text>', page)
    check(letters and all(len(letter) == 1 for letter in letters), f"{name}: letters {letters[:5]}")
    titles = re.findall(r"<g><title>([^<]*)</title>", page)
    check(len(titles) == len(letters), f"{name}: {len(titles)} titles and {len(letters)} letters")
    if any(row["evidence"] == "measured" for row in found["tensors"]):
        check('fill="url(#measured)"' in page, f"{name}: no pattern of what is measured")


def wording_checks(runs):
    for what, text in runs.texts:
        for word in NEVER:
            check(word not in text.lower(), f"{what}: says {word!r}")
    for pattern in SOURCES:
        for file in sandbox.SOURCE.glob(pattern):
            for literal in re.findall(r'"((?:[^"\\]|\\.)*)"', file.read_text()):
                for word in NEVER:
                    check(word not in literal.lower(), f"{file.name}: {literal!r} says {word!r}")


def schema_checks(names, texts, shared):
    import jsonschema
    own = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
    for name in names:
        for error in list(own.iter_errors(json.loads(texts[name]["json"])))[:5]:
            complaints.append(f"{name}.json: {error.json_path}: {error.message[:300]}")
    folder = shared / "schemas"
    if not folder.is_dir():
        print(f"SKIPPED: no schemas in {shared}")
        return
    read = lambda file: json.loads((folder / file).read_text())
    bom = read("bom-1.6.schema.json")
    store = {one.get("$id") or one["id"]: one for one in (bom, read("spdx.schema.json"), read("jsf-0.82.schema.json"))}
    cyclonedx = jsonschema.validators.validator_for(bom)(bom, resolver=jsonschema.RefResolver.from_schema(bom, store=store))
    spdx = read("spdx-3.0.1.schema.json")
    for name in names:
        for error in list(cyclonedx.iter_errors(json.loads(texts[name]["cyclonedx"])))[:5]:
            complaints.append(f"{name}.cyclonedx: {error.json_path}: {error.message[:300]}")
        for element in json.loads(texts[name]["spdx"])["@graph"]:
            kind = {"$schema": spdx["$schema"], "$ref": f"#/$defs/{element['type']}", "unevaluatedProperties": False, "$defs": spdx["$defs"]}
            for error in list(jsonschema.Draft202012Validator(kind).iter_errors(element))[:3]:
                complaints.append(f"{name}.spdx: {element.get('spdxId')}: {error.json_path}: {error.message[:300]}")


def pedigree_checks(texts, oid):
    ancestors = json.loads(texts["edited"]["cyclonedx"])["metadata"]["component"]["pedigree"]["ancestors"]
    check([one["purl"] for one in ancestors] == [f"pkg:huggingface/Example/Base-0.1B@{oid}"], f"cyclonedx: ancestors {ancestors}")
    check(ancestors[0]["version"] == oid and ancestors[0]["licenses"][0]["license"]["name"] == "apache-2.0", f"cyclonedx: {ancestors}")
    graph = json.loads(texts["edited"]["spdx"])["@graph"]
    base = next(one for one in graph if one["type"] == "ai_AIPackage")
    relation = next(one for one in graph if one["type"] == "Relationship")
    check(relation["relationshipType"] == "descendantOf" and relation["to"] == [base["spdxId"]], f"spdx: {relation}")
    check(base["software_packageVersion"] == oid and base["releaseTime"] == "2026-01-01T00:00:00Z", f"spdx: {base}")
    other = json.loads(texts["other"]["cyclonedx"])["metadata"]["component"]["pedigree"]
    check("ancestors" not in other, f"cyclonedx of another base: {other}")
    check("descendantOf" not in texts["other"]["spdx"], "spdx of another base: a relationship")


def browser_checks(browser, folder, names):
    for name in names:
        shutil.copy(folder / f"{name}.html", folder / "page.html")
        dom = html_test.dom_of(browser, folder / "page.html", folder)
        title = re.search(r"<title>(.*?)</title>", dom, re.DOTALL)
        check(title and title.group(1).endswith("- weightcheck"), f"{name}: the title became {title and title.group(1)!r}")
        check(not re.search(r"<(script|img|iframe|object|link|base|form|input)\b", dom), f"{name}: an element of a name's own")
        check(dom.count("<style") == 1 and not re.search(r"<[^<>]* on[a-z]+=", dom), f"{name}: a style or handler of a name's own")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    sandbox.add_options(parser)
    options = parser.parse_args()
    options.program = options.program.resolve()
    with tempfile.TemporaryDirectory(prefix="weightcheck-lineage-") as temporary:
        folder = pathlib.Path(temporary)
        runs = Runs(folder, options)
        tensors = founding_case.tensors()
        founding_case.write_shards(folder / "base", tensors, 3)
        (folder / "base" / "README.md").write_text("---\nlicense: apache-2.0\n---\n# Base\n")
        oid = founding_case.commit(folder / "base")
        made = runs.run("ledger", "base", "--upstream", founding_case.UPSTREAM, "--commit", oid, "--output", "base.ledger")
        check(made.returncode == 0, f"ledger: {made.stderr}")
        founding_case.write_shards(folder / "edited", [founding_case.without_direction(one) if "o_proj" in one[0] else one for one in tensors], 2)
        founding_case.write_shards(folder / "other", founding_case.tensors(9), 2)
        gguf_fork.write_gguf(folder / "gguf" / "model.gguf", gguf_fork.converted(tensors, ("mlp.",)))
        write_hostile(folder / "hostile", tensors)
        names = ("edited", "other", "gguf", "hostile")
        texts = {name: runs.reports(name, name, "--base", "base.ledger", "--base-commit", oid) for name in names}
        for name in names:
            found = json.loads(texts[name]["json"])
            html_test.structure_checks(texts[name]["html"])
            map_checks(name, texts[name]["html"], found)
        page = "".join(html_test.Page(texts["hostile"]["html"]).texts)
        for words in ("<script>document.title='PWNED'</script>", "cdata]]>end", "&lt;entity&#60;"):
            check(words in page, f"a name does not read as it is: {words}")
        pedigree_checks(texts, oid)
        schema_checks(names, texts, options.shared)
        runs.run("lineage", "edited", "--base", "base.ledger", "--missing")
        runs.run("lineage", "edited", "--base", "base.ledger", "--expect", "proven=100")
        runs.run("lineage", "edited", "--base", "base.ledger", "--base-commit", "0" * 40)
        runs.run("lineage", "nowhere", "--base", "base.ledger")
        runs.run("lineage", "--help")
        for rule in ("undeclared", "contradicted", "license", "common-only", "abliterated", "below-expected"):
            runs.run("explain", f"lineage-{rule}")
        wording_checks(runs)
        browser = shutil.which("chromium")
        if browser:
            browser_checks(browser, folder, ("edited", "hostile"))
    print(*complaints, sep="\n")
    print(f"{len(names)} models in {len(FORMATS)} formats, {len(complaints)} complaints")
    if complaints:
        return 1
    if not browser:
        print("SKIPPED in part: chromium is not installed")
        return html_test.SKIPPED
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
