"""My picture at work: reads it, or seeks it, in the background; moves the point; draws bands."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Slot

from genstudio.ui.explore.my_picture import MyPicture
from genstudio.ui.explore.painter import Drawing
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.posterior import Given, Seen, look
from genstudio.ui.explore.searching import Seeker
from genstudio.ui.explore.session import Opened, Session
from genstudio.ui.threads import Answer, Failure


class Reader(QObject):
    """Keeps the picture that was given, and reads it again when the model changes."""

    def __init__(
        self, session: Session, panel: SliderPanel, mine: MyPicture, parent: QObject
    ) -> None:
        """Connect the three."""
        super().__init__(parent)
        self._session, self._panel, self._mine = session, panel, mine
        self._given: Given | None = None
        self._epsilon: np.ndarray | None = None  # as it was rolled
        self._generator = np.random.default_rng()
        self.seeker = Seeker(mine.search, self)
        self.seeker.came_closer.connect(mine.show_closer)
        self.seeker.found.connect(self._take_found)
        self.seeker.failed.connect(self._fail)
        mine.mean_asked.connect(self._go_to_mean)
        mine.roll_asked.connect(self._roll)
        mine.width_began.connect(panel.point.begin)
        mine.width_changed.connect(self._widen)
        mine.width_ended.connect(panel.point.end)
        mine.forgotten.connect(self.forget)
        panel.focused.connect(self._show_formula)
        panel.point.moved.connect(self._show_formula)

    @property
    def given(self) -> Given | None:
        """The picture that was given last."""
        return self._given

    def read(self, given: Given) -> None:
        """Redraw a picture, and put the sliders on its μ; seek it where nothing encodes."""
        self._given = given
        self._mine.show_how()
        assert self._session.model is not None
        if self._session.model.front.can_encode:
            self._ask(move=True)
        else:
            self._mine.show_seen(None)
            self._panel.list.show_bands(None)
            weights = self._panel.steering.weights(1)
            self.seeker.start(given, self._session.copier(), weights)

    def read_again(self) -> None:
        """The model has changed: find the bands anew; the sliders stay."""
        model = self._session.model
        if self._given is not None and model is not None and model.front.can_encode:
            self._ask(move=False)

    def part(self) -> None:
        """Another model comes: what the one before saw in the picture does not hold any more."""
        self._session.forget("encode")
        self.seeker.drop()
        self._mine.show_seen(None)
        self._panel.show_bands(None)

    def meet(self, opened: Opened) -> None:
        """Show what another run can do with pictures; the one given stays, if it fits."""
        model = opened.front
        can_take = not model.is_points
        self._mine.show_family(model.family, can_encode=model.can_encode, can_take=can_take)
        if can_take:
            self._mine.strip.load(model.recipe)
        fits = self._given is not None and self._given.fits(model.shape)
        if fits and model.can_encode:
            self._ask(move=True)
        elif not fits:
            self._given = None

    def leave(self) -> None:
        """There is no model now."""
        self.part()
        self._mine.show_family("", can_encode=False, can_take=False)

    def show(self, drawing: Drawing) -> None:
        """Show what is drawn at the sliders beside the original; a search shows its own."""
        if self.seeker.is_seeking:
            return
        self._mine.show_redrawn(drawing.pictures[0], drawing.z[0])

    @Slot()
    def forget(self) -> None:
        """Take the picture and its bands away."""
        self._given = None
        self.part()

    # -- private ----------------------------------------------------------------------------

    def _ask(self, *, move: bool) -> None:
        given = self._given
        assert given is not None
        if move:
            self._mine.show_note(f"Reading {given.name}…")

        def then(answer: Answer) -> None:
            self._take(answer, move=move)

        weights = self._panel.steering.weights(1)
        self._session.ask("encode", lambda model: look(model, given, weights), then)

    def _take(self, answer: Answer, *, move: bool) -> None:
        if answer.failure is not None:
            self._fail(answer.failure)
            return
        seen: Seen = answer.value
        self._mine.show_how()
        self._mine.show_seen(seen)
        self._panel.show_bands(seen.bands)
        point = self._panel.point
        if move:
            point.move_to(seen.mu, "redraw my picture")
        point.moved.emit()  # the reconstruction is drawn even where the point stands already

    @Slot(object)
    def _take_found(self, seen: Seen) -> None:
        self._mine.show_seen(seen)
        self._panel.list.show_bands(seen.bands)
        self._panel.point.move_to(seen.mu, "seek my picture")
        self._panel.point.moved.emit()

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self.forget()
        self._mine.show_note(failure.message)

    @Slot()
    def _go_to_mean(self) -> None:
        if self._mine.seen is not None:
            self._move(np.zeros_like(self._mine.seen.mu), "back to μ")

    @Slot()
    def _roll(self) -> None:
        if self._mine.seen is not None:
            self._epsilon = self._draw()
            self._move(self._width * self._epsilon, "roll ε")

    @Slot(float)
    def _widen(self, width: float) -> None:
        """The same roll of ε, with σ `width` times as wide."""
        seen = self._mine.seen
        if seen is None or not seen.has_noise:
            return
        if self._epsilon is None or len(self._epsilon) != len(seen.mu):
            self._epsilon = self._draw()
        point = self._panel.point
        z = point.held(seen.roll(width * self._epsilon))
        go = point.glide if self._mine.width_.isSliderDown() else point.move_to
        go(z, "scale σ")

    @property
    def _width(self) -> float:
        return self._mine.width_.value() / 100

    def _draw(self) -> np.ndarray:
        assert self._mine.seen is not None
        return self._generator.standard_normal(len(self._mine.seen.mu), dtype=np.float32)

    def _move(self, epsilon: np.ndarray, text: str) -> None:
        assert self._mine.seen is not None
        point = self._panel.point
        point.move_to(point.held(self._mine.seen.roll(epsilon)), text)

    @Slot()
    def _show_formula(self) -> None:
        self._mine.show_formula(self._panel.dimension, self._panel.point.z)
