#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the keyless verdicts against those of another implementation: sigstore-js, where it and the shared fixtures are.

WEIGHTCHECK_SIGSTORE_JS names a folder with node_modules/@sigstore/verify, @sigstore/bundle and @sigstore/protobuf-specs (3.1, 4.0
and 0.5 are known to work). Both programs answer to every keyless case: does the signature hold? The cases in DIFFERENCES
are those on which they are known to differ, each with the reason; any other is an objection.
"""
import argparse
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
TRUST = {"--signature", "--trusted-root", "--identity", "--issuer"}

# Case, what the other implementation does.
DIFFERENCES = {
    "usage-empty-identity": "takes an empty identity for none",
    "keyless-2": "compares the payload's digest where the log has that of the signed bytes, in versions before 4.1",
    "keyless-2-digest": "the same",
    "keyless-user": "does not read names of Fulcio's own kind",
    "keyless-trust-config": "does not look inside a client's configuration",
    "keyless-trust-media": "does not look at the version",
    "keyless-identity-part": "takes the identity for a pattern",
    "keyless-identity-pattern": "the same",
    "keyless-identity-nul": "the same",
    "keyless-usage": "does not ask for codeSigning",
    "keyless-proof-root": "does not look at the root that the proof names",
    "keyless-proof-size": "does not look at the size that the proof names",
    "keyless-entry-verifier": "does not look at the certificate that was logged",
}

JUDGE = """
'use strict';
const fs = require('fs');
const {bundleFromJSON} = require('@sigstore/bundle');
const {TrustedRoot} = require('@sigstore/protobuf-specs');
const {Verifier, toSignedEntity, toTrustMaterial} = require('@sigstore/verify');
for (const line of fs.readFileSync(0, 'utf8').split('\\n').filter(Boolean)) {
  const asked = JSON.parse(line);
  let answer = 'holds';
  try {
    const root = TrustedRoot.fromJSON(JSON.parse(fs.readFileSync(asked['--trusted-root'], 'utf8')));
    const entity = toSignedEntity(bundleFromJSON(JSON.parse(fs.readFileSync(asked['--signature'], 'utf8'))));
    new Verifier(toTrustMaterial(root)).verify(
        entity, {subjectAlternativeName: asked['--identity'], extensions: {issuer: asked['--issuer']}});
  } catch (error) {
    answer = String(error.message);
  }
  console.log(JSON.stringify([asked.name, answer]));
}
"""


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def cases(folder):
    """[(name, arguments, the values of the options that name a signer)] of the keyless ones."""
    found = []
    for line in (folder / "expected.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, arguments = line.split("\t")[:2]
        words = shlex.split(arguments)
        if words[0] == "verify" and TRUST <= set(words):
            found.append((name, words, {option: words[words.index(option) + 1] for option in TRUST}))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--shared", required=True, type=pathlib.Path)
    parser.add_argument("--slowness", type=float, default=1)
    options = parser.parse_args()
    node, modules = shutil.which("node"), os.environ.get("WEIGHTCHECK_SIGSTORE_JS", "")
    maker = options.shared / "fixtures" / "oms" / "make_bundles.py"
    if not node or not pathlib.Path(modules, "node_modules", "@sigstore", "verify").is_dir():
        skip("no node with @sigstore/verify; WEIGHTCHECK_SIGSTORE_JS names the folder of its node_modules")
    if not maker.is_file():
        skip(f"no {maker}")

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([sys.executable, str(maker), name], check=True, stdout=subprocess.DEVNULL)
        asked = cases(folder)
        lines = "".join(json.dumps({**options_of, "name": case}) + "\n" for case, _, options_of in asked)
        done = subprocess.run([node, "-e", JUDGE], input=lines, capture_output=True, text=True, cwd=folder, check=True,
                              env={**os.environ, "NODE_PATH": str(pathlib.Path(modules).absolute() / "node_modules")})
        others = dict(map(json.loads, done.stdout.splitlines()))
        wrong = 0
        for case, words, _ in asked:
            # 1: the signature holds, and a file is another one.
            code = subprocess.run([options.program, *words], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL).returncode
            differ = (code in (0, 1)) != (others[case] == "holds")
            if differ and case not in DIFFERENCES:
                wrong += 1
                print(f"{case}: exit {code} here; the other implementation says: {others[case]}")
    print(f"{len(asked)} cases, {wrong} unknown differences, {len(DIFFERENCES)} known ones")
    return 1 if wrong or not asked else 0


if __name__ == "__main__":
    sys.exit(main())
