# SPDX-License-Identifier: Apache-2.0
"""The manifest is the old one, the new one, or none: never half of one. tests/faults has the same at random moments."""
import os
import signal
import subprocess
import time

import threat


def check(row):
    before = (row.example / threat.MANIFEST).read_bytes()

    def untouched(model, case):
        if (model / threat.MANIFEST).read_bytes() != before:
            raise threat.Lost(f"{case}: the manifest is no more what it was")
        if left := [path.name for path in model.iterdir() if "incomplete" in path.name]:
            raise threat.Lost(f"{case}: {left} was left behind")

    model = row.model("full")
    with open("/dev/full", "wb") as full:
        row.rejected("a full disk behind standard output", ["manifest", model, "--output", "-"], 3, says=("No space left",), out=full)
        row.rejected("a full disk behind the report", ["verify", model], 3, says=("No space left",), out=full)
    row.rejected("a file that may not grow", ["manifest", model], 3, says=("File too large",), prefix=("prlimit", "--fsize=1000"))
    untouched(model, "a file that may not grow")
    row.rejected("a folder that is not there", ["manifest", model, "--output", "no/where"], 3, says=("No such file",))
    row.rejected("a folder in its place", ["manifest", model, "--output", row.work], 2, says=("not a regular file",))
    untouched(model, "a folder in its place")

    stopped = row.model("stopped")
    with (stopped / "data.img").open("wb") as file:
        file.truncate(64 << 30)  # a hole: enough to be in the middle of
    time.sleep(0.1)  # what was changed a moment ago is not taken for finished
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        journal = stopped / (threat.MANIFEST + ".resume")
        journal.unlink(missing_ok=True)
        process = subprocess.Popen(["weightcheck", "manifest", stopped, "--threads", "2"], env={**row.environment}, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + threat.SECONDS
        while not (journal.exists() and "vocab.json" in journal.read_text()):  # the small ones are done
            if process.poll() is not None or time.monotonic() > end:
                raise threat.Lost(f"{number.name}: the run could not be stopped in its middle: {process.poll()}")
            time.sleep(0.005)
        process.send_signal(number)
        said = process.communicate(timeout=threat.SECONDS * row.options.slowness)[1]
        expected = -signal.SIGKILL if number == signal.SIGKILL else 130
        if process.returncode != expected or (number != signal.SIGKILL and "--resume" not in said):
            raise threat.Lost(f"{number.name}: exit {process.returncode}\n{said}")
        untouched(stopped, number.name)
        row.rejections += 1
    os.truncate(stopped / "data.img", 1000)
    row.accepted("what was stopped goes on", ["manifest", stopped, "--resume", "--output", stopped / threat.MANIFEST])
    checked = subprocess.run(["sha256sum", "-c", "--quiet", "--strict", threat.MANIFEST], cwd=stopped, capture_output=True, text=True)
    if checked.returncode != 0:
        raise threat.Lost("the manifest that was resumed is wrong\n" + checked.stdout)
