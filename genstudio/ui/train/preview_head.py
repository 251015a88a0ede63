"""Over the previews: made or redrawn, of which class, which moment; and a line that says so."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from genstudio.core import scatter
from genstudio.ui.train.kind_chooser import KindChooser
from genstudio.ui.widgets.muted import MutedLabel

MADE = "Drawn from latents that stay the same: watch them grow."
SHUFFLED = "Other latents than the previews', the same at every moment."
REDRAWN = "Above the original, below what encoder and decoder make of it."
POINTS = "Orange: made points; grey: real ones."
REDRAWN_POINTS = "Above real points, below what encoder and decoder make of them."
SURFACE = "Blue paper: where the discriminator says real."


class PreviewHead(QWidget):
    """What of a moment is shown, as the user chose it."""

    changed = Signal()

    def __init__(self) -> None:
        """Show what is made, of all classes."""
        super().__init__()
        self._shape: tuple[int, ...] = ()
        self.made = _tab("Made", "Pictures drawn from fixed random latents")
        self.redrawn = _tab(
            "Redrawn", "Held-out pictures above, what encoder and decoder make of them below"
        )
        self.kinds = KindChooser()
        self.kinds.chosen.connect(self.changed)
        self.step = QLabel()
        self.step.setAccessibleName("Moment on show")
        self.note = MutedLabel(MADE, wraps=True)
        line = QHBoxLayout()
        line.setSpacing(4)
        group = QButtonGroup(self)
        for button in (self.made, self.redrawn):
            group.addButton(button)
            button.toggled.connect(self.changed)
            line.addWidget(button)
        line.addWidget(self.kinds)
        line.addStretch(1)
        line.addWidget(self.step)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(line)
        layout.addWidget(self.note)
        self.begin()

    @property
    def is_redrawn(self) -> bool:
        """Whether redrawn pictures are asked for."""
        return self.redrawn.isChecked()

    def begin(self, shape: Sequence[int] = ()) -> None:
        """Begin with another run, of pictures of `shape`."""
        self._shape = tuple(shape)
        self.kinds.offer(())
        self.offer_redrawn(False)
        self.made.setChecked(True)

    def offer_redrawn(self, can: bool) -> None:
        """Say whether there is anything redrawn."""
        self.redrawn.setEnabled(can)

    def know_shape(self, shape: Sequence[int]) -> None:
        """Learn the shape of the pictures from a preview."""
        self._shape = tuple(shape)

    def say(self, step: str, *, is_shuffled: bool, has_surface: bool) -> None:
        """Say which moment is on show and what is seen of it."""
        self.step.setText(step)
        self.note.setText(self._words(is_shuffled=is_shuffled, has_surface=has_surface))

    def _words(self, *, is_shuffled: bool, has_surface: bool) -> str:
        are_points = self._shape == scatter.SHAPE
        if self.is_redrawn:
            return REDRAWN_POINTS if are_points else REDRAWN
        if are_points:
            return f"{POINTS} {SURFACE}" if has_surface else POINTS
        return SHUFFLED if is_shuffled else MADE


def _tab(label: str, tip: str) -> QPushButton:
    button = QPushButton(label)
    button.setCheckable(True)
    button.setToolTip(tip)
    button.setProperty("segment", True)
    return button
