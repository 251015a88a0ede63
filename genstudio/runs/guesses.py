"""Games of “real or made?” kept with a run: one small JSON file each, so that none harms another.

A file that is damaged or half-written counts as not there, and is left alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError, model_validator

from genstudio.core import places, storage
from genstudio.runs.folder import RunFolder
from genstudio.runs.guessing import Tally, total
from genstudio.runs.library import timestamp

_FORMAT = 1


@dataclass(frozen=True)
class Played:
    """One game's count for one run: `model` is the hash of the weights that made the pictures.

    `name` is that of its file; `limit` are seconds for a picture, 0 for no limit.
    """

    name: str
    date: str
    model: str
    seed: int
    limit: int
    tally: Tally
    sampler: str = "prior"  # that the made pictures' latents were drawn from


@dataclass(frozen=True)
class Record:
    """All `games` on the newest weights and sampler counted together; `older` were on others."""

    tally: Tally
    games: int = 0
    older: int = 0
    sampler: str = "prior"


class _StoredTally(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    real: NonNegativeInt
    right_real: NonNegativeInt
    made: NonNegativeInt
    right_made: NonNegativeInt
    missed: NonNegativeInt
    critic_judged: NonNegativeInt
    critic_right: NonNegativeInt

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        pairs = (
            (self.right_real, self.real),
            (self.right_made, self.made),
            (self.critic_right, self.critic_judged),
            (self.critic_judged, self.real + self.made),
        )
        if any(part > whole for part, whole in pairs):
            raise ValueError("more were right than were judged")
        return self


class _Stored(BaseModel):
    format: Literal[1]
    date: str
    model: str
    seed: int
    limit: NonNegativeInt
    tally: _StoredTally
    sampler: Literal["prior", "mixture"] = "prior"


def place(folder: RunFolder) -> Path:
    """Return where they are: with the run, or for a bundled one in the user's own folder."""
    if folder.is_bundled:
        return places.home() / "guesses" / folder.path.name
    return folder.path / "guesses"


def new(model: str, seed: int, limit: int, tally: Tally, sampler: str = "prior") -> Played:
    """Return a game that has just ended, under a name of its own that sorts by time."""
    return Played(new_name(), timestamp(), model, seed, limit, tally, sampler)


def new_name() -> str:
    """Return a file's name that no other has and that sorts by time."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(2)}"


def read_all(folder: RunFolder) -> list[Played]:
    """Return the games, oldest first; what is damaged is left out."""
    found = (_read(path) for path in sorted(place(folder).glob("*.json")))
    return [game for game in found if game is not None]


def keep(folder: RunFolder, game: Played) -> None:
    """Write a game; raises `StorageError` with a sentence, also where the run is gone."""
    if not folder.path.is_dir():
        raise storage.StorageError(f"The run in {folder.path} is not there any more.")
    values = {"format": _FORMAT} | {k: v for k, v in asdict(game).items() if k != "name"}
    storage.write_json(place(folder) / f"{game.name}.json", values)


def forget(folder: RunFolder, games: Iterable[Played]) -> None:
    """Remove games; raises `StorageError` with a sentence."""
    for game in games:
        path = place(folder) / f"{game.name}.json"
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise storage.explain(path, error) from error


def record(games: list[Played]) -> Record:
    """Count the games on the weights, and of the sampler, that were last played against."""
    if not games:
        return Record(Tally())
    last = games[-1]
    same = [game for game in games if (game.model, game.sampler) == (last.model, last.sampler)]
    tally = total(game.tally for game in same)
    return Record(tally, len(same), len(games) - len(same), last.sampler)


def _read(path: Path) -> Played | None:
    try:
        known = _Stored.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    tally = Tally(**known.tally.model_dump())
    return Played(path.stem, known.date, known.model, known.seed, known.limit, tally, known.sampler)
