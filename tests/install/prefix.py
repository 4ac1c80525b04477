# SPDX-License-Identifier: Apache-2.0
"""A prefix with the program and the library in it, made by `cmake --install` and moved once since, as packages are."""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = SOURCE / "manifests/example"
COMMIT = re.search(r"^# commit: (\w+)$", (EXAMPLE / "SHA256.manifest").read_text(), re.MULTILINE).group(1)
OTHER_COMMIT = "0" * 40


class InstalledCase(unittest.TestCase):
    """The tests of one script share one prefix; each has a folder of its own."""
    options = None

    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls._folder.cleanup)
        folder = pathlib.Path(cls._folder.name)
        run([cls.options.cmake, "--install", cls.options.build, "--prefix", folder / "as-installed"])
        (folder / "as-installed").rename(folder / "prefix")
        cls.prefix = folder / "prefix"
        cls.library = next(cls.prefix.glob("lib*/**/libweightcheck.so")).resolve()
        cls.program = cls.prefix / "bin/weightcheck"

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)


def run(command, status=0, **options):
    """Runs a command, whose exit status is part of the expectation, and gives its standard output."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **options.pop("environment", {})}
    environment.pop("WEIGHTCHECK_POLICY", None)
    done = subprocess.run([str(word) for word in command], env=environment, capture_output=True, text=True, check=False, **options)
    if done.returncode != status:
        raise AssertionError(f"{command}: exit {done.returncode}, expected {status}\n{done.stdout}{done.stderr}")
    return done.stdout


def without_times(report):
    """A JSON report without what differs from run to run: times, the engine that was the fastest just then, and the sandbox, which only a program has."""
    report = re.sub(r'"sandbox": [^\n]*', '"sandbox": _', report)
    return re.sub(r'("seconds"|"bytes_per_second"|"sha256_engine"|"finished_at"): [^,\n]*', r"\1: _", report)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True, help="a build folder, all of it built")
    parser.add_argument("--cmake", default="cmake")
    InstalledCase.options, rest = parser.parse_known_args()
    result = unittest.main(argv=["test", *rest], verbosity=2, exit=False).result
    skipped_all = result.skipped and len(result.skipped) >= result.testsRun
    sys.exit(77 if skipped_all and result.wasSuccessful() else not result.wasSuccessful())
