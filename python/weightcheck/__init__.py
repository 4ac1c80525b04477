# SPDX-License-Identifier: Apache-2.0
"""Verify what published model weights are, and where they come from.

    result = weightcheck.verify("./model", commit=pinned_commit, strict=True)

A model that fails is a Result like any other; only a call that makes no sense, or that comes to no report, raises.
"""
from __future__ import annotations

import os
import typing
from collections.abc import Sequence

from ._library import Error, LibraryNotFoundError, UsageError, call, library_version
from ._result import Check, File, Finding, License, NotVerified, Pin, Result

__all__ = ["Check", "Error", "File", "Finding", "LibraryNotFoundError", "License", "NotVerified", "Pin", "Result", "UsageError",
           "library_version", "require", "verify"]

_Path = str | bytes | os.PathLike[str] | os.PathLike[bytes]
_Model = typing.TypeVar("_Model", bound=_Path)


def verify(path: _Path, *, commit: str | None = None, upstream: str | None = None, policy: _Path | None = None,
           manifest: _Path | None = None, proof: _Path | None = None, base_proofs: Sequence[_Path] = (),
           bases: Sequence[_Path] = (), license_facts: _Path | None = None, strict: bool = False, fail_on: str | None = None,
           fail_fast: bool = False, threads: int | None = None) -> Result:
    """Reads every byte of the model at `path` and says what it is, as `weightcheck verify` does with the options of these names.

    Without `policy` the environment variable WEIGHTCHECK_POLICY may name one. `None` is "not given"; an empty string is a
    UsageError, so that an unset variable never stands for "no pin". The calling thread waits; others go on. Raises UsageError,
    Error where the run came to no report, and LibraryNotFoundError.
    """
    if threads is not None and not 1 <= threads <= 1024:
        raise UsageError("threads is a number from 1 to 1024", 2)
    if any(isinstance(paths, (str, bytes, os.PathLike)) for paths in (base_proofs, bases)):
        raise UsageError("base_proofs and bases are sequences of paths", 2)
    return Result.from_json(*call(
        path,
        {"commit": commit, "upstream": upstream, "policy": policy, "manifest": manifest, "proof": proof, "fail_on": fail_on,
         "license_facts": license_facts},
        {"base_proofs": base_proofs, "bases": bases}, strict, fail_fast, threads or 0))


def require(path: _Model, **options: typing.Any) -> _Model:
    """`path`, if the model there is verified; takes the options of `verify`.

        model = AutoModel.from_pretrained(weightcheck.require("./model", commit=pinned_commit))

    Raises NotVerified otherwise, and what `verify` raises: a loader behind it never starts on a model that was not verified.
    """
    result = verify(path, **options)
    if not result:
        raise NotVerified(os.fsdecode(path), result)
    return path
