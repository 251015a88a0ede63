"""What the colours of differences mean: one scale for all runs."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from genstudio.ui import theme
from genstudio.ui.compare import deviation

_WIDTH, _HEIGHT = 140, 12


def ground() -> tuple[int, int, int]:
    """Return the colour of no difference in the present theme."""
    colour = QColor(theme.colours().surface)
    return colour.red(), colour.green(), colour.blue()


class DeviationLegend(QWidget):
    """A bar of colours between the two ends of the scale."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._reach, self._absolute = 1.0, False
        self._low, self._bar, self._high = QLabel(), QLabel(), QLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self._low, self._bar, self._high):
            layout.addWidget(widget)
        layout.addStretch(1)

    @property
    def words(self) -> tuple[str, str]:
        """What stands at the two ends."""
        return self._low.text(), self._high.text()

    def show_scale(self, reach: float, *, absolute: bool) -> None:
        """Explain differences up to `reach` (pixels run from −1 to 1)."""
        self._reach, self._absolute = reach, absolute
        self._low.setText("0: alike" if absolute else f"−{reach:g}: darker than the original")
        high = f"{reach:g}: apart" if absolute else f"+{reach:g}: lighter than the original"
        self._high.setText(f"{high} (one scale for all runs; pixels from −1 to 1)")
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_high"):
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        start = 0.0 if self._absolute else -1.0
        values = np.linspace(start, 1, _WIDTH)[None, None].repeat(_HEIGHT, axis=1)
        painted = deviation.paint(values, 1.0, ground(), absolute=self._absolute)
        rows = np.ascontiguousarray(painted[0].transpose(1, 2, 0))
        image = QImage(rows.data, _WIDTH, _HEIGHT, 3 * _WIDTH, QImage.Format.Format_RGB888)
        self._bar.setPixmap(QPixmap.fromImage(image.copy()))
