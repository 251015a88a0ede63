"""The Train tab: brings choices, acts and the running job together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QSplitter, QWidget

from genstudio.core import scatter
from genstudio.core.events import Event, Started
from genstudio.core.recipe import Recipe, RecipeError
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Entry
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Answer, AnswerThread, Failure
from genstudio.ui.train import looking_back, resuming, status
from genstudio.ui.train.acts import Acts, Situation
from genstudio.ui.train.choices import ChoicesPanel
from genstudio.ui.train.data_box import DataBox
from genstudio.ui.train.draft import Draft
from genstudio.ui.train.forecasting import Forecasting
from genstudio.ui.train.machine import Machine
from genstudio.ui.train.queueing import Queueing
from genstudio.ui.train.watch import WatchPanel

_WIDTHS = [372, 908]
_CLOCK_MS = 250
_FIRST_DATA = "builtin:digits"


class TrainTab(QWidget):
    """Pictures and choices on the left, the run in training on the right."""

    def __init__(self, studio: Studio, settings: Settings) -> None:
        """Follow `studio`; take up the last choices from `settings`."""
        super().__init__()
        self._studio = studio
        self._settings = settings
        self._shown_run = self._run_name = ""
        self._resumable: list[Entry] = []
        self._failed = False
        self._history = AnswerThread(self)
        self._history.answered.connect(self._recall)
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
        self._lay_out()
        self._connect()
        self._clock = QTimer(self, interval=_CLOCK_MS)
        self._clock.timeout.connect(self._show_status)
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
        store.set("train/explanation", self.watch.fold.is_open)
        store.set("train/smoothing", self.watch.curves.smoothing)
        store.set("train/log", self.watch.curves.log_action.isChecked())
        store.set("train/folders", self.data_box.recent)
        if not self.draft.problem():
            store.set("train/recipe", self.draft.recipe().model_dump())

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the background work that is not the job."""
        self._clock.stop()
        self.data_box.close_threads()
        self.choices.doctor.close()
        self._history.close()
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
        studio, acts = self._studio, self.acts
        studio.torch_loaded.connect(self._know_torch)
        studio.runs_changed.connect(self._know_runs)
        studio.job_began.connect(self._begin)
        studio.job_received.connect(self._receive)
        studio.job_failed.connect(self._fail)
        studio.job_ended.connect(self._end)
        studio.data_chosen.connect(self.data_box.choose)
        studio.data_chosen.connect(self._offer_check)
        studio.train_requested.connect(self._take_recipe)
        self.queueing.recipe_wanted.connect(self._take_recipe)
        self.choices.changed.connect(self._refresh)
        self.watch.coach.tried.connect(studio.train_requested)
        self.choices.presets.said.connect(self.watch.banner.say)
        acts.start.triggered.connect(self.start)
        acts.pause.triggered.connect(self._pause_or_go_on)
        acts.stop.triggered.connect(self._stop)
        acts.resume.triggered.connect(self._resume_last)
        acts.resume_other.triggered.connect(self._ask_resume)
        acts.look_back.triggered.connect(self._ask_look_back)
        acts.explore.triggered.connect(self._explore)
        acts.compare.triggered.connect(self._compare)

    def _restore(self) -> None:
        store = self._settings
        self._splitter.restoreState(store.get_bytes("train/splitter"))
        self.watch.splitter.restoreState(store.get_bytes("train/watch"))
        self.choices.form.open_advanced(bool(store.get("train/advanced", False)))
        self.watch.fold.set_open(bool(store.get("train/explanation", True)))
        if self._studio.is_torch_loaded:
            self._know_torch()
        self._know_runs()
        recipe = status.remembered(store.get("train/recipe"))
        if recipe is None:
            self.data_box.choose(_FIRST_DATA)
        else:
            self.choices.take(recipe)

    # -- acts ---------------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Train with the choices made."""
        if self._studio.is_training or not self._studio.is_torch_loaded:
            return
        try:
            recipe = self.choices.recipe()
        except RecipeError as error:
            self.watch.banner.say(str(error), "bad")
            return
        info = self.data_box.info
        if info is not None and info.needs_download and self.data_box.look is None:
            self._ask_download(recipe, info.label, info.sentence)
        else:
            self._train(recipe)

    def _train(self, recipe: Recipe) -> None:
        try:
            self._studio.start(recipe)
        except (ValueError, OSError) as error:
            self._studio.erred.emit(Failure.of(error))

    def _ask_download(self, recipe: Recipe, label: str, sentence: str) -> None:
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Download pictures")
        box.setText(f"{label} must be downloaded first.")
        box.setInformativeText(sentence)
        yes = box.addButton("&Download and train", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(yes)
        yes.clicked.connect(lambda: self._train(recipe))
        box.open()

    @Slot()
    def _pause_or_go_on(self) -> None:
        job = self._studio.job
        if job is None:
            return
        (self._studio.go_on if job.is_paused else self._studio.pause)()
        self._refresh()

    @Slot()
    def _stop(self) -> None:
        self._studio.stop()
        self._refresh()

    @Slot()
    def _resume_last(self) -> None:
        if self._resumable:
            self.resume(self._resumable[0].key)

    @Slot()
    def _ask_resume(self) -> None:
        dialog = resuming.ResumeDialog(self._resumable, self)
        dialog.chosen.connect(self.resume)
        dialog.open()

    @Slot(str)
    def resume(self, key: str) -> None:
        """Go on with a stopped run."""
        if self._studio.is_training or not self._studio.is_torch_loaded:
            return
        try:
            self._studio.resume(key)
        except (ValueError, OSError) as error:
            self._studio.erred.emit(Failure.of(error))

    @Slot()
    def _ask_look_back(self) -> None:
        dialog = resuming.ResumeDialog(
            looking_back.candidates(self._studio.library), self, title="Look back at a run",
            words="Its curves are shown again, and what it drew at every moment.",
            act="&Look back",
        )  # fmt: skip
        dialog.chosen.connect(self.look_back)
        dialog.open()

    @Slot(str)
    def look_back(self, key: str) -> None:
        """Show a run again that is not in training."""
        if not self._studio.is_training:
            self._show_run(key)
            self.watch.previews.look_again(is_live=False)
            self._ask_past(RunFolder(Path(key)), None)

    @Slot()
    def _explore(self) -> None:
        if self._shown_run:
            self._studio.explore_requested.emit(self._shown_run)

    @Slot()
    def _compare(self) -> None:
        if self._shown_run:
            self._studio.compare_requested.emit([self._shown_run])

    @Slot(str)
    def _offer_check(self, spec: str) -> None:
        if spec.startswith(("folder:", "file:")):
            offer = "“Check pictures…” looks for damaged, blank, copied and odd ones among them."
            self._studio.said.emit(offer)

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
        self._resumable = resuming.resumable(self._studio.library, own_job=self._studio.job_key)
        if self._shown_run:
            self._run_name = self._studio.library.entry(self._shown_run).name
        self._refresh()

    @Slot(object)
    def _take_recipe(self, recipe: Recipe) -> None:
        self.choices.take(recipe)
        self._refresh()

    @Slot(str)
    def _begin(self, key: str) -> None:
        self._show_run(key)
        self._clock.start()

    def _show_run(self, key: str) -> None:
        self._shown_run, self._failed = key, False
        entry = self._studio.library.entry(key)
        self._run_name = entry.name
        objective = entry.recipe.objective if entry.recipe is not None else "vae"
        sheets = entry.folder.previews() if entry.summary.step else []
        self.machine.follow(key)
        self.watch.begin(
            objective, entry.summary.family,
            sheets=sheets, shape=scatter.shape_shown(entry.summary.shape), recipe=entry.recipe,
            folder=entry.folder,
        )  # fmt: skip
        self._refresh()

    @Slot(list)
    def _receive(self, events: Sequence[Event]) -> None:
        for event in events:
            self.watch.take(event)
            if isinstance(event, Started):
                self._show_status()
                if event.step:
                    self._ask_past(RunFolder(Path(self._shown_run)), event.step)

    def _ask_past(self, folder: RunFolder, step: int | None) -> None:
        self._history.ask(
            (self._shown_run, step), lambda: (*folder.read_past(), folder.read_judged())
        )

    @Slot(object)
    def _recall(self, answer: Answer) -> None:
        key, step = answer.stamp
        if key != self._shown_run:
            return
        if answer.failure is not None:
            self.watch.banner.say(answer.failure.message, "warning")
        else:
            history, checkups, judged = answer.value
            if step is None:
                entry = self._studio.library.entry(key)
                self.watch.take(looking_back.started(entry, history))
                looking_back.end(self.watch.progress, entry)
                step = entry.summary.step
                self._refresh()
            self.watch.recall(history, checkups, judged, step)

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self._failed = True
        self.watch.banner.say(failure.message, "bad")

    @Slot(str)
    def _end(self, key: str) -> None:
        self._clock.stop()
        self.watch.previews.look_again(is_live=False)
        self.watch.curves.describe()
        if self.watch.progress.finished is None and not self._failed:
            self.watch.banner.say(self._how_it_stopped(key), "info")
        self.watch.progress.stage = "ended"
        self._refresh()

    # -- private ------------------------------------------------------------------------------

    def _how_it_stopped(self, key: str) -> str:
        summary = self._studio.library.entry(key).summary
        return status.stopped(summary.step, summary.total)

    def _refresh(self) -> None:
        job = self._studio.job
        last = self._resumable[0].name if self._resumable else ""
        now = Situation(
            is_torch_loaded=self._studio.is_torch_loaded,
            is_training=job is not None,
            is_paused=job is not None and job.is_paused,
            is_stopping=job is not None and job.is_stopping,
            problem=self.choices.problem,
            resumable=last,
            shown_run=self._shown_run if self.watch.progress.started else "",
        )
        self.acts.refresh(now)
        self.queueing.refresh()
        self.forecasting.refresh()
        reason = self.choices.problem
        if not reason and not now.is_torch_loaded:
            reason = "Getting ready: training is possible in a moment."
        self.choices.say(reason)
        if not self._shown_run:
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
        self.watch.readout.show_progress(progress, status.sentence(progress, self._run_name))
        had = self.acts.explore.isEnabled()
        if bool(progress.started) != had and self._shown_run:
            self._refresh()
