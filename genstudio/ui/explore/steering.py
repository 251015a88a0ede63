"""What else decides the picture: the class asked for, and where and how far Shuffle draws."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QSlider, QWidget

from genstudio.core.latents import MOST_TRUNCATION
from genstudio.ui.explore.class_field import ClassField
from genstudio.ui.explore.manner import Draw, Manner, told
from genstudio.ui.widgets.muted import MutedLabel

if TYPE_CHECKING:
    from genstudio.runs.model import Model

_PRIOR = "Shuffle draws from the prior, N(0, I): what training pulled towards."
_MIXTURE = (
    "Shuffle draws from a mixture of Gaussians fitted to the latents of the training pictures: "
    "where they really lie. Often draws better than the prior."
)
_SAMPLERS = {"prior": ("Prior", _PRIOR), "mixture": ("Mixture of Gaussians", _MIXTURE)}
_SPREAD = (
    "How far from the middle points are drawn (truncation ψ of a GAN, temperature of a VAE). 1 is "
    "as trained; less gives safer pictures that are more alike, more gives bolder ones with more "
    "slips. A point fresh from Shuffle follows at once. Double click: back to 1."
)


class Steering(QWidget):
    """Some lines over the sliders; each choice shows only for a model that has it."""

    class_changed = Signal()
    steered = Signal(object, str)  # Manner that is wanted, and what to call the step
    spread_began = Signal()
    spread_ended = Signal()

    def __init__(self) -> None:
        """Offer nothing yet."""
        super().__init__()
        self._model: Model | None = None
        self._manner = self._given = Manner()
        self.classes = ClassField()
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setMinimumWidth(1)
        self.problem.setAccessibleName("What is wrong with the class")
        self.samplers = QComboBox()
        self.samplers.setAccessibleName("Where Shuffle draws from")
        self.samplers.setMinimumContentsLength(6)
        self.spread = _Spread()
        self._told = MutedLabel()
        self._words = QLabel("Class"), QLabel("Shuffle from"), QLabel("Truncation")
        self._lay_out()
        self.classes.asked.connect(self._ask_class)
        self.classes.editTextChanged.connect(self._drop_problem)
        self.samplers.activated.connect(self._choose_sampler)
        self.spread.valueChanged.connect(self._spread)
        self.spread.sliderPressed.connect(self.spread_began)
        self.spread.sliderReleased.connect(self.spread_ended)
        self.meet(None)

    # -- what is shown ----------------------------------------------------------------------

    @property
    def label(self) -> str:
        """The class asked for, in words; "" for all alike, or for a model without classes."""
        return self._manner.kind

    @property
    def manner(self) -> Manner:
        """What holds for the model on show: of the point's manner, what the model has."""
        return self._manner

    @property
    def sampler(self) -> str:
        """Where Shuffle draws from: "prior" or "mixture"."""
        return self._manner.sampler

    def meet(self, model: Model | None) -> None:
        """Offer what `model` knows; a choice that it has too is kept."""
        self._model = model
        names = model.class_names if model is not None and model.classes else ()
        self.classes.offer(names)
        keys = model.samplers if model is not None else ()
        blocked = self.samplers.blockSignals(True)
        self.samplers.clear()
        for key in keys:
            self.samplers.addItem(_SAMPLERS[key][0], key)
        self.samplers.blockSignals(blocked)
        self.classes.setVisible(bool(names))
        self.samplers.setVisible(len(keys) > 1)
        self._words[0].setVisible(bool(names))
        self._words[1].setVisible(len(keys) > 1)
        self.setVisible(model is not None)
        self._show()

    def fitted(self, manner: Manner) -> Manner:
        """Return `manner` without what the model does not have."""
        model = self._model
        sampler = manner.sampler if model and manner.sampler in model.samplers else "prior"
        return replace(manner, kind=self._known(manner.kind), sampler=sampler)

    def show_manner(self, manner: Manner) -> None:
        """Show what holds now; tells if it is another class. Asked at every move of a slider."""
        if manner != self._given:
            self._given = manner
            self._show()

    def weights(self, count: int) -> np.ndarray | None:
        """Return the class weights of `count` pictures, `(count, classes)`; None for all alike."""
        if self._model is None or not self.label:
            return None
        return self._model.weights(self.label, count)

    def draw(self, wish: Draw) -> np.ndarray | None:
        """Draw a latent `(d,)`; None without a model, or if it cannot be drawn again."""
        if self._model is None or wish.seed is None or wish.sampler not in self._model.samplers:
            return None
        drawn: np.ndarray = self._model.draw_latents(
            1, seed=wish.seed, sampler=wish.sampler, truncation=wish.truncation
        )[0]
        return drawn

    # -- slots ------------------------------------------------------------------------------

    @Slot(str)
    def _ask_class(self, words: str) -> None:
        assert self._model is not None
        try:
            kind = self._model.blend(words).text if words else ""
        except ValueError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        if kind == self._manner.kind:
            self._show()
        else:
            self.steered.emit(replace(self._manner, kind=kind), f"class {kind or 'all alike'}")

    @Slot()
    def _drop_problem(self) -> None:
        self.problem.hide()

    @Slot()
    def _choose_sampler(self) -> None:
        chosen = str(self.samplers.currentData())
        if chosen != self._manner.sampler:
            self.steered.emit(replace(self._manner, sampler=chosen), "shuffle from")

    @Slot()
    def _spread(self) -> None:
        self.steered.emit(replace(self._manner, truncation=self.spread.truncation), "truncation")

    # -- private ----------------------------------------------------------------------------

    def _show(self) -> None:
        before, self._manner = self._manner.kind, self.fitted(self._given)
        self.problem.hide()
        self.classes.show_words(self._manner.kind)
        blocked = self.samplers.blockSignals(True)
        self.samplers.setCurrentIndex(self.samplers.findData(self._manner.sampler))
        self.samplers.blockSignals(blocked)
        self.samplers.setToolTip(_SAMPLERS[self._manner.sampler][1])
        self.spread.show_value(self._manner.truncation)
        self._told.setText(f"{self._manner.truncation:.2f} {told(self._manner.truncation)}")
        if before != self._manner.kind:
            self.class_changed.emit()

    def _known(self, kind: str) -> str:
        """The classes in the model's own words; "" where it does not know them."""
        if self._model is None or not kind or not self._model.classes:
            return ""
        try:
            return self._model.blend(kind).text
        except ValueError:
            return ""

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(2, 0, 2, 0)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(2)
        layout.setColumnStretch(1, 1)
        spread = QHBoxLayout()
        spread.setSpacing(6)
        spread.addWidget(self.spread, 1)
        spread.addWidget(self._told)
        self._told.setMinimumWidth(self._told.fontMetrics().horizontalAdvance("0.00 " + told(0.5)))
        fields = self.classes, self.samplers, self.spread
        for row, (word, field) in enumerate(zip(self._words, fields, strict=True)):
            word.setBuddy(field)
            layout.addWidget(word, 2 * row, 0)
            if field is not self.spread:
                layout.addWidget(field, 2 * row, 1)
        layout.addWidget(self.problem, 1, 0, 1, 2)
        layout.addLayout(spread, 4, 1)


class _Spread(QSlider):
    """Truncation, in hundredths."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, round(100 * MOST_TRUNCATION))
        self.setSingleStep(5)
        self.setPageStep(10)
        self.setValue(100)
        self.setAccessibleName("Truncation")
        self.setToolTip(_SPREAD)

    @property
    def truncation(self) -> float:
        return self.value() / 100

    def show_value(self, truncation: float) -> None:
        """Show it without telling."""
        blocked = self.blockSignals(True)
        self.setValue(round(100 * truncation))
        self.setAccessibleDescription(f"{truncation:.2f}, {told(truncation)}")
        self.blockSignals(blocked)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.setValue(100)
