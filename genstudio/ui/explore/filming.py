"""The film desk at work: keyframes added, moved, undone; scrubbed, played."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from genstudio.ui.explore.desk import FilmDesk
from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.manner import Draw
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.session import Session
from genstudio.ui.explore.shelf import Shelf
from genstudio.ui.explore.swap import Swap
from genstudio.ui.threads import Answer

if TYPE_CHECKING:
    from genstudio.runs.model import Model
    from genstudio.runs.walk import Keyframe, Walk

_PLAY_MS = 33
_DRAWS = 4
_WAY_STOPS = 8


class Filmer(QObject):
    """Keeps the keyframes of each run, and moves the sliders along them."""

    said = Signal(str)

    def __init__(
        self,
        session: Session,
        panel: SliderPanel,
        explorer: Explorer,
        shelf: Shelf,
        desk: FilmDesk,
    ) -> None:
        """Connect them; the desk owns it."""
        super().__init__(desk)
        self._session, self._panel, self._explorer = session, panel, explorer
        self._shelf, self._desk = shelf, desk
        self._key = ""
        self._keyframes: tuple[Keyframe, ...] = ()
        self._of_runs: dict[str, tuple[Keyframe, ...]] = {}
        self._is_scrubbing = False
        self._play = QTimer(self, interval=_PLAY_MS)
        self._play.timeout.connect(self._go_on_playing)
        self._began = 0.0
        self._generator = np.random.default_rng()
        self._connect()
        self._follow()

    @property
    def keyframes(self) -> tuple[Keyframe, ...]:
        """The keyframes of the run on show."""
        return self._keyframes

    def walk(self) -> Walk:
        """Return the film as it is set; raises `FilmError` with a sentence if it cannot be."""
        from genstudio.runs.walk import Walk

        desk = self._desk
        return Walk(
            keyframes=self._keyframes, seconds=desk.seconds.value(), fps=desk.fps.value(),
            loop=desk.loop.isChecked(), way=desk.way.currentData(),
            easing=desk.easing.currentData(), scale=desk.scale.currentData(),
        )  # fmt: skip

    def close(self) -> None:
        """Stop playing."""
        self._play.stop()

    def load(self, key: str, keyframes: tuple[Keyframe, ...]) -> None:
        """Give the run `key` these keyframes, now or when it comes on show."""
        if key == self._key:
            self._swap(keyframes, "open film")
        else:
            self._of_runs[key] = keyframes

    # -- keyframes --------------------------------------------------------------------------

    @Slot()
    def add(self) -> None:
        """Add where the sliders are."""
        from genstudio.runs.walk import Keyframe

        if self._panel.point.size:
            manner = self._panel.steering.manner
            draw = manner.drawn or Draw("")
            z = self._panel.point.z
            self._append([Keyframe.of(z, manner.kind, draw.sampler, draw.truncation)])

    @Slot()
    def add_draws(self) -> None:
        """Add some new draws, as Shuffle would make them."""
        from genstudio.runs import walk

        opened, manner = self._session.model, self._panel.steering.manner
        if opened is not None:
            seed = int(self._generator.integers(2**31))
            self._append(
                walk.drawn(
                    opened.front, _DRAWS, seed=seed, sampler=manner.sampler,
                    truncation=manner.truncation, kind=manner.kind,
                )
            )  # fmt: skip

    @Slot()
    def add_favourites(self) -> None:
        """Add the chosen favourites; all where none is."""
        from genstudio.runs.walk import Keyframe

        size = self._panel.point.size
        found = [each.origin for each in self._shelf.chosen or self._shelf.favourites]
        fitting = [
            Keyframe.of(each.z, each.kind, each.sampler, each.truncation)
            for each in found
            if len(each.latent) == size
        ]
        if fitting:
            self._append(fitting)
        else:
            self.said.emit("There is no favourite yet. Press Keep over the picture first.")

    @Slot()
    def add_way(self) -> None:
        """Add points along the last walk on the map, at equal steps of the way drawn."""
        from genstudio.runs.walk import Keyframe

        way = self._session.way
        if way is None:
            self.said.emit("There is no walk yet. Open the map, choose Walk and draw one.")
            return
        rows = np.linspace(0, len(way) - 1, _WAY_STOPS).round().astype(int)
        kind = self._panel.steering.manner.kind
        self._append([Keyframe.of(way[row], kind) for row in rows])

    def _append(self, stops: Sequence[Keyframe]) -> None:
        """Add keyframes at the end; the others close up, so that all speeds stay alike."""
        from genstudio.runs import walk

        known = self._keyframes
        if len(known) + len(stops) > walk.MOST_KEYFRAMES:
            self.said.emit(f"A film has {walk.MOST_KEYFRAMES} keyframes at most.")
            return
        after = walk.evenly([*known, *stops], loop=self._desk.loop.isChecked())
        self._swap(after, "add keyframe" if len(stops) == 1 else "add keyframes")

    @Slot(int)
    def _remove(self, index: int) -> None:
        left = self._keyframes[:index] + self._keyframes[index + 1 :]
        self._swap(left, "remove keyframe")

    @Slot(int, float)
    def _move(self, index: int, at: float) -> None:
        if self._desk.loop.isChecked():
            at = min(at, 0.995)  # at 1 a loop is at its first keyframe again
        frames = list(self._keyframes)
        frames[index] = replace(frames[index], at=at)
        self._swap(tuple(frames), "move keyframe")

    def _swap(self, after: tuple[Keyframe, ...], text: str) -> None:
        if after != self._keyframes:
            self._panel.point.stack.push(Swap(self._show, self._keyframes, after, text))

    def _show(self, _: tuple[Keyframe, ...], after: tuple[Keyframe, ...]) -> None:
        self._keyframes = self._of_runs[self._key] = after
        self._desk.timeline.show_keyframes([each.at for each in after])
        self._desk.show_count(len(after))
        if not after or self._session.model is None:
            return
        stops = [(each.z, each.kind) for each in after]
        self._session.ask("keyframes", lambda model: _drawn(model, stops), self._show_pictures)

    def _show_pictures(self, answer: Answer) -> None:
        if answer.failure is None:
            self._desk.timeline.show_pictures(answer.value)

    # -- scrubbing and playing --------------------------------------------------------------

    @Slot()
    def _begin(self) -> None:
        self._is_scrubbing = True
        self._panel.point.begin()

    @Slot(float)
    def _scrub(self, place: float) -> None:
        model = self._explorer.painter.model
        if model is None or not self._keyframes:
            return
        if model.latent != len(self._keyframes[0].latent):
            return
        try:
            wish = self.walk()
            kind = wish.kind(place, model)
        except ValueError as error:
            self._desk.words.setText(str(error))
            return
        manner = replace(self._panel.steering.manner, kind=kind, drawn=None)
        z, fitting = wish.latent(place), self._panel.steering.fitted(manner)
        self._panel.point.glide(z, "scrub the film", fitting)

    @Slot()
    def _finish(self) -> None:
        self._is_scrubbing = False
        self._panel.point.end()

    @Slot(bool)
    def _toggle_playing(self, on: bool) -> None:
        if on and not self._is_scrubbing:
            self._began = time.monotonic() - self._desk.timeline.place * self._desk.seconds.value()
            self._begin()
            self._play.start()
        elif not on and self._play.isActive():
            self._play.stop()
            self._finish()

    @Slot()
    def _go_on_playing(self) -> None:
        place = (time.monotonic() - self._began) / self._desk.seconds.value()
        if place > 1 and not self._desk.loop.isChecked():
            self._desk.play_act.setChecked(False)
            place = 1.0
        self._desk.timeline.set_place(place % 1.0 if place > 1 else place)
        if self._is_scrubbing:
            self._scrub(self._desk.timeline.place)

    # -- private ----------------------------------------------------------------------------

    def _connect(self) -> None:
        desk, timeline = self._desk, self._desk.timeline
        desk.add_asked.connect(self.add)
        desk.draws_asked.connect(self.add_draws)
        desk.favourites_asked.connect(self.add_favourites)
        desk.way_asked.connect(self.add_way)
        desk.play_toggled.connect(self._toggle_playing)
        desk.changed.connect(self._follow_choices)
        timeline.began.connect(self._begin)
        timeline.scrubbed.connect(self._scrub)
        timeline.ended.connect(self._finish)
        timeline.moved.connect(self._move)
        timeline.removed.connect(self._remove)
        self._explorer.changed.connect(self._follow)

    @Slot()
    def _follow_choices(self) -> None:
        """A loop has its last keyframe before the end; an open film has it there."""
        from genstudio.runs import walk

        for loop in (True, False):
            spread = walk.evenly(self._keyframes, loop=not loop)
            if self._desk.loop.isChecked() == loop and self._keyframes == spread and spread:
                self._show((), walk.evenly(spread, loop=loop))
        self._desk.show_count(len(self._keyframes))

    @Slot()
    def _follow(self) -> None:
        """Another run is on show: its keyframes."""
        model = self._session.model
        key = model.key if model is not None else ""
        if key != self._key:
            self._desk.play_act.setChecked(False)
            self._key = key
            self._session.forget("keyframes")
            self._show((), self._of_runs.get(key, ()))
        desk = self._desk
        for action in (desk.add_act, desk.draws_act, desk.favourites_act, desk.way_act):
            action.setEnabled(bool(key))


def _drawn(model: Model, stops: Sequence[tuple[np.ndarray, str]]) -> np.ndarray:
    """What the model draws at each keyframe, uint8 `(N, C, H, W)`."""
    z = np.stack([each for each, _ in stops])
    kinds = [kind for _, kind in stops]
    return model.decode(z, model.weights_of(kinds) if model.classes and any(kinds) else None)
