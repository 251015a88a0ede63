"""Compare: one table of runs, and two to four of them side by side."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from genstudio.ui import icons
from genstudio.ui.compare.acts import RunActs
from genstudio.ui.compare.choice import Choice
from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.compare.chosen_bar import ChosenBar
from genstudio.ui.compare.curves_page import CurvesPage
from genstudio.ui.compare.desk import Desk
from genstudio.ui.compare.lockstep import LockStepPage
from genstudio.ui.compare.page import Page
from genstudio.ui.compare.proxy import RunsProxy
from genstudio.ui.compare.recipes_page import RecipesPage
from genstudio.ui.compare.redraw_page import RedrawPage
from genstudio.ui.compare.selection import SelectionActs
from genstudio.ui.compare.view import RunsView
from genstudio.ui.runs_table import RunsTable
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio
from genstudio.ui.widgets.acts import act, separator, tool_button

_WATCHER = "compare"
_REFUSAL_MS = 8000
_UNDO_TIP = "Takes back the last rename, note, duplicate or delete"


class CompareTab(QWidget):
    """The library as a table above; below, what the ticked runs have to say to each other."""

    def __init__(self, studio: Studio, settings: Settings) -> None:
        """Show the runs of `studio` as `settings` remember it."""
        super().__init__()
        self._studio = studio
        self._settings = settings
        self.table = RunsTable.shared(studio)
        self.choice = Choice(self)
        self.choice.restore(settings.get("compare/chosen", []))
        self.choice.retain(entry.key for entry in self.table.entries)
        self.proxy = RunsProxy(self.table, self.choice, self)
        self.view = RunsView(self.proxy, settings)
        self.runs = RunActs(studio, self)
        self.selection = SelectionActs(studio, self.table, self.view, self.choice, self.runs)
        self.desk = Desk(self)
        self.pages: list[Page] = [
            CurvesPage(settings), LockStepPage(self.desk, settings),
            RedrawPage(self.desk, settings), RecipesPage(settings),
        ]  # fmt: skip
        self.bar = ChosenBar()
        self._make_acts()
        self._build()
        self._connect()
        self._show_choice()

    @property
    def page(self) -> int:
        """The number of the page on show."""
        return self._tabs.currentIndex()

    def show_page(self, number: int) -> None:
        """Show the page of that number."""
        self._tabs.setCurrentIndex(number)

    @property
    def refusal(self) -> str:
        """The last sentence that said why something was not done."""
        return self._refusal.text()

    @property
    def nothing(self) -> str:
        """What is said in place of an empty table."""
        return self._nothing.text() if self._tables.currentWidget() is self._nothing else ""

    def actions_(self) -> list[QAction]:
        """The acts of the tab, for its menu."""
        lockstep = self.pages[1]
        assert isinstance(lockstep, LockStepPage)
        return [
            self.undo, self.redo, separator(self), *self.selection.actions, separator(self),
            self.clear, self.find_act, lockstep.shuffle, lockstep.play,
        ]  # fmt: skip

    def save_state(self) -> None:
        """Remember choice, table, pages and the room between them."""
        self._settings.set("compare/chosen", self.choice.to_list())
        self._settings.set("compare/page", self._tabs.currentIndex())
        self._settings.set_bytes("compare/splitter", self._splitter.saveState())
        self.view.save_state()
        for page in self.pages:
            page.save_state()

    def close_threads(self) -> None:
        """End what runs in the background."""
        for page in self.pages:
            page.close_page()
        self.desk.close()
        self.runs.close()
        self.selection.exporting.close()

    # -- Qt ---------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the disk while the tab can be seen."""
        super().showEvent(event)
        self.table.watch(_WATCHER, True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave the disk alone."""
        super().hideEvent(event)
        self.table.watch(_WATCHER, False)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the threads with the window."""
        self.close_threads()
        super().closeEvent(event)

    # -- building ---------------------------------------------------------------------------

    def _make_acts(self) -> None:
        stack = self.runs.stack
        self.undo = stack.createUndoAction(self, "&Undo")
        self.redo = stack.createRedoAction(self, "Re&do")
        for action, icon, key, tip in (
            (self.undo, "undo", QKeySequence.StandardKey.Undo, _UNDO_TIP),
            (self.redo, "redo", QKeySequence.StandardKey.Redo, "Does again what was taken back"),
        ):  # fmt: skip
            action.setIcon(icons.icon(icon))
            action.setShortcut(QKeySequence(key))
            native = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{tip} ({native})")
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.addAction(action)
        self.clear = act(
            self,
            "&Clear the comparison",
            "close",
            "",
            lambda: self.choice.replace([]),
            "Takes the ticks off all runs",
        )
        self.find_act = act(self, "&Find runs", "search", "Ctrl+F", self._find,
                        "Shows only the runs that have these words")  # fmt: skip

    def _build(self) -> None:
        self._refusal = QLabel()
        self._refusal.setObjectName("caution")
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        self._refusal_timer = QTimer(self, interval=_REFUSAL_MS, singleShot=True)
        self._refusal_timer.timeout.connect(self._refusal.hide)
        self._nothing = QLabel()
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._tables = QStackedWidget()
        self._tables.addWidget(self.view)
        self._tables.addWidget(self._nothing)
        self._tables.setMinimumHeight(110)
        top = QWidget()
        upper = QVBoxLayout(top)
        upper.setContentsMargins(10, 8, 10, 0)
        upper.setSpacing(6)
        upper.addLayout(self._tool_line())
        upper.addWidget(self._tables, 1)
        upper.addWidget(self._refusal)
        upper.addWidget(self.bar)
        self._tabs = QTabWidget()
        self._tabs.setObjectName("ways")
        self._tabs.setDocumentMode(True)
        self._tabs.setAccessibleName("Ways to compare")
        self._tabs.tabBar().setDrawBase(False)
        self._tabs.setIconSize(QSize(18, 18))
        self._tabs.tabBar().setAccessibleName("Ways to compare")
        for page in self.pages:
            place = self._tabs.addTab(page, icons.icon(page.icon), page.title)
            self._tabs.setTabToolTip(place, page.tip)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(top)
        self._splitter.addWidget(self._tabs)
        self._splitter.setStretchFactor(0, 2)
        self._splitter.setStretchFactor(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self.setFocusProxy(self.view)
        self._restore()

    def _tool_line(self) -> QHBoxLayout:
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Find runs: name, kind, pictures, status…")
        self.filter.setAccessibleName("Find runs")
        self.filter.setToolTip("Shows only the runs that have all of these words in any column")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(420)
        self._count = QLabel()
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.filter, 1)
        line.addWidget(self._count)
        line.addStretch(1)
        edits = (self.undo, self.redo, self.selection.rename, self.selection.duplicate,
                 self.selection.delete)  # fmt: skip
        for action in (*edits, self.selection.train, self.selection.explore):
            button = tool_button(action, says=action not in edits)
            button.setAutoRaise(True)
            line.addWidget(button)
        columns = QToolButton()
        columns.setText("Columns")
        columns.setIcon(icons.icon("columns"))
        columns.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        columns.setMenu(self.view.columns_menu)
        columns.setToolTip("Which columns are shown; drag a heading to move a column")
        columns.setAccessibleName("Columns of the table")
        line.addWidget(columns)
        return line

    def _restore(self) -> None:
        page = self._settings.get("compare/page", 0)
        self._tabs.setCurrentIndex(page if isinstance(page, int) else 0)
        if not self._splitter.restoreState(self._settings.get_bytes("compare/splitter")):
            self._splitter.setSizes([300, 420])

    def _connect(self) -> None:
        self.filter.textChanged.connect(self.proxy.filter_by)
        self.filter.textChanged.connect(self._follow_rows)
        self.filter.returnPressed.connect(self.view.setFocus)
        self.choice.changed.connect(self._show_choice)
        self.bar.taken_out.connect(self.choice.remove)
        self.bar.cleared.connect(self.clear.trigger)
        self.proxy.rename_asked.connect(self.runs.rename)
        self.proxy.note_asked.connect(self.runs.annotate)
        self.runs.copied.connect(self.view.select)
        for signal in (self.proxy.refused, self.runs.refused, self.selection.refused):
            signal.connect(self._refuse)
        self.view.menu_asked.connect(self._show_menu)
        self.view.doubleClicked.connect(self.selection.explore.trigger)
        self.table.dataChanged.connect(self._follow)
        for model in (self.proxy, self.table):  # the proxy's rows go before the table's do
            model.rowsInserted.connect(self._follow_rows)
            model.rowsRemoved.connect(self._follow_rows)
            model.modelReset.connect(self._follow_rows)
        self._studio.compare_requested.connect(self._choose)
        self._follow_rows()

    # -- slots ------------------------------------------------------------------------------

    @Slot()
    def _show_choice(self) -> None:
        chosen = []
        for key in self.choice.keys:
            entry = self.table.entry(key)
            if entry is not None:
                chosen.append(Chosen(entry, self.choice.slot(key)))
        self.bar.show_runs(chosen)
        for page in self.pages:
            page.show_runs(chosen)
        self.clear.setEnabled(bool(chosen))

    @Slot(list)
    def _choose(self, keys: list[str]) -> None:
        known = {entry.key for entry in self.table.entries}
        self.choice.replace(key for key in keys if key in known)
        self.view.select(keys[:1])

    @Slot()
    def _follow_rows(self) -> None:
        """Runs came or went: tell how many there are, forget the choice of those that are gone."""
        total, shown = self.table.rowCount(), self.proxy.rowCount()
        self._count.setText(f"{shown} of {total} runs" if shown < total else f"{total} runs")
        self._tables.setCurrentIndex(0 if shown else 1)
        self._nothing.setText(
            f"No run has “{self.filter.text()}” in it."
            if total
            else "No runs yet. Train one, and it appears here."
        )
        self.choice.retain(entry.key for entry in self.table.entries)

    @Slot()
    def _follow(self) -> None:
        """Show the chosen runs anew if one of them has changed on disk."""
        shown = {run.key: run.entry for run in self.pages[0].chosen}
        if any(self.table.entry(key) is not entry for key, entry in shown.items()):
            self._show_choice()

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._refusal.setText(sentence)
        self._refusal.show()
        self._refusal_timer.start()
        self._studio.said.emit(sentence)

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        menu = self.selection.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    @Slot()
    def _find(self) -> None:
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()
