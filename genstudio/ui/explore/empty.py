"""Explore without a run: a sentence, and a button for each model that is there to try."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from genstudio.runs.library import Entry
from genstudio.ui import icons
from genstudio.ui.explore.picker import describe

_MOST = 8


class EmptyState(QScrollArea):
    """Offers the run in training and the bundled models."""

    chosen = Signal(str)  # a run's key

    def __init__(self, parent: QWidget | None = None) -> None:
        """Offer nothing yet."""
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.buttons: list[QPushButton] = []

    def offer(self, entries: list[Entry], live: str) -> None:
        """Make a button for the run `live` and for each bundled model."""
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.setSpacing(10)
        sound = [entry for entry in entries if not entry.problem]
        own = [entry for entry in sound if entry.key == live]
        bundled = [entry for entry in sound if entry.bundled and entry.key != live]
        layout.addWidget(_sentence(bool(own or bundled)))
        self.buttons = [self._button(entry, live) for entry in (own + bundled)[:_MOST]]
        for button in self.buttons:
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setWidget(inside)

    def _button(self, entry: Entry, live: str) -> QPushButton:
        is_live = entry.key == live
        name = f"In training now: {entry.name}" if is_live else entry.name
        button = QPushButton(icons.icon("live" if is_live else "explore"), f"  {name}")
        button.setIconSize(QSize(20, 20))
        button.setMinimumSize(320, 40)
        button.setToolTip(describe(entry))
        button.setAccessibleDescription(describe(entry))
        button.clicked.connect(lambda: self.chosen.emit(entry.key))
        return button


def _sentence(any_model: bool) -> QLabel:
    first = "Move sliders and watch the picture follow."
    then = (
        "Choose a run above, or begin with one of these:"
        if any_model
        else "There is no trained run yet. Train one in the Train tab; it can be explored from its "
        "first second on."
    )
    label = QLabel(f"{first}\n{then}")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    label.setMinimumWidth(420)
    return label
