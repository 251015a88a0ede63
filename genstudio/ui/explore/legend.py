"""Which colour is which class; a class that is unticked is not drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from genstudio.ui import theme
from genstudio.ui.explore.map_raster import class_colours


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

    def show_classes(self, names: Sequence[str]) -> None:
        """Name these classes, all ticked."""
        self.blockSignals(True)
        self.clear()
        for name in names:
            item = QListWidgetItem(name)
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled)
            item.setCheckState(Qt.CheckState.Checked)
            self.addItem(item)
        self.blockSignals(False)
        self._colour()
        wide = sum(self.fontMetrics().horizontalAdvance(name) + 48 for name in names)
        lines = 1 if wide < 420 else 2
        self.setFixedHeight(lines * (self.fontMetrics().height() + 8) + 8)
        self.setVisible(len(names) > 0)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme, as the map does."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        self.blockSignals(True)
        colours = class_colours(self.count(), is_dark=theme.colours().is_dark)
        for row in range(self.count()):
            chip = QPixmap(10, 10)
            chip.fill(QColor.fromRgb(int(colours[row]) & 0xFFFFFF))
            self.item(row).setIcon(QIcon(chip))
        self.blockSignals(False)

    @Slot()
    def _tell(self) -> None:
        rows = range(self.count())
        hidden = [row for row in rows if self.item(row).checkState() != Qt.CheckState.Checked]
        self.hidden_changed.emit(frozenset(hidden))
