"""Compare: one table of runs, and two to eight of them side by side."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Slot
from PySide6.QtGui import QAction, QCloseEvent, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from genstudio.ui import icons
from genstudio.ui.compare.acts import RunActs
from genstudio.ui.compare.choice import Choice
from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.compare.curves_page import CurvesPage
from genstudio.ui.compare.desk import Desk
from genstudio.ui.compare.groups_page import GroupsPage
from genstudio.ui.compare.guess_page import GuessPage
from genstudio.ui.compare.lockstep import LockStepPage
from genstudio.ui.compare.page import Page
from genstudio.ui.compare.proxy import RunsProxy
from genstudio.ui.compare.recipes_page import RecipesPage
from genstudio.ui.compare.redraw_page import RedrawPage
from genstudio.ui.compare.scorer import Scorer
from genstudio.ui.compare.scores_page import ScoresPage
from genstudio.ui.compare.selection import SelectionActs
from genstudio.ui.compare.table_panel import TablePanel
from genstudio.ui.compare.tradeoff_page import TradeoffPage
from genstudio.ui.compare.view import RunsView
from genstudio.ui.compare.vote_page import VotePage
from genstudio.ui.runs_table import RunsTable
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio
from genstudio.ui.widgets.acts import act, separator

_WATCHER = "compare"
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
        self.scorer = Scorer(studio, self)
        self.selection = SelectionActs(
            studio, self.table, self.view, self.choice, self.runs, self.scorer, settings
        )
        self.desk = Desk(self)
        self.scores = ScoresPage()
        self.tradeoff = TradeoffPage(self.proxy, settings)
        self.pages: list[Page] = [
            CurvesPage(settings), LockStepPage(self.desk, settings),
            RedrawPage(self.desk, settings), RecipesPage(settings), self.scores,
            self.tradeoff, GroupsPage(self.table, settings),
            GuessPage(self.runs, settings), VotePage(self.runs, settings),
        ]  # fmt: skip
        self.panel = TablePanel(self.view, self.proxy, self.scorer, self.selection.reporting)
        self.filter, self.bar = self.panel.filter, self.panel.bar
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
        return self.panel.refusal

    @property
    def nothing(self) -> str:
        """What is said in place of an empty table."""
        return self.panel.nothing

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
        self.table.close()
        self.runs.close()
        self.scorer.close()
        self.selection.reporting.close()
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
        self.find_act = act(self, "&Find runs", "search", "Ctrl+F", self.panel.find_runs,
                        "Shows only the runs that have these words or figures")  # fmt: skip

    def _build(self) -> None:
        runs = self.selection
        edits = (self.undo, self.redo, runs.rename, runs.duplicate, runs.delete)
        self.panel.add_buttons(edits, (runs.score, runs.train, runs.explore))
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
        self._splitter.addWidget(self.panel)
        self._splitter.addWidget(self._tabs)
        self._splitter.setStretchFactor(0, 2)
        self._splitter.setStretchFactor(1, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self.setFocusProxy(self.view)
        self._restore()

    def _restore(self) -> None:
        page = self._settings.get("compare/page", 0)
        self._tabs.setCurrentIndex(page if isinstance(page, int) else 0)
        if not self._splitter.restoreState(self._settings.get_bytes("compare/splitter")):
            self._splitter.setSizes([300, 420])

    def _connect(self) -> None:
        self.choice.changed.connect(self._show_choice)
        self.bar.taken_out.connect(self.choice.remove)
        self.scores.score_asked.connect(self._score_chosen)
        self.scores.report_asked.connect(self._report_chosen)
        self.tradeoff.run_asked.connect(lambda key: self.view.select([key]))
        self.tradeoff.said.connect(self._studio.said)
        self.scorer.ended.connect(self.selection.refresh)
        self.scorer.ended.connect(self.view.show_scores)
        self.bar.cleared.connect(self.clear.trigger)
        self.proxy.rename_asked.connect(self.runs.rename)
        self.proxy.note_asked.connect(self.runs.annotate)
        self.proxy.tags_asked.connect(self.runs.tag)
        self.runs.copied.connect(self.view.select)
        refusals = (self.proxy, self.runs, self.selection, self.scorer, self.tradeoff)
        for signal in (each.refused for each in refusals):
            signal.connect(self._refuse)
        self.view.menu_asked.connect(self._show_menu)
        self.view.doubleClicked.connect(self.selection.explore.trigger)
        self.table.dataChanged.connect(self._follow)
        table = self.table  # by the time it tells of a change, the proxy has followed
        for signal in (table.rowsInserted, table.rowsRemoved, table.modelReset):
            signal.connect(self._follow_rows)
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
        self.panel.follow_rows()
        self.choice.retain(entry.key for entry in self.table.entries)

    @Slot()
    def _follow(self) -> None:
        """Show the chosen runs anew if one of them has changed on disk."""
        self.panel.follow_rows()  # a changed run may pass the filter now, or no more
        shown = {run.key: run.entry for run in self.pages[0].chosen}
        if any(self.table.entry(key) is not entry for key, entry in shown.items()):
            self._show_choice()

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self.panel.refuse(sentence)
        self._studio.said.emit(sentence)

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        menu = self.selection.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    @Slot()
    def _report_chosen(self) -> None:
        self.selection.ask_report([run.entry for run in self.pages[0].chosen])

    @Slot()
    def _score_chosen(self) -> None:
        self.selection.ask_score([run.entry for run in self.pages[0].chosen])
