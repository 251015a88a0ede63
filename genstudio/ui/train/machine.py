"""Does what is asked of a moment: explore it, make it the model (and back), film the growth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from genstudio.runs.folder import RunFolder
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Failure
from genstudio.ui.train.banner import Banner
from genstudio.ui.train.film_dialog import FilmDialog
from genstudio.ui.train.previews import PreviewsPanel

if TYPE_CHECKING:
    from genstudio.runs.moments import Choice


class Machine(QObject):
    """Stands between the time machine's panel and the studio."""

    def __init__(
        self, studio: Studio, panel: PreviewsPanel, banner: Banner, parent: QObject
    ) -> None:
        """Serve `panel`; tell in `banner`."""
        super().__init__(parent)
        self._studio, self._panel, self._banner = studio, panel, banner
        self._key = ""
        self.stack = QUndoStack(self)
        acts = panel.acts
        acts.explore.triggered.connect(self._explore)
        acts.choose.triggered.connect(self._choose)
        acts.film.triggered.connect(self._film)
        acts.undo.triggered.connect(self.stack.undo)
        acts.redo.triggered.connect(self.stack.redo)
        self.stack.indexChanged.connect(self._follow_stack)
        self._follow_stack()

    def follow(self, key: str) -> None:
        """Serve another run."""
        self._key = key

    @Slot()
    def _explore(self) -> None:
        step = self._panel.moment_step
        if step is not None:
            self._studio.moment_requested.emit(self._key, step)

    @Slot()
    def _choose(self) -> None:
        step = self._panel.moment_step
        if step is None:
            return
        from genstudio.runs import moments

        folder = RunFolder(Path(self._key))
        try:
            before = moments.choose(folder, step)
            after = moments.chosen(folder)
        except (ValueError, OSError) as error:
            self._studio.erred.emit(Failure.of(error))
            return
        self.stack.push(_Chosen(folder, before, after, step, self._tell, self._fail))
        self._tell(folder, f"{_model(folder, after)} Explore, Compare and sampling use it now.")

    @Slot()
    def _film(self) -> None:
        folder = RunFolder(Path(self._key))
        dialog = FilmDialog(folder, self._panel.seed, self._panel.window())
        dialog.said.connect(self._studio.said)
        dialog.open()

    @Slot()
    def _follow_stack(self) -> None:
        acts, stack = self._panel.acts, self.stack
        for action, can, text in (
            (acts.undo, stack.canUndo(), stack.undoText()),
            (acts.redo, stack.canRedo(), stack.redoText()),
        ):
            action.setEnabled(can)
            word = "Undo" if action is acts.undo else "Redo"
            keys = action.shortcut().toString()
            action.setToolTip(f"{word}: {text} ({keys})" if can else f"Nothing to {word.lower()}.")

    def _tell(self, folder: RunFolder, sentence: str) -> None:
        self._studio.runs_changed.emit()
        self._studio.model_changed.emit(str(folder.path))
        self._panel.look_again(is_live=self._studio.job_key == self._key)
        undo = self._panel.acts.undo if self.stack.canUndo() else self._panel.acts.redo
        self._banner.say(sentence, "good", undo)

    def _fail(self, error: Exception) -> None:
        self._studio.erred.emit(Failure.of(error))


class _Chosen(QUndoCommand):
    """A moment was made the model of a run; both choices are kept, weights and all."""

    def __init__(
        self,
        folder: RunFolder,
        before: Choice,
        after: Choice,
        step: int,
        tell: Callable[[RunFolder, str], None],
        fail: Callable[[Exception], None],
    ) -> None:
        super().__init__(f"make step {step:,} the model")
        self._folder, self._before, self._after = folder, before, after
        self._tell, self._fail = tell, fail
        self._is_done = True

    def undo(self) -> None:
        self._put(self._before)
        self._is_done = False

    def redo(self) -> None:
        if not self._is_done:
            self._put(self._after)
        self._is_done = True

    def _put(self, choice: Choice) -> None:
        from genstudio.runs import moments

        try:
            moments.put(self._folder, choice)
            sentence = _model(self._folder, choice)
        except (ValueError, OSError) as error:
            self.setObsolete(True)
            self._fail(error)
        else:
            self._tell(self._folder, sentence)


def _model(folder: RunFolder, choice: Choice) -> str:
    name = folder.read_summary().name
    if choice.step is None:
        return f"“{name}” is the model again that training judged best."
    return f"“{name}” is now as it was after step {choice.step:,}."
