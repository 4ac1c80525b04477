# SPDX-License-Identifier: Apache-2.0
"""What the rows share: a model to spoil, and the two ways of saying what must come of it.

A row is a module rowNN_*.py with a function check(row). It calls row.rejected() for every case that must not pass, at least
twice, and row.accepted() where a neighbour of the case must. Of every run that is rejected it is asserted, beside what the row
says: the exit code is not 0, the word "verified" stands nowhere, no escape byte is printed, and it ends in time. No run leaves a
process or a temporary file behind.

Where the calls are traced, it is asserted of every run as well that nothing was opened but the model, what the command line
names, and the system's own: libraries, their settings and certificates in /etc/ssl (which libgit2 reads when it starts, though
it verifies none here), time zones (which the C library looks for at every conversion of a time), and the facts of /proc and
/sys.
"""
import dataclasses
import hashlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
import sandbox  # noqa: E402
from traces import whole_calls  # noqa: E402

COMMIT, UPSTREAM = sandbox.COMMIT, sandbox.UPSTREAM
MANIFEST = "SHA256.manifest"
SHARDS = [f"model-{number:05}-of-{sandbox.SHARDS:05}.safetensors" for number in range(1, sandbox.SHARDS + 1)]
INDEX = "model.safetensors.index.json"
SECONDS = 20
SYSTEM = ("/etc/ld.so.", "/etc/ssl/", "/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/", "/usr/local/lib/", "/usr/share/zoneinfo/", "/proc/", "/sys/", "/dev/null")


class Lost(Exception):
    """A case came out other than it must."""


class Skipped(Exception):
    """What a row needs is not here."""


@dataclasses.dataclass
class Run:
    exit_code: int
    out: str
    err: str


def left_running(session):
    """Command lines of the processes of a session whose leader has ended; those that are about to end are given a moment."""
    for _ in range(200):
        running = []
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                state, _, _, of_session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
                if int(of_session) == session and state not in "ZX":
                    running.append((folder / "cmdline").read_bytes())
            except (FileNotFoundError, ProcessLookupError):
                pass
        if not running:
            break
        time.sleep(0.01)
    return running


