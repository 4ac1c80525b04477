# SPDX-License-Identifier: Apache-2.0
"""A fresh Debian in a folder, to install and to build in. It takes root, debootstrap and a mirror; what_is_missing() says which of them is not there.
WEIGHTCHECK_DEBIAN_MIRROR names another mirror than the one that this machine installs from."""
import os
import pathlib
import re
import shutil
import subprocess

from prefix import run


def mirror():
    """The one that is asked for, else the first that this machine installs from."""
    texts = [path.read_text(errors="replace") for path in [*pathlib.Path("/etc/apt").glob("sources.list.d/*"), pathlib.Path("/etc/apt/sources.list")] if path.is_file()]
    own = re.search(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(https?://\S+/debian)/?(?:\s|$)", "\n".join(texts), re.MULTILINE)
    return os.environ.get("WEIGHTCHECK_DEBIAN_MIRROR") or (own.group(1) if own else "")


def what_is_missing(suite):
    if os.geteuid() != 0:
        return "not root"
    if not shutil.which("debootstrap"):
        return "debootstrap is not installed"
    if not mirror():
        return "no mirror is known"
    probe = subprocess.run(["curl", "-fsI", "--max-time", "10", f"{mirror()}/dists/{suite}/InRelease"], capture_output=True, check=False)
    return f"{mirror()} is out of reach" if probe.returncode != 0 else ""


class DebianRoot:
    def __init__(self, folder, suite):
        self.folder = pathlib.Path(folder)
        run(["debootstrap", "--variant=minbase", suite, self.folder, mirror()])
        self.run("apt-get", "-q", "update")

    def run(self, *command, status=0):
        return run(["chroot", self.folder, "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive",
                    "LC_ALL=C.UTF-8", *command], status=status)

    def install(self, *packages):
        self.run("apt-get", "-q", "-y", "--no-install-recommends", "install", *packages)
