#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Finds names of the C++ and C library whose header a source includes neither itself nor through the project's own headers.

Such a source compiles only where the library's headers happen to include one another, which differs by compiler, by version and by C library.
What the project's own headers include is the same everywhere, so it counts. The table holds the names that this tree uses; a name that it
does not hold is not looked for. A breach is printed as file:line: sentence; the exit status is 1 where there is one, 2 where nothing was read.
"""
import argparse
import functools
import pathlib
import re
import sys

from check_layers import INCLUDE, blanked

# Header: names that it declares, after std::. std::size_t is not here: every header that has a use for it declares it.
NAMES = {
    "algorithm": "all_of any_of none_of copy_if find_if remove_if sort stable_sort min max clamp minmax equal mismatch search lower_bound upper_bound "
                 "binary_search unique reverse rotate partition transform count count_if copy_n fill fill_n for_each max_element min_element "
                 "set_difference set_intersection nth_element replace lexicographical_compare generate is_sorted merge",
    "array": "array to_array",
    "atomic": "atomic atomic_flag",
    "barrier": "barrier",
    "bit": "bit_cast endian has_single_bit bit_ceil bit_floor bit_width countl_zero countr_zero popcount rotr rotl",
    "charconv": "from_chars to_chars",
    "chrono": "chrono",
    "compare": "strong_ordering weak_ordering partial_ordering",
    "concepts": "same_as convertible_to integral unsigned_integral invocable",
    "condition_variable": "condition_variable condition_variable_any",
    "csignal": "signal raise sig_atomic_t",
    "cstddef": "byte max_align_t",
    "cstdint": "int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t uintptr_t",
    "cstdio": "FILE fopen fclose snprintf fwrite printf fputs",
    "cstdlib": "getenv abort exit strtoul",
    "cstring": "memcpy memcmp memset memchr strlen strerror strcmp",
    "deque": "deque",
    "exception": "exception exception_ptr current_exception rethrow_exception terminate",
    "filesystem": "filesystem",
    "fstream": "ifstream ofstream fstream",
    "functional": "function hash less greater reference_wrapper ref cref invoke equal_to",
    "future": "future promise async packaged_task",
    "initializer_list": "initializer_list",
    "iostream": "cout cerr clog cin",
    "iterator": "back_inserter inserter distance next prev advance istreambuf_iterator make_move_iterator ssize",
    "latch": "latch",
    "limits": "numeric_limits",
    "list": "list",
    "map": "map multimap",
    "memory": "unique_ptr make_unique shared_ptr make_shared weak_ptr addressof",
    "mutex": "mutex lock_guard scoped_lock unique_lock once_flag call_once",
    "numeric": "accumulate iota gcd lcm reduce midpoint",
    "optional": "optional nullopt make_optional",
    "queue": "queue priority_queue",
    "random": "mt19937 mt19937_64 random_device uniform_int_distribution",
    "regex": "regex smatch",
    "set": "set multiset",
    "span": "span as_bytes as_writable_bytes",
    "sstream": "ostringstream istringstream stringstream",
    "stdexcept": "runtime_error logic_error invalid_argument out_of_range length_error",
    "stop_token": "stop_token stop_source stop_callback",
    "string": "string to_string u8string u16string u32string stoi stoul stoull getline",
    "string_view": "string_view",
    "system_error": "error_code system_error generic_category system_category errc",
    "thread": "thread jthread this_thread",
    "tuple": "tuple tie make_tuple forward_as_tuple apply",
    "type_traits": "is_same_v decay_t enable_if_t conditional_t is_trivially_copyable_v remove_cvref_t underlying_type_t is_enum_v is_integral_v "
                   "is_unsigned_v is_signed_v make_unsigned_t invoke_result_t",
    "unordered_map": "unordered_map unordered_multimap",
    "unordered_set": "unordered_set",
    "utility": "move pair swap exchange forward make_pair as_const in_place cmp_less cmp_equal in_range",
    "variant": "variant visit get_if holds_alternative monostate",
    "vector": "vector",
}
ALIASES = {"signal.h": "csignal", "stdint.h": "cstdint", "stddef.h": "cstddef"}
# What the standard says that a header brings along, or what the types of its own interface cannot do without.
BRINGS = {**{header: {"compare", "initializer_list"} for header in "string string_view vector map set optional array variant utility".split()},
          "charconv": {"system_error"}, "filesystem": {"system_error", "compare"}}

HEADER_OF = {name: header for header, names in NAMES.items() for name in names.split()}
NAME = re.compile(r"\bstd::(?:ranges::)?(\w+)")
# errno and its values are macros.
ERRNO = re.compile(r"(?<![\w:.>])(errno|E(?:NOENT|INTR|ACCES|PERM|EXIST|INVAL|NOSPC|MFILE|NFILE|NOMEM|NOSYS|AGAIN|LOOP|XDEV|NOTDIR|ISDIR|PIPE))\b")


class Tree:
    def __init__(self, roots):
        self.roots = roots

    def find(self, quoted, beside):
        return next((root / quoted for root in [*self.roots, beside] if (root / quoted).is_file()), None)

    @functools.lru_cache(maxsize=None)
    def includes(self, path):
        """The library headers that a file includes, itself or through headers of the project."""
        library, seen, waiting = set(), {path}, [path]
        while waiting:
            file = waiting.pop()
            for line in blanked(file.read_text(encoding="utf-8"), keep_strings=True).splitlines():
                match = INCLUDE.match(line)
                if match and match[2]:
                    library |= {ALIASES.get(match[2], match[2])} | BRINGS.get(match[2], set())
                other = self.find(match[1], file.parent) if match and match[1] else None
                if other and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return library

    def breaches(self, path):
        missing = {}
        for number, line in enumerate(blanked(path.read_text(encoding="utf-8"), keep_strings=False).splitlines(), 1):
            used = [(match[0], HEADER_OF.get(match[1])) for match in NAME.finditer(line)]
            used += [(match[0], "cerrno") for match in ERRNO.finditer(line)]
            for name, header in used:
                if header and header not in self.includes(path):
                    missing.setdefault(header, (number, name))
        for header, (number, name) in missing.items():
            yield number, f"uses {name}, but neither it nor a header of the project that it includes has #include <{header}>"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", required=True, type=pathlib.Path, help="the checkout")
    source = parser.parse_args().source
    tree = Tree([source / "src", source / "include", source / "tests"])
    files = sorted(path for folder in ("src", "tests") for path in (source / folder).rglob("*.[ch]pp") if "breach" not in path.relative_to(source).parts)
    if not files:
        print("no source file was read", file=sys.stderr)
        return 2
    breaches = [f"{path.relative_to(source)}:{number}: {what}" for path in files for number, what in tree.breaches(path)]
    print("\n".join(breaches + [f"{len(breaches)} breaches in {len(files)} files"]))
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
