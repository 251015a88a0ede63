"""The chosen runs' scores side by side: error bars, ranks, ties, and why a rank is refused."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from genstudio.runs import contrast, scoreboard
from genstudio.ui import icons, theme
from genstudio.ui.compare.page import Page
from genstudio.ui.widgets.muted import MutedLabel
from genstudio.ui.widgets.swatch import swatch

_ABOUT = "± is one standard error. Rest the mouse on a figure to see what it was made from."
_FIGURE_WIDTH, _RUN_WIDTH = 240, 210


class ScoresPage(Page):
    """A line for each figure, a column for each run, and a verdict."""

    title = "Scores"
    icon = "score"
    tip = "How good the chosen runs are, ranked only where that is honest"
    score_asked = Signal()  # score the chosen runs
    report_asked = Signal()  # write a report of them

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._rows: list[scoreboard.Row] = []
        self._summary = QLabel()
        self._summary.setWordWrap(True)
        self._button = QPushButton("&Score these runs…")
        self._button.setIcon(icons.icon("score"))
        self._button.setToolTip("Asks what to score, then does it in the background")
        self._button.clicked.connect(self.score_asked)
        export = QPushButton("Expor&t report…")
        export.setIcon(icons.icon("save"))
        export.setToolTip("Writes pictures, curves, scores and recipes on one page: HTML or PDF")
        export.clicked.connect(self.report_asked)
        self.table = QTableWidget()
        self.table.setAccessibleName("Scores of the chosen runs")
        dress(self.table)
        bar = QHBoxLayout()
        bar.addWidget(self._summary, 1)
        for button in (self._button, export):
            bar.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.setSpacing(6)
        layout.addLayout(bar)
        self._contrast = QLabel()
        self._contrast.setWordWrap(True)
        self._contrast.setTextFormat(Qt.TextFormat.RichText)
        self._contrast.setAccessibleName("VAE against GAN")
        self._contrast.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._contrast)
        layout.addWidget(MutedLabel(_ABOUT, wraps=True))

    @property
    def summary(self) -> str:
        """What is said above the table."""
        return self._summary.text()

    @property
    def contrast(self) -> str:
        """What the scores say of VAE against GAN; empty without one of each."""
        return self._contrast.text()

    @property
    def verdicts(self) -> dict[str, str]:
        """The last column: whether each figure could be ranked, by its label."""
        return {row.label: row.verdict for row in self._rows}

    def refresh(self) -> None:
        """Fill the table."""
        entries = [run.entry for run in self.chosen]
        self._rows = rows = scoreboard.rows(entries)
        self._summary.setText(self._sentence(bool(rows)))
        self._show_contrast()
        self.table.setVisible(bool(rows))
        self.table.setColumnCount(len(entries) + 2)
        self.table.setRowCount(len(rows))
        self._fill_header()
        for line, row in enumerate(rows):
            self._fill(line, row)

    def recolour(self) -> None:
        """Take the theme's colours."""
        self.renew()

    # -- private ----------------------------------------------------------------------------

    def _show_contrast(self) -> None:
        told = contrast.findings([run.entry for run in self.chosen])
        muted = theme.colours().muted
        lines = [
            f"{html.escape(each.sentence)} <span style='color:{muted}'>"
            f"{html.escape(each.evidence)}</span>"
            for each in told
        ]
        self._contrast.setText("<br>".join(["<b>VAE against GAN</b>", *lines]) if told else "")
        self._contrast.setVisible(bool(told))

    def _sentence(self, has_scores: bool) -> str:
        entries = [run.entry for run in self.chosen]
        if not has_scores:
            return "Not scored yet. Press “Score these runs…”: it takes about a minute a run."
        none = [f"“{entry.name}”" for entry in entries if not entry.standing.scores]
        missing = f"Not scored yet: {', '.join(none)}." if none else ""
        return " ".join(filter(None, (missing, scoreboard.outdated(entries)))) or "All scored."

    def _fill_header(self) -> None:
        last = len(self.chosen) + 1
        for place, text in ((0, "Figure"), (last, "May they be ranked?")):
            self.table.setHorizontalHeaderItem(place, QTableWidgetItem(text))
        for place, run in enumerate(self.chosen, start=1):
            item = QTableWidgetItem(QIcon(swatch(run.colour)), run.name)
            item.setToolTip(run.entry.problem or run.name)
            self.table.setHorizontalHeaderItem(place, item)
        for place in range(last):
            self.table.setColumnWidth(place, _RUN_WIDTH if place else _FIGURE_WIDTH)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(last, QHeaderView.ResizeMode.Stretch)

    def _fill(self, line: int, row: scoreboard.Row) -> None:
        colours = theme.colours()
        self._put(line, 0, row.label, row.tip)
        for place, cell in enumerate(row.cells, start=1):
            item = self._put(line, place, cell.text, cell.tip)
            font = item.font()
            font.setBold(cell.is_first)
            item.setFont(font)
            if cell.is_old:
                item.setForeground(QColor(colours.muted))
        item = self._put(line, len(row.cells) + 1, row.verdict, row.verdict)
        item.setForeground(QColor(colours.warning if row.is_refused else colours.muted))

    def _put(self, line: int, place: int, text: str, tip: str) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setToolTip(tip)
        self.table.setItem(line, place, item)
        return item


def dress(table: QTableWidget) -> None:
    """Make a table that is read, line by line."""
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setAlternatingRowColors(True)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 8)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setStretchLastSection(True)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
