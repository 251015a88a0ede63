"""The heading over the sliders: what each column is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from genstudio.ui.explore.columns import columns
from genstudio.ui.explore.groove import Groove
from genstudio.ui.explore.ranking import Ranking


class Heading(QWidget):
    """Names the effect's measure, and the slider's ends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Know nothing of the effects yet."""
        super().__init__(parent)
        self._effect, self._reach, self._wide = "effect", 3.0, 400
        self._names = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_ranking(self, ranking: Ranking | None) -> None:
        """Name what the figures are."""
        self._effect = _short(ranking) if ranking else "effect"
        if ranking:
            tip = f"{ranking.name} {f'in {ranking.unit}' if ranking.unit else ''}".strip()
            self.setToolTip(f"How much each dimension does. {tip}.")
        self.update()

    def set_reach(self, reach: float) -> None:
        """Write other ends."""
        self._reach = reach
        self.update()

    def set_names(self, longest: str) -> None:
        """Know the longest name of an axis; "" where the rows are dimensions."""
        self._names = longest
        self.update()

    def set_wide(self, wide: int) -> None:
        """Know how wide the rows below are: a scroll bar may stand beside them."""
        self._wide = wide
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, self.fontMetrics().height() + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Write the words over their columns."""
        painter = QPainter(self)
        place = columns(self._wide, self.font(), self._names)
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        left, centre = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter
        room = (place.name[0], place.slider[0] - place.name[0])
        self._write(painter, room, self._effect, left)
        groove = Groove(place.slider[1], self.height(), self._reach, self.palette(), self.font())
        for value in (-self._reach, 0.0, self._reach):
            x = place.slider[0] + groove.x(value)
            text = "0" if value == 0 else f"{value:+g}σ".replace("-", "−")
            self._write(painter, (x - 30, 60), text, centre)
        self._write(painter, place.box, "value", Qt.AlignmentFlag.AlignRight)

    def _write(
        self, painter: QPainter, place: tuple[float, float], text: str, side: Qt.AlignmentFlag
    ) -> None:
        flags = int(side | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(place[0], 0, place[1], self.height()), flags, text)


def _short(ranking: Ranking) -> str:
    unit = ranking.unit if len(ranking.unit) <= 5 else "%" if "%" in ranking.unit else ""
    return f"{ranking.name}, {unit}" if unit else ranking.name
