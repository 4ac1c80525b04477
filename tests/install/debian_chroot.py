#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The packages installed, used and removed in a fresh Debian. It takes root, debootstrap and a mirror: the one test that uses a network.
Without them it is skipped, and says what it lacks (debian_root.py)."""
import shutil

from debian_packages import make_packages
from debian_root import DebianRoot, what_is_missing
from prefix import COMMIT, EXAMPLE, SOURCE, InstalledCase, main, run

SUITE = "bookworm"
# What apt, dpkg and ldconfig keep for themselves.
KEPT = ("/etc/ld.so.cache", "/proc", "/tmp", "/var/cache", "/var/lib/apt", "/var/lib/dpkg", "/var/log")


class InAFreshDebian(InstalledCase):
    @classmethod
    def setUpClass(cls):
        """No prefix is needed."""

    def everything(self):
        paths = run(["find", self.root, "-xdev", "-printf", "/%P\n"]).splitlines()
        return {path for path in paths if not path.startswith(KEPT)}

    def test_packages_are_installed_used_and_removed(self):
        if lack := what_is_missing(SUITE):
            self.skipTest(lack)
        debian = DebianRoot(self.folder / "debian", SUITE)
        self.root = debian.folder
        for path in make_packages(self.options, self.folder).values():
            shutil.copy(path, self.root / "tmp")
        shutil.copytree(EXAMPLE, self.root / "tmp/model")
        shutil.copy(SOURCE / "tests/install/foreign_c/gate.c", self.root / "tmp")

        # What they depend on comes first and stays, so that what is theirs can be told from it.
        needed = sorted({word.split()[0] for deb in (self.root / "tmp").glob("*.deb")
                         for word in run(["dpkg-deb", "-f", deb, "Depends"]).strip().split(", ") if "weightcheck" not in word})
        debian.install("gcc", "libc6-dev", *needed)
        before = self.everything()
        debian.run("sh", "-c", "apt-get -q -y --no-install-recommends install /tmp/*.deb")

        self.assertIn("weightcheck: verified", debian.run("weightcheck", "verify", "/tmp/model", "--strict", "--commit", COMMIT))
        debian.run("sh", "-c", "cc /tmp/gate.c -o /tmp/gate -lweightcheck")
        self.assertIn('"verdict": "verified"', debian.run("/tmp/gate", "/tmp/model", COMMIT))
        (self.root / "tmp/model/config.json").write_text("{}")
        debian.run("weightcheck", "verify", "/tmp/model", status=1)
        debian.run("/tmp/gate", "/tmp/model", COMMIT, status=1)
        self.assertEqual(debian.run("dpkg", "--verify", "weightcheck", "libweightcheck0", "libweightcheck-dev"), "")

        debian.run("apt-get", "-q", "-y", "purge", "weightcheck", "libweightcheck0", "libweightcheck-dev")
        self.assertEqual(self.everything() ^ before, set())
        debian.run("/tmp/gate", "/tmp/model", COMMIT, status=127)  # its library is gone


if __name__ == "__main__":
    main()
