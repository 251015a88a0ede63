"""The right side: how the training stands, what it draws, its curves, what is going on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QToolButton, QVBoxLayout, QWidget

from genstudio.core.events import (
    Checkup,
    Event,
    Finished,
    Imported,
    Kept,
    Preview,
    Quality,
    RolledBack,
    Started,
    Step,
)
from genstudio.core.judged import Judged
from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog
from genstudio.runs.folder import RunFolder
from genstudio.ui.train import explain
from genstudio.ui.train.acts import Acts
from genstudio.ui.train.banner import Banner
from genstudio.ui.train.coach_card import CoachCard
from genstudio.ui.train.curves_panel import CurvesPanel
from genstudio.ui.train.previews import PreviewsPanel
from genstudio.ui.train.progress import Progress
from genstudio.ui.train.readout import Readout
from genstudio.ui.train.record import Record
from genstudio.ui.widgets.fold import Fold

_WIDTHS = [460, 440]


class WatchPanel(QWidget):
    """Follows one run's events; knows nothing of threads, folders or the studio."""

    def __init__(self, acts: Acts, *, smoothing: int, is_log: bool) -> None:
        """Show nothing in training."""
        super().__init__()
        self._recipe: Recipe | None = None
        self.record = Record()
        self.progress = Progress()
        self.readout = Readout()
        self.banner = Banner()
        self.previews = PreviewsPanel()
        self.coach = CoachCard()
        self.curves = CurvesPanel(self.record, smoothing=smoothing, is_log=is_log)
        self.previews.moved.connect(self.curves.mark_step)
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self.fold = Fold("What is going on?", self._words)
        self.fold.hide()
        self.coach.unfolded.connect(lambda: self.fold.set_open(False))
        for action in (acts.explore, acts.compare):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self.readout.corner.addWidget(button)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.previews)
        self.splitter.addWidget(self.curves)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(12)
        self.splitter.setSizes(_WIDTHS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(8)
        for widget in (self.readout, self.banner, self.splitter, self.coach, self.fold):
            layout.addWidget(widget, int(widget is self.splitter))

    def explain(self, objective: str, family: str) -> None:
        """Say what training `objective` of `family` is."""
        words = explain.words(objective, family)
        self.fold.set_title(words.title)
        self._words.setText(words.text)
        self.curves.explain(words)

    def begin(
        self,
        objective: str,
        family: str,
        *,
        sheets: Iterable[Path] = (),
        shape: tuple[int, ...] = (),
        recipe: Recipe | None = None,
        folder: RunFolder | None = None,
    ) -> None:
        """Follow another run; `sheets` are its previews so far, `folder` has its moments."""
        self.progress = Progress()
        self.banner.hide()
        self.fold.show()
        self._recipe = recipe
        self.coach.begin(recipe)
        has_surface = "critic" in catalog.objective(objective).traits
        has_surface = has_surface and (recipe is None or catalog.bundle(recipe) == 1)
        self.previews.begin(sheets, shape, folder=folder, has_surface=has_surface)
        self.explain(objective, family)

    def take(self, event: Event) -> None:
        """Show one event."""
        self.progress.take(event)
        self.coach.take(event)
        match event:
            case Imported():
                self._offer_kinds(event.images.class_names)
            case Started():
                self.record.begin(event.columns)
                self.curves.begin()
            case Step():
                self.record.extend(event)
                self.curves.mark()
            case Quality():
                self.record.judge(event)
                self.curves.mark()
            case Preview():
                self.previews.extend(event)
            case Kept():
                self.previews.keep(event)
            case RolledBack():
                self.banner.say(_rolled_back(event), "warning")
            case Finished():
                self.banner.say(event.message, "bad" if event.reason == "diverged" else "good")

    def _offer_kinds(self, class_names: tuple[str, ...]) -> None:
        """Let a class be chosen in the previews, if this run is taught classes."""
        taught = self._recipe is not None and catalog.class_count(self._recipe, class_names)
        self.previews.kinds.offer(class_names if taught else ())

    def recall(
        self,
        history: Mapping[str, np.ndarray],
        checkups: Sequence[Checkup],
        judged: Sequence[Judged],
        before: float,
    ) -> None:
        """Show what the run's files hold up to step `before`."""
        self.record.recall(history, before)
        self.record.recall_judged(judged, before)
        self.coach.recall(history, checkups)
        self.curves.mark()


def _rolled_back(event: RolledBack) -> str:
    return (
        f"The figures became infinite at step {event.step:,}. Training went back to step "
        f"{event.to:,} and goes on with {event.change}."
    )
