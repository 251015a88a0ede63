"""Disentanglement at a glance: what each dimension tells of each known factor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QToolTip, QVBoxLayout, QWidget

from genstudio.core.events import Event, Worked
from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.labour import Labour
from genstudio.ui.explore.progress_row import ProgressRow
from genstudio.ui.explore.ranking import symbol
from genstudio.ui.explore.session import Session
from genstudio.ui.threads import Failure

if TYPE_CHECKING:
    from genstudio.runs.model import Model

_MOST = 4_000
_SHOWN = 10  # columns: those that tell most
_NONE = "Factors are known of the bundled Shapes only: train a VAE on them to see its matrix here."
_CELL = 24


class Matrix(QWidget):
    """Factors by dimensions, darker where a dimension tells more of a factor."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._order: tuple[int, ...] = ()
        self._shares = np.zeros((0, 0), np.float32)
        self.setAccessibleName("What each dimension tells of each factor")

    def show_shares(self, names: tuple[str, ...], shares: np.ndarray) -> None:
        """Show shares `(F, d)` of the factors called `names`."""
        best = np.argsort(-shares.max(0), kind="stable")[:_SHOWN]
        by_factor = sorted(best, key=lambda d: (int(shares[:, d].argmax()), -shares[:, d].max()))
        self._names, self._shares = names, shares
        self._order = tuple(int(each) for each in by_factor)
        told = [
            f"{name}: {symbol(int(row.argmax()))} tells {100 * row.max():.0f} %"
            for name, row in zip(names, shares, strict=True)
        ]
        self.setAccessibleDescription(", ".join(told))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One row a factor and one for the dimensions' names."""
        return QSize(240, (len(self._names) + 1) * _CELL)

    def minimumSizeHint(self) -> QSize:
        """Rows never shrink."""
        return QSize(120, (len(self._names) + 1) * _CELL)

    def event(self, event: object) -> bool:
        """Say a cell's figure in full under the pointer."""
        if isinstance(event, QHelpEvent):
            cell = self._cell_at(event.pos().x(), event.pos().y())
            if cell is not None:
                factor, dimension = cell
                share = 100 * float(self._shares[factor, dimension])
                words = f"{symbol(dimension)} tells {share:.0f} % of {self._names[factor]}"
                QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint names, shades and figures."""
        painter = QPainter(self)
        palette, centre = self.palette(), Qt.AlignmentFlag.AlignCenter
        left, wide = self._columns()
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        for column, dimension in enumerate(self._order):
            place = QRectF(left + column * wide, 0, wide, _CELL)
            painter.drawText(place, int(centre), symbol(dimension))
        for row, name in enumerate(self._names):
            y = (row + 1) * _CELL
            painter.setPen(palette.color(QPalette.ColorRole.Text))
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, y, left, _CELL), int(side), name)
            for column, dimension in enumerate(self._order):
                place = QRectF(left + column * wide + 1, y + 1, wide - 2, _CELL - 2)
                self._paint_cell(painter, place, float(self._shares[row, dimension]))

    def _paint_cell(self, painter: QPainter, place: QRectF, share: float) -> None:
        palette = self.palette()
        shade = QColor(palette.color(QPalette.ColorRole.Highlight))
        shade.setAlphaF(min(share, 1.0))
        painter.fillRect(place, palette.color(QPalette.ColorRole.Base))
        painter.fillRect(place, shade)
        if share >= 0.05:
            role = QPalette.ColorRole.HighlightedText if share > 0.5 else QPalette.ColorRole.Text
            painter.setPen(palette.color(role))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), f"{100 * share:.0f}")

    def _columns(self) -> tuple[float, float]:
        left = max((self.fontMetrics().horizontalAdvance(n) for n in self._names), default=0) + 10.0
        return left, (self.width() - left) / max(len(self._order), 1)

    def _cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        left, wide = self._columns()
        row, column = int(y // _CELL) - 1, int((x - left) // wide)
        if 0 <= row < len(self._names) and 0 <= column < len(self._order):
            return row, self._order[column]
        return None


class FactorsPanel(QWidget):
    """Measures when it is seen, and only what has known factors."""

    def __init__(self, session: Session, explorer: Explorer) -> None:
        """Wait to be seen."""
        super().__init__()
        self._session = session
        self._stamp = ""
        self.labour = Labour(self)
        self.note, self.matrix = QLabel(_NONE), Matrix()
        self.note.setWordWrap(True)
        self.note.setMinimumWidth(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.addWidget(self.note)
        layout.addWidget(ProgressRow(self.labour, "measuring what dimensions tell of factors"))
        layout.addWidget(self.matrix)
        self.matrix.hide()
        explorer.changed.connect(self.follow)

    @Slot()
    def follow(self) -> None:
        """Measure the model on show, if it is another one."""
        opened = self._session.model
        stamp = f"{opened.key} {opened.front.stamp}" if opened else ""
        if not self.isVisible() or stamp == self._stamp:
            return
        self._stamp = stamp
        self.labour.stop()
        self.matrix.hide()
        front = opened.front if opened else None
        known = front is not None and front.can_encode and front.recipe.data == "builtin:shapes"
        if not known or self._session.is_live:
            self.note.setText(_NONE)
            return
        self.note.setText("Measuring on up to 4,000 training pictures…")
        copy = self._session.copier()
        self.labour.start(lambda: _measure(copy), self._take, self._fail)

    def showEvent(self, event: object) -> None:
        """Measure now if that is due."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.follow()

    def _take(self, found: tuple[tuple[str, ...], np.ndarray, float]) -> None:
        names, shares, gap = found
        self.matrix.show_shares(names, shares)
        self.matrix.show()
        self.note.setText(
            f"Each cell: what a dimension tells of a factor, in % of all there is to know "
            f"(mutual information). MIG {gap:.2f}: 1 is one dimension for each factor, 0 is all "
            "mixed."
        )

    def _fail(self, failure: Failure) -> None:
        self.note.setText(failure.message)


def _measure(copy: Callable[[], Model]) -> Iterator[Event]:
    from genstudio.evaluation.disentanglement import disentanglement
    from genstudio.runs import pictures

    codes = yield from pictures.codes(copy(), most=_MOST)
    known = pictures.known_factors(codes)
    if known is None:
        raise ValueError("The factors of these pictures are not known.")
    found = disentanglement(known[1], codes.points)
    yield Worked((known[0], found.shares, found.gap))
