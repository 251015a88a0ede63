"""A small canvas to draw a picture for the model with mouse or pen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

_SIDE = 320
_MOST_UNDONE = 50


class Paper(QWidget):
    """A square sheet; each stroke can be undone."""

    drawn = Signal()

    def __init__(self, *, is_dark: bool) -> None:
        """Be black if `is_dark`, else white."""
        super().__init__()
        self.pen = QColor()
        self.width_ = 24
        self._image = QImage(QSize(_SIDE, _SIDE), QImage.Format.Format_RGB32)
        self._past: list[QImage] = []
        self._last: QPointF | None = None
        self.setFixedSize(_SIDE, _SIDE)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Paper to draw on")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.start_over(is_dark=is_dark)

    @property
    def image(self) -> QImage:
        """A copy of what was drawn."""
        return self._image.copy()

    @property
    def is_blank(self) -> bool:
        """Whether nothing was drawn."""
        return not self._past

    def start_over(self, *, is_dark: bool) -> None:
        """Take a new sheet, and the ink that shows on it."""
        self._past.clear()
        self._image.fill(Qt.GlobalColor.black if is_dark else Qt.GlobalColor.white)
        self.pen = QColor(Qt.GlobalColor.white if is_dark else Qt.GlobalColor.black)
        self.update()
        self.drawn.emit()

    @Slot()
    def undo(self) -> None:
        """Take the last stroke away."""
        if self._past:
            self._image = self._past.pop()
            self.update()
            self.drawn.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the sheet."""
        QPainter(self).drawImage(QPoint(0, 0), self._image)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke with a dot."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._past = [*self._past[-_MOST_UNDONE:], self._image.copy()]
            self._last = event.position()
            self._line_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self._last is not None:
            self._line_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        self._last = None
        self.drawn.emit()

    def _line_to(self, place: QPointF) -> None:
        assert self._last is not None
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(self.pen, self.width_, Qt.PenStyle.SolidLine, *ends))
        painter.drawLine(self._last, place + QPointF(0.01, 0))  # a dot is a line, too
        painter.end()
        self._last = place
        self.update()


class Sketch(QDialog):
    """Asks for a drawing; `accepted` says that there is one."""

    def __init__(self, parent: QWidget, *, is_dark: bool, is_colour: bool) -> None:
        """Begin on a sheet like the model's pictures: dark or light, grey or coloured."""
        super().__init__(parent)
        self.setWindowTitle("Draw a picture")
        self.paper = Paper(is_dark=is_dark)
        self.dark = QCheckBox("&White on black")
        self.dark.setChecked(is_dark)
        self.dark.setToolTip("Draw as the model's pictures are. Changing it takes a new sheet.")
        self.dark.toggled.connect(self._turn)
        self.thick = QSlider(Qt.Orientation.Horizontal)
        self.thick.setRange(4, 80)
        self.thick.setValue(self.paper.width_)
        self.thick.setAccessibleName("Thickness of the pen")
        self.thick.setToolTip("How thick the pen is.")
        self.thick.valueChanged.connect(self._thicken)
        self.colour = QPushButton("&Colour…")
        self.colour.setVisible(is_colour)
        self.colour.clicked.connect(self._ask_colour)
        self.undo = QPushButton("&Undo stroke")
        self.undo.setShortcut("Ctrl+Z")
        self.undo.clicked.connect(self.paper.undo)
        kinds = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self._buttons.button(kinds.Ok).setText("&Use drawing")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.paper.drawn.connect(self._follow)
        self._lay_out()
        self._follow()

    @Slot()
    def _follow(self) -> None:
        is_blank = self.paper.is_blank
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(not is_blank)
        self.undo.setEnabled(not is_blank)

    @Slot(bool)
    def _turn(self, is_dark: bool) -> None:
        self.paper.start_over(is_dark=is_dark)

    @Slot(int)
    def _thicken(self, width: int) -> None:
        self.paper.width_ = width

    @Slot()
    def _ask_colour(self) -> None:
        chosen = QColorDialog.getColor(self.paper.pen, self, "Colour of the pen")
        if chosen.isValid():
            self.paper.pen = chosen

    def _lay_out(self) -> None:
        pen = QHBoxLayout()
        label = QLabel("&Pen")
        label.setBuddy(self.thick)
        pen.addWidget(label)
        pen.addWidget(self.thick, 1)
        pen.addWidget(self.colour)
        more = QHBoxLayout()
        more.addWidget(self.dark)
        more.addStretch(1)
        more.addWidget(self.undo)
        layout = QVBoxLayout(self)
        layout.addWidget(self.paper, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(pen)
        layout.addLayout(more)
        layout.addWidget(self._buttons)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
