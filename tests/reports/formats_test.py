#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds every machine-read format to its schema, or where there is none to what its readers are known to take."""
import argparse
import hashlib
import json
import pathlib
import re
import tempfile
import xml.etree.ElementTree

import models
import sandbox

complaints = []


def check(condition, words):
    if not condition:
        complaints.append(words)


def schema_checks(reports, kind, schema_file, shared, resources=()):
    """Every model's report against an official schema."""
    import jsonschema
    folder = shared / "schemas"
    schema = json.loads((folder / schema_file).read_text())
    validator_class = jsonschema.validators.validator_for(schema)
    documents = [schema, *(json.loads((folder / name).read_text()) for name in resources)]
    store = {document.get("$id") or document["id"]: document for document in documents}
    resolver = jsonschema.RefResolver.from_schema(schema, store=store)
    validator = validator_class(schema, resolver=resolver)
    for name in reports.exit_codes:
        for error in list(validator.iter_errors(json.loads(reports.text(name, kind))))[:5]:
            complaints.append(f"{name}.{kind}: {error.json_path}: {error.message[:300]}")


def spdx_schema_checks(reports, shared):
    """Each element against its own class. The schema as a whole tries every class on every element, which takes this validator minutes: it is
    held only to the report with the fewest."""
    import jsonschema
    schema = json.loads((shared / "schemas" / "spdx-3.0.1.schema.json").read_text())
    validators = {}
    for name in reports.exit_codes:
        document = json.loads(reports.text(name, "spdx"))
        for element in document["@graph"]:
            kind = element["type"]
            if kind not in validators:
                own = {"$schema": schema["$schema"], "$ref": f"#/$defs/{kind}", "unevaluatedProperties": False, "$defs": schema["$defs"]}
                validators[kind] = jsonschema.Draft202012Validator(own)
            for error in list(validators[kind].iter_errors(element))[:3]:
                complaints.append(f"{name}.spdx: {element.get('spdxId')}: {error.json_path}: {error.message[:300]}")
    smallest = min((json.loads(reports.text(name, "spdx")) for name in reports.exit_codes), key=lambda document: len(document["@graph"]))
    for error in list(jsonschema.Draft202012Validator(schema).iter_errors(smallest))[:3]:
        complaints.append(f"spdx: {error.json_path}: {error.message[:300]}")


