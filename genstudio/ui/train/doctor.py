"""The dataset doctor in Train: opens its window, runs the check, ticks what helps in the form."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from genstudio.core.recipe import RecipeError, Value
from genstudio.data.doctor.report import Report
from genstudio.ui.threads import Failure
from genstudio.ui.train.checker import Checker
from genstudio.ui.train.doctor_dialog import DoctorDialog
from genstudio.ui.train.draft import Draft
from genstudio.ui.train.form import RecipeForm


class Doctor(QObject):
    """Brings the draft, the background check and the window together."""

    def __init__(self, draft: Draft, form: RecipeForm, parent: QWidget) -> None:
        """Check what `draft` says; fixes go through `form`, so that they show there."""
        super().__init__(parent)
        self.dialog: DoctorDialog | None = None
        self._draft, self._form, self._parent = draft, form, parent
        self._checker = Checker(self)
        self._checker.progressed.connect(self._show_progress)
        self._checker.found.connect(self._show_report)
        self._checker.failed.connect(self._show_failure)

    @Slot()
    def open(self) -> None:
        """Open the window and begin."""
        if self.dialog is None:
            self.dialog = DoctorDialog(self._parent.window())
            self.dialog.fix_toggled.connect(self._fix)
            self.dialog.stopped.connect(self._checker.stop)
            self.dialog.again_asked.connect(self._begin)
            self.dialog.finished.connect(self._forget)
            self.dialog.open()
        self._begin()

    def close(self) -> None:
        """End the background work; blocks until it has ended."""
        self._checker.close()

    @Slot()
    def _begin(self) -> None:
        assert self.dialog is not None
        self.dialog.show_progress(0, 0, "Looking…")
        try:
            self._checker.check(self._draft.recipe())
        except RecipeError as error:
            self.dialog.show_failure(Failure.of(error))

    @Slot()
    def _forget(self) -> None:
        self.dialog = None

    @Slot(int, int, str)
    def _show_progress(self, done: int, total: int, what: str) -> None:
        if self.dialog is not None:
            self.dialog.show_progress(done, total, what)

    @Slot(object)
    def _show_report(self, report: Report) -> None:
        if self.dialog is not None:
            self.dialog.show_report(report, self._values())

    @Slot(object)
    def _show_failure(self, failure: Failure) -> None:
        if self.dialog is not None:
            self.dialog.show_failure(failure)

    @Slot(object, bool)
    def _fix(self, changes: Mapping[str, Value], is_on: bool) -> None:
        """Make the changes, or go back to what is recommended."""
        back = {name: self._draft.recommended(name) for name in changes}
        self._form.apply(changes if is_on else back)
        if self.dialog is not None:
            self.dialog.show_choices(self._values())

    def _values(self) -> dict[str, Value]:
        return {name: self._draft.value(name) for name in self._draft.fields}
