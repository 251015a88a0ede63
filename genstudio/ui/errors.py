"""The one error dialog: a sentence, what to do next, details to copy, the log to open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from genstudio.core import places
from genstudio.ui import icons, theme

if TYPE_CHECKING:
    from genstudio.ui.threads import Failure

_NEXT = (
    "What was saved is safe. If this keeps happening, copy the details and send them along with "
    "the log."
)


class ErrorDialog(QDialog):
    """Shows one failure; modal, but it never blocks the window's work."""

    def __init__(self, failure: Failure, parent: QWidget | None = None) -> None:
        """Show `failure` over `parent`."""
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._failures = [failure]
        self._details = _details_box(failure)
        self._fold = QPushButton("Show details")
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._show_details)
        layout = QGridLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        sign = QLabel()
        sign.setPixmap(icons.picture("warning", 32, theme.colours().warning))
        layout.addWidget(sign, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(_sentence(failure.message, bold=True), 0, 1)
        self._next = _sentence(_NEXT)
        layout.addWidget(self._next, 1, 1)
        layout.addWidget(self._details, 2, 0, 1, 2)
        layout.addWidget(self._buttons(), 3, 0, 1, 2)
        layout.setColumnStretch(1, 1)
        self.setMinimumWidth(520)
        self._details.hide()

    @property
    def failures(self) -> list[Failure]:
        """What it tells of, the first one first."""
        return list(self._failures)

    def add(self, failure: Failure) -> None:
        """Tell of a further failure, if it is not there yet."""
        if failure not in self._failures:
            self._failures.append(failure)
            self._details.setPlainText(_report(self._failures))
            more = len(self._failures) - 1
            word = "problem" if more == 1 else "problems"
            self._next.setText(f"{_NEXT}\n\n{more} more {word} since then: see the details.")

    def copy(self) -> None:
        """Put the sentences and the details on the clipboard."""
        QGuiApplication.clipboard().setText(_report(self._failures))

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        box.addButton(self._fold, role)
        copy = box.addButton("&Copy details", role)
        copy.setIcon(icons.icon("copy"))
        copy.clicked.connect(self.copy)
        log = box.addButton("Open &log", role)
        log.setIcon(icons.icon("log"))
        log.clicked.connect(open_log)
        box.rejected.connect(self.reject)
        return box

    def _show_details(self, shown: bool) -> None:
        self._details.setVisible(shown)
        self._fold.setText("Hide details" if shown else "Show details")
        self.adjustSize()


def show_failure(parent: QWidget | None, failure: Failure) -> ErrorDialog:
    """Open the error dialog and return at once; if one is open, it tells of `failure` too."""
    window = parent.window() if parent is not None else None
    for dialog in window.findChildren(ErrorDialog) if window is not None else ():
        if dialog.isVisible():
            dialog.add(failure)
            return dialog
    dialog = ErrorDialog(failure, window)
    dialog.open()
    return dialog


def open_log() -> None:
    """Open the log with the program the desktop has for text."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(places.log_file())))


def _report(failures: list[Failure]) -> str:
    return "\n\n".join(f"{failure.message}\n\n{failure.details}" for failure in failures)


def _sentence(text: str, *, bold: bool = False) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    font = label.font()
    font.setBold(bold)
    label.setFont(font)
    return label


def _details_box(failure: Failure) -> QPlainTextEdit:
    box = QPlainTextEdit(_report([failure]))
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setAccessibleName("Details of the error")
    box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    box.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    box.setMinimumHeight(180)
    return box
