"""Which feature networks are looked with as well, and a way to get the weights that FID needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from genstudio.core.events import Event, Importing
from genstudio.evaluation import networks, weights
from genstudio.ui.threads import Failure, JobThread
from genstudio.ui.widgets.muted import MutedLabel

_TEXTS = {
    "lite0": (
        "&EfficientNet-Lite0",
        "Distances in features learnt on photographs, the same for all data; some minutes more",
    ),
    "inception": (
        "&Inception: FID",
        "The distance that papers give; several minutes more for 1,000 pictures",
    ),
}


class NetworksBox(QWidget):
    """A box to tick for each network; what is missing is said, with what to do."""

    said = Signal()  # `words`, which stand where they have the whole width, are others
    rested = Signal()  # nothing is downloaded or copied any more

    def __init__(self, ticked: tuple[str, ...], parent: QWidget | None = None) -> None:
        """Tick those networks that can be used."""
        super().__init__(parent)
        self._job: JobThread | None = None
        self._failure = ""
        self._wanted = set(ticked)
        self._count = 0
        self.boxes = {key: QCheckBox(_TEXTS[key][0]) for key in networks.FIXED}
        self.words = MutedLabel(wraps=True)
        self.download = _button(
            f"&Download {weights.MEGABYTES} MB…", self._ask_download,
            f"Gets Inception’s weights of 2015 from {weights.HOST}, once; asks first",
        )  # fmt: skip
        self.file = _button(
            "From a &file…", self._ask_file, f"Takes them from a file that you have: {weights.NAME}"
        )
        self.stop = _button(
            "St&op", self.stop_loading, "What has come is kept: next time it goes on"
        )
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Progress of the download")
        self.bar.setTextVisible(False)
        self._build()
        self.renew()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys of the ticked networks that can be used."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked() and box.isEnabled())

    def tell(self, count: int) -> None:
        """Say what so many pictures are too few for."""
        self._count = count
        self._say()

    def renew(self) -> None:
        """Look again at what is there."""
        for key, box in self.boxes.items():
            reason = networks.missing(key)
            if box.isEnabled():
                self._wanted = (self._wanted - {key}) | ({key} if box.isChecked() else set())
            box.setEnabled(not reason)
            box.setChecked(not reason and key in self._wanted)
            box.setToolTip(reason or _TEXTS[key][1])
        is_loading = self._job is not None
        for button in (self.download, self.file):
            button.setVisible(networks.lacks_weights() and not is_loading)
        for widget in (self.bar, self.stop):
            widget.setVisible(is_loading)
        self._say()

    @property
    def is_busy(self) -> bool:
        """Whether weights are being downloaded or copied."""
        return self._job is not None

    @Slot()
    def stop_loading(self) -> None:
        """Stop a download; `rested` tells when it has stopped. What has come of it is kept."""
        if self._job is not None:
            self._job.stop()

    def take(self, file: Path) -> None:
        """Take the weights from a file of the user's, in the background."""
        self._begin(lambda: _adopt(file))

    def fetch(self) -> None:
        """Download the weights in the background."""
        self._begin(weights.fetch)

    # -- private ----------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for box in self.boxes.values():
            box.toggled.connect(self._say)
            layout.addWidget(box)
        row = QHBoxLayout()
        for widget in (self.download, self.file, self.bar, self.stop):
            row.addWidget(widget)
        row.addStretch()
        layout.addLayout(row)

    @Slot()
    def _say(self) -> None:
        told = [self._failure]
        if networks.lacks_weights():
            told.append("FID needs Inception’s weights. Nothing is downloaded unless you ask.")
        else:
            told.append(networks.missing("inception"))
        told.append(networks.missing("lite0"))
        for key in self.chosen:
            network = networks.FIXED[key]
            if self._count < network.least:
                told.append(f"{network.fd[1]} needs {network.least:,} pictures; KID does not.")
        self.words.setText("\n".join(filter(None, told)))
        self.words.setVisible(bool(self.words.text()))
        self.said.emit()

    def _ask_download(self) -> None:
        answer = QMessageBox.question(
            self, "Download Inception’s weights",
            f"{weights.MEGABYTES} MB will be downloaded from {weights.HOST} (torch-fidelity’s "
            "release, Apache licence) and checked. Go on?",
        )  # fmt: skip
        if answer == QMessageBox.StandardButton.Yes:
            self.fetch()

    def _ask_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "Inception’s weights of 2015", "", "Weights (*.pth);;All files (*)"
        )
        if name:
            self.take(Path(name))

    def _begin(self, job: Callable[[], Iterator[Event]]) -> None:
        if self._job is not None:
            return
        self._failure = ""
        self.bar.setRange(0, 0)
        self._job = JobThread(job, self)
        self._job.received.connect(self._receive)
        self._job.failed.connect(self._fail)
        self._job.ended.connect(self._end)
        self._job.start()
        self.renew()

    @Slot(list)
    def _receive(self, events: list[Event]) -> None:
        last = events[-1]
        if isinstance(last, Importing):
            self.bar.setRange(0, last.total)
            self.bar.setValue(last.done)

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self._failure = failure.message

    @Slot()
    def _end(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None
        self.renew()
        self.rested.emit()
        if self.boxes["inception"].isEnabled():
            self.boxes["inception"].setChecked(True)


def _adopt(file: Path) -> Iterator[Event]:
    """Check and copy, as a job that tells nothing until it is done."""
    weights.adopt(file)
    yield Importing(1, 1, "weights copied")


def _button(text: str, slot: Callable[[], None], tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    button.clicked.connect(slot)
    return button
