"""What a VAE's code tells: the KL of each dimension, and the decoder's mean beside a draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from genstudio.ui.explore.acts import button
from genstudio.ui.explore.canvas import Canvas
from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.kl_bars import KLBars
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.ranking import Ranking, figure, symbol
from genstudio.ui.explore.session import Session
from genstudio.ui.threads import Answer
from genstudio.ui.widgets.acts import act
from genstudio.ui.widgets.muted import MutedLabel
from genstudio.ui.widgets.picture import PictureView

if TYPE_CHECKING:
    from genstudio.runs.model import Model
    from genstudio.runs.observing import Observed

_MOST_TOLD = 0.9
_NOT_YET = "Nothing is measured yet: it comes with the first steps of training."
_NO_LIKELIHOOD = "This model has no p(x | z): it was not taught by the probability of pixels."
_KINDS = {
    "gaussian": "a Gaussian around each pixel of the mean, σ = {:.1f} of 255 levels",
    "logistic": "a logistic around each pixel of the mean, scale {:.1f} of 255 levels",
    "bernoulli": "a coin for each pixel: the mean is the chance of white",
}


class Telling(QWidget):
    """Follows the ranking of the dimensions, and the picture while it is seen."""

    slider_asked = Signal(int)  # the dimension

    def __init__(
        self, session: Session, panel: SliderPanel, explorer: Explorer, canvas: Canvas
    ) -> None:
        """Wait for a ranking."""
        super().__init__()
        self._session, self._panel, self._canvas = session, panel, canvas
        self._ranking: Ranking | None = None
        self._seed = 0
        self.bars = KLBars()
        self.words, self.note = QLabel(), MutedLabel(wraps=True)
        self.mean, self.draw = _view("The decoder's mean"), _view("A draw from p(x | z)")
        self.again_act = act(
            self, "Draw from p(x | z) a&gain", "dice", "", self._draw_again,
            "Draw other noise for the same picture. The sliders stay.",
        )  # fmt: skip
        self._lay_out()
        self.bars.chosen.connect(self.slider_asked)
        self.bars.pointed.connect(self._point)
        explorer.ranked.connect(self._take_ranking)
        explorer.changed.connect(self._follow)
        explorer.painter.drawn.connect(self._observe)
        session.waited.connect(self._pair.hide)

    def acts(self) -> list[QAction]:
        """What the menu offers."""
        return [self.again_act]

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what is on show now."""
        super().showEvent(event)
        self._observe()

    @Slot()
    def _follow(self) -> None:
        """Another model, or none: what was said of the last one does not hold."""
        self._session.forget("observe")
        if self._session.model is None:
            self._pair.hide()
            self._take_ranking(None)
        self._observe()

    @Slot(object)
    def _take_ranking(self, ranking: Ranking | None) -> None:
        is_kl = ranking is not None and ranking.name == "KL" and bool(ranking.values.any())
        self._ranking = ranking if is_kl else None
        self.bars.setVisible(is_kl)
        self.bars.show_ranking(self._ranking)
        self._point(-1)

    @Slot(int)
    def _point(self, dimension: int) -> None:
        if self._ranking is None:
            self.words.setText(_NOT_YET)
        elif dimension < 0:
            self.words.setText(all_words(self._ranking))
        else:
            self.words.setText(one_words(self._ranking, dimension))

    def _draw_again(self) -> None:
        self._seed += 1
        self._observe()

    @Slot()
    def _observe(self) -> None:
        drawing = self._canvas.drawing
        if drawing is None or self._session.model is None or not self.isVisible():
            return
        z, seed = drawing.z[0], self._seed
        weights = self._panel.steering.weights(1)
        self._session.ask("observe", lambda model: _observed(model, z, weights, seed), self._show)

    def _show(self, answer: Answer) -> None:
        found: Observed | None = answer.value
        self._pair.setVisible(found is not None)
        self.again_act.setEnabled(found is not None)
        if answer.failure is not None:
            self.note.setText(answer.failure.message)
        elif found is None:
            self.note.setText(_NO_LIKELIHOOD)
        else:
            self.mean.show_pictures(found.mean[None], 1)
            self.draw.show_pictures(found.draw[None], 1)
            kind = _KINDS[found.likelihood].format(found.noise)
            self.note.setText(f"p(x | z) is {kind}. The noise is no detail it has learnt.")

    def _lay_out(self) -> None:
        self.words.setWordWrap(True)
        self.words.setMinimumHeight(2 * self.fontMetrics().height() + 4)
        for label in (self.words, self.note):
            label.setMinimumWidth(1)
        self._pair = QWidget()
        grid = QGridLayout(self._pair)
        grid.setContentsMargins(0, 0, 0, 0)
        for column, (view, word) in enumerate(((self.mean, "Mean"), (self.draw, "One draw"))):
            grid.addWidget(QLabel(word), 0, column)
            grid.addWidget(view, 1, column)
        row = QHBoxLayout()
        row.addWidget(button(self.again_act, "Draw again"))
        row.addStretch(1)
        grid.addLayout(row, 2, 0, 1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(4)
        for part in (self.bars, self.words, self._pair, self.note):
            layout.addWidget(part)


def all_words(ranking: Ranking) -> str:
    """Say how much all dimensions tell together, and how few tell most of it."""
    values = np.sort(np.asarray(ranking.values))[::-1]
    total = float(values.sum())
    few = int(np.searchsorted(np.cumsum(values), _MOST_TOLD * total)) + 1
    dead = f" {ranking.dead} of {len(values)} do nothing." if ranking.dead else ""
    word = "dimension tells" if few == 1 else "dimensions tell"
    return (
        f"The code tells {total:.1f} nats ({total / math.log(2):.0f} bits) of a picture; {few} "
        f"{word} 90 % of it.{dead}"
    )


def one_words(ranking: Ranking, dimension: int) -> str:
    """Say what one dimension tells, and what a click does."""
    value, total = float(ranking.values[dimension]), float(np.sum(ranking.values))
    told = ranking.reasons[dimension] or f"{figure(value)} nats, {100 * value / total:.0f} % of all"
    return f"{symbol(dimension)}: {told}. Click to go to its slider."


def _observed(
    model: Model, z: np.ndarray, weights: np.ndarray | None, seed: int
) -> Observed | None:
    from genstudio.runs import observing

    return observing.observe(model, z, weights, seed) if observing.can_observe(model) else None


def _view(name: str) -> PictureView:
    view = PictureView(name=name)
    view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    view.setFixedHeight(120)
    return view
