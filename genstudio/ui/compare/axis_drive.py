"""An axis found in Explore, and how far along it every run that has it is moved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSlider, QWidget

from genstudio.ui.widgets.muted import MutedLabel

_NONE = "none"
_FINE = 100  # steps of the slider for one σ
_REACH = 3  # σ
_TIP = "Moves every run that has an axis of this name; the others stay as they are"
_NONE_TIP = "None of these runs has axes. Find some in Explore, under “More axes”."


class AxisDrive(QWidget):
    """Chooses an axis by its name and shifts along it, −3 to 3 σ."""

    changed = Signal()

    def __init__(self) -> None:
        """Offer no axis yet."""
        super().__init__()
        self.box = QComboBox()
        self.box.addItem(_NONE, "")
        self.box.setAccessibleName("Axis to move along")
        self.box.setMinimumContentsLength(18)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-_REACH * _FINE, _REACH * _FINE)
        self.slider.setPageStep(_FINE // 2)
        self.slider.setAccessibleName("Shift along the axis")
        self.slider.setToolTip("Adds so much of the axis to the latents of every run that has it")
        self._value = MutedLabel()
        self._value.setMinimumWidth(self.fontMetrics().horizontalAdvance("+0.00 σ") + 4)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        label = QLabel("A&xis")
        label.setBuddy(self.box)
        layout.addWidget(label)
        layout.addWidget(self.box)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self._value)
        layout.addStretch(0)  # takes the room while the slider hides
        self.box.currentIndexChanged.connect(self._choose)
        self.slider.valueChanged.connect(self._shift)
        self._show()

    @property
    def axis(self) -> str:
        """The full name of the axis; empty for none."""
        return str(self.box.currentData() or "")

    @property
    def shift(self) -> float:
        """How many σ along it."""
        return self.slider.value() / _FINE

    def offer(self, names: Sequence[str]) -> None:
        """List these axes, keeping the chosen one if it is among them."""
        if [self.box.itemData(place) for place in range(self.box.count())] == ["", *names]:
            return
        chosen = self.axis
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItem(_NONE, "")
        for name in names:
            self.box.addItem(name, name)
        self.box.setCurrentIndex(max(self.box.findData(chosen), 0))
        self.box.blockSignals(False)
        if self.axis != chosen:
            self._choose()
        self._show()

    @Slot()
    def _choose(self) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(0)
        self.slider.blockSignals(False)
        self._show()
        self.changed.emit()

    @Slot()
    def _shift(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        has_axes = self.box.count() > 1
        self.box.setEnabled(has_axes)
        self.box.setToolTip(_TIP if has_axes else _NONE_TIP)
        for part in (self.slider, self._value):
            part.setVisible(bool(self.axis))
        self._value.setText(f"{self.shift:+.2f} σ".replace("-", "−"))
