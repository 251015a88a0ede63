"""The Train tab: brings choices, acts and the running job together."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QCloseEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from genstudio.core.recipe import Recipe
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio
from genstudio.ui.train import status
from genstudio.ui.train.acts import Acts, Situation
from genstudio.ui.train.choices import ChoicesPanel
from genstudio.ui.train.data_box import DataBox
from genstudio.ui.train.draft import Draft
from genstudio.ui.train.driving import Driving
from genstudio.ui.train.following import Following
from genstudio.ui.train.forecasting import Forecasting
from genstudio.ui.train.machine import Machine
from genstudio.ui.train.queueing import Queueing
from genstudio.ui.train.watch import WatchPanel

_WIDTHS = [372, 908]
_FIRST_DATA = "builtin:digits"


class TrainTab(QWidget):
    """Pictures and choices on the left, the run in training on the right."""

    def __init__(self, studio: Studio, settings: Settings) -> None:
        """Follow `studio`; take up the last choices from `settings`."""
        super().__init__()
        self._studio = studio
        self._settings = settings
        self.acts = Acts(self)
        self.draft = Draft(cores=status.cores())
        self.data_box = DataBox(settings.get("train/folders", []))
        self.choices = ChoicesPanel(self.draft, self.data_box, self.acts)
        self.watch = WatchPanel(
            self.acts,
            smoothing=int(settings.get("train/smoothing", 33)),
            is_log=bool(settings.get("train/log", False)),
        )
        self.forecasting = Forecasting(studio, self.choices)
        self.choices.place_forecast(self.forecasting.line)
        self.queueing = Queueing(studio, self.choices, self.forecasting, self.watch.banner)
        self.machine = Machine(studio, self.watch.previews, self.watch.banner, self)
        self.addActions([self.watch.previews.acts.undo, self.watch.previews.acts.redo])
        self.choices.place_queue(self.queueing.panel, self.queueing.acts.on_buttons())
        self.driving = Driving(studio, self.choices, self.acts, self.watch.banner, self)
        self.following = Following(studio, self.watch, self.machine, self.acts, self)
        self._lay_out()
        self._connect()
        self._restore()
        self._refresh()

    def actions_(self) -> list[QAction]:
        """Return the acts for the menu."""
        curves = self.watch.curves
        queue = self.queueing.acts.all()
        return [
            *self.acts.all(),
            *queue,
            *self.watch.previews.acts.all(),
            curves.log_action,
            curves.numbers_action,
            curves.all_action,
        ]

    def save_state(self) -> None:
        """Remember the choices for the next start."""
        store = self._settings
        store.set_bytes("train/splitter", self._splitter.saveState())
        store.set_bytes("train/watch", self.watch.splitter.saveState())
        store.set("train/advanced", self.choices.form.is_advanced_open)
        store.set("train/explained", self.watch.fold.is_open)
        store.set("train/smoothing", self.watch.curves.smoothing)
        store.set("train/log", self.watch.curves.log_action.isChecked())
        store.set("train/folders", self.data_box.recent)
        if not self.draft.problem():
            store.set("train/recipe", self.draft.recipe().model_dump())

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the background work that is not the job."""
        self.following.close_thread()
        self.data_box.close_threads()
        self.choices.doctor.close()
        self.forecasting.close()
        self.watch.previews.close_thread()
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Forecast while someone looks."""
        super().showEvent(event)
        self.forecasting.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Measure nothing that nobody sees."""
        super().hideEvent(event)
        self.forecasting.stop()

    # -- building -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self.choices)
        self._splitter.addWidget(self.watch)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes(_WIDTHS)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)

    def _connect(self) -> None:
        studio = self._studio
        studio.torch_loaded.connect(self._know_torch)
        studio.runs_changed.connect(self._know_runs)
        studio.data_chosen.connect(self.data_box.choose)
        studio.data_chosen.connect(self._offer_check)
        studio.train_requested.connect(self._take_recipe)
        self.queueing.recipe_wanted.connect(self._take_recipe)
        self.choices.changed.connect(self._refresh)
        self.watch.coach.tried.connect(studio.train_requested)
        self.choices.presets.said.connect(self.watch.banner.say)
        self.driving.changed.connect(self._refresh)
        self.following.changed.connect(self._refresh)
        self.following.ticked.connect(self._show_status)

    def _restore(self) -> None:
        store = self._settings
        self._splitter.restoreState(store.get_bytes("train/splitter"))
        self.watch.splitter.restoreState(store.get_bytes("train/watch"))
        self.choices.form.open_advanced(bool(store.get("train/advanced", False)))
        self.watch.fold.set_open(bool(store.get("train/explained", False)))
        if self._studio.is_torch_loaded:
            self._know_torch()
        self._know_runs()
        recipe = status.remembered(store.get("train/recipe"))
        if recipe is None:
            self.data_box.choose(_FIRST_DATA)
        else:
            self.choices.take(recipe)

    @Slot()
    def start(self) -> None:
        """Train with the choices made."""
        self.driving.start()

    @Slot(str)
    def resume(self, key: str) -> None:
        """Go on with a stopped run."""
        self.driving.resume(key)

    @Slot(str)
    def look_back(self, key: str) -> None:
        """Show a run again that is not in training."""
        self.following.look_back(key)

    # -- the studio's news --------------------------------------------------------------------

    @Slot()
    def _know_torch(self) -> None:
        self.draft.know_computer(cuda=status.has_cuda())
        for device, is_there in (("cuda", status.has_cuda()), ("mps", status.has_mps())):
            reason = "" if is_there else "This computer has none that torch can use."
            self.choices.form.forbid("device", device, reason)
        self.choices.form.refresh()
        self._refresh()

    @Slot()
    def _know_runs(self) -> None:
        self.driving.know_runs()
        self.following.know_runs()
        self._refresh()

    @Slot(object)
    def _take_recipe(self, recipe: Recipe) -> None:
        self.choices.take(recipe)
        self._refresh()

    @Slot(str)
    def _offer_check(self, spec: str) -> None:
        if spec.startswith(("folder:", "file:")):
            offer = "“Check pictures…” looks for damaged, blank, copied and odd ones among them."
            self._studio.said.emit(offer)

    # -- private ------------------------------------------------------------------------------

    def _refresh(self) -> None:
        job = self._studio.job
        now = Situation(
            is_torch_loaded=self._studio.is_torch_loaded,
            is_training=job is not None,
            is_paused=job is not None and job.is_paused,
            is_stopping=job is not None and job.is_stopping,
            problem=self.choices.problem,
            resumable=self.driving.resumable,
            shown_run=self.following.run if self.following.has_started else "",
        )
        self.acts.refresh(now)
        self.queueing.refresh()
        self.forecasting.refresh()
        reason = self.choices.problem
        if not reason and not now.is_torch_loaded:
            reason = "Getting ready: training is possible in a moment."
        self.choices.say(reason)
        if not self.following.run:
            self.watch.explain(self.draft.objective.key, self.draft.objective.family)
        self._show_status()

    @Slot()
    def _show_status(self) -> None:
        job, progress = self._studio.job, self.watch.progress
        if job is not None:
            if job.is_stopping:
                progress.stage = "saving"
            elif job.is_paused:
                progress.stage = "paused"
            elif progress.stage == "paused":
                progress.stage = "training"
        self.queueing.panel.show_time(progress.seconds_left if job is not None else None)
        self.watch.readout.show_progress(
            progress, status.sentence(progress, self.following.run_name)
        )
        had = self.acts.explore.isEnabled()
        if self.following.has_started != had and self.following.run:
            self._refresh()
