"""Pictures of our own for empty places: SVG files that use the theme's named colours."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from genstudio.core import places
from genstudio.ui import theme


class Art(QWidget):
    """Shows `resources/art/<name>.svg`, whole and centred, in the present theme's colours."""

    def __init__(self, name: str, size: QSize, parent: QWidget | None = None) -> None:
        """Prepare to draw `name` at `size` or larger."""
        super().__init__(parent)
        self._text = (places.bundled("resources") / "art" / f"{name}.svg").read_text("utf-8")
        self._drawn_in: theme.Palette | None = None
        self._renderer = QSvgRenderer(self)
        self.setMinimumSize(size)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture."""
        if self._drawn_in != theme.colours():
            self._drawn_in = theme.colours()
            self._renderer.load(QByteArray(theme.fill_in(self._text).encode()))
        wanted = self._renderer.defaultSize()
        scale = min(self.width() / wanted.width(), self.height() / wanted.height())
        width, height = wanted.width() * scale, wanted.height() * scale
        place = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        painter = QPainter(self)
        self._renderer.render(painter, place)
        painter.end()
