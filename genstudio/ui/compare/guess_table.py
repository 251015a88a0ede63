"""The table of how well real and made pictures were told apart, run by run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from genstudio.evaluation.proportion import Interval
from genstudio.runs.guessing import Tally
from genstudio.ui.widgets.swatch import swatch

_COLUMNS = (
    ("Pictures of", "Those the run made, and as many real ones that it never saw"),
    ("You", "How many of the pictures judged in time you told rightly"),
    ("95 % interval", "Wilson's: where your true share lies, 95 times in 100"),
    ("Its discriminator", "The same pictures, judged by the critic of the run's last step"),
    ("95 % interval", "Wilson's: where the discriminator's true share lies"),
    ("Real ones told", "How many of the real pictures you took for real"),
    ("Made ones told", "How many of the made pictures you took for made"),
    ("Out of time", "Not judged in time, and in no share"),
)
_CRITIC = 3  # its column


@dataclass(frozen=True)
class Line:
    """One row: whose pictures, the count, and why there is no discriminator if there is none."""

    name: str
    tally: Tally
    note: str = ""
    colour: str = ""


class GuessTable(QTableWidget):
    """Shows `Line`s; nothing in it can be changed."""

    def __init__(self, name: str) -> None:
        """Show no line yet; `name` is what a screen reader says."""
        super().__init__(0, len(_COLUMNS))
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        for place, (text, tip) in enumerate(_COLUMNS):
            item = QTableWidgetItem(text)
            item.setToolTip(tip)
            self.setHorizontalHeaderItem(place, item)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for wordy in (0, _CRITIC):
            header.setSectionResizeMode(wordy, QHeaderView.ResizeMode.ResizeToContents)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines in place of the last."""
        self.setRowCount(len(lines))
        for row, line in enumerate(lines):
            for column, text in enumerate(_cells(line)):
                item = QTableWidgetItem(text)
                item.setToolTip(
                    line.note if column in (_CRITIC, _CRITIC + 1) and line.note else text
                )
                if column == 0 and line.colour:
                    item.setIcon(QIcon(swatch(line.colour)))
                self.setItem(row, column, item)

    def text_of(self, row: int, column: int) -> str:
        """Return what a cell says."""
        item = self.item(row, column)
        return "" if item is None else item.text()


def share(right: int, judged: int) -> str:
    """Say a share with its counts: “7 of 10 (70 %)”."""
    return f"{right} of {judged} ({100 * right / judged:.0f} %)" if judged else "–"


def bounds(interval: Interval) -> str:
    """Say an interval: “40 to 89 %”."""
    return f"{100 * interval.low:.0f} to {100 * interval.high:.0f} %"


def _cells(line: Line) -> tuple[str, ...]:
    tally = line.tally
    has_critic = tally.critic_judged > 0
    critic = share(tally.critic_right, tally.critic_judged) if has_critic else line.note or "–"
    return (
        line.name,
        share(tally.right, tally.judged),
        bounds(tally.interval) if tally.judged else "–",
        critic,
        bounds(tally.critic_interval) if has_critic else "–",
        share(tally.right_real, tally.real),
        share(tally.right_made, tally.made),
        str(tally.missed),
    )
