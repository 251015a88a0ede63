"""The middle column: the picture, or in its place the map, which is made when first asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from genstudio.ui.explore.bars import WordBar
from genstudio.ui.explore.canvas import Canvas
from genstudio.ui.explore.map_page import MapPage


class Middle(QWidget):
    """Buttons above, one page below."""

    def __init__(
        self,
        canvas: Canvas,
        acts: list[tuple[QAction, str]],
        make_map: Callable[[], MapPage],
        below: QWidget,
    ) -> None:
        """Show the canvas, and `below` under whatever page there is."""
        super().__init__()
        self.map: MapPage | None = None
        self._make_map, self._canvas = make_map, canvas
        self._stack = QStackedWidget()
        self._stack.addWidget(canvas)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 6, 0)
        column.setSpacing(4)
        column.addWidget(WordBar(acts))
        column.addWidget(self._stack, 1)
        column.addWidget(below)

    def show_map(self, shown: bool) -> None:
        """Show the map, or the picture again."""
        if shown and self.map is None:
            self.map = self._make_map()
            self._stack.addWidget(self.map)
        self._stack.setCurrentWidget(self.map if shown and self.map is not None else self._canvas)

    def close_threads(self) -> None:
        """End the map's threads."""
        if self.map is not None:
            self.map.close_threads()
