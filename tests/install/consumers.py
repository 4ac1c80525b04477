#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds a foreign CMake project and a C program against an installed weightcheck, and looks at what the library shows and takes."""
import re
import shlex

from prefix import COMMIT, EXAMPLE, OTHER_COMMIT, SOURCE, InstalledCase, main, run, without_times

# Of the C library: the library neither prints, nor opens a socket, nor takes over signals.
NEVER_CALLED = {"socket", "connect", "getaddrinfo", "printf", "puts", "putchar", "fwrite", "perror", "vprintf", "sigaction"}


class Installed(InstalledCase):
    def test_the_program_runs(self):
        self.assertRegex(run([self.program, "--version"]), r"^weightcheck \d+\.\d+\.\d+")
        self.assertIn("weightcheck: verified", run([self.program, "verify", EXAMPLE]))

    def test_a_foreign_cmake_project_gets_the_programs_report(self):
        run([self.options.cmake, "-S", SOURCE / "tests/install/foreign_cmake", "-B", self.folder, f"-DCMAKE_PREFIX_PATH={self.prefix}"])
        run([self.options.cmake, "--build", self.folder])
        report = run([self.folder / "gate", EXAMPLE])
        self.assertEqual(without_times(report), without_times(run([self.program, "verify", EXAMPLE, "--format", "json"])))
        self.assertIn('"verdict": "verified"', report)
        run([self.folder / "gate", self.folder / "no-such-model"], status=2)

    def test_a_c_program_is_built_with_pkg_config(self):
        where = {"PKG_CONFIG_PATH": str(self.library.parent / "pkgconfig")}
        flags = shlex.split(run(["pkg-config", "--cflags", "--libs", "weightcheck"], environment=where))
        gate = self.folder / "gate"
        run(["cc", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", SOURCE / "tests/install/foreign_c/gate.c", "-o", gate, *flags])
        here = {"LD_LIBRARY_PATH": str(self.library.parent)}
        report = run([gate, EXAMPLE, COMMIT], environment=here)
        version = run(["pkg-config", "--modversion", "weightcheck"], environment=where).strip()
        self.assertTrue(report.startswith(f"weightcheck {version}: exit code 0\n"))
        self.assertIn('"trust": "pinned"', report)
        run([gate, EXAMPLE, OTHER_COMMIT], status=4, environment=here)

    def test_the_library_shows_the_c_api_and_nothing_else(self):
        header = (self.prefix / "include/weightcheck/c.h").read_text()
        declared = set(re.findall(r"^[a-z].*?\b(weightcheck_\w+)\(", header, re.MULTILINE))
        shown = {line.split()[2].split("@")[0] for line in run(["nm", "-D", "--defined-only", self.library]).splitlines()
                 if line.split()[1] != "A"}
        self.assertIn("weightcheck_verify", declared)
        self.assertEqual(shown, declared)

    def test_the_library_neither_prints_nor_opens_a_socket(self):
        wanted = {line.split()[-1].split("@")[0] for line in run(["nm", "-D", "--undefined-only", self.library]).splitlines()}
        self.assertIn("malloc", wanted)
        self.assertEqual(wanted & NEVER_CALLED, set())
        dynamic = run(["readelf", "-d", self.library])
        self.assertIn("[libweightcheck.so.0]", dynamic)
        self.assertNotIn("libcurl", dynamic)


main()