def sarif_checks(reports, name):
    run, = json.loads(reports.text(name, "sarif"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    prints = set()
    for result in run["results"]:
        check(rules[result["ruleIndex"]]["id"] == result["ruleId"], f"{name}.sarif: ruleIndex points to another rule")
        check(1 <= len(result["locations"]) <= 100, f"{name}.sarif: {len(result['locations'])} locations")
        for location in result["locations"]:
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            check(re.fullmatch(r"([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri), f"{name}.sarif: {uri!r} is no relative path")
        check(not re.search(r"(?<!\\)[\[\]]", result["message"]["text"]), f"{name}.sarif: a link in {result['message']['text'][:80]!r}")
        prints.add(result["partialFingerprints"]["weightcheckFinding/v1"])
    check(len(prints) == len(run["results"]), f"{name}.sarif: two results with one fingerprint")
    check(len(run["results"]) <= 5000 and len(rules) <= 25000, f"{name}.sarif: over GitHub's limits")
    for rule in rules:
        severity = rule["properties"].get("security-severity", "1.0")
        check(isinstance(severity, str) and 0 < float(severity) <= 10, f"{name}.sarif: security-severity {severity!r}")


# What Jenkins, GitLab, GitHub actions and testmo read alike: elements, the attributes they must have, and their children.
JUNIT = {
    "testsuites": ({"name", "tests", "failures", "errors", "skipped", "time"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time"}, {"testcase"}),
    "testcase": ({"name", "classname", "time"}, {"failure", "error", "skipped", "system-out"}),
    "failure": ({"message", "type"}, set()), "error": ({"message", "type"}, set()), "skipped": ({"message"}, set()), "system-out": (set(), set()),
}


def junit_checks(reports, name):
    root = xml.etree.ElementTree.fromstring(reports.text(name, "junit"))  # strict about characters and nesting
    check(root.tag == "testsuites", f"{name}.junit: begins with {root.tag}")
    for element in root.iter():
        attributes, children = JUNIT[element.tag]
        check(set(element.attrib) == attributes, f"{name}.junit: {element.tag} has {sorted(element.attrib)}")
        check({child.tag for child in element} <= children, f"{name}.junit: {element.tag} holds something else")
        check(not children or not (element.text or "").strip(), f"{name}.junit: text in {element.tag}")
    for holder in [root, *root.findall("testsuite")]:
        counted = {"tests": len(list(holder.iter("testcase"))), "failures": len(list(holder.iter("failure"))),
                   "errors": len(list(holder.iter("error"))), "skipped": len(list(holder.iter("skipped")))}
        check({key: int(holder.get(key)) for key in counted} == counted, f"{name}.junit: {holder.attrib} and {counted}")
    broken = int(root.get("failures")) + int(root.get("errors"))
    check((broken > 0) == (reports.exit_codes[name] != 0), f"{name}.junit: {broken} failures at exit code {reports.exit_codes[name]}")


def gitlab_checks(reports, name):
    entries = json.loads(reports.text(name, "gitlab"))
    for entry in entries:
        check(set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}, f"{name}.gitlab: {sorted(entry)}")
        check(entry["severity"] in ("info", "minor", "major", "critical", "blocker"), f"{name}.gitlab: {entry['severity']}")
        check(entry["location"]["lines"] == {"begin": 1} and not entry["location"]["path"].startswith(("./", "/")), f"{name}.gitlab: place")
    check(len({entry["fingerprint"] for entry in entries}) == len(entries), f"{name}.gitlab: two entries with one fingerprint")


def as_runner(text):
    """The commands in a step's log, as the runner finds them: `::` behind blanks, `##[` anywhere."""
    for line in text.splitlines():
        if line.lstrip().startswith("::"):
            match = re.fullmatch(r"::(error|warning|notice) ((?:file=[^,:]*,line=1,)?title=[^,:]*)::(.*)", line)
            yield match.groups() if match else ("?", "", line)
        elif "##[" in line:
            yield ("?", "", line)


def github_checks(reports, name):
    text = reports.text(name, "github")
    commands = list(as_runner(text))
    findings = json.loads(reports.text(name, "json"))["findings"]
    for kind, word in (("error", "error"), ("warning", "warning"), ("notice", "note")):
        expected = sum(finding["severity"] == word for finding in findings)
        seen = sum(command[0] == kind for command in commands)
        check(seen == min(expected, 10), f"{name}.github: {seen} annotations for {expected} {word}s")
    strange = [command for command in commands if command[0] == "?"]
    check(not strange, f"{name}.github: {strange[:2]}")
    check(len(text.splitlines()) == len(commands) + 1, f"{name}.github: lines that are no command")


def text_checks(reports, name):
    """The output of a plain run in a workflow's log holds no command either, but for the old form, which a name may hold."""
    strange = [line for line in reports.text(name, "text").splitlines() if line.lstrip().startswith("::")]
    check(not strange, f"{name}.text: {strange[:2]}")


def digests_on_disk(model):
    """What a bill of materials has to say of the model's files, by their escaped names where those are plain."""
    return {str(path.relative_to(model)): hashlib.sha256(path.read_bytes()).hexdigest() for path in model.rglob("*")
            if path.is_file() and path.name not in ("SHA256.manifest", "COMMIT.proof")}


def cyclonedx_checks(reports, name):
    bom = json.loads(reports.text(name, "cyclonedx"))
    model = bom["metadata"]["component"]
    shown = bom["metadata"]["properties"][0] == {"name": "weightcheck:verdict", "value": "verified"}
    check(shown or ("purl" not in model and "version" not in model), f"{name}.cyclonedx: an identity that was not shown")
    references = [part["bom-ref"] for part in [model, *bom["components"]]]
    check(len(set(references)) == len(references), f"{name}.cyclonedx: a bom-ref twice")
    files = {part["name"]: part["hashes"][0]["content"] for part in bom["components"] if "hashes" in part}
    if reports.exit_codes[name] == 0:
        check(files == digests_on_disk(reports.folder / name), f"{name}.cyclonedx: other files than on disk")
        check(bom["compositions"][0]["aggregate"] == "complete", f"{name}.cyclonedx: not complete")
    return model


def spdx_checks(reports, name):
    graph = json.loads(reports.text(name, "spdx"))["@graph"]
    by_id = {part["spdxId"]: part for part in graph if "spdxId" in part}
    check(len(by_id) == len(graph) - 1, f"{name}.spdx: an id twice")
    document, = (part for part in graph if part["type"] == "SpdxDocument")
    space = document["spdxId"].split("#")[0]

    def used(value, key=""):
        if isinstance(value, dict):
            for key, part in value.items():
                yield from used(part, key)
        elif isinstance(value, list):
            for part in value:
                yield from used(part, key)
        elif isinstance(value, str) and value.startswith(space):
            yield value
    check(set(used(graph)) <= set(by_id), f"{name}.spdx: references to nothing")
    check(set(document["element"]) == set(by_id) - {document["spdxId"]}, f"{name}.spdx: elements that the document does not hold")
    packages = [part for part in graph if part["type"] == "ai_AIPackage"]
    check(("ai" in document["profileConformance"]) == bool(packages), f"{name}.spdx: the AI profile is claimed of nothing, or not claimed")
    # What the profile's SHACL asks, which the JSON schema does not.
    for package in packages:
        wanted = {"software_downloadLocation", "software_packageVersion", "software_primaryPurpose", "releaseTime", "suppliedBy"}
        check(wanted <= set(package), f"{name}.spdx: {wanted - set(package)} are missing")
    for part in graph:
        if part["type"] == "simplelicensing_LicenseExpression":
            expression = part["simplelicensing_licenseExpression"]
            check(re.fullmatch(r"[A-Za-z0-9.+-]+( (AND|OR) [A-Za-z0-9.+-]+)*", expression), f"{name}.spdx: {expression!r}")
    files = {part["name"]: part["verifiedUsing"][0]["hashValue"] for part in graph if part["type"] == "software_File" and "verifiedUsing" in part}
    if reports.exit_codes[name] == 0:
        check(files == digests_on_disk(reports.folder / name), f"{name}.spdx: other files than on disk")
    return {part["relationshipType"] for part in graph if part["type"] == "Relationship"}, packages


def chain_checks(reports):
    """What the bills of material say of a fork and of an anchored model."""
    fork = cyclonedx_checks(reports, "fork")
    check("purl" not in fork and "version" not in fork and "group" not in fork, f"fork: an identity on its own word: {fork.get('purl')}")
    check([part["purl"] for part in fork["pedigree"]["ancestors"]] == ["pkg:huggingface/Qwen/Qwen3-8B"], "fork: ancestors")
    acknowledged = [part["license"] for part in fork["licenses"]]
    check(acknowledged == [{"id": "Apache-2.0", "acknowledgement": word} for word in ("declared", "concluded")], f"fork: {acknowledged}")
    relations, _ = spdx_checks(reports, "fork")
    check({"contains", "hasDeclaredLicense", "hasConcludedLicense", "descendantOf"} <= relations, f"fork: {relations}")
    _, packages = spdx_checks(reports, "anchored")
    check(len(packages) == 1, "anchored: it is no package of the AI profile")
    anchored = cyclonedx_checks(reports, "anchored")
    check((anchored["group"], anchored["name"], anchored["version"]) == ("weightcheck", "example", models.PIN["commit"]), f"anchored: {anchored}")


def summary_checks(reports, folder):
    """$GITHUB_STEP_SUMMARY is appended to, and not when it would be too large."""
    summary = folder / "summary.md"
    reports.environment["GITHUB_STEP_SUMMARY"] = str(summary)
    summary.write_text("before\n")
    reports.write("good", [], ["--format", "github"])
    text = summary.read_text()
    check(text.startswith("before\n## weightcheck: verified\n"), f"summary: {text[:60]!r}")
    summary.write_text("x" * ((1 << 20) - 10))
    reports.write("good", [], ["--format", "github"])
    check(summary.stat().st_size == (1 << 20) - 10, "summary: grew over a mebibyte")
    del reports.environment["GITHUB_STEP_SUMMARY"]


FORMATS = ["json", "sarif", "junit", "gitlab", "github", "markdown", "cyclonedx", "spdx", "text"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    sandbox.add_options(parser)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weightcheck-reports-") as name:
        folder = pathlib.Path(name)
        reports = models.Reports(folder, options)
        for model in models.MODELS:
            reports.write(model, FORMATS)
            sarif_checks(reports, model)
            junit_checks(reports, model)
            gitlab_checks(reports, model)
            github_checks(reports, model)
            text_checks(reports, model)
            cyclonedx_checks(reports, model)
            spdx_checks(reports, model)
        chain_checks(reports)
        if (options.shared / "schemas").is_dir():
            schema_checks(reports, "sarif", "sarif-schema-2.1.0.json", options.shared)
            schema_checks(reports, "cyclonedx", "bom-1.6.schema.json", options.shared, ["spdx.schema.json", "jsf-0.82.schema.json"])
            spdx_schema_checks(reports, options.shared)
        else:
            print(f"SKIPPED: no schemas in {options.shared}")
        summary_checks(reports, folder)
    print(*complaints, sep="\n")
    print(f"{len(models.MODELS)} models in {len(FORMATS)} formats")
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())
