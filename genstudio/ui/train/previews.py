"""The time machine: what the model draws from the same latents, now and at any earlier moment."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from genstudio.core.events import Kept, Preview
from genstudio.runs.folder import RunFolder
from genstudio.ui.threads import Answer, AnswerThread
from genstudio.ui.train.film import Frame, interleave
from genstudio.ui.train.machine_bar import MachineBar
from genstudio.ui.train.machine_state import MachineState, read_state
from genstudio.ui.train.preview_head import PreviewHead
from genstudio.ui.train.projector import Projector, Seen
from genstudio.ui.train.timeline import Stop, Timeline
from genstudio.ui.widgets.picture import PictureView

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
        self._folder: RunFolder | None = None
        self._has_surface = False
        self._projector: Projector | None = None
        self._state = MachineState()
        self._seed: int | None = None
        self._told: Kept | None = None
        self._wanted: object = None
        self._thread: AnswerThread | None = None
        self._late = QTimer(self, interval=0, singleShot=True)
        self._late.timeout.connect(self._show)
        self.head, self.bar = PreviewHead(), MachineBar()
        self.acts, self.kinds = self.bar.acts, self.head.kinds
        for part in (self.head, self.bar):
            part.changed.connect(self._show_soon)
        self.acts.shuffle.triggered.connect(self._shuffle)
        self.acts.same.triggered.connect(self._take_previews_latents)
        self.view = PictureView(name="Previews")
        self.view.show_text(_EMPTY)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.head)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.bar)
        self._refresh()

    @property
    def step(self) -> int | None:
        """The step on show."""
        stop = self.bar.stop
        return stop.step if stop else None

    @property
    def moment_step(self) -> int | None:
        """The step on show, if its weights are there to be used."""
        stop = self.bar.stop
        return stop.step if stop is not None and stop.moment is not None else None

    @property
    def seed(self) -> int | None:
        """The seed of the latents on show; None for the previews' own."""
        return self._seed

    @property
    def is_live(self) -> bool:
        """Whether the newest is followed."""
        return self.bar.is_live

    def begin(
        self,
        sheets: Iterable[Path] = (),
        shape: tuple[int, ...] = (),
        *,
        folder: RunFolder | None = None,
        has_surface: bool = False,
    ) -> None:
        """Forget the last run; show what `folder` has of the run so far, `sheets` else."""
        self.timeline.begin(sheets, shape)
        self._folder, self._seed, self._told, self._wanted = folder, None, None, None
        self._has_surface = has_surface
        self._projector = None if folder is None else Projector(folder)
        self.bar.is_live = True
        self.head.begin(shape)
        self.look_again()
        started = "" if self.bar.has_stops else "The first pictures come in a moment."
        self.view.show_text(started)

    def extend(self, preview: Preview) -> None:
        """Show a new preview, unless an earlier one is being looked at."""
        self.timeline.extend(preview)
        self.head.know_shape(preview.pictures.shape[1:])
        self.head.offer_redrawn(preview.originals is not None)
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

    # -- slots --------------------------------------------------------------------------------

    @Slot()
    def _show_soon(self) -> None:
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
        stop, is_shuffled = self.bar.stop, self._seed is not None
        recorded = stop is not None and stop.moment is None
        self.head.say(
            self._state.words(stop.step) if stop else "",
            is_shuffled=is_shuffled, has_surface=recorded and self._has_surface,
        )  # fmt: skip
        self.bar.refresh(self._state, self._told, is_shuffled=is_shuffled)
        self.moved.emit(None if stop is None or self.is_live else stop.step)
        if stop is not None:
            self._show_stop(stop)

    # -- private ------------------------------------------------------------------------------

    def _refresh(self) -> None:
        self.bar.know(self.timeline.stops, self._state, is_machine=self.timeline.is_machine)
        self._late.start()

    def _change_latents(self) -> None:
        self.timeline.is_shuffled = self._seed is not None
        self._refresh()

    def _show_stop(self, stop: Stop) -> None:
        if stop.moment is not None:
            self._ask(stop)
            return
        self._wanted = None
        frame = self.timeline.frame(stop)
        if frame is None:
            self.view.show_text("This preview is no longer on disk.")
        else:
            made = self.kinds.of_kind(frame.made)
            self._show_frame(Frame(frame.step, made, frame.originals, frame.redrawn))

    def _ask(self, stop: Stop) -> None:
        """Have the moment decoded; `_take` shows it."""
        projector, moment, seed, kind = self._projector, stop.moment, self._seed, self.kinds.kind
        if projector is None or moment is None:
            return
        if self._thread is None:
            self._thread = AnswerThread(self)
            self._thread.answered.connect(self._take)
        originals = self.timeline.originals if self.head.is_redrawn else None
        self._wanted = (projector, moment, seed, originals is not None, kind)
        self._thread.ask(self._wanted, lambda: projector.see(moment, seed, originals, kind))

    def _show_frame(self, frame: Frame) -> None:
        if not self.head.is_redrawn:
            self.view.show_pictures(frame.made, columns=self.kinds.columns)
        elif frame.originals is None or frame.redrawn is None:
            self.view.show_text(_MADE_ONLY)
        else:
            columns = min(_COLUMNS, len(frame.originals))
            pairs = interleave(frame.originals, frame.redrawn, columns)
            self.view.show_pictures(pairs, columns=columns)
