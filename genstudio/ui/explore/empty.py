"""Explore without a run: a sentence, and a card for each model that is there to try."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from genstudio.runs.library import Entry
from genstudio.ui.explore.picker import describe
from genstudio.ui.widgets.muted import MutedLabel

_MOST_OWN = 3
_FAMILIES = ("vae", "gan", "ae", "pca")  # the quickest to delight first
_LEAST_WIDTH = 460


class EmptyState(QScrollArea):
    """Offers the run in training, the newest of one's own, and the bundled models."""

    chosen = Signal(str)  # a run's key

    def __init__(self, parent: QWidget | None = None) -> None:
        """Offer nothing yet."""
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cards: list[ModelCard] = []

    def offer(self, entries: list[Entry], live: str) -> None:
        """Make a card for the run `live`, the newest runs with a model, the bundled ones."""
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.setSpacing(10)
        self.cards = [ModelCard(entry, entry.key == live) for entry in _worthy(entries, live)]
        title = QLabel("Move sliders, and watch the picture follow")
        title.setObjectName("title")
        then = "Choose a run above, or begin with one of these."
        if not self.cards:
            then = (
                "There is no trained run yet. Train one in the Train tab: it can be explored "
                "from its first second on."
            )
        for part in (title, MutedLabel(then), *self.cards):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        widest = max((card.sizeHint().width() for card in self.cards), default=0)
        for card in self.cards:
            card.setFixedWidth(max(widest, _LEAST_WIDTH))
            card.clicked.connect(lambda _checked=False, key=card.key: self.chosen.emit(key))
        self.setWidget(inside)


class ModelCard(QPushButton):
    """One model: its name, and what it is in a few words."""

    def __init__(self, entry: Entry, is_live: bool) -> None:
        """Stand for `entry`."""
        super().__init__()
        self.key = entry.key
        name = f"In training now: {entry.name}" if is_live else entry.name
        self.setAccessibleName(f"Explore {name}")
        self.setAccessibleDescription(describe(entry))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(True)
        title = QLabel(name)
        title.setObjectName("name")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 10)
        layout.setSpacing(2)
        about = f"{describe(entry)} · bundled" if entry.bundled else describe(entry)
        for label in (title, MutedLabel(about)):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)

    def sizeHint(self) -> QSize:
        """Take the size the texts need."""
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()


def _worthy(entries: list[Entry], live: str) -> list[Entry]:
    sound = [e for e in entries if not e.problem and (e.folder.has_model or e.key == live)]
    own = [e for e in sound if not e.bundled and e.key != live][:_MOST_OWN]
    bundled = [e for e in sound if e.bundled and e.key != live]
    bundled.sort(key=lambda entry: _FAMILIES.index(entry.summary.family or "vae"))
    return [e for e in sound if e.key == live] + own + bundled
