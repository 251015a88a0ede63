"""A run's scores on disk: `scores.json`, one set for each question that was asked of its models.

Reading them needs no torch and no tensor; whether they still hold is told by the weights file's
size and time alone, and known for sure by the stamp when the question is asked again.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from genstudio.core import places, storage
from genstudio.core.score import Score, from_dict
from genstudio.runs.folder import RunFolder

VERSION = 3
"""Of the way scores are computed: those of an older one are not believed."""

_FORMAT = 1
Written = tuple[str, int, int]
"""A file's name, size in bytes and time of writing in ns."""


@dataclass(frozen=True)
class Question:
    """What is to be found out: of which weights, sampled how, on how many pictures.

    `draws` are those of the tightest bound of a likelihood, per picture. `also` are keys of
    `genstudio.evaluation.networks.FIXED`: feature networks that are looked with as well.
    """

    checkpoint: Literal["best", "last"] = "best"
    sampler: str = "prior"
    count: int = 1000
    seed: int = 0
    draws: int = 100
    also: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What it is filed under."""
        drawn = "" if self.draws == Question.draws else f" {self.draws}"
        also = "".join(f" +{each}" for each in self.also)
        return f"{self.checkpoint} {self.sampler} {self.count} {self.seed}{drawn}{also}"


@dataclass(frozen=True)
class ScoreSet:
    """The answer to a question, and the `stamp` of everything it depends on.

    `weights` is the file that was examined, as it was then; `version` how it was.
    """

    stamp: str
    scores: tuple[Score, ...]
    weights: Written = ("", 0, 0)
    version: int = VERSION


@dataclass(frozen=True)
class Standing:
    """The newest answer about a run; `stale` is a sentence when it may hold no longer."""

    key: str = ""  # the question's
    scores: Mapping[str, Score] = field(default_factory=dict)
    stale: str = ""


UNSCORED = Standing()


class _StoredSet(BaseModel):
    stamp: str
    scores: tuple[dict[str, Any], ...]
    weights: Written = ("", 0, 0)
    version: int = 1


class _Stored(BaseModel):
    format: Literal[1]
    sets: dict[str, _StoredSet]


class _Written(Mapping[str, Score]):
    """Scores as they are in the file, by key; each is checked when it is first looked at.

    A table of a thousand runs looks at few of them. What is damaged is not there.
    """

    def __init__(self, values: Sequence[dict[str, Any]]) -> None:
        self._raw = {str(each.get("key", "")): each for each in values}
        self._checked: dict[str, Score] = {}

    def __getitem__(self, key: str) -> Score:
        if key not in self._checked:
            try:
                self._checked[key] = from_dict(self._raw[key])
            except ValueError:
                raise KeyError(key) from None
        return self._checked[key]

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._raw if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None


def read(folder: RunFolder) -> dict[str, ScoreSet]:
    """Return the sets by their question's key; what is missing or damaged is not there."""
    found = {}
    for key, each in _stored(folder).items():
        with contextlib.suppress(ValueError):
            scores = tuple(map(from_dict, each.scores))
            found[key] = ScoreSet(each.stamp, scores, each.weights, each.version)
    return found


def write(folder: RunFolder, question: Question, found: ScoreSet) -> None:
    """File the answer beside the others; raises `StorageError` with a sentence."""
    sets = read(folder) | {question.key: found}
    values = {
        key: {
            "stamp": each.stamp,
            "version": each.version,
            "weights": list(each.weights),
            "scores": [score.to_dict() for score in each.scores],
        }
        for key, each in sets.items()
    }
    storage.write_json(path(folder), {"format": _FORMAT, "sets": values})


def standing(folder: RunFolder, fingerprint: str) -> Standing:
    """Return the newest answer about a run that learnt from pictures of `fingerprint`."""
    sets = {key: each for key, each in _stored(folder).items() if each.scores}
    if not sets:
        return UNSCORED
    key = max(sets, key=lambda name: (str(sets[name].scores[0].get("date", "")), name))
    return Standing(key, _Written(sets[key].scores), _stale(folder, key, sets[key], fingerprint))


def path(folder: RunFolder) -> Path:
    """Return where the scores are: with the run, or for a bundled one in the cache."""
    if folder.is_bundled:
        return places.cache() / "scores" / f"{folder.path.name}.json"
    return folder.scores_path


def written(file: Path) -> Written:
    """Return what tells cheaply whether a file is still the one that was looked at."""
    try:
        status = file.stat()
    except OSError:
        return (file.name, 0, 0)
    return (file.name, status.st_size, status.st_mtime_ns)


def stamp(file: Path, *facts: object) -> str:
    """Return a hash of a weights file and of whatever else the scores depend on."""
    try:
        with file.open("rb") as stream:
            total = hashlib.file_digest(stream, "sha256")
    except OSError as error:
        raise storage.explain(file, error) from error
    total.update(repr(facts).encode("utf-8"))
    return total.hexdigest()[:20]


def find(scores: Sequence[Score], key: str) -> Score | None:
    """Return the score called `key`."""
    return next((score for score in scores if score.key == key), None)


def to_dict(standing: Standing) -> dict[str, Any]:
    """Return plain values of an answer for JSON."""
    return {
        "question": standing.key,
        "stale": standing.stale,
        "scores": [score.to_dict() for score in standing.scores.values()],
    }


def _stored(folder: RunFolder) -> dict[str, _StoredSet]:
    try:
        return _Stored.model_validate_json(path(folder).read_bytes()).sets
    except (OSError, ValidationError):
        return {}


def _stale(folder: RunFolder, key: str, found: _StoredSet, fingerprint: str) -> str:
    which: Literal["best", "last"] = "last" if key.startswith("last") else "best"
    file = folder.weights(which)
    if file is None or written(file) != found.weights:
        return "The weights have changed since. Score the run again."
    if found.version != VERSION:
        return "An older GenStudio computed them in another way. Score the run again."
    if fingerprint not in ("", found.scores[0].get("fingerprint", "")):
        return "The run has learnt from other pictures since. Score it again."
    return ""
