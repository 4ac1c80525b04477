# SPDX-License-Identifier: Apache-2.0
"""The package over the library that WEIGHTCHECK_LIBRARY names, against the program that WEIGHTCHECK_PROGRAM names."""
import dataclasses
import os
import pathlib
import pickle
import re
import shutil
import signal
import subprocess
import tempfile
import unittest
import unittest.mock

import weightcheck
import weightcheck._library

SOURCE = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = SOURCE / "manifests/example"
COMMIT = re.search(r"^# commit: (\w+)$", (EXAMPLE / "SHA256.manifest").read_text(), re.MULTILINE).group(1)
OTHER_COMMIT = "0" * 40


def without_times(report):
    report = re.sub(r'"sandbox": [^\n]*', '"sandbox": _', report)  # which only the program has
    return re.sub(r'("seconds"|"bytes_per_second"|"sha256_engine"): [^,\n]*', r"\1: _", report)


class Stopped(Exception):
    pass


class Verify(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def copy_of_example(self):
        model = self.folder / "model"
        shutil.copytree(EXAMPLE, model)
        return model

    def test_a_good_model_is_true(self):
        result = weightcheck.verify(EXAMPLE, commit=COMMIT, upstream="https://example.com/weightcheck/example", strict=True)
        self.assertTrue(result)
        self.assertEqual((result.verdict, result.exit_code, result.trust), ("verified", 0, "pinned"))
        self.assertEqual(result.pin.commit, COMMIT)
        self.assertEqual({check.id: check.outcome for check in result.checks},
                         dict.fromkeys(("integrity", "anchor", "license", "shape"), "passed"))
        self.assertEqual({file.integrity for file in result.files}, {"ok"})
        self.assertEqual(len(result.files), 14)
        self.assertEqual(result.license.detected, "Apache-2.0")

    def test_the_report_is_the_programs(self):
        model = self.copy_of_example()
        (model / "odd\n\x1b[31mname\udcff.py").write_bytes(b"import os\n")
        (model / "config.json").write_bytes(b"{}")
        for path in (EXAMPLE, model):
            program = subprocess.run([os.environ["WEIGHTCHECK_PROGRAM"], "verify", path, "--format", "json"], capture_output=True, check=False)
            result = weightcheck.verify(path)
            self.assertEqual(without_times(result.json), without_times(program.stdout.decode()))
            self.assertEqual(result.exit_code, program.returncode)

    def test_a_bad_model_is_false_and_raises_nothing(self):
        model = self.copy_of_example()
        (model / "config.json").write_bytes(b"{}")
        result = weightcheck.verify(str(model))
        self.assertFalse(result)
        self.assertEqual((result.verdict, result.exit_code), ("failed", 1))
        found = {finding.rule: finding for finding in result.findings if finding.severity == "error"}
        self.assertIn("config.json", {path for finding in found.values() for path in finding.paths})
        self.assertEqual([file.path for file in result.files if file.integrity != "ok"], ["config.json"])

    def test_what_is_required_is_given_back_as_it_was(self):
        for path in (EXAMPLE, str(EXAMPLE), os.fsencode(EXAMPLE)):
            self.assertIs(weightcheck.require(path, commit=COMMIT), path)

    def test_what_is_required_and_not_verified_raises_with_its_findings(self):
        model = self.copy_of_example()
        (model / "config.json").write_bytes(b"{}")
        with self.assertRaises(weightcheck.NotVerified) as caught:
            weightcheck.require(model, commit=COMMIT)
        refused = caught.exception
        self.assertIn("config.json", {path for finding in refused.findings for path in finding.paths})
        self.assertEqual({finding.severity for finding in refused.findings}, {"error"})
        self.assertEqual((refused.path, refused.result.exit_code), (str(model), 1))
        self.assertIn("config.json", str(refused))
        again = pickle.loads(pickle.dumps(refused))
        self.assertEqual((again.findings, str(again)), (refused.findings, str(refused)))

    def test_what_cannot_be_verified_is_not_given_back(self):
        model = self.copy_of_example()
        (model / "COMMIT.proof").unlink()
        (model / "SHA256.manifest").unlink()
        with self.assertRaises(weightcheck.NotVerified) as caught:
            weightcheck.require(model)
        self.assertEqual(caught.exception.result.verdict, "untrusted")
        self.assertTrue(caught.exception.findings)
        for options in ({"commit": "main"}, {"commit": ""}):
            with self.assertRaises(weightcheck.UsageError):
                weightcheck.require(EXAMPLE, **options)
        with self.assertRaises(weightcheck.UsageError):
            weightcheck.require(self.folder / "none")

    def test_nothing_to_verify_against_is_a_result_too(self):
        model = self.copy_of_example()
        (model / "COMMIT.proof").unlink()
        (model / "SHA256.manifest").unlink()
        self.assertEqual(weightcheck.verify(os.fsencode(model)).exit_code, 4)
        (model / "SHA256.manifest").write_text("no manifest\n")
        self.assertEqual(weightcheck.verify(model).exit_code, 4)

    def test_pins_from_outside_count(self):
        self.assertEqual(weightcheck.verify(EXAMPLE, strict=True).exit_code, 4)
        self.assertEqual(weightcheck.verify(EXAMPLE, commit=OTHER_COMMIT).exit_code, 4)
        self.assertTrue(weightcheck.verify(EXAMPLE, manifest=EXAMPLE / "SHA256.manifest", proof=EXAMPLE / "COMMIT.proof", threads=1))

    def test_a_policy_is_held(self):
        self.assertTrue(weightcheck.verify(EXAMPLE, policy=SOURCE / "manifests/policies/ci-default.json"))
        self.assertFalse(weightcheck.verify(EXAMPLE, policy=SOURCE / "manifests/policies/strict.json"))
        broken = self.folder / "broken.json"
        broken.write_text("{}")
        with self.assertRaises(weightcheck.Error) as raised:
            weightcheck.verify(EXAMPLE, policy=broken)
        self.assertEqual(raised.exception.exit_code, 4)
        self.assertNotIsInstance(raised.exception, weightcheck.UsageError)

    def test_a_call_that_makes_no_sense_raises(self):
        for words in ({"commit": "main"}, {"commit": ""}, {"policy": ""}, {"manifest": ""}, {"proof": ""}, {"upstream": ""},
                      {"upstream": "no url"}, {"fail_on": "never"}, {"threads": 0}, {"threads": 1025}, {"base_proofs": "one.proof"},
                      {"base_proofs": [""]}, {"bases": [""]}, {"bases": "one"}, {"license_facts": ""}, {"policy": self.folder / "no-such-policy"}, {"manifest": "a\0b"}):
            with self.subTest(words), self.assertRaises(weightcheck.UsageError) as raised:
                weightcheck.verify(EXAMPLE, **words)
            self.assertEqual(raised.exception.exit_code, 2)
        for path in ("", self.folder / "no-such-model", "a\0b"):
            with self.subTest(path), self.assertRaises(weightcheck.UsageError):
                weightcheck.verify(path)

    def test_results_cannot_be_changed(self):
        result = weightcheck.verify(EXAMPLE)
        with self.assertRaises(dataclasses.FrozenInstanceError):
            result.verdict = "verified"

    def test_an_exception_in_a_signal_handler_ends_the_run(self):
        model = self.folder / "huge"
        model.mkdir()
        with open(model / "weights.bin", "wb") as file:
            file.truncate(1 << 42)  # hours of hashing, no block on disk
        (model / "SHA256.manifest").write_text("0" * 64 + "  weights.bin\n")

        def stop(*_):
            raise Stopped
        before = signal.signal(signal.SIGALRM, stop)
        self.addCleanup(signal.signal, signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with self.assertRaises(Stopped):
            weightcheck.verify(model)

    def test_the_versions_agree(self):
        self.assertIn(f'version = "{weightcheck.library_version()}"', (SOURCE / "python/pyproject.toml").read_text())

    def test_a_library_that_is_not_there_is_named(self):
        weightcheck._library._library.cache_clear()
        self.addCleanup(weightcheck._library._library.cache_clear)
        with unittest.mock.patch.dict(os.environ, WEIGHTCHECK_LIBRARY="/no/such/library.so"), \
                self.assertRaisesRegex(weightcheck.LibraryNotFoundError, "/no/such/library.so"):
            weightcheck.verify(EXAMPLE)


if __name__ == "__main__":
    unittest.main()
