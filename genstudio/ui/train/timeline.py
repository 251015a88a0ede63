"""Where one can look in a run: its moments, or the recorded previews where it has none. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from genstudio.core.events import Preview
from genstudio.ui.train.film import Film, Frame

if TYPE_CHECKING:
    from genstudio.runs.moments import Moment


@dataclass(frozen=True)
class Stop:
    """One place of the bar: a `moment` to decode, or else preview `index` of the film."""

    step: int
    moment: Moment | None = None
    index: int = -1


class Timeline:
    """The stops of the bar, oldest first."""

    def __init__(self) -> None:
        """Start empty."""
        self._film = Film()
        self._moments: tuple[Moment, ...] = ()
        self._originals: np.ndarray | None = None
        self.is_shuffled = False
        """Whether other latents than the previews' are shown: then moments alone can show them."""

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The moments known."""
        return self._moments

    @property
    def originals(self) -> np.ndarray | None:
        """The pictures that the newest preview redrew."""
        return self._originals

    @property
    def is_machine(self) -> bool:
        """Whether moments were kept along the way, so that their weights can be decoded."""
        return bool(self._moments)

    @property
    def stops(self) -> list[Stop]:
        """Every stop: the moments, and what was drawn since; or the previews alone."""
        last = len(self._film) - 1
        if not self.is_machine:
            return [Stop(self._film.step(index), index=index) for index in range(last + 1)]
        found = [Stop(moment.step, moment) for moment in self._moments]
        if last >= 0 and not self.is_shuffled and self._film.step(last) > found[-1].step:
            found.append(Stop(self._film.step(last), index=last))
        return found

    def begin(self, sheets: Iterable[Path] = (), shape: tuple[int, ...] = ()) -> None:
        """Start again with the `sheets` of an earlier part of the run, pictures of `shape`."""
        self._film.begin(sheets, shape)
        self._moments, self._originals, self.is_shuffled = (), None, False

    def extend(self, preview: Preview) -> None:
        """Append `preview`."""
        self._film.extend(preview)
        if preview.originals is not None:
            self._originals = preview.originals

    def know(self, moments: Sequence[Moment]) -> None:
        """Take these for the moments from now on."""
        self._moments = tuple(moments)

    def frame(self, stop: Stop) -> Frame | None:
        """Return the preview of `stop`; None if its sheet cannot be read any more."""
        return self._film.frame(stop.index)


def nearest(stops: Sequence[Stop], step: int) -> int:
    """Return the index of the stop nearest to `step`, the earlier one of two."""
    return min(range(len(stops)), key=lambda index: (abs(stops[index].step - step), index))
