#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the sessions of docs/guide.md as one terminal script (run_terminal_script.py): a reader may type them in this order."""
import pathlib
import re
import subprocess
import sys
import tempfile

import sandbox

page = (sandbox.SOURCE / "docs" / "guide.md").read_text()
blocks = re.findall(r"^```console\n(.*?)^```$", page, flags=re.M | re.S)
script = "\n\n".join("".join("  " + line + "\n" for line in block.splitlines()) for block in blocks)
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "guide.term"
    path.write_text("The sessions of docs/guide.md.\n\n" + script)
    sys.exit(subprocess.run([sys.executable, sandbox.HERE / "run_terminal_script.py", *sys.argv[1:], path], check=False).returncode)
