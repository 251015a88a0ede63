"""What else decides the picture: the class asked for, and where Shuffle draws from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

if TYPE_CHECKING:
    from genstudio.runs.model import Model

ALL_ALIKE = "All alike"
_PRIOR = "Shuffle draws from the prior, N(0, I): what training pulled towards."
_MIXTURE = (
    "Shuffle draws from a mixture of Gaussians fitted to the latents of the training pictures: "
    "where they really lie. Often draws better than the prior."
)
_SAMPLERS = {"prior": ("Prior", _PRIOR), "mixture": ("Mixture of Gaussians", _MIXTURE)}


class Steering(QWidget):
    """One line over the sliders; each choice shows only for a model that has it."""

    class_changed = Signal()

    def __init__(self) -> None:
        """Offer nothing yet."""
        super().__init__()
        self._model: Model | None = None
        self._classes = _chooser("Class", "Which class the model shall draw; it was taught them.")
        self._samplers = _chooser("Where Shuffle draws from", "")
        self._words = (QLabel("Class"), QLabel("Shuffle from"))
        for word, chooser in zip(self._words, (self._classes, self._samplers), strict=True):
            word.setBuddy(chooser)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 0, 2, 0)
        layout.setSpacing(6)
        layout.addWidget(self._words[0])
        layout.addWidget(self._classes, 1)
        layout.addWidget(self._words[1])
        layout.addWidget(self._samplers, 1)
        self._classes.currentIndexChanged.connect(self.class_changed)
        self._samplers.currentIndexChanged.connect(self._show_tip)
        self.meet(None)

    @property
    def label(self) -> str:
        """The class asked for, by name; "" for all alike, or for a model without classes."""
        name = self._classes.currentText()
        return name if self._classes.count() and name != ALL_ALIKE else ""

    @property
    def sampler(self) -> str:
        """Where Shuffle draws from: "prior" or "mixture"."""
        return str(self._samplers.currentData() or "prior")

    def meet(self, model: Model | None) -> None:
        """Offer what `model` knows; a choice that it has too is kept."""
        self._model = model
        names = [ALL_ALIKE, *model.class_names] if model is not None and model.classes else []
        _offer(self._classes, [(name, name) for name in names], self.label or ALL_ALIKE)
        keys = model.samplers if model is not None else ()
        _offer(self._samplers, [(_SAMPLERS[key][0], key) for key in keys], self.sampler)
        has = (bool(names), len(keys) > 1)
        for word, chooser, shown in zip(
            self._words, (self._classes, self._samplers), has, strict=True
        ):
            word.setVisible(shown)
            chooser.setVisible(shown)
        self.setVisible(any(has))
        self._show_tip()

    def choose_class(self, name: str) -> bool:
        """Ask for a class by name ("" for all alike); False if the model does not know it."""
        index = self._classes.findData(name or ALL_ALIKE)
        if index >= 0:
            self._classes.setCurrentIndex(index)
        return index >= 0 or not name

    def weights(self, count: int) -> np.ndarray | None:
        """Return the class weights of `count` pictures, `(count, classes)`; None for all alike."""
        if self._model is None or not self.label:
            return None
        return self._model.weights(self.label, count)

    def draw(self, seed: int) -> np.ndarray | None:
        """Draw a latent `(d,)` from where Shuffle draws; None without a model."""
        if self._model is None:
            return None
        drawn: np.ndarray = self._model.draw_latents(1, seed=seed, sampler=self.sampler)[0]
        return drawn

    @Slot()
    def _show_tip(self) -> None:
        self._samplers.setToolTip(_SAMPLERS[self.sampler][1])


def _chooser(name: str, tip: str) -> QComboBox:
    chooser = QComboBox()
    chooser.setAccessibleName(name)
    chooser.setToolTip(tip)
    chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    chooser.setMinimumContentsLength(6)
    return chooser


def _offer(chooser: QComboBox, items: list[tuple[str, str]], chosen: str) -> None:
    """Fill the list without telling."""
    blocked = chooser.blockSignals(True)
    chooser.clear()
    for text, value in items:
        chooser.addItem(text, value)
    chooser.setCurrentIndex(max(chooser.findData(chosen), 0) if items else -1)
    chooser.blockSignals(blocked)
