"""The queue on the welcome page: what was left in it asks to go on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from genstudio.ui import icons, theme

_SIGN = 44
_MOST_NAMED = 3


class QueueRow(QFrame):
    """Says how many runs wait, and offers to go on; hidden while there are none."""

    go_on_wanted = Signal()

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self._sign = QLabel()
        self._sign.setFixedSize(QSize(_SIGN, _SIGN))
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title, self._detail = QLabel(), QLabel()
        self._title.setObjectName("name")
        self._detail.setObjectName("detail")
        self.go_on = QPushButton(icons.icon("play"), "Go on with the queue")
        self.go_on.setAccessibleName("Go on with the queue")
        self.go_on.setAutoDefault(True)
        self.go_on.clicked.connect(self._ask)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self._title, self._detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setMinimumWidth(60)
            words.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(12)
        layout.addWidget(self._sign)
        layout.addLayout(words, 1)
        layout.addWidget(self.go_on)
        self.hide()

    def show_waiting(self, names: Sequence[str], *, reason: str) -> None:
        """Show what waits; `reason` says why it cannot go on now, "" if it can."""
        count = len(names)
        self._sign.setPixmap(icons.picture("clock", 24, theme.colours().accent))
        word = "1 run waits" if count == 1 else f"{count} runs wait"
        self._title.setText(f"{word} in the queue. Go on?")
        more = f" and {count - _MOST_NAMED} more" if count > _MOST_NAMED else ""
        self._detail.setText("  ·  ".join(names[:_MOST_NAMED]) + more)
        self.go_on.setEnabled(not reason)
        self.go_on.setToolTip(reason or "Trains them one after the other")
        self.setVisible(count > 0)

    def _ask(self) -> None:
        self.go_on_wanted.emit()
