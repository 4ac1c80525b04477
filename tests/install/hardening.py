#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What compiler and linker put into the installed program and library to make a memory error harder to use (cmake/Settings.cmake).

_FORTIFY_SOURCE is asked for only where the flags of the build name it, as those of the presets package and ci and of dpkg-buildflags do.
"""
import platform
import re
import unittest

from prefix import InstalledCase, main, run

ENDBR64 = bytes.fromhex("f30f1efa")
# Of a program that has all of it, and one flag at a time that takes one thing away.
GUARDED = ["-O2", "-fPIE", "-fstack-protector-strong", "-D_FORTIFY_SOURCE=2", "-fcf-protection=full"]
LINKED = ["-pie", "-Wl,-z,relro,-z,now,-z,noexecstack"]
TAKEN_AWAY = {"position independence": (["-fno-pie"], ["-no-pie"]),
              "read-only relocations": ([], ["-Wl,-z,norelro"]),
              "binding at start": ([], ["-Wl,-z,lazy"]),
              "a stack that is not executable": ([], ["-Wl,-z,execstack"]),
              "stack protector": (["-fno-stack-protector"], []),
              "checked calls of the C library": (["-U_FORTIFY_SOURCE"], []),
              "indirect branch targets": (["-fcf-protection=none"], [])}
EXAMPLE = """#include <stdio.h>
#include <string.h>
int weightcheck_example(char** words, int count) {
  char text[64];
  memcpy(text, words[0], (size_t)count * 3);
  return puts(strcpy(text + 1, words[count - 1]));
}
int main(int count, char** words) { return weightcheck_example(words, count); }
"""


def branch_targets_missing(file):
    """Functions of ours that others may call, and that an indirect branch under IBT could not enter.

    The note that asks the kernel for IBT and the shadow stack is set by the linker only where every object has it, and the
    start-up objects of some distributions do not (Debian 12); so the code itself is looked at.
    """
    sections = {int(number): (int(address, 16), int(offset, 16)) for number, address, offset in
                re.findall(r"^ +\[ *(\d+)\] \S+ +PROGBITS +([0-9a-f]+) ([0-9a-f]+)", run(["readelf", "-SW", file]), re.MULTILINE)}
    content = file.read_bytes()
    seen, missing = set(), set()
    for line in run(["readelf", "-sW", file]).splitlines():
        match = re.match(r" +\d+: ([0-9a-f]+) +\S+ FUNC +(?:GLOBAL|WEAK) +\S+ +(\d+) (\S*weightcheck\S*)", line)
        if not match:
            continue
        address, section, name = int(match[1], 16), int(match[2]), match[3]
        seen.add(name)
        start = address - sections[section][0] + sections[section][1]
        if content[start:start + 4] != ENDBR64:
            missing.add(name)
    return missing if seen else {"no function of ours is there"}


def lacking(file, is_program, is_fortified=True):
    """What of TAKEN_AWAY is not in an ELF file."""
    head, segments, dynamic = (run(["readelf", "-W", option, file]) for option in ("-h", "-l", "-d"))
    called = set(re.findall(r" UND (\w+)", run(["readelf", "-W", "--dyn-syms", file])))
    stack = re.search(r"^ +GNU_STACK .* (R?W?E?) +0x\w+$", segments, re.MULTILINE)
    has = {"position independence": re.search(r"Type: +DYN", head) and (not is_program or re.search(r"\(FLAGS_1\).*\bPIE\b", dynamic)),
           "read-only relocations": "GNU_RELRO" in segments,
           "binding at start": re.search(r"\(FLAGS_1\).*\bNOW\b", dynamic),
           "a stack that is not executable": stack and "E" not in stack[1],
           "stack protector": "__stack_chk_fail" in called}
    if is_fortified:
        has["checked calls of the C library"] = any(name.startswith("__") and name.endswith("_chk") for name in called)
    if platform.machine() == "x86_64":
        has["indirect branch targets"] = not branch_targets_missing(file)
    return {name for name, there in has.items() if not there}


class Hardening(InstalledCase):
    def is_fortified(self):
        return bool(re.search(r"^CMAKE_CXX_FLAGS:\w+=.*-D_FORTIFY_SOURCE=[1-9]", (self.options.build / "CMakeCache.txt").read_text(), re.MULTILINE))

    def test_the_program_has_all_of_it(self):
        self.assertEqual(lacking(self.program, True, self.is_fortified()), set())

    def test_the_library_has_all_of_it(self):
        self.assertEqual(lacking(self.library, False, self.is_fortified()), set())

    @unittest.skipUnless(platform.machine() == "x86_64", "the flags are those of x86-64")
    def test_what_is_taken_away_is_missed(self):
        source = self.folder / "example.c"
        source.write_text(EXAMPLE)
        for name, (compiled, linked) in {"nothing": ([], []), **TAKEN_AWAY}.items():
            file = self.folder / "example"
            run(["cc", *GUARDED, *compiled, source, "-o", file, *LINKED, *linked])
            self.assertEqual(lacking(file, True), {name} - {"nothing"})


if __name__ == "__main__":
    main()
