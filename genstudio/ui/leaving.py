"""Closing the window: asks once while training, stops, saves in sight, then closes."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QLabel, QMessageBox, QProgressBar, QPushButton, QVBoxLayout

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from genstudio.ui.studio import Studio

_LOGOUT_MS = 20_000
State = Literal["staying", "asking", "saving", "leaving"]


class Leaving(QObject):
    """The way out of the window; `left` says that nothing is in training any more."""

    left = Signal()

    def __init__(self, window: QWidget) -> None:
        """Guard `window`; nothing trains yet."""
        super().__init__(window)
        self._window = window
        self._studio: Studio | None = None
        self._state: State = "staying"
        self._must = False
        self.question: QMessageBox | None = None
        self.sign: SavingSign | None = None

    def adopt(self, studio: Studio) -> None:
        """Follow the jobs of `studio`."""
        self._studio = studio
        studio.job_failed.connect(self._fail)
        studio.job_ended.connect(self._end)

    def may_close(self, step: int | None) -> bool:
        """Say whether the window can close now; if not, ask or wait, and `left` follows."""
        if self._studio is None or not self._studio.is_training or self._state == "leaving":
            return True
        if self._state == "staying":
            self._ask(step)
        return False

    @Slot()
    def leave(self) -> None:
        """Stop, save and close without a question: the system asks for it."""
        self._must = True
        if self._studio is None or not self._studio.is_training:
            self._go()
        elif self._state != "saving":
            self._save()

    def save_for_logout(self) -> None:
        """Stop and save before returning: the session ends right after."""
        if self._studio is not None and self._studio.job is not None:
            job = self._studio.job
            self._studio.is_leaving = True
            job.stop()
            job.wait(_LOGOUT_MS)

    # -- private ----------------------------------------------------------------------------

    def _ask(self, step: int | None) -> None:
        where = f"Training is at step {step:,}." if step is not None else "Training is starting."
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Close GenStudio")
        box.setText(f"{where} Stop and save, then close?")
        box.setInformativeText("You can go on from the same step next time.")
        role = QMessageBox.ButtonRole
        save = box.addButton("&Save and close", role.AcceptRole)
        keep = box.addButton("&Keep training", role.RejectRole)
        box.setDefaultButton(save)
        box.setEscapeButton(keep)
        save.clicked.connect(self._save)
        keep.clicked.connect(self._stay)
        self.question, self._state = box, "asking"
        box.open()

    @Slot()
    def _save(self) -> None:
        assert self._studio is not None
        self._close_dialogs()
        self._state, self._studio.is_leaving = "saving", True
        if not self._studio.is_training:  # it ended while the question stood
            self._end()
            return
        self.sign = SavingSign(self._window)
        self.sign.open()
        self._studio.stop()

    @Slot()
    def _stay(self) -> None:
        self._state = "staying"
        if self._studio is not None:
            self._studio.is_leaving = False
        self._close_dialogs()

    @Slot()
    def _fail(self) -> None:
        if self._state == "saving" and not self._must:
            self._stay()  # the error is shown; closing now would lose what was not saved

    @Slot()
    def _end(self) -> None:
        if self._state == "asking" and not self._goes_on():
            self._stay()  # it finished by itself: nothing left to ask
        elif self._state == "saving":
            self._close_dialogs()
            self._go()

    def _goes_on(self) -> bool:
        """Whether the queue begins another run now, so that the question stands."""
        line = self._studio.line if self._studio is not None else None
        return line is not None and not line.is_held and bool(line.waiting)

    def _go(self) -> None:
        self._state = "leaving"
        if self._studio is not None:
            self._studio.is_leaving = True
        self.left.emit()

    def _close_dialogs(self) -> None:
        question, sign, self.question, self.sign = self.question, self.sign, None, None
        if question is not None:
            question.close()
        if sign is not None:
            sign.accept()


class SavingSign(QDialog):
    """Shows that the run is being saved; it cannot be dismissed, only overruled."""

    def __init__(self, parent: QWidget) -> None:
        """Make the sign over `parent`."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Saving")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName("Saving")
        self.overrule = QPushButton("Close &without waiting")
        self.overrule.setAutoDefault(False)
        self.overrule.setToolTip("Loses what was learnt since the last save: ten seconds at most.")
        self.overrule.clicked.connect(_end_process)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(QLabel("Finishing this step and saving. GenStudio closes right after."))
        layout.addWidget(bar)
        layout.addWidget(self.overrule, 0, Qt.AlignmentFlag.AlignRight)

    def reject(self) -> None:
        """Stay: Escape does not undo the closing."""


def _end_process() -> None:
    logging.getLogger("genstudio").warning("Closed without waiting for the save")
    logging.shutdown()
    os._exit(0)
