"""Which class the previews show, for a run that is taught classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

_ALL = "All classes"
_WIDEST = 12  # classes that fit side by side, a column each


class KindChooser(QComboBox):
    """All classes, or one by name; hidden where there is nothing to choose."""

    chosen = Signal()

    def __init__(self) -> None:
        """Offer nothing yet."""
        super().__init__()
        self.setAccessibleName("Class on show")
        self.setToolTip("Show what the model draws of one class, or of all, a column each")
        self.currentIndexChanged.connect(self.chosen)
        self.offer(())

    @property
    def kind(self) -> int | None:
        """The number of the class chosen; None for all."""
        return self.currentIndex() - 1 if self.currentIndex() > 0 else None

    @property
    def columns(self) -> int | None:
        """In how many columns all classes are shown; None for as it fits."""
        classes = self.count() - 1
        return classes if self.kind is None and 1 < classes <= _WIDEST else None

    def offer(self, class_names: Sequence[str]) -> None:
        """Offer these classes, all of them chosen."""
        blocked = self.blockSignals(True)
        self.clear()
        if class_names:
            self.addItems([_ALL, *class_names])
        self.blockSignals(blocked)
        self.setVisible(bool(class_names))

    def of_kind(self, pictures: np.ndarray) -> np.ndarray:
        """Return those of a preview's pictures, in turn of all classes, that are of the kind."""
        kind = self.kind
        return pictures if kind is None else pictures[kind :: self.count() - 1]
