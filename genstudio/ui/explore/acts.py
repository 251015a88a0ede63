"""Buttons for acts, calm and with a short word."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton

from genstudio.ui.widgets.acts import tool_button


def button(action: QAction, word: str = "") -> QToolButton:
    """Make a flat button for an action, with a short `word` beside its icon."""
    if word:
        action.setIconText(word)
    made = tool_button(action, says=bool(word))
    made.setAutoRaise(True)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made
