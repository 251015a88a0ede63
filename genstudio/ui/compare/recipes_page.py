"""The chosen runs' recipes side by side, what differs first and marked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from genstudio.ui import theme
from genstudio.ui.compare.differences import Row, rows
from genstudio.ui.compare.page import Page
from genstudio.ui.settings import Settings
from genstudio.ui.widgets.swatch import swatch

_SETTING = "compare/all_fields"


class RecipesPage(Page):
    """A line for each recipe field, a column for each run."""

    title = "Recipes"
    icon = "columns"
    tip = "What was chosen differently for the chosen runs"

    def __init__(self, settings: Settings) -> None:
        """Show all fields or only the different ones, as `settings` remember."""
        super().__init__()
        self._settings = settings
        self._summary = QLabel()
        self.show_all = QCheckBox("Show &all fields")
        self.show_all.setToolTip("Also show the fields in which the runs are alike")
        self.show_all.setChecked(settings.get(_SETTING, False) is True)
        self.show_all.toggled.connect(self.renew)
        self.table = QTableWidget()
        self.table.setAccessibleName("Recipes of the chosen runs")
        self._dress()
        bar = QHBoxLayout()
        bar.addWidget(self._summary, 1)
        bar.addWidget(self.show_all)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)

    @property
    def summary(self) -> str:
        """How many fields differ, in a sentence."""
        return self._summary.text()

    def refresh(self) -> None:
        """Fill the table."""
        everything = rows([run.entry for run in self.chosen])
        different = sum(row.differs for row in everything)
        shown = (
            everything
            if self.show_all.isChecked() or len(self.chosen) < 2
            else [row for row in everything if row.differs]
        )
        self._summary.setText(self._sentence(different, len(everything)))
        self.table.setColumnCount(len(self.chosen) + 1)
        self.table.setRowCount(len(shown))
        self._fill_header()
        for line, row in enumerate(shown):
            self._fill(line, row)

    def recolour(self) -> None:
        """Take the theme's colours."""
        self.renew()

    def save_state(self) -> None:
        """Remember whether all fields are shown."""
        self._settings.set(_SETTING, self.show_all.isChecked())

    def _sentence(self, different: int, total: int) -> str:
        if len(self.chosen) < 2:
            return "One recipe. Tick another run to see what differs."
        if not different:
            return f"All {total} fields are the same."
        word = "field differs" if different == 1 else "fields differ"
        return f"{different} of {total} {word}."

    def _dress(self) -> None:
        table = self.table
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 10)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _fill_header(self) -> None:
        self.table.setHorizontalHeaderItem(0, QTableWidgetItem("Field"))
        for place, run in enumerate(self.chosen, start=1):
            item = QTableWidgetItem(QIcon(swatch(run.colour)), run.name)
            item.setToolTip(run.entry.problem or run.name)
            self.table.setHorizontalHeaderItem(place, item)

    def _fill(self, line: int, row: Row) -> None:
        marked = row.differs and self.show_all.isChecked()
        for place, text in enumerate((row.label, *row.values)):
            item = QTableWidgetItem(text)
            item.setToolTip(row.tip if place == 0 else text)
            font = item.font()
            font.setBold(row.differs and place > 0)
            item.setFont(font)
            if marked:
                item.setBackground(QColor(theme.colours().accent_soft))
            self.table.setItem(line, place, item)
