#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The packages installed, used and removed in a fresh Debian. It takes root, debootstrap and a mirror: the one test that uses a network.
Without them it is skipped, and says what it lacks. WEIGHTCHECK_DEBIAN_MIRROR names another mirror."""
import os
import pathlib
import re
import shutil
import subprocess

from debian_packages import make_packages
from prefix import COMMIT, EXAMPLE, SOURCE, InstalledCase, main, run


def mirror():
    """The one that is asked for, else the first that this machine installs from."""
    texts = [path.read_text(errors="replace") for path in [*pathlib.Path("/etc/apt").glob("sources.list.d/*"), pathlib.Path("/etc/apt/sources.list")] if path.is_file()]
    own = re.search(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(https?://\S+/debian)/?(?:\s|$)", "\n".join(texts), re.MULTILINE)
    return os.environ.get("WEIGHTCHECK_DEBIAN_MIRROR") or (own.group(1) if own else "")


MIRROR = mirror()
SUITE = "bookworm"
# What apt, dpkg and ldconfig keep for themselves.
KEPT = ("/etc/ld.so.cache", "/proc", "/tmp", "/var/cache", "/var/lib/apt", "/var/lib/dpkg", "/var/log")


def what_is_missing():
    if os.geteuid() != 0:
        return "not root"
    if not shutil.which("debootstrap"):
        return "debootstrap is not installed"
    if not MIRROR:
        return "no mirror is known"
    probe = subprocess.run(["curl", "-fsI", "--max-time", "10", f"{MIRROR}/dists/{SUITE}/InRelease"], capture_output=True, check=False)
    return f"{MIRROR} is out of reach" if probe.returncode != 0 else ""


class InAFreshDebian(InstalledCase):
    @classmethod
    def setUpClass(cls):
        """No prefix is needed."""

    def in_root(self, *command, status=0):
        return run(["chroot", self.root, "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive",
                    "LC_ALL=C.UTF-8", *command], status=status)

    def everything(self):
        paths = run(["find", self.root, "-xdev", "-printf", "/%P\n"]).splitlines()
        return {path for path in paths if not path.startswith(KEPT)}

    def test_packages_are_installed_used_and_removed(self):
        if lack := what_is_missing():
            self.skipTest(lack)
        self.root = self.folder / "debian"
        run(["debootstrap", "--variant=minbase", SUITE, self.root, MIRROR])
        self.in_root("apt-get", "-q", "update")
        for path in make_packages(self.options, self.folder).values():
            shutil.copy(path, self.root / "tmp")
        shutil.copytree(EXAMPLE, self.root / "tmp/model")
        shutil.copy(SOURCE / "tests/install/foreign_c/gate.c", self.root / "tmp")

        # What they depend on comes first and stays, so that what is theirs can be told from it.
        needed = sorted({word.split()[0] for deb in (self.root / "tmp").glob("*.deb")
                         for word in run(["dpkg-deb", "-f", deb, "Depends"]).strip().split(", ") if "weightcheck" not in word})
        self.in_root("apt-get", "-q", "-y", "--no-install-recommends", "install", "gcc", "libc6-dev", *needed)
        before = self.everything()
        self.in_root("sh", "-c", "apt-get -q -y --no-install-recommends install /tmp/*.deb")

        self.assertIn("weightcheck: verified", self.in_root("weightcheck", "verify", "/tmp/model", "--strict", "--commit", COMMIT))
        self.in_root("sh", "-c", "cc /tmp/gate.c -o /tmp/gate -lweightcheck")
        self.assertIn('"verdict": "verified"', self.in_root("/tmp/gate", "/tmp/model", COMMIT))
        (self.root / "tmp/model/config.json").write_text("{}")
        self.in_root("weightcheck", "verify", "/tmp/model", status=1)
        self.in_root("/tmp/gate", "/tmp/model", COMMIT, status=1)
        self.assertEqual(self.in_root("dpkg", "--verify", "weightcheck", "libweightcheck0", "libweightcheck-dev"), "")

        self.in_root("apt-get", "-q", "-y", "purge", "weightcheck", "libweightcheck0", "libweightcheck-dev")
        self.assertEqual(self.everything() ^ before, set())
        self.in_root("/tmp/gate", "/tmp/model", COMMIT, status=127)  # its library is gone


if __name__ == "__main__":
    main()
