#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes manifests/licenses.json, what each license asks for, from collections of facts with a source an entry.

  tools/make_license_facts.py license-facts.json license-facts-2.json

A later collection takes the place of an id that an earlier one has, and brings names, notice sentences and families. One entry a line.
Each has its source and the day or month it was true in; what is not known says "unknown" and is never permission. The same keys make up
a user's own file (--license-facts).
"""
import argparse
import json
import pathlib
import re
import sys

# Phrases that a model card can be searched for, where the license asks for them in every case.
PHRASES = {"Built with Qwen, or Improved using Qwen": ["Built with Qwen", "Improved using Qwen"]}
# Names in a card that stand for nothing in particular.
NO_NAMES = {"other", "unknown"}

KEYS = ["id", "kind", "policy_of", "edition_of", "title", "publisher", "hub", "license_names", "models", "spdx", "family", "osi_approved", "commercial",
        "commercial_limit", "redistribution", "derivatives", "copy_of_license", "notice_file", "notice_keywords", "notice_sentences",
        "state_changes", "display_attribution", "attribution_phrases", "name_prefix", "share_alike", "use_restrictions", "train_other_models",
        "territory_excluded", "termination", "note", "source", "verified", "as_of"]


def phrases_of(display):
    """The sentence itself, where that is all the license says: not one that is encouraged, or asked for above a number of users."""
    if display in PHRASES:
        return PHRASES[display]
    return [display] if display and re.fullmatch(r"(Built with|Powered by) [^(]+", display) else []


def each_once(*lists):
    return list(dict.fromkeys(name for names in lists for name in names or []))


def entry_of(fact, as_of):
    out = {key: fact.get(key) for key in KEYS}
    names = each_once(fact["license_names"], fact.get("license_names_assumed"))
    out["license_names"] = [name for name in names if name not in NO_NAMES]
    out["attribution_phrases"] = phrases_of(fact["display_attribution"])
    if out["name_prefix"]:
        out["name_prefix"] = out["name_prefix"].split(" (")[0]
    if out["kind"] == "license":
        out["kind"] = None
    out["as_of"] = fact.get("as_of") or as_of
    if out["note"]:
        out["note"] = out["note"].replace("text not read here", "text not read")
    if not out["source"]:
        sys.exit(f"{fact['id']}: no source")
    return {key: value for key, value in out.items() if value not in (None, [])}


def name_alone(name, note, as_of):
    """A name that cards use, of whose text nothing is held: known to be a license, and no more."""
    return {"id": name, "license_names": [name], "family": "vendor", "note": note, "source": "model cards of its publisher",
            "verified": "name-only", "as_of": as_of}


def merged(collections):
    entries, families, reuploaders = {}, [], {}
    for facts in collections:
        as_of = facts["as_of"]
        for fact in facts["licenses"]:
            old = entries.get(fact["id"], {})
            new = entry_of(fact, as_of)
            new["license_names"] = each_once(old.get("license_names"), new.get("license_names"))
            new["hub"] = each_once(old.get("hub"), new.get("hub"))
            entries[fact["id"]] = {key: new[key] for key in KEYS if new.get(key) not in (None, [])}
        for key, more in (("license_names", facts.get("license_names_of_known", {})),
                          ("notice_sentences", facts.get("notice_sentences_of_known", {}))):
            for name, values in more.items():
                entry = entries[name] | {key: each_once(entries[name].get(key), values)}
                entries[name] = {one: entry[one] for one in KEYS if one in entry}
        for name, note in facts.get("license_names_without_text", {}).items():
            entries.setdefault(name, name_alone(name, note, as_of))
        families += facts.get("families", [])
        reuploaders = facts.get("reuploaders", reuploaders)
    owners = each_once(reuploaders.get("owners"), reuploaders.get("owners_also_publishers"))
    return list(entries.values()), families, owners


def lines_of(values):
    return ",\n".join("  " + json.dumps(value, ensure_ascii=False) for value in values)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("facts", type=pathlib.Path, nargs="+")
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "manifests/licenses.json")
    arguments = parser.parse_args()
    collections = [json.loads(path.read_text()) for path in arguments.facts]
    entries, families, reuploaders = merged(collections)
    known = {name for entry in entries for name in entry.get("hub", [])}
    if missing := set(collections[0]["hub_ids"]) - known:
        sys.exit("no entry for hub ids " + ", ".join(sorted(missing)))
    head = {key: collections[0][key] for key in ("schema", "as_of", "spdx_list", "hub_list")}
    head["as_of"] = max(facts["as_of"] for facts in collections)
    text = json.dumps(head, indent=1)[:-2] + ',\n "licenses": [\n' + lines_of(entries)
    text += '\n ],\n "families": [\n' + lines_of(families)
    text += '\n ],\n "reuploaders": ' + json.dumps(reuploaders) + "\n}\n"
    arguments.output.write_text(text)


if __name__ == "__main__":
    main()
