"""A heat map over the picture: what speaks for real, what against. The picture stays as it is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from genstudio.ui.widgets.picture import PictureView

FOR, AGAINST = (0, 158, 115), (213, 94, 0)  # the same in both themes, since the picture is
_STRONGEST = 0.75


class Heat(QWidget):
    """Lies over the one picture of `view`; lets every click through; is saved with nothing."""

    def __init__(self, view: PictureView) -> None:
        """Show nothing yet."""
        super().__init__(view)
        self._view = view
        self._image = QImage()
        self._memory = np.zeros((0, 0, 4), np.uint8)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName("Heat map over the picture")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.installEventFilter(self)
        self.hide()

    def show_heat(self, heat: np.ndarray) -> None:
        """Show float32 `(H, W)`: positive for, negative against; the strongest is full colour."""
        self._memory = painted(heat)
        height, width = heat.shape
        self._image = QImage(
            self._memory.data, width, height, 4 * width, QImage.Format.Format_RGBA8888
        )
        self.resize(self._view.size())
        self.show()
        self.raise_()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the view."""
        if event.type() == QEvent.Type.Resize:
            self.resize(self._view.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint smoothly over the picture."""
        if self._view.count != 1 or self._image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self._view.picture_rect(0)), self._image)


def painted(heat: np.ndarray) -> np.ndarray:
    """Return heat `(H, W)` as colours, uint8 `(H, W, 4)`; strength is how opaque they are."""
    largest = float(np.abs(heat).max(initial=0.0))
    strength = np.abs(heat) / largest if largest > 0 else np.zeros_like(heat)
    colours = np.where((heat >= 0)[..., None], np.array(FOR), np.array(AGAINST))
    alpha = (255 * _STRONGEST * strength)[..., None]
    return np.ascontiguousarray(np.concatenate([colours, alpha], axis=-1).astype(np.uint8))
