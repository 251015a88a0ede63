"""An act as a `QAction`: text, icon, shortcut and tip in one place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QToolButton, QWidget

from genstudio.ui import icons


def act(
    owner: QWidget, text: str, icon: str, shortcut: str, slot: Callable[[], object], tip: str
) -> QAction:
    """Make an action of `owner` whose shortcut works while the keyboard is in `owner`.

    `icon` and `shortcut` may be empty; the tip names the shortcut.
    """
    action = QAction(text, owner)
    if icon:
        action.setIcon(icons.icon(icon))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    if shortcut:
        action.setShortcut(QKeySequence(shortcut))
    native = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{tip} ({native})" if native else tip)
    action.setStatusTip(tip)
    action.triggered.connect(lambda *_: slot())
    owner.addAction(action)
    return action


def window_act(owner: QObject, text: str, icon: str, shortcut: str = "") -> QAction:
    """Make an action whose shortcut works in the whole window, once a menu holds it.

    `allow` gives it its tip, its owner connects it.
    """
    action = QAction(icons.icon(icon), text, owner)
    if shortcut:
        action.setShortcut(QKeySequence(shortcut))
    return action


def allow(action: QAction, reason: str, does: str) -> None:
    """Enable `action` unless there is a `reason` not to; its tip says that, or what it `does`."""
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    tip = reason or (f"{does} ({keys})" if keys else does)
    action.setEnabled(not reason)
    action.setToolTip(tip)
    action.setStatusTip(tip)


def separator(owner: QWidget) -> QAction:
    """Return a line between groups of actions."""
    line = QAction(owner)
    line.setSeparator(True)
    return line


def tool_button(action: QAction, *, says: bool = True) -> QToolButton:
    """Return a button for `action`: its icon, and its text if it `says` it; named for all."""
    button = QToolButton()
    button.setDefaultAction(action)
    style = Qt.ToolButtonStyle
    button.setToolButtonStyle(style.ToolButtonTextBesideIcon if says else style.ToolButtonIconOnly)
    button.setAccessibleName(action.text().replace("&", "").replace("…", ""))
    return button
