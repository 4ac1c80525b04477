#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes manifests/licenses.json, what each license asks for, from a collection of facts with a source an entry.

  tools/make_license_facts.py license-facts.json

One entry a line. Each has its source and the month it was true in; what is not known says "unknown" and is never permission.
The same keys make up a user's own file (--license-facts).
"""
import argparse
import json
import pathlib
import sys

# Phrases that a model card can be searched for, where the license asks for them in every case.
PHRASES = {
    "Built with Meta Llama 3": ["Built with Meta Llama 3"],
    "Built with Llama": ["Built with Llama"],
    "Built with Qwen, or Improved using Qwen": ["Built with Qwen", "Improved using Qwen"],
    "Built with MiniMax M2.7": ["Built with MiniMax M2.7"],
    "Powered by Stability AI": ["Powered by Stability AI"],
}
# Models whose name tells their license, as prefixes: what a fork's card names as its base says no more than this. Only families that
# their publisher put under one license as a whole, by the license's own title (Llama, Gemma) or the family's repository (Qwen3, GLM-4.5).
MODELS = {
    "llama2": ["meta-llama/Llama-2-"],
    "llama3": ["meta-llama/Meta-Llama-3-", "meta-llama/Llama-3-"],
    "llama3.1": ["meta-llama/Llama-3.1-", "meta-llama/Meta-Llama-3.1-"],
    "llama3.2": ["meta-llama/Llama-3.2-"],
    "llama3.3": ["meta-llama/Llama-3.3-"],
    "llama4": ["meta-llama/Llama-4-"],
    "gemma-terms": ["google/gemma-2b", "google/gemma-7b", "google/gemma-1.1-", "google/gemma-2-", "google/gemma-3-", "google/gemma-3n-"],
    "Apache-2.0": ["Qwen/Qwen3-", "Qwen/Qwen3.5-"],
    "qwen": ["Qwen/Qwen2.5-72B"],
}
# Names in a card that stand for nothing in particular.
NO_NAMES = {"other", "unknown"}

KEYS = ["id", "hub", "license_names", "models", "spdx", "family", "osi_approved", "commercial", "commercial_limit", "redistribution", "derivatives",
        "copy_of_license", "notice_file", "notice_keywords", "state_changes", "display_attribution", "attribution_phrases", "name_prefix",
        "share_alike", "use_restrictions", "train_other_models", "territory_excluded", "termination", "note", "source", "verified", "as_of"]


def entry_of(fact, as_of):
    out = {key: fact.get(key) for key in KEYS}
    out["license_names"] = [name for name in fact["license_names"] if name not in NO_NAMES]
    out["models"] = MODELS.get(fact["id"], [])
    out["attribution_phrases"] = PHRASES.get(fact["display_attribution"], [])
    out["as_of"] = as_of
    if out["note"]:
        out["note"] = out["note"].replace("text not read here", "text not read")
    if not out["source"]:
        sys.exit(f"{fact['id']}: no source")
    return {key: value for key, value in out.items() if value not in (None, [])}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("facts", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "manifests/licenses.json")
    arguments = parser.parse_args()
    facts = json.loads(arguments.facts.read_text())
    known = {name for fact in facts["licenses"] for name in fact["hub"]}
    if missing := set(facts["hub_ids"]) - known:
        sys.exit("no entry for hub ids " + ", ".join(sorted(missing)))
    head = {key: facts[key] for key in ("schema", "as_of", "spdx_list", "hub_list")}
    lines = ",\n".join("  " + json.dumps(entry_of(fact, facts["as_of"]), ensure_ascii=False) for fact in facts["licenses"])
    arguments.output.write_text(json.dumps(head, indent=1)[:-2] + ',\n "licenses": [\n' + lines + "\n ]\n}\n")


if __name__ == "__main__":
    main()
