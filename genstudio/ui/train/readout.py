"""How the training stands: one sentence, a bar, a row of figures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from genstudio.ui import wording
from genstudio.ui.train.progress import Progress
from genstudio.ui.widgets.muted import MutedLabel

_FIGURES = {
    "step": ("Step", "Turns of every player so far, of all that are planned."),
    "rate": ("Pictures/s", "Real pictures shown to the model each second."),
    "elapsed": ("Trained for", "Training time of the whole run, pauses left out."),
    "left": ("Time left", "From the rate of the last ten seconds."),
    "device": ("Device", "Where it computes."),
    "threads": ("Threads", "CPU threads in use by the training."),
    "memory": ("Memory", "Of this program, or of the GPU where one is used."),
    "parameters": ("Parameters", "Numbers that are learnt."),
}
_FINE = 1000


class Readout(QWidget):
    """Shows a `Progress`."""

    def __init__(self) -> None:
        """Start with nothing in training."""
        super().__init__()
        self._status = QLabel("Ready")
        font = self._status.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.15)
        self._status.setFont(font)
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self._status.setMinimumWidth(0)
        self.corner = QHBoxLayout()
        self.corner.setSpacing(6)
        self._note = MutedLabel()
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._status)
        head.addWidget(self._note, 1)
        head.addLayout(self.corner)
        self._bar = QProgressBar()
        self._bar.setRange(0, _FINE)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._bar.setAccessibleName("Progress of the training")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._bar)
        layout.addLayout(self._build_figures())

    @property
    def status(self) -> str:
        """The sentence it shows."""
        return self._status.text()

    def figure(self, key: str) -> str:
        """The text of one figure."""
        return self._values[key].text()

    def show_progress(self, progress: Progress, status: str) -> None:
        """Show `progress` under the sentence `status`."""
        self._status.setText(status)
        self._show_bar(progress)
        started = progress.started
        self._note.setText(started.note if started else "")
        self._note.setToolTip(self._note.text())
        if started is None:
            for value in self._values.values():
                value.setText("–")
            return
        left = progress.seconds_left if progress.stage in ("training", "paused") else None
        rate = progress.pictures_per_second
        texts = {
            "step": f"{progress.step:,} of {progress.total:,}",
            "rate": wording.figure(float(f"{rate:.3g}")) if rate else "–",
            "elapsed": wording.duration(progress.seconds),
            "left": "–" if left is None else wording.duration(left),
            "device": started.device,
            "threads": str(started.threads),
            "memory": f"{progress.memory_mb:,.0f} MB" if progress.memory_mb else "–",
            "parameters": wording.short_count(started.parameters),
        }
        for key, text in texts.items():
            self._values[key].setText(text)

    def _build_figures(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(0)
        self._values: dict[str, QLabel] = {}
        for column, (key, (label, tip)) in enumerate(_FIGURES.items()):
            name, value = MutedLabel(label), QLabel("–")
            for part in (name, value):
                part.setToolTip(tip)
            value.setAccessibleName(label)
            value.setTextFormat(Qt.TextFormat.PlainText)
            grid.addWidget(name, 0, column)
            grid.addWidget(value, 1, column)
            self._values[key] = value
        grid.setColumnStretch(len(_FIGURES), 1)
        return grid

    def _show_bar(self, progress: Progress) -> None:
        importing = progress.importing
        if progress.stage == "importing" and importing is not None and not importing.total:
            self._bar.setRange(0, 0)  # a moving bar: how much there is, nobody knows yet
            return
        self._bar.setRange(0, _FINE)
        if progress.stage == "importing" and importing is not None:
            self._bar.setValue(_FINE * importing.done // importing.total)
        else:
            self._bar.setValue(round(_FINE * progress.share))
