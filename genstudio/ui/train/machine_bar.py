"""Under the previews: the bar through all moments, and what one can do with the one on show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from genstudio.core.events import Kept
from genstudio.ui import icons
from genstudio.ui.train.machine_acts import MachineActs
from genstudio.ui.train.machine_state import MachineState
from genstudio.ui.train.moments_bar import MomentsBar
from genstudio.ui.train.timeline import Stop, nearest
from genstudio.ui.widgets.acts import tool_button
from genstudio.ui.widgets.muted import MutedLabel


class MachineBar(QWidget):
    """Chooses one of the stops; follows the newest until the user goes back."""

    changed = Signal()

    def __init__(self) -> None:
        """Start with no stop."""
        super().__init__()
        self.is_live = True
        self._stops: list[Stop] = []
        self.acts = MachineActs(self)
        self.slider = MomentsBar()
        self.slider.valueChanged.connect(self._scrub)
        self.newest = QPushButton("Newest")
        self.newest.setIcon(icons.icon("live"))
        self.newest.setToolTip("Follow the newest preview again")
        self.newest.clicked.connect(self._follow)
        self.room = MutedLabel("", wraps=True)
        self.room.setAccessibleName("Time machine")
        self.room.hide()
        self._lay_out()

    @property
    def stop(self) -> Stop | None:
        """The stop on show."""
        index = self.slider.value()
        return self._stops[index] if index < len(self._stops) else None

    @property
    def has_stops(self) -> bool:
        """Whether there is anything to show."""
        return bool(self._stops)

    def know(self, stops: Sequence[Stop], state: MachineState, *, is_machine: bool) -> None:
        """Offer `stops`; the one looked at stays, or the one nearest to it."""
        before = self.stop
        self._stops = list(stops)
        last = max(len(self._stops) - 1, 0)
        blocked = self.slider.blockSignals(True)
        self.slider.setRange(0, last)
        if self.is_live or before is None:
            self.slider.setValue(last)
        elif self._stops:
            self.slider.setValue(nearest(self._stops, before.step))
        self.slider.setEnabled(last > 0)
        self.slider.blockSignals(blocked)
        marked = [stop.step for stop in self._stops] if is_machine else []
        self.slider.mark(marked, state.best, state.chosen)

    def refresh(self, state: MachineState, told: Kept | None, *, is_shuffled: bool) -> None:
        """Enable what can be done with the stop on show; say what room the moments take."""
        self.newest.setEnabled(not self.is_live)
        self.acts.refresh(state, self.stop, is_shuffled=is_shuffled)
        words = state.room(told)
        self.room.setText(words)
        self.room.setVisible(bool(words))

    def _lay_out(self) -> None:
        scrubber, line = QHBoxLayout(), QHBoxLayout()
        scrubber.addWidget(self.slider, 1)
        scrubber.addWidget(self.newest)
        line.setSpacing(4)
        acts = self.acts
        for action in (acts.shuffle, acts.same):
            line.addWidget(tool_button(action, says=False))
        line.addStretch(1)
        for action in (acts.choose, acts.explore, acts.film):
            line.addWidget(tool_button(action))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(scrubber)
        layout.addLayout(line)
        layout.addWidget(self.room)

    @Slot()
    def _scrub(self) -> None:
        self.is_live = self.slider.value() == self.slider.maximum()
        self.changed.emit()

    @Slot()
    def _follow(self) -> None:
        self.slider.setValue(self.slider.maximum())
        self.is_live = True
        self.changed.emit()
