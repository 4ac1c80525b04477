#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Debian packages that cpack makes: what is in them, what they depend on, and what lintian says."""
import pathlib
import shutil
import tempfile
import unittest

from prefix import InstalledCase, main, run


def make_packages(options, folder):
    """{name: file} of the packages of a build."""
    cpack = pathlib.Path(shutil.which(options.cmake)).with_name("cpack")
    run([cpack, "-G", "DEB", "--config", options.build.resolve() / "CPackConfig.cmake", "-B", folder], cwd=folder)
    return {path.name.split("_")[0]: path for path in sorted(pathlib.Path(folder).glob("*.deb"))}


class Packages(InstalledCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.debs = make_packages(cls.options, folder.name)

    def field(self, package, name):
        return run(["dpkg-deb", "-f", self.debs[package], name]).strip()

    def files(self, package):
        return {line.split()[5].lstrip(".") for line in run(["dpkg-deb", "-c", self.debs[package]]).splitlines() if line[0] != "d"}

    def test_there_are_three_and_no_file_is_in_two(self):
        self.assertEqual(set(self.debs), {"weightcheck", "libweightcheck0", "libweightcheck-dev"})
        tool, library, dev = (self.files(name) for name in ("weightcheck", "libweightcheck0", "libweightcheck-dev"))
        self.assertFalse(tool & library | tool & dev | library & dev)
        self.assertLessEqual({"/usr/bin/weightcheck", "/usr/share/man/man1/weightcheck-verify.1.gz",
                              "/usr/share/bash-completion/completions/weightcheck"}, tool)
        self.assertTrue(any(name.endswith("/libweightcheck.so.0") for name in library))
        self.assertIn("/usr/include/weightcheck/c.h", dev)

    def test_dependencies_are_those_of_the_files(self):
        self.assertIn("libcurl4", self.field("weightcheck", "Depends"))
        self.assertIn("libssl3", self.field("libweightcheck0", "Depends"))
        self.assertNotIn("libcurl", self.field("libweightcheck0", "Depends"))
        version = self.field("weightcheck", "Version")
        self.assertEqual(self.field("libweightcheck-dev", "Depends"), f"libweightcheck0 (= {version})")

    @unittest.skipUnless(shutil.which("lintian"), "lintian is not installed")
    def test_lintian_has_no_error(self):
        run(["lintian", "--allow-root", "--fail-on", "error", *self.debs.values()])


if __name__ == "__main__":
    main()
