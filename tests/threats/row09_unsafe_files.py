# SPDX-License-Identifier: Apache-2.0
"""By name and by bytes; nothing is unpickled to find out. Every one of them is listed, with its right digest."""
import io
import pickle
import tarfile
import zipfile

import threat


class Trap:
    """What would be seen if anything were unpickled."""

    def __init__(self, witness):
        self.witness = witness

    def __reduce__(self):
        return (open, (str(self.witness), "w"))


def zipped(member, content):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(member, content)
    return made.getvalue()


def tarred(member):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(member))
    return made.getvalue()


def check(row):
    witness = row.folder / "unpickled"
    pickles = {f"protocol {number}": pickle.dumps(Trap(witness), number) for number in range(6)}
    for extension in (".bin", ".pt", ".pth", ".ckpt", ".pkl"):
        model = row.with_file("extension" + extension, "pytorch_model" + extension, pickles["protocol 2"])
        row.rejected(f"a pickle called {extension}", ["verify", model], 1, "unsafe-file", says=("pytorch_model" + extension,))
        row.rejected(f"a pickle called {extension}, not hashed", ["inspect", model], 1, "unsafe-file")
    for what, content in pickles.items():
        model = row.with_file(what, "vectors.dat", content)
        row.rejected(f"{what} under a harmless name", ["verify", model], 1, "unsafe-file", says=("vectors.dat",))
    for what, path, content in (
            # The first byte of each is an opcode that takes the rest of the head for a number or a text.
            ("a pickle with the head of GGUF", "model.pkl", b"GGUF\3\0\0\0\0" + pickles["protocol 0"]),
            ("a pickle with the head of safetensors", "optimizer.bin", b"X\x10\0\0\0\0\0\0{" + b"a" * 12 + pickles["protocol 0"] + bytes(5000)),
            ("a checkpoint in a zip", "weights.dat", zipped("archive/data.pkl", pickles["protocol 2"])),
            ("an archive", "tokens.dat", tarred("x")), ("a program", "helper", b"\x7fELF\x02\x01\x01" + bytes(64)),
            ("a program for Windows", "helper.dat", b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(64)),
            ("an HDF5 file with code", "tf_model.h5", b"\x89HDF\r\n\x1a\n" + bytes(64) + b'{"class_name": "Lambda"}'), ("a library", "lib.so", b"\x7fELF" + bytes(64)),
            ("WebAssembly", "x.wasm", b"\0asm\1\0\0\0")):
        model = row.with_file(what, path, content)
        row.rejected(what, ["verify", model], 1, "unsafe-file", says=(path,))
    row.accepted("an HDF5 file beside weights that were examined",
                 ["verify", row.with_file("HDF5", "tf_model.h5", b"\x89HDF\r\n\x1a\n" + bytes(64))], says=("warning[unsafe-file]", "tf_model.h5"))
    for what, path, content in (("a script by extension", "modeling.py", b"import os\n"), ("a script by its first bytes", "run", b"#!/bin/sh\ntrue\n")):
        row.accepted(what, ["verify", row.with_file(what, path, content)], says=("note[unsafe-file]", path))
        unlisted = row.model(what + ", unlisted")
        (unlisted / path).write_bytes(content)
        row.rejected(what + ", unlisted", ["verify", unlisted], 1, "unsafe-file", says=(path,))
    if witness.exists():
        raise threat.Lost("a pickle was loaded")
