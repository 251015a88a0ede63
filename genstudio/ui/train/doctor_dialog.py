"""The dataset doctor's window: progress first, then what was found, worst first."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from genstudio.core.recipe import Value
from genstudio.data.doctor.report import Report
from genstudio.ui import icons, theme
from genstudio.ui.threads import Failure
from genstudio.ui.train.finding_box import FindingBox
from genstudio.ui.widgets.muted import MutedLabel

_SIZE = (760, 640)


class DoctorDialog(QDialog):
    """Tells how far the check is and what it found; knows no thread and no recipe."""

    fix_toggled = Signal(object, bool)
    stopped = Signal()  # it was closed or cancelled; nothing more is wanted
    again_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Show that a check has begun."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Check pictures")
        self.resize(*_SIZE)
        self.boxes: list[FindingBox] = []
        self._icon = "search", "accent"
        self._sign = QLabel()
        self._sentence = QLabel("Looking…")
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        head = QHBoxLayout()
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._sentence, 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addLayout(self._build_progress())
        layout.addWidget(self._build_list(), 1)
        layout.addWidget(
            MutedLabel("Ticked choices become part of the recipe. Your files stay as they are.")
        )
        layout.addWidget(self._build_buttons())
        self.finished.connect(self.stopped)
        self._paint()

    @property
    def sentence(self) -> str:
        """What it says at the top."""
        return self._sentence.text()

    @Slot(int, int, str)
    def show_progress(self, done: int, total: int, what: str) -> None:
        """Show how far the check is; a `total` of 0 is unknown."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._sentence.setText(what)
        self._set_running(True)

    @Slot(object)
    def show_failure(self, failure: Failure) -> None:
        """Show why the pictures could not be checked."""
        self._empty()
        self._set_running(False)
        self._say(failure.message, "error", "bad")

    def show_report(self, report: Report, values: Mapping[str, Value]) -> None:
        """Show what was found; fixes that the recipe's `values` hold are ticked."""
        self._empty()
        self._set_running(False)
        if report.is_fine:
            self._say(report.sentence, "check", "good")
        else:
            self._say(report.sentence, "warning", "warning")
        self.boxes = [FindingBox(finding, report.images) for finding in report.findings]
        for place, box in enumerate(self.boxes):
            box.fix_toggled.connect(self.fix_toggled)
            self._list.insertWidget(place, box)
        self.show_choices(values)

    def show_choices(self, values: Mapping[str, Value]) -> None:
        """Tick the fixes that the recipe's `values` hold."""
        for box in self.boxes:
            box.show_choices(values)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icon"):
            self._paint()
        super().changeEvent(event)

    # -- building -----------------------------------------------------------------------------

    def _build_progress(self) -> QHBoxLayout:
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._bar.setAccessibleName("Checking the pictures")
        self._cancel = QPushButton("Cancel")
        self._cancel.setAutoDefault(False)
        self._cancel.setToolTip("Stops the check. Nothing has been changed.")
        self._cancel.clicked.connect(self._stop)
        self._again = QPushButton("Check &again")
        self._again.setAutoDefault(False)
        self._again.clicked.connect(self.again_asked)
        self._again.hide()
        line = QHBoxLayout()
        line.addWidget(self._bar, 1)
        line.addWidget(self._cancel)
        line.addWidget(self._again)
        return line

    def _build_list(self) -> QScrollArea:
        content = QWidget()
        self._list = QVBoxLayout(content)
        self._list.setContentsMargins(0, 0, 6, 0)
        self._list.setSpacing(8)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _build_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        return buttons

    # -- private ------------------------------------------------------------------------------

    @Slot()
    def _stop(self) -> None:
        self._set_running(False)
        self._say("Cancelled. Nothing has been changed.", "info", "accent")
        self._again.show()
        self.stopped.emit()

    def _empty(self) -> None:
        for box in self.boxes:
            self._list.removeWidget(box)
            box.deleteLater()
        self.boxes = []

    def _set_running(self, is_running: bool) -> None:
        self._bar.setVisible(is_running)
        self._cancel.setVisible(is_running)
        self._again.hide()

    def _say(self, sentence: str, icon: str, colour: str) -> None:
        self._icon = icon, colour
        self._sentence.setText(sentence)
        self._paint()

    def _paint(self) -> None:
        name, colour = self._icon
        self._sign.setPixmap(icons.picture(name, 24, getattr(theme.colours(), colour)))
