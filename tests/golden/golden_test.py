#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the reports of a handful of models to the files beside this one, word by word, and the JSON ones to their schema.

  golden_test.py --program PATH              compares
  golden_test.py --program PATH --rewrite    writes what the program says now, and fails: read the difference before it is committed

What differs from run to run or from machine to machine is replaced: seconds, rates, dates, ids made of them, the engine, the version. So is what
every report of a format repeats, the catalogue of rules in SARIF and the style in HTML; what stood there is held to the one file that has it.
"""
import argparse
import base64
import difflib
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "cli"))
import sandbox  # noqa: E402

SCHEMA = sandbox.SOURCE / "manifests/schema/report-1.schema.json"
STYLE = sandbox.SOURCE / "src/report/report.css"
CATALOGUE = HERE / "catalogue.rules"
OTHER_COMMIT = "0000000000000000000000000000000000000001"
ARGUMENTS = {
    "text": ["--format", "text"],
    "text-v": ["--format", "text", "--list-files"],
}
FORMATS = ["json", "sarif", "junit", "gitlab", "github", "markdown", "html", "cyclonedx", "spdx"]
ARGUMENTS |= {name: ["--format", name] for name in FORMATS}


def good(model):
    """Everything as it was published."""


def changed(model):
    """One of everything that digests and sizes show."""
    data = bytearray((model / "config.json").read_bytes())
    data[5] ^= 1
    (model / "config.json").write_bytes(data)
    with (model / "model-00004-of-00004.safetensors").open("r+b") as file:
        file.truncate(40_000)
    (model / "vocab.json").rename(model / "vocab2.json")
    (model / "merges.txt").write_text((model / "merges.txt").read_text() + "\n")
    (model / "model-00002-of-00004.safetensors").rename(model / "x")
    (model / "model-00003-of-00004.safetensors").rename(model / "model-00002-of-00004.safetensors")
    (model / "x").rename(model / "model-00003-of-00004.safetensors")


def hostile(model):
    """What no digest is needed for."""
    (model / "link").symlink_to("/etc/passwd")
    (model / "pytorch_model.bin").write_bytes(b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x07builtins\x94.")
    (model / "esc\x1b[31m").write_bytes(b"x")
    (model / "README.MD").write_bytes(b"x")
    (model / "model-00005-of-00004.safetensors").write_bytes(b"<html></html>")
    (model / "x.incomplete").write_bytes(b"")
    config = json.loads((model / "config.json").read_text())
    (model / "config.json").write_text(json.dumps(config | {"auto_map": {"AutoModel": "other/repository--code.Model"}}))


def many(model):
    """More files than a message should name."""
    for number in range(20):
        (model / f"extra-{number:02}.txt").write_bytes(b"x")


def refused(model):
    """A manifest that cannot be trusted to mean one thing."""
    lines = (model / "SHA256.manifest").read_text().splitlines()
    (model / "SHA256.manifest").write_text("\n".join(lines + [lines[-1]]) + "\n")


def plain(model):
    """A manifest as sha256sum writes it."""
    lines = (model / "SHA256.manifest").read_text().splitlines()
    (model / "SHA256.manifest").write_text("".join(line + "\n" for line in lines if not line.startswith("#")))


def bare(model):
    """No manifest."""
    (model / "SHA256.manifest").unlink()


# name, model, command and options, formats
CASES = [
    ("good", good, ["verify"], ["text", "text-v", *FORMATS]),
    ("pinned", good, ["verify", "--commit", sandbox.COMMIT], ["text", "json", "html"]),
    ("strict", good, ["verify", "--strict"], ["text"]),
    ("changed", changed, ["verify"], ["text", "text-v", *FORMATS]),
    ("hostile", hostile, ["verify"], ["text", *FORMATS]),
    ("many", many, ["verify"], ["text", "text-v", "markdown"]),
    ("refused", refused, ["verify"], ["text", *FORMATS]),
    ("conflict", good, ["verify", "--commit", OTHER_COMMIT], ["text"]),
    ("plain", plain, ["verify"], ["text"]),
    ("bare", bare, ["verify"], ["text", "json", "html"]),
    ("inspected", good, ["inspect"], ["text", "json", "html"]),
]


def normalised(text, version):
    text = re.sub(r"\d+\.\d+ s, \d+\.\d+ GB/s", "S s, R GB/s", text)
    text = re.sub(r"\d+\.\d+ s, nothing", "S s, nothing", text)
    text = re.sub(r'"(seconds|bytes_per_second)": [\d.e+-]+', r'"\1": 0', text)
    text = re.sub(r'"sha256_engine": ".*"', '"sha256_engine": "ENGINE"', text)
    text = re.sub(r'"sandbox": ".*"', '"sandbox": "SANDBOX"', text)
    text = re.sub(r"urn:uuid:[0-9a-f-]{36}", "urn:uuid:UUID", text).replace(f'"weightcheck-{version}"', '"weightcheck-VERSION"')
    text = re.sub(r"SHA-256 by [^<]*?\. It", "SHA-256 by ENGINE. It", text).replace(f"weightcheck {version}", "weightcheck VERSION")
    text = re.sub(r'(<testsuites .* time=)"[\d.]+"', r'\1"0"', text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-01-31T23:59:59Z", text)
    return re.sub(rf'"(version|semanticVersion)": "{re.escape(version)}"', r'"\1": "VERSION"', text)


def shared_parts(kind, text):
    """The report without what every one of its kind repeats, and that."""
    if kind == "sarif":
        rules = re.search(r'(?<="rules": )\[\n.*?^ {10}\]', text, re.DOTALL | re.MULTILINE)[0]
        return text.replace(rules, "[CATALOGUE]", 1), rules + "\n"
    if kind == "html":
        style = re.search(r"(?<=<style>).*?(?=</style>)", text, re.DOTALL)[0]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        return text.replace(style, "STYLE", 1).replace(f"'sha256-{digest}'", "'sha256-OF-STYLE'", 1), style
    return text, ""


def differences(expected, actual, name):
    return list(difflib.unified_diff(expected.splitlines(), actual.splitlines(), f"{name}, expected", f"{name}, seen", lineterm=""))


def schema_errors(text):
    try:
        import jsonschema
    except ImportError:
        return []
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
    return [f"schema: {error.json_path}: {error.message}" for error in validator.iter_errors(json.loads(text))]


class Session:
    def __init__(self, folder, options):
        self.folder = folder
        self.environment = sandbox.environment_in(folder, options)
        self.example = sandbox.make_example(self.environment)
        self.version = self.run(["--version"]).split()[1]

    def run(self, arguments):
        return subprocess.run([str(self.folder / "programs" / "weightcheck"), *arguments], cwd=self.folder, env=self.environment,
                              capture_output=True, text=True, timeout=60).stdout

    def reports(self):
        """Yields the name of a golden file, the report, what belongs into the file, and what the report shares with others."""
        for name, change, command, formats in CASES:
            model = self.folder / "model"
            shutil.copytree(self.example, model)
            change(model)
            for kind in formats:
                text = self.run([*command, "model", *ARGUMENTS[kind]])
                yield f"{name}.{kind}", text, *shared_parts(kind, normalised(text, self.version))
            shutil.rmtree(model)


def compare(session):
    seen, complaints = set(), []
    for name, text, actual, shared in session.reports():
        seen.add(name)
        golden = HERE / name
        complaints += differences(golden.read_text() if golden.exists() else "", actual, name)
        if shared:
            complaints += differences((CATALOGUE if name.endswith(".sarif") else STYLE).read_text(), shared, f"what {name} shares")
        if name.endswith(".json"):
            complaints += schema_errors(text)
    stale = {path.name for path in HERE.iterdir() if path.suffix[1:] in ARGUMENTS} - seen
    complaints += [f"{name} belongs to no case" for name in sorted(stale)]
    print(*complaints, sep="\n")
    print(f"{len(seen)} reports")
    return 1 if complaints else 0


def rewrite(session):
    for name, _, actual, shared in session.reports():
        (HERE / name).write_text(actual)
        if name.endswith(".sarif"):
            CATALOGUE.write_text(shared)
    print("rewritten; read the difference, then run again without --rewrite")
    return 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sandbox.add_options(parser)
    parser.add_argument("--rewrite", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weightcheck-golden-") as name:
        session = Session(pathlib.Path(name), options)
        sys.exit(rewrite(session) if options.rewrite else compare(session))


if __name__ == "__main__":
    main()
