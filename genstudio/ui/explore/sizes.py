"""A picture three times: as it is, from components, from another run; with sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from genstudio.ui.widgets.picture import PictureView

if TYPE_CHECKING:
    from genstudio.runs.principal import Redrawn

_NAMES = ("Original", "From the components kept", "From the other run")
_ROWS = ("", "numbers", "bytes", "MSE")
_TIP = (
    "numbers: pixels of the original, latents of the others. bytes: one a pixel, four a latent; "
    "the model itself is needed as well, once for all pictures. MSE: mean squared error, pixels "
    "taken as 0 to 1; smaller is closer."
)


class Sizes(QWidget):
    """Three columns; the third shows only while there is another run."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self.views = tuple(_view(name) for name in _NAMES)
        self._words = tuple(tuple(QLabel() for _ in _ROWS) for _ in _NAMES)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(2)
        self._heads = tuple(QLabel(row) for row in _ROWS)
        for row, head in enumerate(self._heads):
            layout.addWidget(head, row + 1, 0)
        for column, (view, words) in enumerate(zip(self.views, self._words, strict=True), 1):
            layout.addWidget(view, 0, column)
            layout.setColumnStretch(column, 1)
            for row, label in enumerate(words):
                label.setAlignment(Qt.AlignmentFlag.AlignCenter)
                label.setMinimumWidth(1)
                layout.addWidget(label, row + 1, column)
        self.setToolTip(_TIP)

    def text(self, column: int) -> str:
        """What is said of a column, row by row."""
        return " · ".join(label.text() for label in self._words[column])

    def show_original(self, picture: np.ndarray) -> None:
        """Show uint8 `(C, H, W)`."""
        self._show(0, picture, ("Original", f"{picture.size:,}", f"{picture.nbytes:,}", "0"))

    def show_redrawn(self, found: Redrawn) -> None:
        """Show what the components make of it."""
        self._show(1, found.picture, ("PCA", *_figures(found)))

    def show_other(self, name: str, found: Redrawn | None) -> None:
        """Show what another run makes of it; None: there is none."""
        for part in (self.views[2], *self._words[2]):
            part.setVisible(found is not None)
        if found is not None:
            width = self.views[2].width()
            short = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, width)
            self._show(2, found.picture, (short, *_figures(found)))
            self._words[2][0].setToolTip(name)

    def _show(self, column: int, picture: np.ndarray, words: tuple[str, ...]) -> None:
        self.views[column].show_pictures(picture[None], 1)
        for label, word in zip(self._words[column], words, strict=True):
            label.setText(word)


def _figures(found: Redrawn) -> tuple[str, str, str]:
    return f"{found.numbers:,}", f"{found.size:,}", f"{found.mse:.4f}"


def _view(name: str) -> PictureView:
    view = PictureView(name=name)
    view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    view.setFixedHeight(92)
    return view
