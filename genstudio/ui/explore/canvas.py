"""The picture side: one picture, or the neighbourhood of the point in two dimensions."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from genstudio.core import latents
from genstudio.ui.explore.painter import Drawing
from genstudio.ui.explore.ranking import Ranking, symbol
from genstudio.ui.widgets.picture import PictureView

SIDE = 4
_PATIENCE_MS = 120  # a picture stays this long before "opening…" takes its place
_REACHES = (0.5, 1.0, 1.5, 3.0)
_AUTO = -1


class Canvas(QWidget):
    """Shows drawings; knows which latents it needs for them."""

    picked = Signal(object)  # a latent `(d,)` to move to
    view_changed = Signal()  # other latents are needed

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show one picture, once there is one."""
        super().__init__(parent)
        self.view = PictureView(name="Picture at this point")
        self.caption = QLabel()
        self._grid = False
        self._ranking: Ranking | None = None
        self._drawing: Drawing | None = None
        self._sentence = ""
        self._axes = (QComboBox(), QComboBox())
        self._reach = QComboBox()
        self._axes_bar = self._make_axes_bar()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._lose_patience)
        self.view.clicked.connect(self._pick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._axes_bar)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.caption)
        self.caption.setAccessibleName("About the picture")
        self.caption.setMinimumWidth(1)
        self.set_grid(False)

    # -- what is shown ----------------------------------------------------------------------

    @property
    def is_grid(self) -> bool:
        """Whether the neighbourhood is shown."""
        return self._grid

    @property
    def drawing(self) -> Drawing | None:
        """What is on show; None while there is a sentence instead."""
        return self._drawing

    def set_grid(self, grid: bool) -> None:
        """Show the neighbourhood, or one picture."""
        self._grid = grid
        self._axes_bar.setVisible(grid)
        self.view.setAccessibleName("Neighbourhood of this point" if grid else "Picture here")
        self.view.setToolTip("Click a picture to go there." if grid else "")
        self.view_changed.emit()

    def start_over(self, dimensions: int) -> None:
        """Offer `dimensions` axes; the two most effective ones are taken unless chosen."""
        self._ranking = None
        for box, word in zip(self._axes, ("right", "up"), strict=True):
            box.blockSignals(True)
            box.clear()
            box.addItem(f"most visible ({word})", _AUTO)
            for dimension in range(dimensions):
                box.addItem(symbol(dimension), dimension)
            box.setEnabled(dimensions > 1)
            box.blockSignals(False)

    def set_ranking(self, ranking: Ranking) -> None:
        """Know which two dimensions are the most effective."""
        before, self._ranking = self.axes(ranking.values.size), ranking
        if self._grid and self.axes(ranking.values.size) != before:
            self.view_changed.emit()

    def axes(self, dimensions: int) -> tuple[int, int]:
        """Return the dimensions that grow to the right and upwards."""
        best = list(self._ranking.order[:2] if self._ranking else range(min(dimensions, 2)))
        right, up = (int(box.currentData()) for box in self._axes)
        if right == _AUTO:
            right = next((d for d in best if d != up), 0)
        if up == _AUTO:
            up = next((d for d in best if d != right), right)
        return right, up

    def latents(self, z: np.ndarray) -> np.ndarray:
        """Return the latents to draw around `z` `(d,)`: `z` itself first, then neighbours."""
        if not self._grid:
            return z[None]
        right, up = self.axes(len(z))
        reach = float(self._reach.currentData())
        around = latents.neighbourhood(z, right, up, side=SIDE, reach=reach)
        return np.concatenate([z[None], around])

    def show_drawing(self, drawing: Drawing) -> None:
        """Show pictures now, in this turn of the event loop."""
        expected = 1 + SIDE * SIDE if self._grid else 1
        if len(drawing.pictures) != expected:
            return
        self._patience.stop()
        self._drawing = drawing
        pictures = drawing.pictures[1:] if self._grid else drawing.pictures
        self.view.show_pictures(pictures, SIDE if self._grid else 1)
        self.view.repaint()

    def show_sentence(self, sentence: str) -> None:
        """Show a sentence instead of a picture."""
        self._patience.stop()
        self._drawing = None
        self.view.show_text(sentence)
        self.caption.clear()

    def show_patience(self, sentence: str) -> None:
        """Show a sentence unless the next drawing comes at once."""
        self._sentence = sentence
        self._patience.start()

    # -- private ----------------------------------------------------------------------------

    def _make_axes_bar(self) -> QWidget:
        bar = QWidget()
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(4, 0, 4, 0)
        for box, arrow, word in zip(self._axes, ("→", "↑"), ("right", "up"), strict=True):
            box.setAccessibleName(f"Dimension that grows {word}")
            box.setToolTip(f"Which dimension grows {'to the right' if word == 'right' else word}.")
            box.currentIndexChanged.connect(self._change_view)
            layout.addWidget(QLabel(arrow))
            layout.addWidget(box, 1)
        for reach in _REACHES:
            self._reach.addItem(f"±{reach:g}σ", reach)
        self._reach.setCurrentIndex(_REACHES.index(1.5))
        self._reach.setAccessibleName("How far the neighbourhood reaches")
        self._reach.setToolTip("How far from this point the outer pictures lie.")
        self._reach.currentIndexChanged.connect(self._change_view)
        layout.addWidget(self._reach)
        self.start_over(0)
        return bar

    @Slot()
    def _change_view(self) -> None:
        self.view_changed.emit()

    @Slot()
    def _lose_patience(self) -> None:
        self.show_sentence(self._sentence)

    @Slot(int)
    def _pick(self, index: int) -> None:
        if self._grid and self._drawing is not None:
            self.picked.emit(self._drawing.z[1 + index].copy())
