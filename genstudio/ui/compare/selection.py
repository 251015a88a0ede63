"""The acts on the selected runs, as actions for the table, its menu and the window's menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from genstudio.core import storage
from genstudio.runs.entry import Entry, can_go_on
from genstudio.runs.scores import Question
from genstudio.ui.compare.acts import RunActs
from genstudio.ui.compare.choice import Choice
from genstudio.ui.compare.curves_export import CurvesExport
from genstudio.ui.compare.export import to_csv
from genstudio.ui.compare.question import QuestionDialog
from genstudio.ui.compare.report_export import ReportExport
from genstudio.ui.compare.scorer import Scorer
from genstudio.ui.compare.tag_dialog import TagDialog
from genstudio.ui.compare.view import RunsView
from genstudio.ui.runs_table import RunsTable
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio
from genstudio.ui.widgets.acts import act, separator

_ACTS = {
    "choose": ("&Compare, or no more", "compare", "Space",
               "Sets or takes off the tick that puts the run side by side"),
    "explore": ("&Explore", "explore", "Return", "Moves this run's sliders in Explore"),
    "score": ("Sc&ore…", "score", "Ctrl+Shift+S",
              "Scores the selected runs in the background, to be ranked where that is fair"),
    "train": ("&Train again with changes…", "train", "Ctrl+Shift+T",
              "Puts this run's recipe into Train, to change it and start a new run"),
    "resume": ("Re&sume", "resume", "", "Goes on with this run from where it stopped"),
    "rename": ("&Rename", "rename", "F2", "Gives the run another name; its folder keeps its own"),
    "note": ("Edit &note", "tag", "", "Your own words about the run"),
    "tags": ("Edit ta&gs", "tag", "Ctrl+T",
             "Your own words to find the run by, commas between them: tag = word in the filter"),
    "duplicate": ("&Duplicate", "duplicate", "Ctrl+D",
                  "Copies the run with its weights, so that the copy can go on by itself"),
    "delete": ("De&lete", "delete", "Del", "Moves the run to the trash; Ctrl+Z brings it back"),
    "copy": ("Copy as CS&V", "copy", "Ctrl+C",
             "Copies the selected runs with the shown columns, for a spreadsheet"),
    "save": ("S&ave table as CSV…", "save", "",
             "Saves all runs that are shown with the shown columns"),
    "report": ("Expor&t report…", "save", "Ctrl+Alt+R",
               "Writes the selected runs on one page: pictures, curves, scores, caveats, recipes"),
    "curves": ("Save cur&ves as CSV…", "save", "",
               "Saves every figure at every step of the selected runs in one tidy table"),
    "tensorboard": ("Export for TensorBoard…", "save", "",
                    "Writes the selected runs' curves and previews as TensorBoard's event files"),
    "open_folder": ("Open &folder", "folder", "", "Shows the files: recipe, history, weights"),
    "empty_trash": ("Empty trash…", "", "", "Removes deleted runs for good; frees disk space"),
}  # fmt: skip
"""Act → its text, icon, shortcut and tip."""


class SelectionActs(QObject):
    """Everything that can be done with the selected runs; enabled only when it can."""

    refused = Signal(str)  # a sentence: why nothing was done

    def __init__(
        self,
        studio: Studio,
        table: RunsTable,
        view: RunsView,
        choice: Choice,
        runs: RunActs,
        scorer: Scorer,
        settings: Settings,
    ) -> None:
        """Act on what is selected in `view`."""
        super().__init__(view)
        self._scorer, self._settings = scorer, settings
        self._studio, self._table, self._view = studio, table, view
        self._choice, self._runs = choice, runs
        self.choose = self._act("choose", self._toggle)
        self.explore = self._act("explore", self._explore)
        self.score = self._act("score", self._ask_score)
        self.train = self._act("train", self._train)
        self.resume = self._act("resume", self._resume)
        self.rename = self._act("rename", self._edit_current)
        self.note = self._act("note", partial(self._edit, "note"))
        self.tags = self._act("tags", self._edit_tags)
        self.duplicate = self._act("duplicate", self._duplicate)
        self.delete = self._act("delete", self._delete)
        self.copy = self._act("copy", self._copy)
        self.save = self._act("save", self._ask_and_save)
        self.exporting = CurvesExport(studio, self)
        self.exporting.refused.connect(self.refused)
        self.reporting = ReportExport(studio, self)
        self.reporting.refused.connect(self.refused)
        self.reporting.ended.connect(self.refresh)
        self.report = self._act("report", self._ask_report)
        self.curves = self._act("curves", self._save_curves)
        self.tensorboard = self._act("tensorboard", self._export_tensorboard)
        self.open_folder = self._act("open_folder", self._open_folder)
        self.empty_trash = self._act("empty_trash", self._ask_empty_trash)
        view.selectionModel().selectionChanged.connect(self.refresh)
        view.selectionModel().currentChanged.connect(self.refresh)
        table.dataChanged.connect(self.refresh)
        for signal in (studio.runs_changed, studio.torch_loaded, runs.copying_changed):
            signal.connect(self.refresh)
        self.refresh()

    @property
    def actions(self) -> list[QAction]:
        """All acts, with separators, as a menu shows them."""
        view = self._view
        return [
            self.choose, separator(view),
            self.explore, self.score, self.train, self.resume, separator(view),
            self.rename, self.note, self.tags, self.duplicate, self.delete, separator(view),
            self.report, self.copy, self.save, self.curves, self.tensorboard, self.open_folder,
            self.empty_trash,
        ]  # fmt: skip

    def menu(self) -> QMenu:
        """Return the menu of a right click on a run."""
        menu = QMenu(self._view)
        menu.setToolTipsVisible(True)
        menu.addActions(self.actions)
        return menu

    @Slot()
    def refresh(self) -> None:
        """Enable what can be done with the selection now."""
        entries = self._view.selected
        one = entries[0] if len(entries) == 1 else None
        for action in (self.choose, self.copy, self.delete, self.curves, self.tensorboard):
            action.setEnabled(bool(entries))
        self.explore.setEnabled(one is not None and not one.problem)
        self.score.setEnabled(
            self._studio.is_torch_loaded
            and not self._scorer.is_running
            and any(not entry.problem for entry in entries)
        )
        self.report.setEnabled(
            self._studio.is_torch_loaded and not self.reporting.is_running and bool(entries)
        )
        self.train.setEnabled(one is not None and one.recipe is not None)
        self.resume.setEnabled(one is not None and self._can_resume(one))
        self.rename.setEnabled(one is not None and not one.problem)
        self.note.setEnabled(self.rename.isEnabled())
        self.tags.setEnabled(bool(entries))
        self.duplicate.setEnabled(
            not self._runs.is_copying and any(not entry.problem for entry in entries)
        )
        self.open_folder.setEnabled(one is not None)

    def _act(self, name: str, slot: Callable[[], object]) -> QAction:
        text, icon, shortcut, tip = _ACTS[name]
        action = act(self._view, text, icon, shortcut, slot, tip)
        # Not while a name is being edited in a cell: there Return and Delete belong to the text.
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        return action

    def ask_score(self, entries: Sequence[Entry]) -> None:
        """Ask what to find out about these runs, then score them."""
        whole = [entry for entry in entries if not entry.problem]
        if not self._studio.is_torch_loaded:
            self.refused.emit("GenStudio is still getting ready. Try again in a moment.")
        elif self._scorer.is_running:
            self.refused.emit("Runs are being scored already. Wait for them, or stop it.")
        elif whole:
            names = f"“{whole[0].name}”" if len(whole) == 1 else f"{len(whole)} runs"
            dialog = QuestionDialog(names, self._settings, self._view.window())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.accepted.connect(lambda: self._score(whole, dialog.question))
            dialog.open()

    def ask_report(self, entries: Sequence[Entry]) -> None:
        """Ask for a file and write a report of these runs."""
        if self.reporting.is_running:
            self.refused.emit("A report is being written already. Wait for it, or stop it.")
        else:
            self.reporting.ask(self._view.window(), entries)
            self.refresh()

    # -- doing ------------------------------------------------------------------------------

    def _toggle(self) -> None:
        entries = self._view.selected
        adding = any(entry.key not in self._choice for entry in entries)
        try:
            for entry in entries:
                (self._choice.add if adding else self._choice.remove)(entry.key)
        except ValueError as error:
            self.refused.emit(str(error))

    def _explore(self) -> None:
        self._studio.explore_requested.emit(self._view.selected[0].key)

    def _ask_score(self) -> None:
        self.ask_score(self._view.selected)

    def _ask_report(self) -> None:
        self.ask_report(self._view.selected)

    def _score(self, entries: Sequence[Entry], question: Question) -> None:
        self._scorer.ask(entries, question)
        self.refresh()

    def _train(self) -> None:
        self._studio.train_requested.emit(self._view.selected[0].recipe)

    def _resume(self) -> None:
        entry = self._view.selected[0]
        self._studio.resume(entry.key)
        self._studio.said.emit(f"“{entry.name}” goes on. Train shows its curves.")

    def _save_curves(self) -> None:
        self.exporting.ask_csv(self._view, self._view.selected)

    def _export_tensorboard(self) -> None:
        self.exporting.ask_tensorboard(self._view, self._view.selected)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._view.selected[0].key))

    def _edit_current(self) -> None:
        on = (column for column in ("note", "tags") if self._view.is_on(column))
        self._edit(next(on, "name"))

    def _edit(self, column: str) -> None:
        if self._view.selected[0].bundled and column != "tags":
            word = "renamed" if column == "name" else "annotated"
            self.refused.emit(f"A bundled model cannot be {word}. Duplicate it first.")
            return
        self._view.show_column(column)
        self._view.edit_cell(column)

    def _edit_tags(self) -> None:
        entries = self._view.selected
        if len(entries) == 1:
            self._edit("tags")
            return
        known = (tag for entry in self._table.entries for tag in entry.tags)
        dialog = TagDialog(len(entries), known, self._view.window())
        dialog.textValueSelected.connect(lambda line: self._runs.add_tags(entries, line))
        self._view.show_column("tags")
        dialog.open()

    def _duplicate(self) -> None:
        self._runs.duplicate([entry for entry in self._view.selected if not entry.problem])

    def _delete(self) -> None:
        self._runs.delete(self._view.selected)

    def _ask_empty_trash(self) -> None:
        count = len(self._studio.library.trashed())
        box = QMessageBox(self._view)
        box.setWindowTitle("Empty trash")
        box.setIcon(QMessageBox.Icon.Question)
        if not count:
            box.setText("The trash is empty.")
        else:
            runs = "the deleted run" if count == 1 else f"the {count} deleted runs"
            box.setText(f"Remove {runs} for good? This cannot be taken back.")
            button = box.addButton("&Remove for good", QMessageBox.ButtonRole.DestructiveRole)
            button.clicked.connect(self._runs.empty_trash)
            box.addButton(QMessageBox.StandardButton.Cancel)
        box.open()

    def _copy(self) -> None:
        entries = self._view.selected
        QGuiApplication.clipboard().setText(self._csv(entries))
        count = "1 run" if len(entries) == 1 else f"{len(entries)} runs"
        self._studio.said.emit(f"Copied {count} as CSV.")

    def _ask_and_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self._view, "Save table as CSV", "runs.csv", "CSV tables (*.csv)"
        )
        if name:
            self.save_csv(Path(name) if name.lower().endswith(".csv") else Path(f"{name}.csv"))

    def save_csv(self, path: Path) -> None:
        """Write all shown runs to `path`; what goes wrong is told in a sentence."""
        try:
            storage.write_bytes(path, self._csv(self._view.shown).encode("utf-8"))
        except OSError as error:
            self.refused.emit(str(error))
        else:
            self._studio.said.emit(f"Saved {path}.")

    def _csv(self, entries: list[Entry]) -> str:
        return to_csv(entries, self._view.shown_columns, self._table.status)

    def _can_resume(self, entry: Entry) -> bool:
        studio = self._studio
        ready = studio.is_torch_loaded and not studio.is_training
        return ready and can_go_on(entry, own_job=studio.job_key)
