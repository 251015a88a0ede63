"""A run's scores on disk: `scores.json`, one set for each question that was asked of its models."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from genstudio.core import places, storage
from genstudio.core.score import Score, from_dict
from genstudio.runs.folder import RunFolder

_FORMAT = 1


@dataclass(frozen=True)
class Question:
    """What is to be found out: of which weights, sampled how, on how many pictures."""

    checkpoint: Literal["best", "last"] = "best"
    sampler: str = "prior"
    count: int = 1000
    seed: int = 0

    @property
    def key(self) -> str:
        """What it is filed under."""
        return f"{self.checkpoint} {self.sampler} {self.count} {self.seed}"


@dataclass(frozen=True)
class ScoreSet:
    """The answer to a question, and the `stamp` of everything it depends on."""

    stamp: str
    scores: tuple[Score, ...]


def read(folder: RunFolder) -> dict[str, ScoreSet]:
    """Return the sets by their question's key; what is missing or damaged is not there."""
    try:
        values = storage.read_json(path(folder))
        if values["format"] != _FORMAT:
            return {}
        return {
            str(key): ScoreSet(str(each["stamp"]), tuple(map(from_dict, each["scores"])))
            for key, each in values["sets"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write(folder: RunFolder, question: Question, found: ScoreSet) -> None:
    """File the answer beside the others; raises `StorageError` with a sentence."""
    sets = read(folder) | {question.key: found}
    values = {
        key: {"stamp": each.stamp, "scores": [score.to_dict() for score in each.scores]}
        for key, each in sets.items()
    }
    storage.write_json(path(folder), {"format": _FORMAT, "sets": values})


def path(folder: RunFolder) -> Path:
    """Return where the scores are: with the run, or for a bundled one in the cache."""
    if folder.is_bundled:
        return places.cache() / "scores" / f"{folder.path.name}.json"
    return folder.scores_path


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
