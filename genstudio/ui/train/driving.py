"""Starts, holds, stops and goes on with trainings, and asks what has to be asked before."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from genstudio.core.recipe import Recipe, RecipeError
from genstudio.runs.library import Entry
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Failure
from genstudio.ui.train.acts import Acts
from genstudio.ui.train.banner import Banner
from genstudio.ui.train.choices import ChoicesPanel
from genstudio.ui.train.resuming import ResumeDialog, resumable


class Driving(QObject):
    """Stands between the buttons and the studio."""

    changed = Signal()

    def __init__(
        self, studio: Studio, choices: ChoicesPanel, acts: Acts, banner: Banner, owner: QWidget
    ) -> None:
        """Train what `choices` say when asked by `acts`; tell in `banner` what is wrong."""
        super().__init__(owner)
        self._owner = owner
        self._studio, self._choices, self._banner = studio, choices, banner
        self._resumable: list[Entry] = []
        acts.start.triggered.connect(self.start)
        acts.pause.triggered.connect(self._pause_or_go_on)
        acts.stop.triggered.connect(self._stop)
        acts.resume.triggered.connect(self._resume_last)
        acts.resume_other.triggered.connect(self._ask_resume)

    @property
    def resumable(self) -> str:
        """The name of the run that Resume goes on with; "" if there is none."""
        return self._resumable[0].name if self._resumable else ""

    @property
    def can_train(self) -> bool:
        """Whether a training could begin now."""
        return self._studio.is_torch_loaded and not self._studio.is_training

    def know_runs(self) -> None:
        """Look again which runs can go on."""
        self._resumable = resumable(self._studio.library, own_job=self._studio.job_key)

    @Slot()
    def start(self) -> None:
        """Train with the choices made."""
        if not self.can_train:
            return
        try:
            recipe = self._choices.recipe()
        except RecipeError as error:
            self._banner.say(str(error), "bad")
            return
        box = self._choices.data_box
        if box.info is not None and box.info.needs_download and box.look is None:
            self._ask_download(recipe, box.info.label, box.info.sentence)
        else:
            self._train(recipe)

    @Slot(str)
    def resume(self, key: str) -> None:
        """Go on with a stopped run."""
        if not self.can_train:
            return
        try:
            self._studio.resume(key)
        except (ValueError, OSError) as error:
            self._studio.erred.emit(Failure.of(error))

    def _train(self, recipe: Recipe) -> None:
        try:
            self._studio.start(recipe)
        except (ValueError, OSError) as error:
            self._studio.erred.emit(Failure.of(error))

    def _ask_download(self, recipe: Recipe, label: str, sentence: str) -> None:
        box = QMessageBox(self._owner)
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
        if job is not None:
            (self._studio.go_on if job.is_paused else self._studio.pause)()
            self.changed.emit()

    @Slot()
    def _stop(self) -> None:
        self._studio.stop()
        self.changed.emit()

    @Slot()
    def _resume_last(self) -> None:
        if self._resumable:
            self.resume(self._resumable[0].key)

    @Slot()
    def _ask_resume(self) -> None:
        dialog = ResumeDialog(self._resumable, self._owner)
        dialog.chosen.connect(self.resume)
        dialog.open()
