# SPDX-License-Identifier: Apache-2.0
"""`sha256sum -c` hangs on a FIFO for ever."""
import os
import socket

import threat


def check(row):
    def fifo(path):
        os.mkfifo(path)

    def unix_socket(path):
        here = os.getcwd()
        os.chdir(path.parent)
        socket.socket(socket.AF_UNIX).bind(path.name)
        os.chdir(here)

    def device(path):
        os.mknod(path, 0o644 | 0o020000, os.makedev(1, 5))

    makers = {"FIFO": fifo, "socket": unix_socket}
    if os.getuid() == 0:
        makers["device"] = device
    for what, make in makers.items():
        for name in (threat.SHARDS[0], "config.json", threat.INDEX, "README.md", "LICENSE", "new", "new.incomplete"):
            model = row.model(f"{what} {name}")
            (model / name).unlink(missing_ok=True)
            make(model / name)
            row.rejected(f"a {what} called {name}", ["verify", model], 1, "special-file", says=(what,), seconds=2)
            row.rejected(f"a {what} called {name}, not hashed", ["inspect", model], 1, "special-file", seconds=2)
            row.rejected(f"a {what} called {name}: manifest", ["manifest", model, "--output", "written"], 3, says=(what,), seconds=2)
        model = row.model(f"{what} manifest")
        (model / threat.MANIFEST).unlink()
        make(model / threat.MANIFEST)
        row.rejected(f"a {what} in place of the manifest", ["verify", model], 4, "manifest-malformed", seconds=2)
        (model / threat.MANIFEST).rename(model / "COMMIT.proof")
        row.rejected(f"a {what} in place of the proof", ["verify", model, "--commit", threat.COMMIT], 4, "proof-invalid", seconds=2)
        row.rejected(f"a {what} given to hash", ["hash", model / "COMMIT.proof"], 3, says=("not a regular file",), seconds=2)
    row.rejected("/dev/zero as a manifest", ["verify", row.model("zero"), "--manifest", "/dev/zero"], 4, "manifest-malformed", seconds=2)
