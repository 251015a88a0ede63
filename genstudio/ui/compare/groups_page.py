"""All runs by groups: seeds of a recipe or runs of a sweep as one line, mean ± spread."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from genstudio.evaluation.catalogue import KNOWN, label
from genstudio.evaluation.ranking import Ranking, rank
from genstudio.runs.grouping import WAYS, Folded, Group, groups
from genstudio.ui.compare.page import Page
from genstudio.ui.compare.scores_page import dress
from genstudio.ui.runs_table import RunsTable
from genstudio.ui.settings import Settings
from genstudio.ui.widgets.muted import MutedLabel

_SETTING = "compare/groups"
_NAME_WIDTH, _WIDTH = 260, 190
_ABOUT = (
    "± is the spread over the runs of a group, not the error of one run. Scores that are out of "
    "date do not count."
)


class GroupsPage(Page):
    """A line for each group of the library, in the order of one figure."""

    title = "Groups"
    icon = "sort"
    tip = "Seeds of a recipe, or the runs of a sweep, as one: mean and spread of their scores"

    def __init__(self, table: RunsTable, settings: Settings) -> None:
        """Group the runs of `table` as `settings` remember."""
        super().__init__()
        self._runs, self._settings = table, settings
        state = settings.get(_SETTING, {})
        self._state = state if isinstance(state, dict) else {}
        self.way, self.order = QComboBox(), QComboBox()
        for key, text in WAYS.items():
            self.way.addItem(text, key)
        self.way.setCurrentIndex(max(self.way.findData(self._state.get("way")), 0))
        self.way.setToolTip("What makes runs one group")
        self.order.setToolTip("The figure that the groups are ordered by; its best come first")
        self.way.currentIndexChanged.connect(self.renew)
        self.order.activated.connect(self._reorder)
        self._verdict = QLabel()
        self._verdict.setWordWrap(True)
        self.table = QTableWidget()
        self.table.setAccessibleName("Groups of runs")
        dress(self.table)
        self._build()
        for signal in (table.dataChanged, table.rowsInserted, table.rowsRemoved, table.modelReset):
            signal.connect(self._follow)

    @property
    def verdict(self) -> str:
        """Whether the order is a rank."""
        return self._verdict.text()

    def empty_sentence(self) -> str:
        """Say what to do while no run is scored."""
        scored = any(entry.standing.scores for entry in self._runs.entries)
        return "" if scored else "No run is scored yet. Select runs in the table, then Score…"

    def refresh(self) -> None:
        """Fill the table."""
        found = groups(self._runs.entries, str(self.way.currentData()))
        having = {key for group in found for key in group.figures}
        keys = [known.key for known in KNOWN if known.key in having]
        self._offer(keys)
        chosen = str(self.order.currentData() or "")
        ranking = _ranking(found, chosen)
        places = {place.name: place.rank for place in ranking.places}
        last = len(found) + 1
        found.sort(key=lambda group: (places.get(_id(group), last), group.name))
        self._verdict.setText(_verdict(ranking, chosen, len(found)))
        keys.sort(key=lambda key: key != chosen)
        self.table.setRowCount(len(found))
        self.table.setColumnCount(len(keys) + 1)
        self.table.setHorizontalHeaderLabels(["Group", *(label(key) for key in keys)])
        for place in range(len(keys) + 1):
            self.table.setColumnWidth(place, _WIDTH if place else _NAME_WIDTH)
        for line, group in enumerate(found):
            self._fill(line, group, keys, places)

    def save_state(self) -> None:
        """Remember the grouping and the order."""
        state = {"way": self.way.currentData(), "order": self.order.currentData()}
        self._settings.set(_SETTING, state)

    # -- private ----------------------------------------------------------------------------

    def _build(self) -> None:
        bar = QHBoxLayout()
        for text, box in (("&Group by", self.way), ("&Order by", self.order)):
            words = QLabel(text)
            words.setBuddy(box)
            box.setAccessibleName(text.replace("&", ""))
            bar.addWidget(words)
            bar.addWidget(box)
        bar.addWidget(self._verdict, 1)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.setSpacing(6)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)
        layout.addWidget(MutedLabel(_ABOUT, wraps=True))

    def _offer(self, keys: list[str]) -> None:
        wanted = self.order.currentData() or self._state.get("order")
        if [self.order.itemData(index) for index in range(self.order.count())] != keys:
            self.order.clear()
            for key in keys:
                self.order.addItem(label(key), key)
            self.order.setCurrentIndex(max(self.order.findData(wanted), 0))

    def _fill(self, line: int, group: Group, keys: list[str], places: dict[str, int]) -> None:
        count = len(group.entries)
        head = QTableWidgetItem(f"{group.name} · {count} {'run' if count == 1 else 'runs'}")
        head.setToolTip("\n".join(entry.name for entry in group.entries))
        self.table.setItem(line, 0, head)
        for place, key in enumerate(keys, start=1):
            figure = group.figures.get(key, Folded(None, 0, problem="–"))
            rank_ = places.get(_id(group)) if place == 1 else None
            item = QTableWidgetItem(figure.text + (f"   #{rank_}" if rank_ else ""))
            item.setToolTip(figure.score.note if figure.score else figure.problem)
            self.table.setItem(line, place, item)

    @Slot()
    def _reorder(self) -> None:
        self.renew()

    @Slot()
    def _follow(self) -> None:
        self.show_runs(self.chosen)


def _id(group: Group) -> str:
    return group.entries[0].key


def _ranking(found: list[Group], key: str) -> Ranking:
    scores = {
        _id(group): figure.score
        for group in found
        if (figure := group.figures.get(key)) is not None and figure.score is not None
    }
    return rank(scores)


def _verdict(ranking: Ranking, key: str, count: int) -> str:
    if count < 2 or not key:
        return ""
    if ranking.reasons:
        return f"Not ranked by {label(key)}: {'; '.join(ranking.reasons)}."
    return "Equal # are ties: the error bars overlap." if ranking.has_ties else ""
