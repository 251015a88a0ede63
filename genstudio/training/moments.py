"""The time machine: light copies of the averaged model, kept along the way of a training.

They lie at geometrically spaced steps, because a model changes most at the beginning, and take
at most as much room as the recipe allows: what is missed least then goes first.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from genstudio.core import storage
from genstudio.core.events import Event, Kept
from genstudio.training.asides import Aside
from genstudio.training.cadence import Cadence
from genstudio.training.scene import Scene

RATIO = 1.3
MEGABYTE = 10**6
_SHARE = 0.008  # of the training time
_SUFFIX = ".safetensors"
_SPARED = 3  # checkpoints for which room is left on the disk


@dataclass(frozen=True)
class Moment:
    """The averaged model as it was after `step`; `size` in bytes."""

    step: int
    path: Path
    size: int


class Shelf:
    """The moments of one run: a folder with one file a moment, named by its step."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which need not be there yet."""
        self.folder = folder

    def moments(self) -> list[Moment]:
        """Return the moments, oldest first."""
        paths = self.folder.glob(f"*{_SUFFIX}") if self.folder.is_dir() else ()
        found = [(int(path.stem), path) for path in paths if path.stem.isdigit()]
        return [moment for step, path in sorted(found) if (moment := _look(step, path))]

    def path(self, step: int) -> Path:
        """Return the file of the moment after `step`."""
        return self.folder / f"{step:09d}{_SUFFIX}"

    def cut(self, last_step: int) -> None:
        """Drop what came after `last_step`: training goes on from there another time."""
        self._remove([moment for moment in self.moments() if moment.step > last_step])

    def thin(self, most: int) -> None:
        """Drop what is missed least until the rest takes at most `most` bytes."""
        self._remove(superfluous(self.moments(), most))

    def sweep(self) -> None:
        """Remove what a process that was killed while writing has left behind."""
        if self.folder.is_dir():
            _unlink(self.folder.glob(f".*{_SUFFIX}.*"))

    def _remove(self, moments: Sequence[Moment]) -> None:
        _unlink(moment.path for moment in moments)


def superfluous(moments: Sequence[Moment], most: int) -> list[Moment]:
    """Return the moments to give up so that the others take at most `most` bytes.

    The first and the newest stay longest; of the others the one goes whose neighbours are
    nearest to each other on a logarithmic scale, which keeps the spacing geometric.
    """
    kept, given_up = list(moments), []
    while sum(moment.size for moment in kept) > most:
        given_up.append(kept.pop(_least_missed([moment.step for moment in kept])))
    return given_up


class Keeping(Aside):
    """Keeps moments of the run."""

    def __init__(self, scene: Scene) -> None:
        """Keep them beside the run's checkpoints, in the room the recipe allows."""
        super().__init__(scene, Cadence(0.0, share=_SHARE))
        self._most = scene.recipe.moments_mb * MEGABYTE
        folder = scene.files.moments
        self._shelf = Shelf(folder) if folder is not None and self._most else None
        self._newest, self._next = -1, 0

    def begin(self) -> Iterator[Event]:
        """Drop what came after the step training goes on from; keep the very first."""
        if self._shelf is None:
            return
        self._shelf.sweep()
        self._shelf.cut(self._step)
        kept = self._shelf.moments()
        self._newest = kept[-1].step if kept else -1
        self._next = max(math.ceil(RATIO * self._newest), self._newest + 1)
        if self._step == 0:
            yield from self.take()
        else:
            yield self._tell()

    def events(self, *, last: bool) -> Iterator[Event]:
        """Keep a moment where the next one is due, and the last."""
        if self._shelf is None:
            return
        if self._step >= self._next or (last and self._step > self._newest):
            yield from super().events(last=last)

    def take(self) -> Sequence[Event]:
        """Keep this moment. A disk that is full stops no training: it is told, and tried again."""
        assert self._shelf is not None
        self.scene.settle()
        if not self.scene.state.average_is_finite:
            return ()
        self._newest, self._next = self._step, max(math.ceil(RATIO * self._step), self._step + 1)
        if not self._has_room:
            return (self._tell(_NARROW),)
        problem = ""
        try:
            self.scene.state.save_moment(self._shelf.path(self._step))
            size = self._shelf.path(self._step).stat().st_size
            self._shelf.thin(self._most)
        except OSError as error:
            return (self._tell(f"The time machine kept no moment. {error}"),)
        if size > self._most:
            problem = _TOO_LARGE.format(size=size / MEGABYTE, most=self._most / MEGABYTE)
            self._next = 2**63
        return (self._tell(problem),)

    @property
    def _step(self) -> int:
        return self.scene.state.progress.step

    @property
    def _has_room(self) -> bool:
        """Whether the checkpoints, which matter more, will still fit on the disk."""
        rolling = self.scene.files.rolling
        try:
            size = rolling.stat().st_size
            return shutil.disk_usage(rolling.parent).free > _SPARED * size
        except OSError:
            return True  # writing will tell

    def _tell(self, problem: str = "") -> Event:
        assert self._shelf is not None
        kept = self._shelf.moments()
        size = sum(moment.size for moment in kept)
        return Kept(self._step, len(kept), size, self._most, problem)


_NARROW = "The disk is nearly full: the time machine keeps no more moments until there is room."
_TOO_LARGE = (
    "One moment of this model takes {size:,.0f} MB, more than the time machine may use "
    "({most:,.0f} MB). Give it more room under Advanced."
)


def _least_missed(steps: Sequence[int]) -> int:
    if len(steps) < 3:
        return 0
    scale = [math.log1p(step) for step in steps]
    return min(range(1, len(steps) - 1), key=lambda index: scale[index + 1] - scale[index - 1])


def _look(step: int, path: Path) -> Moment | None:
    try:
        return Moment(step, path, path.stat().st_size)
    except OSError:  # thinned out meanwhile
        return None


def _unlink(paths: Iterator[Path]) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise storage.explain(path, error) from error