class Row:
    def __init__(self, folder, options):
        self.options, self.folder = options, folder
        self.environment = sandbox.environment_in(folder, options)
        self.example = sandbox.make_example(self.environment)
        lines = (self.example / MANIFEST).read_text().splitlines(keepends=True)  # three headers, so that rows can count lines
        (self.example / MANIFEST).write_text("".join(line for line in lines if not line.startswith(("# license:", "# base-model:"))))
        self.work = folder / "work"
        self.work.mkdir()
        self.rejections, self.acceptances, self.opened = 0, 0, 0
        self.may_be_opened = []

    # ---- things to spoil

    def model(self, name):
        """A fresh copy of the example: four shards and what lies around them, with a manifest."""
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.example, folder)
        return folder

    def make(self, name, *arguments):
        """A model by tools/make_example_model.py."""
        subprocess.run(["python3", str(sandbox.SOURCE / "tools" / "make_example_model.py"), *arguments, str(self.work / name)],
                       env=self.environment, check=True)
        return self.work / name

    def relisted(self, model):
        """The manifest made anew over what is there, as by whoever spoiled it: every digest agrees."""
        lines = ["# weightcheck manifest v1", f"# upstream: {UPSTREAM}", f"# commit: {COMMIT}"]
        for path in sorted(os.fsencode(path.relative_to(model)) for path in model.rglob("*") if path.is_file()):
            if path == MANIFEST.encode():
                continue
            digest = hashlib.sha256((model / os.fsdecode(path)).read_bytes()).hexdigest()
            lines.append(f"{digest}  {os.fsdecode(path)}")
        (model / MANIFEST).write_bytes(os.fsencode("\n".join(lines) + "\n"))
        return model

    def with_file(self, name, path, content):
        """A copy whose manifest lists one more file, or another content of one."""
        model = self.model(name)
        (model / path).parent.mkdir(parents=True, exist_ok=True)
        (model / path).write_bytes(content)
        return self.relisted(model)

    def faulty(self, path, fault):
        """The environment of a run whose reads of that file go wrong, as tests/faults tells."""
        if not self.options.faults:
            raise Skipped("this build has no library that makes system calls fail")
        witness = self.work / "fault"
        self.may_be_opened += [self.options.faults, witness, f"{path}.copy"]
        return {"LD_PRELOAD": self.options.faults, "FAULT_FILE": str(path), "FAULT": fault, "FAULT_WITNESS": str(witness)}

    # ---- what must come of it

    def rejected(self, case, arguments, exit_code, *rules, says=(), never=(), seconds=SECONDS, mebibytes=None, **others):
        """rules: ids that must be named; says, never: texts that must and must not be printed."""
        assert exit_code != 0 and (rules or says), case
        if mebibytes and not self.options.trace:  # strace would be measured
            others["prefix"] = ("peak-memory", str(mebibytes))
        run = self.run(case, arguments, seconds, **others)
        printed = run.out + run.err
        if run.exit_code != exit_code:
            self.lose(case, f"exit {run.exit_code} instead of {exit_code}", run)
        for rule in rules:
            if not re.search(rf"[\[(]{rule}[\])]", printed):
                self.lose(case, f"{rule} is not named", run)
        self.hold_to_words(case, run, says, never)
        if re.search(r"(?<![\w-])verified(?![\w-])", printed):
            self.lose(case, 'it says "verified"', run)
        self.rejections += 1
        return run

    def accepted(self, case, arguments, *, says=(), never=(), **others):
        run = self.run(case, arguments, SECONDS, **others)
        if run.exit_code != 0:
            self.lose(case, f"exit {run.exit_code} instead of 0", run)
        self.hold_to_words(case, run, says, never)
        self.acceptances += 1
        return run

    def hold_to_words(self, case, run, says, never):
        printed = run.out + run.err
        for text in says:
            if text not in printed:
                self.lose(case, f"it does not say {text!r}", run)
        for text in never:
            if text in printed:
                self.lose(case, f"it says {text!r}", run)
        if "\x1b" in printed:
            self.lose(case, "it prints an escape byte", run)

    def lose(self, case, why, run):
        raise Lost(f"{case}: {why}\n{run.out}{run.err}")

    # ---- running

    def run(self, case, arguments, seconds=SECONDS, environment=None, prefix=(), out=None, folder=None):
        """prefix: words before the program's name; out: a file for standard output instead of the report."""
        argv = [*prefix, "weightcheck", *map(str, arguments)]
        if environment and "FAULT" in environment and arguments[0] in ("verify", "hash"):
            argv.append("--no-sandbox")  # the fault itself needs rights that the run has given up
        variables = {**self.environment, **(environment or {})}
        traced = self.options.trace and not prefix and arguments[0] != "anchor"  # which runs git, and speaks to a network
        trace = self.work / "trace" if traced else None
        if trace:
            preload = ["-E", "LD_PRELOAD=" + variables.pop("LD_PRELOAD")] if "LD_PRELOAD" in variables else []
            argv = ["strace", "-f", "-y", "-qq", "-e", "trace=open,openat,openat2,creat,execve", "-o", str(trace), *preload, *argv]
        witness = pathlib.Path(variables["FAULT_WITNESS"]) if "FAULT" in variables else None
        run = self.finish(case, argv, variables, seconds * self.options.slowness * (5 if trace else 1), out, folder or self.work)
        if run.exit_code == 99:
            self.lose(case, "a sanitizer objects", run)
        if witness:
            if not witness.exists():
                self.lose(case, "the fault did not happen", run)
            witness.unlink()
        if trace:
            self.hold_to_places(case, arguments, trace, run)
        return run

    def finish(self, case, argv, variables, seconds, out_file, folder):
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen(argv, cwd=folder, env=variables, stdin=subprocess.DEVNULL, stdout=out_file or out, stderr=err,
                                       start_new_session=True)
            late = False
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                late = True
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode("utf-8", "backslashreplace"))
        run = Run(process.returncode, *texts)
        if left := [path.name for path in (self.folder / "tmp").iterdir()]:
            self.lose(case, f"temporary files are left: {left}", run)
        if not late and (left := left_running(process.pid)):
            self.lose(case, f"still running: {left}", run)
        if late:
            self.lose(case, f"still running after {seconds} s", run)
        return run

    def hold_to_places(self, case, arguments, trace, run):
        named = [part for word in map(str, arguments) for part in (word, word.partition("=")[2]) if part and not part.startswith("-")]
        named = [os.path.realpath(os.path.join(self.work, part)) for part in named]
        allowed = named + [os.path.realpath(place) for place in self.may_be_opened]
        folders = {os.path.dirname(place) for place in named}  # of files that are written
        on_the_way = {str(folder) for word in arguments if os.path.isabs(word) for folder in pathlib.Path(word).parents}
        programs = 0
        for line in whole_calls(trace.read_text(errors="backslashreplace").splitlines()):
            if "execve(" in line:
                programs += line.endswith(" = 0")
                continue
            found = re.search(r" = \d+<(/.*?)(?: \(deleted\))?>$", line)
            if not found or "O_PATH" in line:  # which reads nothing: a handle to stand on, or a place named to the sandbox
                continue
            self.opened += 1
            place = found[1]
            ours = not place.startswith(SYSTEM) and place != self.options.faults and "O_WRONLY" not in line
            if ours and "O_CLOEXEC" not in line:
                self.lose(case, f"it opened {place} for its children too: {line}", run)
            if ours and not any(flag in line for flag in ("O_NONBLOCK", "O_DIRECTORY", "O_PATH")):
                self.lose(case, f"it would have waited for {place}: {line}", run)
            if place.startswith(SYSTEM) or place.removesuffix(".resume") in named or any(place == other or place.startswith(other + "/") for other in allowed):
                continue
            if place in folders | on_the_way and "O_DIRECTORY" in line:
                continue
            if "O_TMPFILE" in line and os.path.dirname(place) in folders:
                continue
            self.lose(case, f"it opened {place}: {line}", run)
        if programs != 1:
            self.lose(case, f"it started {programs - 1} other programs", run)


def flipped(path, place, bit=0):
    """One bit of the byte at `place`, counted from the end where it is negative."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1 << bit
    path.write_bytes(data)


def safetensors(header, data=b""):
    """A file with this header, which may be any bytes."""
    return len(header).to_bytes(8, "little") + header + data
