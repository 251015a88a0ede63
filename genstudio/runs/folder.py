"""A run on disk: a folder of safe, plain files. Listing never loads a tensor."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import TypeAdapter, ValidationError

from genstudio.core import checkups, history, judged, places, storage
from genstudio.core.events import Checkup
from genstudio.core.recipe import Recipe

FORMAT = 1
STATUSES = ("waiting", "training", "stopped", "done", "diverged", "failed")


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a table shows of a run; kept in `summary.json`, rewritten at every save."""

    format: int = FORMAT
    name: str = ""
    status: str = "waiting"
    note: str = ""
    group: str = ""  # what the runs of one sweep have in common
    created: str = ""
    updated: str = ""
    family: str = ""
    step: int = 0
    total: int = 0
    seconds: float = 0.0
    parameters: int = 0
    shape: tuple[int, int, int] = (1, 28, 28)
    data_name: str = ""
    data_count: int = 0
    data_fingerprint: str = ""
    class_names: tuple[str, ...] = ()
    last: dict[str, float] = field(default_factory=dict)
    best_name: str = ""
    best_value: float | None = None
    best_step: int | None = None
    chosen_step: int | None = None
    process: int = 0
    environment: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(values: dict[str, Any]) -> Summary:
        """Read plain values; fields of a newer version are ignored, missing ones get defaults.

        Raises `ValueError` naming the first field whose value is of the wrong kind.
        """
        try:
            return _SUMMARY.validate_python(values)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise ValueError(f"{where}: {first['msg']}, not {first['input']!r}") from None


_SUMMARY = TypeAdapter(Summary)


@dataclass(frozen=True)
class RunFolder:
    """The files of one run. Paths are fixed; contents are read when asked."""

    path: Path

    @cached_property
    def recipe_path(self) -> Path:
        """Every choice that made the run (JSON)."""
        return self.path / "recipe.json"

    @cached_property
    def summary_path(self) -> Path:
        """State and last figures (JSON)."""
        return self.path / "summary.json"

    @property
    def history_path(self) -> Path:
        """One row a step (CSV)."""
        return self.path / "history.csv"

    @property
    def checkups_path(self) -> Path:
        """What was seen beside training, for the coach (JSON lines)."""
        return self.path / "checkups.jsonl"

    @property
    def judged_path(self) -> Path:
        """One row a held-out figure (CSV)."""
        return self.path / "quality.csv"

    @cached_property
    def scores_path(self) -> Path:
        """What examinations of its models found (JSON)."""
        return self.path / "scores.json"

    @property
    def previews_path(self) -> Path:
        """Folder of PNG sheets named by step."""
        return self.path / "previews"

    @property
    def rolling_path(self) -> Path:
        """The newest checkpoint (safetensors): everything needed to go on."""
        return self.path / "rolling.safetensors"

    @property
    def best_path(self) -> Path:
        """The averaged model at its best held-out figure (safetensors)."""
        return self.path / "best.safetensors"

    @property
    def moments_path(self) -> Path:
        """Folder of the averaged model at earlier steps (safetensors), for the time machine."""
        return self.path / "moments"

    @property
    def chosen_path(self) -> Path:
        """The moment that was made the model by hand, if one was (safetensors)."""
        return self.path / "chosen.safetensors"

    def weights(self, which: Literal["best", "last"]) -> Path | None:
        """Return the file whose weights are meant, else the nearest there is, else None.

        A moment that was made the model by hand counts as the best.
        """
        files = [self.chosen_path, self.best_path, self.rolling_path]
        if which == "last":
            files.reverse()
        return next((path for path in files if path.is_file()), None)

    @cached_property
    def is_bundled(self) -> bool:
        """Whether it is one of the program's own, whose folder is not the user's to write to."""
        return _is_models(str(self.path.absolute().parent))

    @property
    def exists(self) -> bool:
        """Whether this looks like a run, a damaged one included."""
        return self.recipe_path.is_file() or self.summary_path.is_file()

    def read_recipe(self) -> Recipe:
        """Read the recipe; raises `RecipeError` or `StorageError` with a sentence."""
        try:
            text = self.recipe_path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            cause = error if isinstance(error, OSError) else OSError(str(error))
            raise storage.explain(self.recipe_path, cause) from error
        return Recipe.from_json(text)

    def write_recipe(self, recipe: Recipe) -> None:
        """Write the recipe."""
        storage.write_bytes(self.recipe_path, recipe.to_json().encode("utf-8"))

    def read_summary(self) -> Summary:
        """Read the summary; raises `StorageError` with a sentence."""
        values = storage.read_json(self.summary_path)
        try:
            return Summary.from_dict(values)
        except ValueError as error:
            raise storage.StorageError(f"{self.summary_path} is damaged ({error}).") from error

    def write_summary(self, summary: Summary) -> None:
        """Write the summary."""
        storage.write_json(self.summary_path, summary.to_dict())

    def change_summary(self, **values: Any) -> Summary:
        """Rewrite the summary with `values` replaced; returns it."""
        summary = replace(self.read_summary(), **values)
        self.write_summary(summary)
        return summary

    def read_history(self) -> dict[str, np.ndarray]:
        """Return the history's columns (`step`, `seconds`, then the objective's figures)."""
        return history.read(self.history_path)

    def read_checkups(self) -> tuple[Checkup, ...]:
        """Return the checkups, oldest first; raises `StorageError` with a sentence."""
        return checkups.read(self.checkups_path)

    def read_judged(self) -> list[judged.Judged]:
        """Return the held-out figures in the order they were told."""
        return judged.read(self.judged_path)

    def read_past(self) -> tuple[dict[str, np.ndarray], tuple[Checkup, ...]]:
        """Return the history and the checkups: what a run is judged by."""
        return self.read_history(), self.read_checkups()

    def previews(self) -> list[Path]:
        """Return the preview sheets, oldest first."""
        return sorted(self.previews_path.glob("*.png")) if self.previews_path.is_dir() else []

    @property
    def has_checkpoint(self) -> bool:
        """Whether the run can be resumed."""
        return self.rolling_path.is_file()

    @property
    def has_model(self) -> bool:
        """Whether there are weights to explore."""
        return self.weights("best") is not None


@lru_cache(maxsize=64)
def _is_models(path: str) -> bool:
    """Whether a folder of runs is that of the bundled ones; links are slow to follow."""
    return Path(path).resolve() == places.bundled("models").resolve()
