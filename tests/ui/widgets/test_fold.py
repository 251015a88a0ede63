"""The fold: a button that shows and hides."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from genstudio.ui.widgets.fold import Fold


def test_folds_by_mouse_and_keyboard(app: QApplication, qtbot: QtBot) -> None:
    content = QLabel("inside")
    fold = Fold("More", content)
    qtbot.addWidget(fold)
    fold.show()
    assert content.isHidden()
    button = fold.findChild(QToolButton)
    assert button is not None and button.accessibleName() == "More"
    with qtbot.waitSignal(fold.folded) as blocker:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert blocker.args == [False] and content.isVisible()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert content.isHidden() and not fold.is_open
