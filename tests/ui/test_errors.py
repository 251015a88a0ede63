"""The error dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton

from genstudio.core import places
from genstudio.ui import errors
from genstudio.ui.threads import Failure
from genstudio.ui.window import Window

FAILURE = Failure("The disk is full: a.png was not saved.", "Traceback: OSError")


def button(dialog: errors.ErrorDialog, word: str) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if word in b.text().replace("&", ""))


def test_it_says_the_sentence_and_copies_it_with_the_details(window: Window, qtbot) -> None:
    dialog = errors.show_failure(window, FAILURE)
    assert dialog.isVisible()
    assert FAILURE.message in [label.text() for label in dialog.findChildren(QLabel)]
    qtbot.mouseClick(button(dialog, "Copy"), Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert FAILURE.message in copied and FAILURE.details in copied


def test_details_unfold(window: Window, qtbot) -> None:
    dialog = errors.show_failure(window, FAILURE)
    box = dialog.findChild(QPlainTextEdit)
    assert not box.isVisible()
    qtbot.mouseClick(button(dialog, "details"), Qt.MouseButton.LeftButton)
    assert box.isVisible() and FAILURE.details in box.toPlainText()
    qtbot.mouseClick(button(dialog, "Hide"), Qt.MouseButton.LeftButton)
    assert not box.isVisible()


def test_there_is_one_dialog_however_much_goes_wrong(window: Window) -> None:
    dialog = errors.show_failure(window, FAILURE)
    for _ in range(5):
        assert errors.show_failure(window, FAILURE) is dialog
    other = Failure("Another sentence.", "other details")
    assert errors.show_failure(window.welcome, other) is dialog
    assert dialog.failures == [FAILURE, other]
    dialog.copy()
    assert "other details" in QGuiApplication.clipboard().text()


def test_a_closed_dialog_makes_way_for_the_next(window: Window, app: QApplication) -> None:
    first = errors.show_failure(window, FAILURE)
    first.reject()
    second = errors.show_failure(window, FAILURE)
    assert second is not first and second.isVisible()


def test_markup_in_a_message_is_shown_as_text(window: Window) -> None:
    dialog = errors.show_failure(window, Failure("<b>x</b> is not a folder", "-"))
    label = next(item for item in dialog.findChildren(QLabel) if "<b>" in item.text())
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_the_log_opens_with_the_desktops_program(window: Window, qtbot, monkeypatch) -> None:
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    dialog = errors.show_failure(window, FAILURE)
    qtbot.mouseClick(button(dialog, "Open log"), Qt.MouseButton.LeftButton)
    assert opened == [str(places.log_file())]
