"""The dialog that writes a run's growth film: choices, then progress with a way out."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from genstudio.core.events import Event, Filmed, Filming
from genstudio.runs.folder import RunFolder
from genstudio.ui import wording
from genstudio.ui.threads import Failure, JobThread

_BETWEEN = (
    ("weights", "Mix their weights (sharp; in-betweens never seen in training)"),
    ("fade", "Cross-fade their pictures"),
    ("none", "Nothing: jump from moment to moment"),
)
_SCALES = ((0, "Automatic"), (1, "1 ×"), (2, "2 ×"), (3, "3 ×"), (4, "4 ×"), (8, "8 ×"))
_WORDS = "The same latents at every moment this run has kept, from the first to the last."


class FilmDialog(QDialog):
    """Asks what the film shall be and writes it; closing it gives the film up."""

    said = Signal(str)  # a sentence for the status bar

    def __init__(self, folder: RunFolder, seed: int | None, parent: QWidget) -> None:
        """Film the run in `folder` from the latents of `seed` (None: the previews')."""
        from genstudio.runs import film

        super().__init__(parent)
        self.setWindowTitle("Growth film")
        self._folder, self._seed = folder, seed
        self._job: JobThread | None = None
        self._began = 0.0
        self._failed = False
        self.format = _choice(
            "Format", [(suffix, f"{words}") for suffix, words in film.FORMATS.items()]
        )
        self.seconds = QDoubleSpinBox(minimum=0.5, maximum=600, value=6, decimals=1, suffix=" s")
        self.fps = QSpinBox(minimum=1, maximum=60, value=30, suffix=" a second")
        self.count = QSpinBox(minimum=1, maximum=400, value=36)
        self.scale = _choice("Size", _SCALES)
        self.between = _choice("Between two moments", _BETWEEN)
        self.caption = QCheckBox("Run and step below the pictures")
        self.caption.setChecked(True)
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Progress of the film")
        self._status = QLabel(" ")
        self._status.setWordWrap(True)
        self._status.setAccessibleName("Message")
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._save = self._buttons.addButton("&Save as…", QDialogButtonBox.ButtonRole.AcceptRole)
        self._save.setDefault(True)
        self._buttons.accepted.connect(self._ask_place)
        self._buttons.rejected.connect(self.reject)
        self.fps.valueChanged.connect(self._describe)
        self.seconds.valueChanged.connect(self._describe)
        self._lay_out()
        self._describe()

    @property
    def is_writing(self) -> bool:
        """Whether a film is being written."""
        return self._job is not None

    def write(self, path: Path) -> None:
        """Write the film to `path` in the background."""
        from genstudio.runs.growth import Wish, export

        wish = Wish(
            seconds=self.seconds.value(), fps=self.fps.value(), count=self.count.value(),
            seed=self._seed, scale=self.scale.currentData(), between=self.between.currentData(),
            caption=self.caption.isChecked(),
        )  # fmt: skip
        folder = self._folder
        self._job = JobThread(lambda: export(folder, path, wish), self)
        self._began, self._failed = time.monotonic(), False
        self._job.received.connect(self._receive)
        self._job.failed.connect(self._fail)
        self._job.ended.connect(self._end)
        self._status.setText("Opening the moments…")
        self._show_writing()
        self._job.start()

    @Slot()
    def reject(self) -> None:
        """Give the film up, or close the dialog."""
        if self._job is None:
            super().reject()
        else:
            self._job.stop()
            self._status.setText("Giving up…")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter confirm a number; it saves only from the button itself."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not isinstance(self.focusWidget(), QPushButton):
            event.accept()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the film up and wait until nothing of it is left."""
        if self._job is not None:
            self._job.stop()
            self._job.wait()
        super().closeEvent(event)

    # -- building -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        form = QFormLayout()
        rows = (
            ("&Format", self.format), ("&Length", self.seconds), ("F&rames", self.fps),
            ("&Pictures", self.count), ("Si&ze", self.scale), ("&Between", self.between),
            ("Caption", self.caption),
        )  # fmt: skip
        for label, widget in rows:
            form.addRow(label, widget)
            if not widget.accessibleName():
                widget.setAccessibleName(label.replace("&", ""))
        words = QLabel(_WORDS)
        words.setWordWrap(True)
        layout = QVBoxLayout(self)
        for item in (words, self._status, self._bar, self._buttons):
            layout.addWidget(item)
        layout.insertLayout(1, form)
        self._form = form
        self._bar.hide()

    # -- slots --------------------------------------------------------------------------------

    @Slot()
    def _describe(self) -> None:
        frames = max(round(self.seconds.value() * self.fps.value()), 1)
        self._status.setText(f"{frames:,} frames, exactly {self.fps.value()} a second.")

    @Slot()
    def _ask_place(self) -> None:
        from genstudio.runs import film

        suffix = self.format.currentData()
        name = re.sub(r"[^\w-]+", "-", self._folder.read_summary().name).strip("-") or "run"
        asked = f"{name}-growth{suffix}"
        chosen, _ = QFileDialog.getSaveFileName(self, "Save the film", asked, _filter(suffix))
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() != suffix:
            path = path.with_name(path.name + suffix)
        try:
            film.check(path, self.fps.value())
        except (ValueError, OSError) as error:
            self._status.setText(str(error))
            return
        self.write(path)

    @Slot(list)
    def _receive(self, events: Sequence[Event]) -> None:
        last = events[-1]
        if isinstance(last, Filmed):
            self.said.emit(f"The film is in {last.path} ({last.size / 1e6:,.1f} MB).")
        elif isinstance(last, Filming) and self._job is not None and not self._job.is_stopping:
            self._bar.setRange(0, last.total)
            self._bar.setValue(last.done)
            self._status.setText(_progress(last, time.monotonic() - self._began))

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self._failed = True
        self._status.setText(failure.message)

    @Slot()
    def _end(self) -> None:
        assert self._job is not None
        stopped = self._job.is_stopping
        self._job.deleteLater()
        self._job = None
        self._show_writing()
        if stopped:
            self._status.setText("Given up; nothing was left behind.")
        elif not self._failed:
            self.accept()

    def _show_writing(self) -> None:
        is_writing = self.is_writing
        self._bar.setVisible(is_writing)
        self._bar.setRange(0, 0)
        self._save.setEnabled(not is_writing)
        for widget in (
            self.format, self.seconds, self.fps, self.count, self.scale, self.between, self.caption,
        ):  # fmt: skip
            widget.setEnabled(not is_writing)


def _choice(name: str, items: Sequence[tuple[object, str]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for value, label in items:
        box.addItem(label, value)
    return box


def _filter(suffix: str) -> str:
    return f"Film (*{suffix})" if suffix else "Folder of PNGs (*)"


def _progress(event: Filming, seconds: float) -> str:
    text = f"Frame {event.done:,} of {event.total:,}"
    if not 0 < event.done < event.total:
        return text
    left = seconds * (event.total - event.done) / event.done
    return f"{text}, {wording.duration(left)} left"
