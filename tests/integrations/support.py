# SPDX-License-Identifier: Apache-2.0
"""What the tests of the integrations share: a fresh folder and environment each (tests/cli/sandbox.py), and how they are started."""
import argparse
import pathlib
import shutil
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(SOURCE / "tests" / "cli"))
import sandbox  # noqa: E402

options = None


def has(program):
    return shutil.which(program) is not None


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="weightcheck-integrations-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.environment = sandbox.environment_in(self.folder, options)
        self.environment |= {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "n", "GIT_AUTHOR_EMAIL": "e",
                             "GIT_COMMITTER_NAME": "n", "GIT_COMMITTER_EMAIL": "e"}


def main(description):
    """Runs the cases of the calling file; what was skipped is said at the end."""
    global options
    parser = argparse.ArgumentParser(description=description)
    sandbox.add_options(parser)
    options, rest = parser.parse_known_args()
    program = unittest.main(module="__main__", argv=[sys.argv[0], *rest], exit=False, verbosity=2)
    result = program.result
    sys.exit(1 if not result.wasSuccessful() or result.testsRun == 0 else 0)
