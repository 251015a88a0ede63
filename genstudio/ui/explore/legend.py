"""Which colour is which class; a class that is unticked is not drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem


class Legend(QListWidget):
    """Ticks beside colours, in one or two lines."""

    hidden_changed = Signal(object)  # frozenset of classes

    def __init__(self) -> None:
        """Name nothing yet."""
        super().__init__()
        self.setAccessibleName("Classes on the map")
        self.setToolTip("Untick a class to hide it.")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSpacing(1)
        self.itemChanged.connect(self._tell)
        self.hide()

    def show_classes(self, names: Sequence[str], colours: np.ndarray) -> None:
        """Name these classes, all ticked; uint32 `(K,)` colours."""
        self.blockSignals(True)
        self.clear()
        for name, colour in zip(names, colours, strict=False):
            chip = QPixmap(10, 10)
            chip.fill(QColor.fromRgb(int(colour) & 0xFFFFFF))
            item = QListWidgetItem(QIcon(chip), name)
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled)
            item.setCheckState(Qt.CheckState.Checked)
            self.addItem(item)
        self.blockSignals(False)
        wide = sum(self.fontMetrics().horizontalAdvance(name) + 48 for name in names)
        lines = 1 if wide < 420 else 2
        self.setFixedHeight(lines * (self.fontMetrics().height() + 8) + 8)
        self.setVisible(len(names) > 0)

    @Slot()
    def _tell(self) -> None:
        rows = range(self.count())
        hidden = [row for row in rows if self.item(row).checkState() != Qt.CheckState.Checked]
        self.hidden_changed.emit(frozenset(hidden))
