"""The first thing a person sees: three doors, interrupted runs, recent runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from genstudio.ui.art import Art
from genstudio.ui.doors import Door
from genstudio.ui.queue_row import QueueRow
from genstudio.ui.recent import RunRow

if TYPE_CHECKING:
    from genstudio.runs.entry import Entry

_WIDEST = 1240
_MOST_RECENT = 6


class Welcome(QWidget):
    """The welcome page. It is there before anything is loaded; `show_runs` fills it later."""

    bundled_wanted = Signal()
    digits_wanted = Signal()
    folder_wanted = Signal(str)  # a folder's path, "" when one is still to be chosen
    explore_wanted = Signal(str)  # a run's key
    resume_wanted = Signal(str)  # a run's key

    def __init__(self) -> None:
        """Make the page with its doors and no runs."""
        super().__init__()
        self._can_resume = False
        self._reason = "Getting ready: possible in a moment."
        self._make_doors()
        self.queue = QueueRow()
        self.rows: list[RunRow] = []
        self._runs = QVBoxLayout()
        self._runs.setSpacing(8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scrolling(self._make_page()))

    def show_runs(self, recent: Sequence[Entry], interrupted: Sequence[Entry]) -> None:
        """List the runs to return to; interrupted ones come first and ask to go on."""
        asked = {entry.key for entry in interrupted}
        others = [entry for entry in recent if entry.key not in asked][:_MOST_RECENT]
        self._clear()
        if interrupted:
            self._add_rows("Interrupted", interrupted, interrupted=True)
        if others:
            self._add_rows("Recent runs", others, interrupted=False)
        if not self.rows:
            self._runs.addWidget(_empty())
        self.allow_resume(self._can_resume, self._reason)

    def allow_resume(self, allowed: bool, reason: str = "") -> None:
        """Make "Go on" possible, or say why it is not."""
        self._can_resume, self._reason = allowed, reason
        for row in self.rows:
            row.allow(resume=allowed, reason=reason)

    def allow_bundled(self, allowed: bool) -> None:
        """Say whether there is a bundled model to explore."""
        reason = "" if allowed else "No bundled model was found beside the program."
        self.bundled.setEnabled(allowed)
        self.bundled.setToolTip(reason)

    # -- private ----------------------------------------------------------------------------

    def _make_doors(self) -> None:
        self.bundled = Door(
            "explore", "Explore a bundled model",
            "Move sliders and watch a trained model redraw its picture at once.",
        )  # fmt: skip
        self.digits = Door(
            "train", "Train on bundled pictures",
            "Teach a model to write digits. It takes about a minute, and you watch it learn.",
        )  # fmt: skip
        self.own = Door(
            "folder", "Use my own pictures",
            "Choose a folder of pictures, or drop one, or a zip, here. Sub-folders become classes.",
            takes_folder=True,
        )  # fmt: skip
        self.bundled.clicked.connect(self._ask_bundled)
        self.digits.clicked.connect(self._ask_digits)
        self.own.clicked.connect(self._ask_folder)
        self.own.dropped.connect(self.folder_wanted)

    def _make_page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        page.setMaximumWidth(_WIDEST)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(32, 28, 32, 24)
        layout.setSpacing(6)
        layout.addWidget(_label("Welcome to GenStudio", "title"))
        sentence = "Teach the computer to draw pictures like yours, then feel what it has learnt."
        layout.addWidget(_label(sentence, "subtitle"))
        layout.addSpacing(18)
        doors = QHBoxLayout()
        doors.setSpacing(18)
        for door in (self.bundled, self.digits, self.own):
            doors.addWidget(door, 1)
        layout.addLayout(doors)
        layout.addSpacing(22)
        layout.addWidget(self.queue)
        layout.addLayout(self._runs)
        layout.addStretch(1)
        return page

    def _scrolling(self, page: QWidget) -> QScrollArea:
        frame = QWidget()
        frame.setObjectName("page")
        beside = QHBoxLayout(frame)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addStretch(1)
        beside.addWidget(page, 1_000)
        beside.addStretch(1)
        area = QScrollArea()
        area.setWidget(frame)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard walks the doors and rows
        return area

    def _add_rows(self, heading: str, entries: Sequence[Entry], *, interrupted: bool) -> None:
        self._runs.addWidget(_label(heading, "heading"))
        for entry in entries:
            row = RunRow(entry, interrupted=interrupted)
            row.explore_wanted.connect(self.explore_wanted)
            row.resume_wanted.connect(self.resume_wanted)
            self.rows.append(row)
            self._runs.addWidget(row)

    def _clear(self) -> None:
        self.rows = []
        while (item := self._runs.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _ask_bundled(self) -> None:
        self.bundled_wanted.emit()

    def _ask_digits(self) -> None:
        self.digits_wanted.emit()

    def _ask_folder(self) -> None:
        self.folder_wanted.emit("")


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    return label


def _empty() -> QWidget:
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    art = Art("runs", QSize(120, 60))
    art.setFixedSize(120, 60)
    layout.addWidget(art)
    words = QLabel("Your runs will be listed here as soon as you have trained one.")
    words.setObjectName("subtitle")
    words.setWordWrap(True)
    layout.addWidget(words, 1)
    return box
