"""What can be done in Explore, as actions: each with an icon, a shortcut and a tip."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from genstudio.ui import icons


def act(
    owner: QWidget, text: str, icon: str, shortcut: str, slot: Callable[[], object], tip: str
) -> QAction:
    """Make an action of `owner` whose shortcut works while the keyboard is in the tab."""
    action = QAction(icons.icon(icon), text, owner)
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    if shortcut:
        action.setShortcut(QKeySequence(shortcut))
    native = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{tip} ({native})" if native else tip)
    action.setStatusTip(tip)
    action.triggered.connect(lambda _checked=False: slot())
    return action


def button(action: QAction, word: str = "") -> QToolButton:
    """Make a button for an action, with a short `word` beside its icon."""
    made = QToolButton()
    made.setDefaultAction(action)
    style = Qt.ToolButtonStyle
    made.setToolButtonStyle(style.ToolButtonTextBesideIcon if word else style.ToolButtonIconOnly)
    if word:
        action.setIconText(word)
    made.setAutoRaise(True)
    made.setAccessibleName(action.text().replace("&", ""))
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made
