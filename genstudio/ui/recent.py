"""The runs on the welcome page: recent ones to return to, interrupted ones to go on with."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from genstudio.ui import icons, theme

if TYPE_CHECKING:
    from genstudio.runs.entry import Entry

_THUMBNAIL = 44
_SPANS = ((3600, 60, "minute"), (86_400, 3600, "hour"), (604_800, 86_400, "day"))
_WAIT = "Getting ready: possible in a moment."
_STATUS = {
    "waiting": "not started",
    "training": "in training",
    "stopped": "stopped",
    "done": "finished",
    "diverged": "stopped: the training became unstable",
    "failed": "could not go on",
}


class RunRow(QFrame):
    """One run: a preview, its name and state, and what can be done with it."""

    explore_wanted = Signal(str)
    resume_wanted = Signal(str)

    def __init__(self, entry: Entry, *, interrupted: bool = False) -> None:
        """Show `entry`; an interrupted run asks whether to go on."""
        super().__init__()
        self.entry = entry
        self.setProperty("interrupted", interrupted)
        self.resume = self._make_button("Go on", "resume", "Train on from the last step saved")
        self.explore = self._make_button("Explore", "explore", "Open this run's sliders")
        self.resume.clicked.connect(self._ask_resume)
        self.explore.clicked.connect(self._ask_explore)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(12)
        layout.addWidget(_thumbnail(entry))
        layout.addLayout(self._words(interrupted), 1)
        layout.addWidget(self.resume)
        layout.addWidget(self.explore)
        from genstudio.runs.entry import can_go_on  # brings numpy: not before the window shows

        self.resume.setVisible(can_go_on(entry, own_job=None))
        self.explore.setVisible(entry.folder.has_model and not entry.problem)

    def allow(self, *, resume: bool, reason: str = _WAIT) -> None:
        """Make "Go on" possible, or say in its tip why it is not."""
        self.resume.setEnabled(resume)
        self.resume.setToolTip("Train on from the last step saved" if resume else reason)

    def _make_button(self, text: str, icon: str, tip: str) -> QPushButton:
        button = QPushButton(icons.icon(icon), text)
        button.setAccessibleName(f"{text}: {self.entry.name}")
        button.setToolTip(tip)
        button.setAutoDefault(True)
        return button

    def _words(self, interrupted: bool) -> QVBoxLayout:
        name = QLabel(self.entry.name)
        name.setObjectName("name")
        detail = QLabel(_interrupted(self.entry) if interrupted else describe(self.entry))
        detail.setObjectName("detail")
        for label in (name, detail):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setMinimumWidth(60)
        layout = QVBoxLayout()
        layout.setSpacing(2)
        layout.addWidget(name)
        layout.addWidget(detail)
        return layout

    def _ask_resume(self) -> None:
        self.resume_wanted.emit(self.entry.key)

    def _ask_explore(self) -> None:
        self.explore_wanted.emit(self.entry.key)


def describe(entry: Entry) -> str:
    """Say in a line what the run is and how far it came."""
    if entry.problem:
        return entry.problem
    summary = entry.summary
    parts = [summary.family.upper(), summary.data_name]
    if summary.family != "pca" and summary.total:
        parts.append(f"{summary.step:,} of {summary.total:,} steps")
    parts += [_STATUS.get(summary.status, summary.status), ago(summary.updated)]
    return " · ".join(part for part in parts if part)


def ago(iso: str, now: datetime | None = None) -> str:
    """Say how long ago a moment was: "just now", "5 minutes ago", "on 3 May 2026"."""
    try:
        then = datetime.fromisoformat(iso).astimezone(UTC)
    except ValueError:
        return ""
    seconds = ((now or datetime.now(UTC)) - then).total_seconds()
    if seconds < 60:
        return "just now"
    for limit, unit, word in _SPANS:
        if seconds < limit:
            number = int(seconds // unit)
            return f"{number} {word}{'s' if number > 1 else ''} ago"
    local = then.astimezone()
    return f"on {local.day} {local:%B %Y}"


def _interrupted(entry: Entry) -> str:
    summary = entry.summary
    return f"Interrupted at step {summary.step:,} of {summary.total:,}. Go on?"


def _thumbnail(entry: Entry) -> QLabel:
    label = QLabel()
    label.setFixedSize(QSize(_THUMBNAIL, _THUMBNAIL))
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setPixmap(_preview(entry) or icons.picture("pictures", 24, theme.colours().muted))
    return label


def _preview(entry: Entry) -> QPixmap | None:
    """Cut the first four pictures out of the newest preview sheet."""
    previews = entry.folder.previews()
    if not previews:
        return None
    reader = QImageReader(str(previews[-1]))
    _, height, width = entry.summary.shape
    whole = QRect(0, 0, 2 * width + 1, 2 * height + 1)
    reader.setClipRect(
        whole.intersected(QRect(0, 0, reader.size().width(), reader.size().height()))
    )
    image = reader.read()
    if image.isNull():
        return None
    keep, fast = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return QPixmap.fromImage(image.scaled(_THUMBNAIL, _THUMBNAIL, keep, fast))
