"""How far some background work is, with a button that stops it; hidden when there is none."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget

from genstudio.ui.explore.acts import button
from genstudio.ui.explore.labour import Labour
from genstudio.ui.widgets.acts import act

_SHOWN_AFTER_MS = 300  # what is done sooner needs no sign


class ProgressRow(QWidget):
    """Follows a `Labour`."""

    def __init__(self, labour: Labour, name: str, parent: QWidget | None = None) -> None:
        """Wait for `labour`; `name` says what is being done, for a screen reader."""
        super().__init__(parent)
        self._label, self._bar = QLabel(), QProgressBar()
        self._label.setMinimumWidth(1)
        self._bar.setTextVisible(False)
        self._bar.setMaximumWidth(110)
        self._bar.setAccessibleName(name)
        self.stop_act = act(
            self, f"Stop: {name}", "close", "", labour.stop, "Stop this; nothing is lost."
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._bar)
        layout.addWidget(button(self.stop_act))
        self._patience = QTimer(self, singleShot=True, interval=_SHOWN_AFTER_MS)
        self._patience.timeout.connect(self.show)
        labour.progressed.connect(self._progress)
        labour.ended.connect(self._end)
        self.hide()

    @Slot(str, int, int)
    def _progress(self, words: str, done: int, total: int) -> None:
        self._label.setText(words)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if not self.isVisible() and not self._patience.isActive():
            self._patience.start()

    @Slot()
    def _end(self) -> None:
        self._patience.stop()
        self.hide()
