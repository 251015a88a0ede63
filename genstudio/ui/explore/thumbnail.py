"""A small picture for lists and timelines, sharp at any size."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap

from genstudio.ui.widgets.sheet import Layout, pack


def thumbnail(picture: np.ndarray, side: int) -> QPixmap:
    """Return uint8 `(C, H, W)` as a pixmap within `side` × `side`; small ones without blur."""
    height, width = picture.shape[1:]
    layout = Layout(1, height, width, 1, 0)
    sheet = pack(picture[None], layout)
    image = QImage(
        sheet.data, width, height, sheet.strides[0], QImage.Format.Format_ARGB32_Premultiplied
    )
    enlarges = max(width, height) < side
    how = Qt.TransformationMode.FastTransformation
    if not enlarges:
        how = Qt.TransformationMode.SmoothTransformation
    room = QSize(side, side)
    return QPixmap.fromImage(image.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, how))
