"""Blind votes between two models' pictures: the ballots, and what is kept of them. No torch here.

A session is one small JSON file in the user's folder, since it belongs to several runs; one that is
damaged or half-written counts as not there, and is left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from genstudio.core import places, storage
from genstudio.evaluation import bradley_terry
from genstudio.evaluation.bradley_terry import Strength

Side = Literal["left", "right", "neither"]
COUNTS = (10, 20, 50)


@dataclass(frozen=True)
class Ballot:
    """Two pictures, uint8 `(C, H, W)` each, and the keys of the runs that made them."""

    left: np.ndarray
    right: np.ndarray
    runs: tuple[str, str]


@dataclass(frozen=True)
class Ballots:
    """What is voted on, in order; `models` are the weights' hashes by the run's key."""

    ballots: tuple[Ballot, ...]
    models: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vote:
    """Which of two models' pictures looked more real; hashes of weights, and who was preferred."""

    left: str
    right: str
    said: Side


@dataclass(frozen=True)
class Session:
    """Votes that were given in one go, under the name of their file; `runs` are hashes by key."""

    name: str
    runs: Mapping[str, str]
    votes: tuple[Vote, ...]


class _StoredVote(BaseModel):
    model_config = ConfigDict(extra="forbid")

    left: str
    right: str
    said: Side


class _Stored(BaseModel):
    format: Literal[1]
    runs: dict[str, str]
    votes: tuple[_StoredVote, ...]


def place() -> Path:
    """Return the folder of all sessions."""
    return places.home() / "votes"


def read_all() -> list[Session]:
    """Return the sessions, oldest first; what is damaged is left out."""
    found = (_read(path) for path in sorted(place().glob("*.json")))
    return [session for session in found if session is not None]


def keep(session: Session) -> None:
    """Write a session; raises `StorageError` with a sentence."""
    values = {
        "format": 1,
        "runs": dict(session.runs),
        "votes": [asdict(vote) for vote in session.votes],
    }
    storage.write_json(place() / f"{session.name}.json", values)


def forget_between(sessions: Iterable[Session], hashes: Collection[str]) -> None:
    """Remove the votes between these models and keep all others; raises `StorageError`."""
    for session in _concerned(sessions, hashes):
        rest = tuple(vote for vote in session.votes if not _is_between(vote, hashes))
        if rest:
            keep(replace(session, votes=rest))
        else:
            _remove(place() / f"{session.name}.json")


def bring_back(sessions: Iterable[Session], hashes: Collection[str]) -> None:
    """Write down again what `forget_between` has changed; raises `StorageError`."""
    for session in _concerned(sessions, hashes):
        keep(session)


def models(keys: Sequence[str], sessions: Sequence[Session]) -> dict[str, str]:
    """Return the weights that each of these runs was last voted on with; others are left out."""
    return {key: each.runs[key] for each in sessions for key in keys if key in each.runs}


def wins(hashes: Sequence[str], sessions: Sequence[Session]) -> np.ndarray:
    """Return how often each of K models was preferred to each other, float64 `(K, K)`."""
    index = {each: place for place, each in enumerate(hashes)}
    table = np.zeros((len(hashes), len(hashes)))
    for vote in (vote for session in sessions for vote in session.votes):
        if vote.left not in index or vote.right not in index or vote.left == vote.right:
            continue
        left, right = index[vote.left], index[vote.right]
        share = {"left": 1.0, "right": 0.0, "neither": 0.5}[vote.said]
        table[left, right] += share
        table[right, left] += 1 - share
    return table


def ranked(wins: np.ndarray) -> tuple[list[Strength], str]:
    """Return strengths, or none and a sentence that says why."""
    if len(wins) < 2:
        return [], ""
    try:
        return bradley_terry.strengths(wins), ""
    except ValueError as error:
        return [], str(error)


def _concerned(sessions: Iterable[Session], hashes: Collection[str]) -> list[Session]:
    return [each for each in sessions if any(_is_between(vote, hashes) for vote in each.votes)]


def _is_between(vote: Vote, hashes: Collection[str]) -> bool:
    return vote.left in hashes and vote.right in hashes


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise storage.explain(path, error) from error


def _read(path: Path) -> Session | None:
    try:
        known = _Stored.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    given = tuple(Vote(vote.left, vote.right, vote.said) for vote in known.votes)
    return Session(path.stem, known.runs, given)
