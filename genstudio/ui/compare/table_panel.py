"""The upper half of Compare: the table of runs, the line of tools, and what must be said of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from genstudio.runs import scoreboard
from genstudio.ui import icons
from genstudio.ui.compare.chosen_bar import ChosenBar
from genstudio.ui.compare.filter_line import FilterLine
from genstudio.ui.compare.proxy import RunsProxy
from genstudio.ui.compare.report_export import ReportExport
from genstudio.ui.compare.scorer import Scorer
from genstudio.ui.compare.view import RunsView
from genstudio.ui.compare.work_bar import WorkBar
from genstudio.ui.more_columns import SCORE
from genstudio.ui.runs_columns import COLUMNS
from genstudio.ui.widgets.acts import tool_button

_REFUSAL_MS = 8000


class TablePanel(QWidget):
    """Shows the table and follows it: how many runs, why none, what the order does not mean."""

    def __init__(
        self, view: RunsView, proxy: RunsProxy, scorer: Scorer, report: ReportExport
    ) -> None:
        """Show `view` of `proxy`; `add_buttons` completes the line of tools."""
        super().__init__()
        self.view, self._proxy = view, proxy
        self.filter = FilterLine(lambda: view.all_entries)
        self.bar = ChosenBar()
        self._count = QLabel()
        self._tools = QHBoxLayout()
        self._refusal, self._order, self._wrong = _caution(), _caution(), _caution()
        self._refusal_timer = QTimer(self, interval=_REFUSAL_MS, singleShot=True)
        self._refusal_timer.timeout.connect(self._refusal.hide)
        self._nothing = QLabel()
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._tables = QStackedWidget()
        self._tables.addWidget(view)
        self._tables.addWidget(self._nothing)
        self._tables.setMinimumHeight(110)
        self.scoring = WorkBar(
            scorer, name="scoring", stop="Stop scoring",
            tip="Stops; runs that were scored already keep their scores",
        )  # fmt: skip
        self.reporting = WorkBar(
            report, name="the report", stop="Stop the report", tip="Stops; nothing is written"
        )
        self._build()
        self._connect()

    @property
    def refusal(self) -> str:
        """The last sentence that said why something was not done."""
        return self._refusal.text()

    @property
    def nothing(self) -> str:
        """What is said in place of an empty table."""
        return self._nothing.text() if self._tables.currentWidget() is self._nothing else ""

    @property
    def wrong(self) -> str:
        """Why the filter's text cannot be read; empty when it can."""
        return self._wrong.text()

    @property
    def order(self) -> str:
        """Why the order of the table is no rank; empty when it may be read as one."""
        return self._order.text()

    def add_buttons(self, silent: Sequence[QAction], telling: Sequence[QAction]) -> None:
        """Put acts at the right end of the line of tools, the `telling` ones with their names."""
        for action in (*silent, *telling):
            button = tool_button(action, says=action in telling)
            button.setAutoRaise(True)
            self._tools.addWidget(button)
        self._tools.addWidget(_columns_button(self.view))

    def refuse(self, sentence: str) -> None:
        """Say for a while why something was not done."""
        self._refusal.setText(sentence)
        self._refusal.show()
        self._refusal_timer.start()

    def find_runs(self) -> None:
        """Take the keyboard to the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    @Slot()
    def follow_rows(self) -> None:
        """Tell how many runs there are and are shown."""
        total, shown = self._proxy.sourceModel().rowCount(), self._proxy.rowCount()
        self._count.setText(f"{shown} of {total} runs" if shown < total else f"{total} runs")
        self._tables.setCurrentIndex(0 if shown else 1)
        self._nothing.setText(
            f"No run passes “{self.filter.text()}”. Clear the line to see all runs."
            if total
            else "No runs yet. Train one, and it appears here."
        )
        self.follow_order()

    @Slot()
    def follow_order(self) -> None:
        """Say why the present order must not be read as a rank."""
        column = COLUMNS[self.view.horizontalHeader().sortIndicatorSection()]
        words = ""
        if column.key.startswith(SCORE):
            words = scoreboard.sorted_words(self.view.shown, column.key.removeprefix(SCORE))
        self._order.setText(words)
        self._order.setVisible(bool(words))

    # -- private ----------------------------------------------------------------------------

    @Slot(str)
    def _show_wrong(self, sentence: str) -> None:
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))

    def _build(self) -> None:
        self._tools.setSpacing(6)
        self._tools.addWidget(self.filter, 1)
        self._tools.addWidget(self._count)
        self._tools.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 0)
        layout.setSpacing(6)
        layout.addLayout(self._tools)
        layout.addWidget(self._tables, 1)
        for widget in (
            self._wrong,
            self._order,
            self._refusal,
            self.scoring,
            self.reporting,
            self.bar,
        ):
            layout.addWidget(widget)

    def _connect(self) -> None:
        self.filter.filtered.connect(self._proxy.filter_by)
        self.filter.filtered.connect(self.follow_rows)
        self.filter.wrong.connect(self._show_wrong)
        self.filter.returnPressed.connect(self.view.setFocus)
        self.view.horizontalHeader().sortIndicatorChanged.connect(self.follow_order)
        self._proxy.dataChanged.connect(self.follow_order)


def _caution() -> QLabel:
    label = QLabel()
    label.setObjectName("caution")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.hide()
    return label


def _columns_button(view: RunsView) -> QToolButton:
    button = QToolButton()
    button.setText("Columns")
    button.setIcon(icons.icon("columns"))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(view.columns_menu)
    button.setToolTip(
        "Which columns are shown, scores and recipe fields too; drag a heading to move a column"
    )
    button.setAccessibleName("Columns of the table")
    return button
