# SPDX-License-Identifier: Apache-2.0
"""Where the tests of the program run: a fresh folder, an environment with nothing of the caller's in it and no way to the
network, and in it an example model with its manifest."""
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
COMMIT = "5d0f2b1c6ae37f6b8d0f4a6de0f6f0a7b5c2e913"
UPSTREAM = "https://huggingface.co/weightcheck/example"
SHARDS = 4


def add_options(parser):
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--shared", type=pathlib.Path, default=SOURCE.parent / "shared", help="folder of real inputs")
    parser.add_argument("--slowness", type=int, default=1, help="how many times longer things may take in this build")


def environment_in(folder, options):
    programs = folder / "programs"
    programs.mkdir()
    (programs / "weightcheck").symlink_to(options.program.resolve())
    (programs / "python3").symlink_to(sys.executable)
    for name in ("home", "tmp"):
        (folder / name).mkdir()
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": os.pathsep.join([str(programs), str(HERE / "commands"), str(SOURCE / "tools"), "/usr/bin", "/bin", "/usr/sbin"]),
        "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "xterm",
        "http_proxy": nowhere, "https_proxy": nowhere, "no_proxy": "127.0.0.1", "PYTHONDONTWRITEBYTECODE": "1",
        "SOURCE": str(SOURCE), "SHARED": str(options.shared), "SLOWNESS": str(options.slowness),
        "EXAMPLE": str(folder / "example"), "COMMIT": COMMIT, "UPSTREAM": UPSTREAM,
        # What a sanitizer finds must not look like a finding of the program.
        "ASAN_OPTIONS": "exitcode=99", "UBSAN_OPTIONS": "exitcode=99:print_stacktrace=1", "TSAN_OPTIONS": "exitcode=99",
        "LSAN_OPTIONS": "exitcode=99",
    }


def make_example(environment):
    """The folder $EXAMPLE: four shards, of which two are of one size, and a manifest that names a commit."""
    folder = pathlib.Path(environment["EXAMPLE"])
    subprocess.run(["python3", str(SOURCE / "tools" / "make_example_model.py"), "--shards", str(SHARDS), str(folder)],
                   env=environment, check=True)
    subprocess.run(["weightcheck", "manifest", str(folder), "--upstream", UPSTREAM, "--commit", COMMIT, "-q"], env=environment,
                   check=True)
    return folder
