# SPDX-License-Identifier: Apache-2.0
"""libweightcheck.so.0 by ctypes: <weightcheck/c.h>, said again in Python."""
from __future__ import annotations

import ctypes
import functools
import os
import threading
from collections.abc import Mapping, Sequence
from typing import Any

_SONAME = "libweightcheck.so.0"
_USAGE = 2


class Error(Exception):
    """The run came to no report. `exit_code` is what the program would have ended with; never 0."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class UsageError(Error):
    """The call makes no sense: no such model, a commit that is no full id, an empty string."""


class LibraryNotFoundError(Error):
    """There is no libweightcheck.so.0 that can be loaded."""


class _Options(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("manifest", ctypes.c_char_p), ("proof", ctypes.c_char_p), ("commit", ctypes.c_char_p),
                ("upstream", ctypes.c_char_p), ("policy", ctypes.c_char_p), ("fail_on", ctypes.c_char_p),
                ("license_facts", ctypes.c_char_p), ("base_proofs", ctypes.POINTER(ctypes.c_char_p)),
                ("bases", ctypes.POINTER(ctypes.c_char_p)), ("strict", ctypes.c_int), ("fail_fast", ctypes.c_int),
                ("threads", ctypes.c_uint), ("stop", ctypes.c_void_p)]


@functools.cache
def _library() -> ctypes.CDLL:
    named = os.environ.get("WEIGHTCHECK_LIBRARY")
    candidates = [named] if named else [_SONAME, f"/usr/local/lib/{_SONAME}"]
    reasons = []
    for candidate in candidates:
        try:
            return _declared(ctypes.CDLL(candidate))
        except OSError as reason:
            reasons.append(str(reason))
    raise LibraryNotFoundError("cannot load the library; WEIGHTCHECK_LIBRARY may name it: " + "; ".join(reasons), 3)


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    out = ctypes.POINTER(ctypes.c_void_p)  # not c_char_p, which would be copied and the original lost
    library.weightcheck_verify.argtypes = [ctypes.c_char_p, ctypes.POINTER(_Options), out, out]
    library.weightcheck_verify.restype = ctypes.c_int
    library.weightcheck_free.argtypes = [ctypes.c_void_p]
    library.weightcheck_free.restype = None
    library.weightcheck_version.restype = ctypes.c_char_p
    library.weightcheck_stop_new.restype = ctypes.c_void_p
    library.weightcheck_stop_request.argtypes = library.weightcheck_stop_free.argtypes = [ctypes.c_void_p]
    library.weightcheck_stop_request.restype = library.weightcheck_stop_free.restype = None
    return library


def library_version() -> str:
    """The version of the library that is in use."""
    return str(_library().weightcheck_version().decode())


def _encoded(word: Any) -> bytes:
    raw = os.fsencode(word)
    if b"\0" in raw:
        raise UsageError("a path or word has a NUL byte in it", _USAGE)
    return raw


def _taken(library: ctypes.CDLL, pointer: ctypes.c_void_p) -> str | None:
    if not pointer:
        return None
    text = ctypes.string_at(pointer.value or 0).decode()
    library.weightcheck_free(pointer)
    return text


def call(path: Any, words: Mapping[str, Any], lists: Mapping[str, Sequence[Any]], strict: bool, fail_fast: bool,
         threads: int) -> tuple[int, str]:
    """The exit code and the report's JSON."""
    library = _library()
    model = _encoded(path)
    options = _Options(size=ctypes.sizeof(_Options), strict=bool(strict), fail_fast=bool(fail_fast), threads=threads)
    for name, word in words.items():
        if word is not None:
            setattr(options, name, _encoded(word))
    arrays = {name: (ctypes.c_char_p * (len(paths) + 1))(*map(_encoded, paths), None) for name, paths in lists.items()}
    for name, array in arrays.items():
        setattr(options, name, ctypes.cast(array, ctypes.POINTER(ctypes.c_char_p)))
    report, error = ctypes.c_void_p(), ctypes.c_void_p()
    exit_code = _run(library, options, lambda: library.weightcheck_verify(
        model, ctypes.byref(options), ctypes.byref(report), ctypes.byref(error)))
    text, message = _taken(library, report), _taken(library, error)
    if text is not None:
        return exit_code, text
    raise (UsageError if exit_code == _USAGE else Error)(message or "out of memory", exit_code)


def _run(library: ctypes.CDLL, options: _Options, verify: Any) -> int:
    """Runs in a thread of its own: Python sees to signals in the waiting one, so that Ctrl-C ends an hour of hashing."""
    exit_codes: list[int] = []
    stop = library.weightcheck_stop_new()
    options.stop = stop
    worker = threading.Thread(target=lambda: exit_codes.append(verify()), name="weightcheck")
    worker.start()
    try:
        worker.join()
    except BaseException:
        library.weightcheck_stop_request(stop)
        raise
    finally:
        worker.join()
        library.weightcheck_stop_free(stop)
    return exit_codes[0]
