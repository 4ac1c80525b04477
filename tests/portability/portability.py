#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds the program and the tests of engines and formats where our users are and we are not, and runs them there.

debian13: a newer release, its compiler and its libraries. arm64: NEON and ARMv8's SHA-2. s390x: the other byte order, and no engine but OpenSSL's.
The processors are emulated by qemu-user, over a cross build in Debian 12. It takes root, debootstrap and a mirror, and many minutes; so it is
skipped unless WEIGHTCHECK_PORTABILITY is set. WEIGHTCHECK_PORTABILITY_LOG=FOLDER keeps what was said.
"""
import argparse
import dataclasses
import os
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "install"))
from debian_root import DebianRoot, what_is_missing  # noqa: E402
from prefix import COMMIT, SOURCE  # noqa: E402

SKIPPED = 77
TESTED = ["base", "json", "hash", "hubs", "tensors", "git", "safetensors", "weights", "license", "manifest"]
CROSS = """set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR {processor})
set(CMAKE_C_COMPILER {triplet}-gcc)
set(CMAKE_CXX_COMPILER {triplet}-g++)
set(CMAKE_LIBRARY_ARCHITECTURE {triplet})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_CROSSCOMPILING_EMULATOR {emulator})
"""


@dataclasses.dataclass
class Target:
    suite: str
    architecture: str = ""  # "": that of this machine
    processor: str = ""
    engine: str = ""  # one that has to be among those of --version

    @property
    def triplet(self):
        return f"{self.processor}-linux-gnu"

    @property
    def emulator(self):
        return f"/usr/bin/qemu-{self.processor}-static" if self.processor else ""


TARGETS = {"debian13": Target("trixie", engine="openssl"),
           "arm64": Target("bookworm", "arm64", "aarch64", engine="neon-x4"),
           "s390x": Target("bookworm", "s390x", "s390x", engine="openssl")}


def packages(target):
    """What tools/debian-packages.txt names for the build, the test libraries, and for another processor its compiler and its libraries."""
    sections = (SOURCE / "tools/debian-packages.txt").read_text().split("[build]\n")[1].split("\n\n")[0]
    wanted = [*sections.split(), "libgtest-dev", "libgmock-dev", "nlohmann-json3-dev", "git", "python3"]
    if not target.processor:
        return wanted
    headers_alone = {"libcli11-dev"}  # one package for all processors
    names = {"g++": f"g++-{target.triplet.replace('_', '-')}"}
    return ["qemu-user-static", *(f"{name}:{target.architecture}" if name.startswith("lib") and name not in headers_alone else names.get(name, name)
                                  for name in wanted)]


def prepared(folder, target):
    debian = DebianRoot(folder, target.suite)
    if target.processor:
        debian.run("dpkg", "--add-architecture", target.architecture)
        debian.run("apt-get", "-q", "update")
        (debian.folder / "cross.cmake").write_text(CROSS.format(processor=target.processor, triplet=target.triplet, emulator=target.emulator))
    debian.install(*packages(target))
    shutil.copytree(SOURCE, debian.folder / "src", ignore=shutil.ignore_patterns("build", ".git", "__pycache__"))
    return debian


def build(debian, target):
    parallel = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL", str(os.cpu_count()))
    cross = [f"PKG_CONFIG_LIBDIR=/usr/lib/{target.triplet}/pkgconfig:/usr/share/pkgconfig"] if target.processor else []
    debian.run("env", *cross, "cmake", "-S", "/src", "-B", "/build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS=-O1",
               "-DWEIGHTCHECK_TESTS=ON", *(["-DCMAKE_TOOLCHAIN_FILE=/cross.cmake"] if target.processor else []))
    debian.run("nice", "ninja", "-C", "/build", "-j", parallel, "weightcheck_program", *(f"test_{name}" for name in TESTED))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", choices=TARGETS, required=True)
    name = parser.parse_args().target
    target = TARGETS[name]
    if not os.environ.get("WEIGHTCHECK_PORTABILITY"):
        print(f"skipped: {name} takes many minutes and is tried before a release; WEIGHTCHECK_PORTABILITY=1 asks for it")
        return SKIPPED
    if lack := what_is_missing(target.suite):
        print(f"skipped: {lack}")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        debian = prepared(pathlib.Path(folder) / "debian", target)
        build(debian, target)
        print(debian.run("ctest", "--test-dir", "/build", "--output-on-failure", "-R", f"^unit[.]({'|'.join(TESTED)})$"))
        program = [target.emulator] * bool(target.emulator) + ["/build/bin/weightcheck"]
        engines = debian.run(*program, "--version", "-v")
        print(engines)
        if f"  {target.engine} " not in engines:
            raise AssertionError(f"no engine {target.engine}")
        print(debian.run(*program, "verify", "/src/manifests/example", "--commit", COMMIT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
