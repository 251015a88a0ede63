"""Before something is judged blindly: the rules, what is known so far, and the button to begin."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from genstudio.ui import icons
from genstudio.ui.widgets.muted import MutedLabel

Words = tuple[str, str]
"""A button's text and tip."""


class DealingStart(QWidget):
    """Asks for the rules; `asked`, `stopped` and `forgotten` tell what was pressed."""

    asked = Signal()
    stopped = Signal()
    forgotten = Signal()

    def __init__(self, *, go: Words, stop_tip: str, forget: Words) -> None:
        """Make the buttons; `lay` puts everything in its place."""
        super().__init__()
        self.go, self._stop, self._forget = (
            _button(go),
            _button(("Stop", stop_tip)),
            _button(forget),
        )
        self.go.setIcon(icons.icon("play"))
        self.go.clicked.connect(self.asked)
        self._stop.clicked.connect(self.stopped)
        self._forget.clicked.connect(self.forgotten)
        self.message = MutedLabel(wraps=True)

    def lay(self, about: str, choices: Sequence[tuple[str, QComboBox]], table: QWidget) -> None:
        """Show what it is `about`, the choices by their labels, and the table of what is known."""
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for text, box in choices:
            label = QLabel(text)
            label.setBuddy(box)
            bar.addWidget(label)
            bar.addWidget(box)
        bar.addWidget(self.go)
        bar.addWidget(self._stop)
        bar.addWidget(self.message, 1)
        bar.addWidget(self._forget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(MutedLabel(about, wraps=True))
        layout.addLayout(bar)
        layout.addWidget(table, 1)
        self.show_dealing("")

    def show_dealing(self, sentence: str) -> None:
        """Say how far the pictures are; empty when none are being dealt."""
        self.go.setVisible(not sentence)
        self._stop.setVisible(bool(sentence))
        self.message.setText(sentence)

    def show_message(self, sentence: str) -> None:
        """Say how it went, or why there is nothing to judge."""
        self.show_dealing("")
        self.message.setText(sentence)

    def show_known(self, is_known: bool, nothing: str, problem: str = "") -> None:
        """Let what is known be forgotten; say `nothing` while there is nothing, else `problem`.

        Another message stays.
        """
        self._forget.setEnabled(is_known)
        if self.message.text() in ("", nothing):
            self.message.setText(problem if is_known else nothing)


def choice_of(
    name: str, tip: str, values: Sequence[object], chosen: object, words: str
) -> QComboBox:
    """Return a list of `values` that shows `chosen`, or the first; `words` says each."""
    box = QComboBox()
    box.setAccessibleName(name)
    box.setToolTip(tip)
    for value in values:
        box.addItem(words.format(value), value)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    return box


def _button(words: Words) -> QPushButton:
    button = QPushButton(words[0])
    button.setToolTip(words[1])
    return button
