"""Favourites at work: kept with the run in the background, undone, gone back to, mixed, bred."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core import latents
from genstudio.runs import favourites
from genstudio.runs.favourites import Favourite
from genstudio.runs.folder import RunFolder
from genstudio.runs.origin import Origin
from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.session import Session
from genstudio.ui.explore.shelf import Shelf
from genstudio.ui.explore.swap import Swap
from genstudio.ui.explore.writing import Writing
from genstudio.ui.threads import Answer

if TYPE_CHECKING:
    from genstudio.runs.model import Model

Shown = tuple[Favourite, ...]


class Keeper(QObject):
    """Brings shelf, sliders and the run's folder together."""

    said = Signal(str)

    def __init__(
        self,
        session: Session,
        panel: SliderPanel,
        explorer: Explorer,
        shelf: Shelf,
        parent: QObject,
    ) -> None:
        """Connect them."""
        super().__init__(parent)
        self._session, self._panel, self._explorer, self._shelf = session, panel, explorer, shelf
        self._key = ""
        self._writing = Writing(session, self)
        self._writing.failed.connect(self.said)
        self._generator = np.random.default_rng()
        explorer.changed.connect(self._follow)
        shelf.wanted.connect(self.go_to)
        shelf.removed.connect(self._remove)
        shelf.bred.connect(self._breed)
        shelf.mixing_began.connect(panel.point.begin)
        shelf.mixed.connect(self._mix)
        shelf.mixing_ended.connect(panel.point.end)

    @Slot()
    def keep(self) -> None:
        """Put the picture on show on the shelf."""
        found, picture = self._explorer.origin, self._explorer.picture
        if found is None or picture is None:
            return
        if len(self._shelf.favourites) >= favourites.MOST:
            self.said.emit(f"A shelf holds {favourites.MOST} favourites. Remove some first.")
            return
        name = favourites.next_name([each.name for each in self._shelf.favourites])
        shown = self._shelf.favourites
        kept = Favourite(name, picture, found)
        self._push(shown, (*shown, kept), "keep favourite")

    @Slot(object)
    def keep_points(self, points: Sequence[tuple[np.ndarray, str]]) -> None:
        """Put what is drawn at latents `(d,)` with their classes on the shelf, in one step."""
        room = favourites.MOST - len(self._shelf.favourites)
        if len(points) > room:
            self.said.emit(f"A shelf holds {favourites.MOST} favourites. Remove some first.")
            return
        made_by = [self._explorer.origin_of(z, kind) for z, kind in points]
        key = self._key

        def take(answer: Answer) -> None:
            if answer.failure is not None:
                self.said.emit(answer.failure.message)
            elif key == self._key:
                self._keep_all(list(zip(answer.value, made_by, strict=True)))

        self._session.ask("keep points", lambda model: _drawn(model, points), take)

    def _keep_all(self, found: Sequence[tuple[np.ndarray, Origin]]) -> None:
        shown = after = self._shelf.favourites
        for picture, origin in found:
            name = favourites.next_name([each.name for each in after])
            after = (*after, Favourite(name, picture, origin))
        self._push(shown, after, "keep favourites")
        self.said.emit(f"{len(found)} favourites are on the shelf now.")

    @Slot(object)
    def go_to(self, favourite: Favourite) -> None:
        """Put the sliders where it was drawn."""
        if not self._explorer.move_if_it_fits(favourite.origin, "go to favourite"):
            self.said.emit("This favourite has another number of dimensions than the model has.")

    def finish(self) -> None:
        """Write what is not written yet; the thread has ended."""
        self._writing.finish()

    # -- private ----------------------------------------------------------------------------

    @Slot()
    def _follow(self) -> None:
        """Another run is on show: fetch its shelf."""
        model = self._session.model
        key = model.key if model is not None else ""
        if key == self._key:
            return
        self._key = key
        self._shelf.show_favourites(())
        self._session.forget("favourites")
        if key:
            folder = RunFolder(self._session.path)
            self._session.ask("favourites", lambda _: favourites.read_all(folder), self._take)

    def _take(self, answer: Answer) -> None:
        if answer.failure is None:
            self._shelf.show_favourites(answer.value)

    @Slot(list)
    def _remove(self, gone: Sequence[Favourite]) -> None:
        shown, names = self._shelf.favourites, {each.name for each in gone}
        left = tuple(each for each in shown if each.name not in names)
        if len(left) < len(shown):
            word = "favourite" if len(names) == 1 else "favourites"
            self._push(shown, left, f"remove {word}")

    @Slot(object, object)
    def _breed(self, first: Favourite, second: Favourite) -> None:
        if self._fit(first, second):
            seed = int(self._generator.integers(2**31))
            child = latents.crossover(first.origin.z, second.origin.z, seed)
            self._panel.point.move_to(child, "breed favourites")

    @Slot(object, object, float)
    def _mix(self, first: Favourite, second: Favourite, amount: float) -> None:
        if not self._fit(first, second):
            return
        z = latents.slerp(first.origin.z, second.origin.z, np.array([amount]))[0]
        point = self._panel.point
        (point.glide if self._shelf.mix.isSliderDown() else point.move_to)(z, "mix favourites")

    def _fit(self, *chosen: Favourite) -> bool:
        return all(len(each.origin.latent) == self._panel.point.size for each in chosen)

    def _push(self, before: Shown, after: Shown, text: str) -> None:
        self._panel.point.stack.push(Swap(self._change, before, after, text))

    def _change(self, before: Shown, after: Shown) -> None:
        """Show `after`, and write the difference to `before`."""
        self._shelf.show_favourites(after)
        folder = RunFolder(self._session.path)
        old, new = ({each.name: each for each in side} for side in (before, after))
        added = [new[name] for name in new.keys() - old.keys()]
        removed = sorted(old.keys() - new.keys())

        def write() -> None:
            for favourite in added:
                favourites.keep(folder, favourite)
            for name in removed:
                favourites.remove(folder, name)

        self._writing.write(write)


def _drawn(model: Model, points: Sequence[tuple[np.ndarray, str]]) -> np.ndarray:
    """What the model draws at each point, uint8 `(N, C, H, W)`."""
    z = np.stack([each for each, _ in points])
    kinds = [kind for _, kind in points]
    return model.decode(z, model.weights_of(kinds) if any(kinds) else None)
