# SPDX-License-Identifier: Apache-2.0
"""The report of a run as objects. What has no object here is in Result.report, the parsed JSON."""
from __future__ import annotations

import json as json_format
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Pin:
    upstream: str | None
    commit: str


@dataclass(frozen=True)
class Check:
    id: str  # integrity, anchor, license, shape
    outcome: str  # passed, failed, could-not-run, not-demanded
    reason: str


@dataclass(frozen=True)
class Finding:
    rule: str
    severity: str  # error, warning, note
    message: str
    help: str
    paths: tuple[str, ...]  # some of them, where there are very many
    paths_total: int


@dataclass(frozen=True)
class File:
    path: str
    size: int | None
    sha256: str | None
    integrity: str
    anchor: str
    origin: str


@dataclass(frozen=True)
class License:
    declared: str | None
    detected: str | None
    confidence: float | None
    file: str | None


@dataclass(frozen=True)
class Result:
    """What a run came to. True only where the model is verified: `if weightcheck.verify(...)` is a gate."""
    verdict: str  # verified, failed, incomplete, untrusted
    exit_code: int
    trust: str  # self, pinned, none
    pin: Pin | None
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    files: tuple[File, ...] = field(repr=False)
    license: License
    report: Mapping[str, Any] = field(repr=False, compare=False)
    json: str = field(repr=False, compare=False)  # as `weightcheck verify --format json` prints it

    @property
    def verified(self) -> bool:
        return self.exit_code == 0 and self.verdict == "verified"

    def __bool__(self) -> bool:
        return self.verified

    @classmethod
    def from_json(cls, exit_code: int, text: str) -> Result:
        report = json_format.loads(text)
        return cls(
            verdict=report["verdict"], exit_code=exit_code, trust=report["trust"],
            pin=None if report["pin"] is None else _take(Pin, report["pin"]),
            checks=tuple(_take(Check, check) for check in report["checks"]),
            findings=tuple(_take(Finding, {**finding, "paths": tuple(finding["paths"])}) for finding in report["findings"]),
            files=tuple(_take(File, file) for file in report["files"]),
            license=_take(License, report["license"]), report=report, json=text)


class NotVerified(Exception):
    """A model that was required to be verified is not. `findings` are those that say why, the gravest first; `result` has all."""

    def __init__(self, path: str, result: Result) -> None:
        self.path = path
        self.result = result
        grave = [finding for finding in result.findings if finding.severity == "error"]
        self.findings: tuple[Finding, ...] = tuple(grave or result.findings)
        reasons = [f"{finding.rule}: {finding.message}" for finding in self.findings]
        reasons += [f"{check.id}: {check.reason}" for check in result.checks if check.outcome in ("failed", "could-not-run")]
        shown = "; ".join(reasons[:3]) + (f"; and {len(reasons) - 3} more" if len(reasons) > 3 else "")
        super().__init__(f"{path!r} is not verified ({result.verdict}): {shown}")

    def __reduce__(self) -> tuple[Any, ...]:  # worker processes hand exceptions on
        return NotVerified, (self.path, self.result)


def _take(kind: Any, members: Mapping[str, Any]) -> Any:
    """Members that a later schema adds are not in the way; they are in Result.report."""
    return kind(**{name: members[name] for name in kind.__dataclass_fields__})
