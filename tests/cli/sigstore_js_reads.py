#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Signatures that `sign` writes, read by another implementation of the bundle: sigstore-js.

Its packages come with npm, or WEIGHTCHECK_SIGSTORE_JS names a folder with node_modules/@sigstore/bundle and @sigstore/verify. Skipped where
there are none. Its reader has to take every bundle of a key as it stands (one with a chain of certificates its version 0.3 does not know, though model signing asks
for it: there its parser alone is asked); its verifier, which takes SHA-256 for every key, holds that of a P-256 key
against the key, and refuses it after one bit of the payload was changed.
"""
import argparse
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77

JUDGE = """
'use strict';
const fs = require('fs');
const {bundleFromJSON, bundleToJSON} = require('@sigstore/bundle');
const {Bundle} = require('@sigstore/protobuf-specs');
const {Verifier, toSignedEntity, toTrustMaterial} = require('@sigstore/verify');
const {createPublicKey} = require('crypto');
for (const line of fs.readFileSync(0, 'utf8').split('\\n').filter(Boolean)) {
  const asked = JSON.parse(line);
  const answer = {name: asked.name};
  try {
    const text = fs.readFileSync(asked.bundle, 'utf8');
    const bundle = asked.material === 'publicKey' ? bundleFromJSON(JSON.parse(text)) : Bundle.fromJSON(JSON.parse(text));
    const dsse = bundle.content.dsseEnvelope;
    answer.payload = Buffer.from(dsse.payload).toString('base64');
    answer.material = bundle.verificationMaterial.content.$case;
    const again = bundleToJSON(bundle);
    answer.same = again.mediaType === JSON.parse(text).mediaType && again.dsseEnvelope.signatures[0].sig === Buffer.from(dsse.signatures[0].sig).toString('base64');
    if (asked.key) {
      const root = {certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: []};
      const pem = fs.readFileSync(asked.key, 'utf8');
      const keys = () => ({publicKey: createPublicKey(pem), validFor: () => true});
      new Verifier(toTrustMaterial(root, keys), {tlogThreshold: 0, ctlogThreshold: 0, tsaThreshold: 0, timestampThreshold: 0})
          .verify(toSignedEntity(bundle));
      answer.holds = true;
    }
  } catch (error) {
    answer.error = String(error.message);
  }
  console.log(JSON.stringify(answer));
}
"""


def find_modules(node):
    named = os.environ.get("WEIGHTCHECK_SIGSTORE_JS")
    folders = [pathlib.Path(named) / "node_modules"] if named else []
    prefix = pathlib.Path(os.path.realpath(node)).parent.parent
    folders += [pathlib.Path(one) / "npm/node_modules" for one in (prefix / "lib/node_modules", "/usr/share/nodejs", "/usr/lib/node_modules")]
    return next((one for one in folders if (one / "@sigstore/verify").is_dir() and (one / "@sigstore/bundle").is_dir()), None)


def make_key(folder, name, curve):
    key, public = folder / f"{name}.pem", folder / f"{name}.pub.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}", "-out", key], check=True, capture_output=True)
    subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", public], check=True)
    return key, public


def changed(bundle, target):
    """One bit of the statement is another."""
    document = json.loads(bundle.read_text())
    payload = bytearray(base64.b64decode(document["dsseEnvelope"]["payload"]))
    payload[-10] ^= 1
    document["dsseEnvelope"]["payload"] = base64.b64encode(payload).decode()
    target.write_text(json.dumps(document))
    return target


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--shared")
    parser.add_argument("--slowness", type=float, default=1)
    options = parser.parse_args()
    node = shutil.which("node")
    modules = find_modules(node) if node else None
    if not modules or not shutil.which("openssl"):
        print("skipped: no node with @sigstore/bundle and @sigstore/verify, or no openssl")
        return SKIPPED

    faults, asked = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        model = folder / "model"
        (model / "docs").mkdir(parents=True)
        (model / "config.json").write_text("{}")
        (model / "docs" / "caf\u00e9 \"1\".txt").write_text("text")
        (model / "docs-more.txt").write_text("more")

        def sign(title, *words):
            bundle = folder / f"{title}.sig"
            subprocess.run([options.program, "sign", "-q", str(model), "--output", str(bundle), *map(str, words)], check=True)
            return bundle

        for title, curve in (("p256", "P-256"), ("p384", "P-384"), ("p521", "P-521")):
            key, public = make_key(folder, title, curve)
            bundle = sign(title, "--key", key)
            asked.append({"name": title, "bundle": str(bundle), "material": "publicKey", **({"key": str(public)} if title == "p256" else {})})
            if title == "p256":
                asked.append({"name": "changed", "bundle": str(changed(bundle, folder / "changed.sig")), "material": "publicKey",
                              "key": str(public), "fails": True})
        leaf = folder / "leaf.pem"
        subprocess.run(["openssl", "req", "-x509", "-key", folder / "p256.pem", "-out", leaf, "-days", "2", "-subj", "/CN=a signer", "-addext",
                        "keyUsage=critical,digitalSignature"], check=True, capture_output=True)
        asked.append({"name": "certificate", "bundle": str(sign("certificate", "--key", folder / "p256.pem", "--certificate", leaf)),
                      "material": "x509CertificateChain"})

        done = subprocess.run([node, "-e", JUDGE], input="".join(json.dumps(one) + "\n" for one in asked), capture_output=True, text=True,
                              check=True, env={**os.environ, "NODE_PATH": str(modules)})
        answers = {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}
        for one in asked:
            answer = answers[one["name"]]
            written = json.loads(pathlib.Path(one["bundle"]).read_text())
            if answer.get("material") != one["material"] or answer.get("payload") != written["dsseEnvelope"]["payload"] or not answer.get("same"):
                faults.append(f"{one['name']}: not read as it was written: {answer.get('error', answer)}")
            elif "key" in one and bool(answer.get("holds")) == bool(one.get("fails")):
                faults.append(f"{one['name']}: {answer.get('error', 'it holds')}")
    print(*faults, f"{len(asked)} signatures read with {modules}, {len(faults)} faults", sep="\n")
    return 1 if faults or not asked else 0


if __name__ == "__main__":
    sys.exit(main())
