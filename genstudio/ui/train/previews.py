"""The time machine: what the model draws from the same latents, now and at any earlier moment."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from genstudio.core import scatter
from genstudio.core.events import Kept, Preview
from genstudio.runs.folder import RunFolder
from genstudio.ui import icons
from genstudio.ui.threads import Answer, AnswerThread
from genstudio.ui.train.film import Frame, interleave
from genstudio.ui.train.kind_chooser import KindChooser
from genstudio.ui.train.machine_acts import MachineActs
from genstudio.ui.train.machine_state import MachineState, read_state
from genstudio.ui.train.moments_bar import MomentsBar
from genstudio.ui.train.projector import Projector, Seen
from genstudio.ui.train.timeline import Stop, Timeline, nearest
from genstudio.ui.widgets.acts import tool_button
from genstudio.ui.widgets.muted import MutedLabel
from genstudio.ui.widgets.picture import PictureView

_MADE = (
    "Drawn from latents that stay the same: watch them grow.",
    "Above the original, below what encoder and decoder make of it.",
)
_POINTS = "Orange: made points; grey: real ones; blue paper: where the discriminator says real."
_SHUFFLED = "Other latents than the previews', the same at every moment."
_EMPTY = "Press Train: what the model draws appears here and grows while it learns."
_MADE_ONLY = "Of this moment only the made pictures were kept."
_COLUMNS = 6


class PreviewsPanel(QWidget):
    """Shows one moment large, with a bar through all of them."""

    moved = Signal(object)  # the step on show while an earlier moment is looked at, else None

    def __init__(self) -> None:
        """Start with no run."""
        super().__init__()
        self.timeline = Timeline()
        self._is_live = True
        self._folder: RunFolder | None = None
        self._projector: Projector | None = None
        self._state = MachineState()
        self._seed: int | None = None
        self._told: Kept | None = None
        self._wanted: object = None
        self._thread: AnswerThread | None = None
        self.acts = MachineActs(self)
        self.acts.shuffle.triggered.connect(self._shuffle)
        self.acts.same.triggered.connect(self._take_previews_latents)
        self.kinds = KindChooser()
        self.kinds.chosen.connect(self._late_show)
        self.view = PictureView(name="Previews")
        self.view.show_text(_EMPTY)
        self._note = MutedLabel(_MADE[0], wraps=True)
        self._room = MutedLabel("", wraps=True)
        self._room.setAccessibleName("Time machine")
        self._room.hide()
        self._late = QTimer(self, interval=0, singleShot=True)
        self._late.timeout.connect(self._show)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._build_head())
        layout.addWidget(self._note)
        layout.addWidget(self.view, 1)
        layout.addLayout(self._build_scrubber())
        layout.addLayout(self._build_acts())
        layout.addWidget(self._room)
        self._refresh()

    @property
    def step(self) -> int | None:
        """The step on show."""
        stop = self._stop
        return stop.step if stop else None

    @property
    def moment_step(self) -> int | None:
        """The step on show, if its weights are there to be used."""
        stop = self._stop
        return stop.step if stop is not None and stop.moment is not None else None

    @property
    def seed(self) -> int | None:
        """The seed of the latents on show; None for the previews' own."""
        return self._seed

    @property
    def is_live(self) -> bool:
        """Whether the newest is followed."""
        return self._is_live

    def begin(
        self,
        sheets: Iterable[Path] = (),
        shape: tuple[int, ...] = (),
        *,
        folder: RunFolder | None = None,
    ) -> None:
        """Forget the last run; show what `folder` has of the run so far, `sheets` else."""
        self.timeline.begin(sheets, shape)
        self._folder, self._seed, self._told, self._wanted = folder, None, None, None
        self._projector = None if folder is None else Projector(folder)
        self._is_live = True
        self.kinds.offer(())
        self._redrawn.setEnabled(False)
        self._made.setChecked(True)
        self.look_again()
        self.view.show_text("The first pictures come in a moment." if not self._stops else "")

    def extend(self, preview: Preview) -> None:
        """Show a new preview, unless an earlier one is being looked at."""
        self.timeline.extend(preview)
        self._redrawn.setEnabled(preview.originals is not None)
        self._refresh()

    def keep(self, event: Kept) -> None:
        """Take up the moments there are now, and say how much room they take."""
        self._told = event
        self.look_again()

    def look_again(self, *, is_live: bool = True) -> None:
        """Read which moments the run has, the best of them and the one chosen."""
        self._state = read_state(self._folder, is_live=is_live)
        self.timeline.know(self._state.moments)
        self._refresh()

    def close_thread(self) -> None:
        """End the thread; nothing is decoded any more."""
        if self._thread is not None:
            self._thread.close()
        self._thread = self._projector = None

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the thread with the panel."""
        self.close_thread()
        super().closeEvent(event)

    # -- building -----------------------------------------------------------------------------

    def _build_head(self) -> QHBoxLayout:
        self._made = _tab("Made", "Pictures drawn from fixed random latents")
        self._redrawn = _tab(
            "Redrawn", "Held-out pictures above, what encoder and decoder make of them below"
        )
        self._made.setChecked(True)
        self._redrawn.setEnabled(False)
        group = QButtonGroup(self)
        head = QHBoxLayout()
        head.setSpacing(4)
        for button in (self._made, self._redrawn):
            group.addButton(button)
            button.toggled.connect(self._late.start)
            head.addWidget(button)
        head.addWidget(self.kinds)
        head.addStretch(1)
        self._step_label = QLabel()
        self._step_label.setAccessibleName("Moment on show")
        head.addWidget(self._step_label)
        return head

    def _build_scrubber(self) -> QHBoxLayout:
        self._scrubber = MomentsBar()
        self._scrubber.valueChanged.connect(self._scrub)
        self._newest = QPushButton("Newest")
        self._newest.setIcon(icons.icon("live"))
        self._newest.setToolTip("Follow the newest preview again")
        self._newest.clicked.connect(self._follow)
        line = QHBoxLayout()
        line.addWidget(self._scrubber, 1)
        line.addWidget(self._newest)
        return line

    def _build_acts(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        acts = self.acts
        for action in (acts.shuffle, acts.same):
            line.addWidget(tool_button(action, says=False))
        line.addStretch(1)
        for action in (acts.choose, acts.explore, acts.film):
            line.addWidget(tool_button(action))
        return line

    # -- slots --------------------------------------------------------------------------------

    @Slot()
    def _scrub(self) -> None:
        self._is_live = self._scrubber.value() == self._scrubber.maximum()
        self._late.start()

    @Slot()
    def _late_show(self) -> None:
        self._late.start()

    @Slot()
    def _follow(self) -> None:
        self._scrubber.setValue(self._scrubber.maximum())
        self._is_live = True
        self._late.start()

    @Slot()
    def _shuffle(self) -> None:
        self._seed = int(np.random.default_rng().integers(1, 2**31 - 1))
        self._change_latents()

    @Slot()
    def _take_previews_latents(self) -> None:
        self._seed = None
        self._change_latents()

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.stamp != self._wanted:
            return
        if answer.failure is not None:
            self.view.show_text(answer.failure.message)
            return
        seen: Seen = answer.value
        self._show_frame(Frame(seen.step, seen.made, self.timeline.originals, seen.redrawn))

    @Slot()
    def _show(self) -> None:
        stop = self._stop
        made = _MADE[0] if self._seed is None else _SHUFFLED
        self._note.setText(_MADE[1] if self._redrawn.isChecked() else made)
        self._newest.setEnabled(not self._is_live)
        self._step_label.setText(self._state.words(stop.step) if stop else "")
        self._show_room()
        self.acts.refresh(self._state, stop, is_shuffled=self._seed is not None)
        self.moved.emit(None if stop is None or self._is_live else stop.step)
        if stop is not None:
            self._show_stop(stop)

    # -- private ------------------------------------------------------------------------------

    @property
    def _stop(self) -> Stop | None:
        index = self._scrubber.value()
        return self._stops[index] if index < len(self._stops) else None

    def _refresh(self) -> None:
        at = self.step if hasattr(self, "_stops") else None
        self._stops = self.timeline.stops
        last = max(len(self._stops) - 1, 0)
        blocked = self._scrubber.blockSignals(True)
        self._scrubber.setRange(0, last)
        if self._is_live or at is None:
            self._scrubber.setValue(last)
        elif self._stops:
            self._scrubber.setValue(nearest(self._stops, at))
        self._scrubber.setEnabled(last > 0)
        self._scrubber.blockSignals(blocked)
        marked = [stop.step for stop in self._stops] if self.timeline.is_machine else []
        self._scrubber.mark(marked, self._state.best, self._state.chosen)
        self._late.start()

    def _change_latents(self) -> None:
        self.timeline.is_shuffled = self._seed is not None
        self._refresh()

    def _show_room(self) -> None:
        words = self._state.room(self._told)
        self._room.setText(words)
        self._room.setVisible(bool(words))

    def _show_stop(self, stop: Stop) -> None:
        if stop.moment is None:
            self._wanted = None
            frame = self.timeline.frame(stop)
            if frame is None:
                self.view.show_text("This preview is no longer on disk.")
            else:
                made = self.kinds.of_kind(frame.made)
                self._show_frame(Frame(frame.step, made, frame.originals, frame.redrawn))
            return
        projector, moment, seed = self._projector, stop.moment, self._seed
        if projector is None:
            return
        if self._thread is None:
            self._thread = AnswerThread(self)
            self._thread.answered.connect(self._take)
        originals = self.timeline.originals if self._redrawn.isChecked() else None
        kind = self.kinds.kind
        self._wanted = (projector, moment, seed, originals is not None, kind)
        self._thread.ask(self._wanted, lambda: projector.see(moment, seed, originals, kind))

    def _show_frame(self, frame: Frame) -> None:
        if frame.made.shape[1:] == scatter.SHAPE and not self._redrawn.isChecked():
            self._note.setText(_POINTS)
        if not self._redrawn.isChecked():
            self.view.show_pictures(frame.made, columns=self.kinds.columns)
        elif frame.originals is None or frame.redrawn is None:
            self.view.show_text(_MADE_ONLY)
        else:
            pairs = interleave(frame.originals, frame.redrawn, _COLUMNS)
            self.view.show_pictures(pairs, columns=_COLUMNS)


def _tab(label: str, tip: str) -> QPushButton:
    button = QPushButton(label)
    button.setCheckable(True)
    button.setToolTip(tip)
    button.setProperty("segment", True)
    return button
