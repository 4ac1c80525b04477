# SPDX-License-Identifier: Apache-2.0
"""The published schema agrees with the program: it takes every example and accepted document, and refuses each refused
one whose second line says so. Comments are not JSON, so they are taken out first."""
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("SKIPPED: no jsonschema for this Python")
    sys.exit(77)


def without_comments(text):
    out, at = [], 0
    while at < len(text):
        if text[at] == '"':
            end = at + 1
            while text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            out.append(text[at : end + 1])
            at = end + 1
        elif text.startswith("//", at):
            at = (text.find("\n", at) + len(text) + 1) % (len(text) + 1)
        elif text.startswith("/*", at):
            at = text.index("*/", at) + 2
        else:
            out.append(text[at])
            at += 1
    return "".join(out)


source = pathlib.Path(sys.argv[1])
schema = json.loads((source / "manifests/schema/policy-1.schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
documents = source / "tests/unit/policy/documents"
wrong = []
for file in [*(source / "manifests/policies").iterdir(), *(documents / "accepted").iterdir()]:
    wrong += [f"{file.name}: {error.message}" for error in validator.iter_errors(json.loads(without_comments(file.read_text())))]
for file in (documents / "refused").iterdir():
    text = file.read_text()
    says = text.splitlines()[1].removeprefix("// schema: ")
    if says == "is not asked":
        continue
    refuses = not validator.is_valid(json.loads(without_comments(text)))
    if refuses != (says == "refuses it too"):
        wrong.append(f"{file.name}: the schema {'refuses' if refuses else 'takes'} it, against '{says}'")
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
