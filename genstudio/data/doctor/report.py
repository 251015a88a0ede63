"""What the doctor says: findings in plain words, the pictures concerned, and what helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from genstudio.core.recipe import Value
from genstudio.data.imageset import ImageSet, Skipped

Severity = Literal["problem", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("problem", "warning", "note")
MOST_SHOWN = 200  # groups or files that a finding lists


@dataclass(frozen=True)
class Fix:
    """A change of the recipe that helps: files on disk are never touched."""

    label: str
    changes: Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was found in `count` pictures.

    `groups` holds indices of pictures, those that belong together in one tuple; `files` are those
    that have no picture. Both list the first 200. `advice` is what one can do by hand.
    """

    kind: str
    severity: Severity
    sentence: str
    why: str
    count: int
    groups: tuple[tuple[int, ...], ...] = ()
    files: tuple[Skipped, ...] = ()
    fixes: tuple[Fix, ...] = ()
    advice: str = ""


@dataclass(frozen=True)
class Report:
    """Everything that was found, worst first, in `images`; the last event of a check."""

    spec: str
    images: ImageSet
    findings: tuple[Finding, ...]

    @property
    def is_fine(self) -> bool:
        """Whether there is nothing to be done."""
        return all(finding.severity == "note" for finding in self.findings)

    @property
    def sentence(self) -> str:
        """Sum it up in a line."""
        what = f"{len(self.images):,} pictures of {self.images.name} checked"
        serious = [finding for finding in self.findings if finding.severity != "note"]
        if not serious:
            return f"{what}: everything looks fine."
        word = "thing" if len(serious) == 1 else "things"
        return f"{what}: {len(serious)} {word} to look at."

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "source": self.spec,
            "name": self.images.name,
            "count": len(self.images),
            "shape": list(self.images.shape),
            "fingerprint": self.images.fingerprint,
            "fine": self.is_fine,
            "findings": [self._plain(finding) for finding in self.findings],
        }

    def _plain(self, finding: Finding) -> dict[str, Any]:
        name = self.images.name_of
        return {
            "kind": finding.kind,
            "severity": finding.severity,
            "sentence": finding.sentence,
            "why": finding.why,
            "advice": finding.advice,
            "count": finding.count,
            "pictures": [[name(index) for index in group] for group in finding.groups],
            "indices": [list(group) for group in finding.groups],
            "files": [{"path": each.path, "reason": each.reason} for each in finding.files],
            "fixes": [{"label": fix.label, "set": dict(fix.changes)} for fix in finding.fixes],
        }


def verb(count: int, one: str = "is", more: str = "are") -> str:
    """Return the verb that goes with `count` things."""
    return one if count == 1 else more


def many(count: int, one: str, more: str = "") -> str:
    """Return a number with its word: “1 picture”, “1,200 pictures”."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"
