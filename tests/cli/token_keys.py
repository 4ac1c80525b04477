#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Signs with keys that never leave a token (PKCS#11), here one in software: SoftHSM.

Skipped where softhsm2-util and openssl are not installed, or OpenSSL has neither a provider nor an engine for PKCS#11; without those the
program's own refusal is still held to what it says. What was signed has to be, apart from the signature itself, what the same key signs
from a file, and openssl has to find that the signature holds.
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
PIN = "471147"


def pae(payload):
    return b"DSSEv1 28 application/vnd.in-toto+json %d " % len(payload) + payload


class Token:
    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), folder
        (folder / "tokens").mkdir()
        (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")
        # OpenSSL's engine keeps its tables of methods until the process ends, which a sanitizer takes for a leak of the program.
        sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
        self.environment = {**os.environ, "SOFTHSM2_CONF": str(folder / "softhsm2.conf"), "ASAN_OPTIONS": sanitizer}

    def run(self, *words, check=True):
        return subprocess.run([str(one) for one in words], cwd=self.folder, env=self.environment, check=check, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=60)

    def make(self):
        self.run("softhsm2-util", "--init-token", "--free", "--label", "models", "--pin", PIN, "--so-pin", "12345678")
        for number, (name, curve) in enumerate((("p256", "P-256"), ("p384", "P-384"), ("p521", "P-521")), 1):
            self.run("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}", "-out", f"{name}.pem")
            self.run("openssl", "pkey", "-in", f"{name}.pem", "-pubout", "-out", f"{name}.pub.pem")
            self.run("softhsm2-util", "--import", f"{name}.pem", "--token", "models", "--label", name, "--id", f"0{number}", "--pin", PIN)
        (self.folder / "pin").write_text(PIN + "\n")
        (self.folder / "other").write_text("000000\n")
        (self.folder / "model").mkdir()
        (self.folder / "model/config.json").write_text("{}")

    def sign(self, key, *words, pin="pin"):
        return self.run(self.program, "sign", "model", "--key", key, "--output", "out.sig", "--key-password-file", pin, *words, check=False)

    def signed(self):
        bundle = json.loads((self.folder / "out.sig").read_text())
        envelope = bundle["dsseEnvelope"]
        return bundle["verificationMaterial"], base64.b64decode(envelope["payload"]), base64.b64decode(envelope["signatures"][0]["sig"])

    def faults(self):
        for name, digest in (("p256", "sha256"), ("p384", "sha384"), ("p521", "sha512")):
            self.run(self.program, "sign", "-q", "model", "--key", f"{name}.pem", "--output", "out.sig")
            expected = self.signed()[:2]
            done = self.sign(f"pkcs11:token=models;object={name};type=private")
            if done.returncode:
                yield f"{name}: exit {done.returncode}: {done.stderr}"
                continue
            material, payload, signature = self.signed()
            if (material, payload) != expected:
                yield f"{name}: another statement or signer than with the key in a file"
            (self.folder / "data").write_bytes(pae(payload))
            (self.folder / "der").write_bytes(signature)
            held = self.run("openssl", "dgst", f"-{digest}", "-verify", f"{name}.pub.pem", "-signature", "der", "data", check=False)
            if held.returncode:
                yield f"{name}: the signature does not hold: {held.stdout}"
        for what, done in (("another PIN", self.sign("pkcs11:token=models;object=p256;type=private", pin="other")),
                           ("no such key", self.sign("pkcs11:token=models;object=none;type=private")),
                           ("no such token", self.sign("pkcs11:token=none;object=p256;type=private"))):
            if done.returncode != 2:
                yield f"{what}: exit {done.returncode}: {done.stderr}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--shared")
    parser.add_argument("--slowness", type=float, default=1)
    options = parser.parse_args()
    if not shutil.which("softhsm2-util") or not shutil.which("openssl"):
        print("skipped: no softhsm2-util or no openssl")
        return SKIPPED
    with tempfile.TemporaryDirectory() as name:
        token = Token(options.program, pathlib.Path(name))
        token.make()
        done = token.sign("pkcs11:token=models;object=p256;type=private")
        if "neither a provider nor an engine" in done.stderr:
            print("skipped: " + done.stderr.strip())
            return SKIPPED if done.returncode == 2 else 1
        faults = list(token.faults())
    print(*faults, f"{len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
