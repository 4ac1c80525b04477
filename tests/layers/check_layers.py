#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the sources to the house: who may include whom, who may touch the world, who may print.

The law is the USES line of each module, as CMake wrote it down (layers.txt: "module: used used ..."), and the layer table below.
A breach is printed as file:line: sentence; the exit status is 1 where there is one, 2 where the check itself could not be made.
Comments and string literals are not read, so a rule may be named in them.
"""
import argparse
import pathlib
import re
import sys

# The layers of ARCHITECTURE.md. A module may use what stands in its own layer or below.
LAYERS = {
    "base": 0,
    "json": 1, "hash": 1, "hubs": 1, "tensors": 1,
    "git": 2, "safetensors": 2, "gguf": 2, "weights": 2, "license": 2, "manifest": 2, "midstates": 2, "ledger": 2, "lineage": 2, "stores": 2, "signature": 2, "x509": 2,
    "evidence": 3, "policy": 3, "report": 3, "receipt": 3, "parts": 3,
    "io": 4, "http": 4, "pipeline": 4, "anchor": 4,
    "workflow": 5,
    "cli": 6, "capi": 6,
}
WORLD_LAYER = 4  # the lowest one that opens files, sockets or threads
PRINTING_MODULE = "cli"
# Four seconds a source, so few include it; json_fwd.hpp names its types, and json/value.hpp stands for them.
SLOW_HEADER, SLOW_SOURCES_MAX = "nlohmann/json.hpp", 6
NAMES_ONLY = "nlohmann/json_fwd.hpp"

# Headers of files, sockets, threads and processes. <mutex> and <atomic> are not here: a pure module may be safe to share.
WORLD_HEADERS = re.compile(
    r"^(fstream|iostream|filesystem|thread|future|semaphore|latch|barrier|condition_variable|unistd\.h|fcntl\.h|dirent\.h|poll\.h|"
    r"netdb\.h|pthread\.h|spawn\.h|signal\.h|csignal|ftw\.h|glob\.h|stdio_ext\.h|sys/.*|netinet/.*|arpa/.*|linux/.*)$")
WORLD_CALLS = re.compile(r"(?<![\w.>])(?:std::|::)?(fopen|freopen|fdopen|popen|system|tmpfile|getenv)\s*\(")
# Slow to compile or somebody else's promise: they stay in .cpp files, so that no type of theirs stands in an interface.
FOREIGN_HEADERS = re.compile(r"^(nlohmann|spdlog|fmt|CLI|yaml-cpp|curl|openssl|git2|hwy|utf8proc|zlib)([/.]|$)")
# Slower still: one source knows each, the others know what it makes of it.
ONE_SOURCE = {"CLI": "cli/command_line.cpp", "spdlog": "cli/log.cpp"}
PRINTING = re.compile(
    r"\bstd::(cout|cerr|clog|wcout|wcerr)\b|\b(?:fmt|std)::(?:v?print|println)\s*\(|"
    r"(?<![\w.>])(?:std::|::)?(v?f?printf|puts|fputs|putchar|putc|fputc|perror|fwrite)\s*\(")

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
# A raw string, a string, a character, a line comment or a block comment; whichever begins first.
SKIPPED = re.compile(r'R"([^()\s\\]{0,16})\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/', re.DOTALL)


def blanked(text, keep_strings):
    """The text with comments, and string literals where asked, replaced by blanks; lines keep their numbers."""
    def blank(match):
        found = match.group(0)
        if keep_strings and not found.startswith("/"):
            return found
        return re.sub(r"[^\n]", " ", found)
    # A digit separator (1'000) is no character literal.
    return SKIPPED.sub(blank, re.sub(r"(?<=[0-9A-Fa-f])'(?=[0-9A-Fa-f])", "_", text))


def read_uses(path):
    uses = {}
    for line in path.read_text().splitlines():
        name, _, used = line.partition(":")
        uses[name.strip()] = used.split()
    return uses


def breaches_of_uses(uses):
    for module, used in uses.items():
        for other in used:
            if LAYERS[other] > LAYERS[module]:
                yield f"{module} (layer {LAYERS[module]}) uses {other} (layer {LAYERS[other]}), which stands above it"


def breach_of_include(module, is_header, quoted, angled, uses, modules):
    if quoted is not None:
        other = quoted.split("/", 1)[0]
        if "/" not in quoted or other not in modules:
            return f'includes "{quoted}", which is not of the form "module/file"'
        if other != module and other not in uses[module]:
            return f'includes "{quoted}", but {module} USES only {" ".join(uses[module]) or "nothing"}'
        return None
    if is_header and FOREIGN_HEADERS.match(angled) and angled != NAMES_ONLY:
        return f"includes <{angled}> in a header"
    if LAYERS[module] < WORLD_LAYER and WORLD_HEADERS.match(angled):
        return f"includes <{angled}>, but layer {LAYERS[module]} touches no file, socket or thread"
    return None


def breaches_of_file(path, module, uses, modules):
    text = path.read_text(encoding="utf-8")
    is_header = path.suffix == ".hpp"
    for number, line in enumerate(blanked(text, keep_strings=True).splitlines(), 1):
        include = INCLUDE.match(line)
        if include:
            breach = breach_of_include(module, is_header, include.group(1), include.group(2), uses, modules)
            if breach:
                yield number, breach
            owner = ONE_SOURCE.get((include.group(2) or "").split("/")[0])
            if owner and not path.as_posix().endswith(f"src/{owner}"):
                yield number, f"includes <{include.group(2)}>, which is for {owner} alone"
    for number, line in enumerate(blanked(text, keep_strings=False).splitlines(), 1):
        printing = PRINTING.search(line)
        if printing and module != PRINTING_MODULE:
            yield number, f"prints with {printing.group(0).rstrip('( ')}, but only {PRINTING_MODULE} prints"
        call = WORLD_CALLS.search(line)
        if call and LAYERS[module] < WORLD_LAYER:
            yield number, f"calls {call.group(1)}, but layer {LAYERS[module]} touches no file, socket or thread"


def breaches_of_slow_header(paths):
    including = [path for path in paths if f"#include <{SLOW_HEADER}>" in path.read_text(encoding="utf-8")]
    if len(including) > SLOW_SOURCES_MAX:
        yield f"<{SLOW_HEADER}> stands in {len(including)} sources; {SLOW_SOURCES_MAX} are the most"


def sources(root, modules):
    for module in modules:
        for path in sorted((root / "src" / module).rglob("*")):
            if path.suffix in (".hpp", ".cpp"):
                yield path, module


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", required=True, type=pathlib.Path, help="the checkout, with its src folder")
    parser.add_argument("--layers", required=True, type=pathlib.Path, help="layers.txt, as CMake wrote it")
    arguments = parser.parse_args()

    uses = read_uses(arguments.layers)
    unknown = sorted({name for module, used in uses.items() for name in (module, *used)} - LAYERS.keys())
    if unknown or not uses:
        print(f"modules without a layer: {' '.join(unknown)}; add them to {__file__}" if unknown else "no modules", file=sys.stderr)
        return 2
    on_disk = {path.parent.name for path in (arguments.source / "src").glob("*/CMakeLists.txt")}

    breaches = list(breaches_of_uses(uses))
    breaches += [f"src/{module} is a module that the build does not know" for module in sorted(on_disk - uses.keys())]
    files = list(sources(arguments.source, uses))
    breaches += breaches_of_slow_header([path for path, _ in files])
    for path, module in files:
        for number, breach in breaches_of_file(path, module, uses, on_disk | uses.keys()):
            breaches.append(f"{path.relative_to(arguments.source)}:{number}: {breach}")
    if not files:
        print("no source file was read", file=sys.stderr)
        return 2
    for breach in breaches:
        print(breach)
    print(f"{len(breaches)} breaches in {len(files)} files of {len(uses)} modules")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
