"""A slider that chooses how many steps a curve's average looks back on."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QSlider

_PATIENCE_MS = 60


class SmoothingSlider(QSlider):
    """From no smoothing to averages over 10,000 steps."""

    smoothed = Signal()  # `decay` has changed; a moment after the last move

    def __init__(self, position: int = 33) -> None:
        """Stand at `position`, 0 to 100."""
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, 100)
        self.setMaximumWidth(140)
        self.setAccessibleName("Smoothing of the curves")
        self._patience = QTimer(self, interval=_PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(self.smoothed)
        self.setValue(min(max(position, 0), 100))
        self._describe()
        self.valueChanged.connect(self._describe)
        self.valueChanged.connect(self._patience.start)

    @property
    def decay(self) -> float:
        """How much an older value weighs against the next, 0 to below 1."""
        return float(1 - 10 ** (-self.value() / 25))

    @Slot()
    def _describe(self) -> None:
        steps = round(1 / (1 - self.decay))
        text = f"Averages about the last {steps:,} steps" if steps > 1 else "No smoothing"
        self.setToolTip(f"{text}. The faint line is the raw value.")
        self.setAccessibleDescription(text)
