"""The three parts of Explore side by side: the picture keeps its room as long as it can."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

_WIDTHS = [450, 480, 330]
_LEAST = (340, 240, 312)
_WANTED = 460  # of the middle: as wide as its buttons with their words


class Thirds(QSplitter):
    """Sliders, picture and ideas. A window that shrinks takes from the sides first."""

    def __init__(self, panel: QWidget, middle: QWidget, side: QWidget) -> None:
        """Put them side by side; the user may move the handles."""
        super().__init__(Qt.Orientation.Horizontal)
        self._parts = (panel, middle, side)
        for part, least in zip(self._parts, _LEAST, strict=True):
            part.setMinimumWidth(least)
            self.addWidget(part)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(1, 1)
        self.setSizes(_WIDTHS)
        self._kept = _WANTED
        self.splitterMoved.connect(self._follow_hand)

    def restoreState(self, state: QByteArray | bytes | bytearray | memoryview) -> bool:
        """Take back the widths of last time; a middle that was narrow then is meant to be."""
        restored = super().restoreState(state)
        if restored:
            self._follow_hand()
        return restored

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the middle what the sides can spare, if it became too narrow."""
        super().resizeEvent(event)
        sizes = self.sizes()
        if sizes[1] >= self._kept:
            return
        for place in (2, 0):
            least = max(self._parts[place].minimumSizeHint().width(), _LEAST[place])
            spare = min(self._kept - sizes[1], sizes[place] - least)
            if spare > 0:
                sizes[place] -= spare
                sizes[1] += spare
        self.setSizes(sizes)

    @Slot()
    def _follow_hand(self) -> None:
        """What the user made narrow by hand stays so."""
        self._kept = min(self.sizes()[1], _WANTED)
