#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`pip install ./python` in a new virtual environment with no registry in reach, and three lines of Python over the installed library."""
import sys

from prefix import EXAMPLE, SOURCE, InstalledCase, main, run

THREE_LINES = """import sys, weightcheck
result = weightcheck.verify(sys.argv[1])
print(weightcheck.__file__, result.verdict, len(result.files))
"""
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": "/dev/null", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_CACHE_DIR": "1", "PYTHONPATH": ""}


class Package(InstalledCase):
    def test_it_is_installed_offline_and_finds_the_library(self):
        run([sys.executable, "-m", "venv", self.folder / "venv"])
        python = self.folder / "venv/bin/python"
        run([python, "-m", "pip", "install", "--quiet", SOURCE / "python"], environment=OFFLINE)
        for where in ({"LD_LIBRARY_PATH": str(self.library.parent)}, {"WEIGHTCHECK_LIBRARY": str(self.library)}):
            file, verdict, files = run([python, "-c", THREE_LINES, EXAMPLE], cwd=self.folder, environment={**OFFLINE, **where}).split()
            self.assertTrue(file.startswith(str(self.folder)))
            self.assertEqual((verdict, files), ("verified", "14"))
        self.assertTrue(list((self.folder / "venv").rglob("weightcheck/py.typed")))
        run([python, "-m", "pip", "check"], environment=OFFLINE)
        run([python, "-m", "pip", "uninstall", "--quiet", "--yes", "weightcheck"], environment=OFFLINE)
        self.assertFalse(list((self.folder / "venv").rglob("weightcheck*")))


main()
