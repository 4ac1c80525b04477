#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes src/license/data/spdx-ids.txt: the ids of the SPDX license list and of its exceptions, one a line, sorted without case.

  npm pack spdx-license-list@6.12.0   (spdx-full.json)
  npm pack spdx-exceptions@2.5.0      (index.json, deprecated.json)
  tools/make_spdx_ids.py spdx-full.json index.json deprecated.json
"""
import json
import pathlib
import sys


def main():
    licenses, *exceptions = [json.loads(pathlib.Path(name).read_text()) for name in sys.argv[1:]]
    lines = [(name.lower(), "license " + name) for name in licenses]
    lines += [(name.lower(), "exception " + name) for name in {name for listed in exceptions for name in listed}]
    output = pathlib.Path(__file__).parent.parent / "src/license/data/spdx-ids.txt"
    output.write_text("".join(line + "\n" for _, line in sorted(lines)))


if __name__ == "__main__":
    main()
