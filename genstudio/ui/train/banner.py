"""A sentence that stays until it is read: how a run ended, what training changed by itself."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton

from genstudio.ui import icons, theme

Kind = Literal["good", "info", "warning", "bad"]
_ICONS = {"good": "check", "info": "info", "warning": "warning", "bad": "error"}


class Banner(QFrame):
    """One sentence with a sign and a way to put it away; never in the way of anything."""

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.setObjectName("banner")
        self._kind: Kind = "info"
        self._sign = QLabel()
        self._sentence = QLabel()
        self._sentence.setAccessibleName("Message")
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton()
        self._close.setIcon(icons.icon("close"))
        self._close.setAutoRaise(True)
        self._close.setToolTip("Put this message away")
        self._close.setAccessibleName("Put this message away")
        self._close.clicked.connect(self.hide)
        self._act = QToolButton()
        self._act.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._act.hide()
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 6, 6, 6)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._sentence, 1)
        line.addWidget(self._act, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says, "" when it is put away."""
        return "" if self.isHidden() else self._sentence.text()

    @property
    def kind(self) -> Kind:
        """How it is meant, "info" when it is put away."""
        return "info" if self.isHidden() else self._kind

    @Slot(str, str)
    def say(self, sentence: str, kind: Kind = "info", act: QAction | None = None) -> None:
        """Show `sentence`, and a button for what can be done about it."""
        self._kind = kind
        for old in self._act.actions():
            self._act.removeAction(old)
        if act is not None:
            self._act.setDefaultAction(act)
        self._act.setVisible(act is not None)
        self._sentence.setText(sentence)
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._paint()
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_close"):
            self._paint()
        super().changeEvent(event)

    def _paint(self) -> None:
        colour = theme.colours()
        edge = colour.accent if self._kind == "info" else getattr(colour, self._kind)
        self._sign.setPixmap(icons.picture(_ICONS[self._kind], 20, edge))
