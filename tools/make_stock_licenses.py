#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/license/data/stock-licenses.txt: files that lie unchanged in many repositories, known by their ids alone.

  tools/make_stock_licenses.py LIST

LIST has a line a file: its license and its path, with a tab between them. A line of the result is: git blob id (SHA-1), git blob id
(SHA-256), SHA-256 of the bytes, license. Only files belong here that the identifier calls exact: the id says nothing but that.
"""
import hashlib
import pathlib
import sys


def main():
    lines = {}
    for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
        identity, path = line.split("\t")
        content = pathlib.Path(path).read_bytes()
        blob = b"blob %d\0" % len(content) + content
        digests = hashlib.sha1(blob).hexdigest(), hashlib.sha256(blob).hexdigest(), hashlib.sha256(content).hexdigest()
        lines[digests] = " ".join(digests) + " " + identity + "\n"
    output = pathlib.Path(__file__).parent.parent / "src/license/data/stock-licenses.txt"
    output.write_text("".join(lines[digests] for digests in sorted(lines)))


if __name__ == "__main__":
    main()
