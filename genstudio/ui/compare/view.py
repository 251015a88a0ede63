"""The table of runs on screen: columns to show, hide and move, all of it remembered."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QWidget

from genstudio.runs.entry import Entry
from genstudio.ui.compare.proxy import RunsProxy
from genstudio.ui.more_columns import SCORE
from genstudio.ui.runs_columns import COLUMNS, INDEX
from genstudio.ui.settings import Settings
from genstudio.ui.widgets.acts import act

HIDDEN_AT_FIRST = {"note", "tags", "latent"} | {column.key for column in COLUMNS if column.group}
_LEADING = ("coverage", "fd_local")
_SETTING = "compare/columns"
_TICK_ROOM = 40  # tick box and colour beside the name


class RunsView(QTableView):
    """Shows a `RunsProxy`; rows are selected whole, keys act on the selected ones."""

    menu_asked = Signal(QPoint)  # where, on the screen

    def __init__(self, proxy: RunsProxy, settings: Settings, parent: QWidget | None = None) -> None:
        """Show `proxy` as `settings` remember it."""
        super().__init__(parent)
        self._proxy = proxy
        self._settings = settings
        self.setModel(proxy)
        self.setAccessibleName("Runs")
        self._dress()
        self.columns_menu = QMenu("&Columns", self)
        self.columns_menu.setToolTipsVisible(True)
        self._menus: dict[str, QMenu] = {"": self.columns_menu}
        self._toggles = [self._toggle(index) for index in range(len(COLUMNS))]
        self._add_moves()
        self._restore()
        header = self.horizontalHeader()
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_columns_menu)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)

    @property
    def selected(self) -> list[Entry]:
        """The selected runs from top to bottom, else the current one."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        current = self.currentIndex()
        if not rows and current.isValid():
            rows = [current.row()]
        return [self._proxy.entry(row) for row in rows]

    @property
    def shown(self) -> list[Entry]:
        """All runs that pass the filter, from top to bottom."""
        return [self._proxy.entry(row) for row in range(self._proxy.rowCount())]

    @property
    def all_entries(self) -> list[Entry]:
        """All runs, those that the filter hides too."""
        return self._proxy.all_entries

    def is_on(self, column: str) -> bool:
        """Whether the keyboard is in that column."""
        return self.currentIndex().isValid() and self.currentIndex().column() == INDEX[column]

    @property
    def shown_columns(self) -> list[str]:
        """The keys of the visible columns from left to right."""
        header = self.horizontalHeader()
        order = (header.logicalIndex(place) for place in range(len(COLUMNS)))
        return [COLUMNS[index].key for index in order if not header.isSectionHidden(index)]

    def select(self, keys: list[str]) -> None:
        """Select these runs and make the first of them the current one."""
        rows = [row for row in map(self._proxy.row_of, keys) if row is not None]
        self.clearSelection()
        flag = QItemSelectionModel.SelectionFlag
        for row in rows:
            index = self._proxy.index(row, INDEX["name"])
            self.selectionModel().select(index, flag.Select | flag.Rows)
        if rows:
            first = self._proxy.index(rows[0], INDEX["name"])
            self.selectionModel().setCurrentIndex(first, flag.NoUpdate)
            self.scrollTo(first)

    def edit_cell(self, column: str) -> None:
        """Open the editor in a column of the current row."""
        index = self.currentIndex().siblingAtColumn(INDEX[column])
        self.scrollTo(index)
        self.edit(index)

    def show_column(self, key: str, shown: bool = True) -> None:
        """Show or hide a column; the name always stays."""
        if key != "name":
            self._toggles[INDEX[key]].setChecked(shown)

    @Slot()
    def show_scores(self) -> None:
        """Show the leading scores, unless some score is shown already."""
        if not any(key.startswith(SCORE) for key in self.shown_columns):
            header = self.horizontalHeader()
            for key in _LEADING:
                self.show_column(SCORE + key)
                place = header.visualIndex(INDEX["kind"]) + 1
                header.moveSection(header.visualIndex(INDEX[SCORE + key]), place)

    def move_column(self, by: int) -> None:
        """Move the current column among the visible ones, `by` −1 (left) or +1 (right)."""
        header = self.horizontalHeader()
        place = header.visualIndex(max(self.currentIndex().column(), 0))
        target = place + by
        while 0 <= target < header.count() and header.isSectionHidden(header.logicalIndex(target)):
            target += by
        if 0 <= target < header.count():
            header.moveSection(place, target)

    def save_state(self) -> None:
        """Remember columns, widths and sorting."""
        header = self.horizontalHeader()
        order = [COLUMNS[header.logicalIndex(place)].key for place in range(len(COLUMNS))]
        state = {
            "order": order,
            "hidden": [c.key for i, c in enumerate(COLUMNS) if header.isSectionHidden(i)],
            "widths": {c.key: header.sectionSize(i) or c.width for i, c in enumerate(COLUMNS)},
            "sort": COLUMNS[header.sortIndicatorSection()].key,
            "descending": header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
        }
        self._settings.set(_SETTING, state)

    # -- private ----------------------------------------------------------------------------

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setDefaultSectionSize(self.fontMetrics().height() + 12)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(48)
        header.setAccessibleName("Columns of the table")

    def _toggle(self, index: int) -> QAction:
        column = COLUMNS[index]
        action = self._menu(column.group).addAction(column.label)
        action.setToolTip(column.tip)
        action.setCheckable(True)
        action.setChecked(True)
        action.setEnabled(column.key != "name")
        action.toggled.connect(lambda shown: self.setColumnHidden(index, not shown))
        return action

    def _menu(self, group: str) -> QMenu:
        if group not in self._menus:
            self._menus[group] = self.columns_menu.addMenu(group)
            self._menus[group].setToolTipsVisible(True)
        return self._menus[group]

    def _add_moves(self) -> None:
        self.columns_menu.addSeparator()
        for text, key, by in (("left", "Ctrl+Shift+Left", -1), ("right", "Ctrl+Shift+Right", 1)):
            tip = f"Move the current column to the {text}"
            self.columns_menu.addAction(
                act(self, f"Move column {text}", "", key, partial(self.move_column, by), tip)
            )
        tip = "Show, order and size the columns as at first"
        self.columns_menu.addAction(act(self, "Columns as at first", "", "", self._reset, tip))

    def _restore(self) -> None:
        state = self._settings.get(_SETTING, {})
        state = state if isinstance(state, dict) else {}
        known = [key for key in _list(state.get("order")) if key in INDEX]
        unknown = {column.key for column in COLUMNS} - set(known)
        header = self.horizontalHeader()
        for place, key in enumerate(known):
            header.moveSection(header.visualIndex(INDEX[key]), place)
        widths = state.get("widths")
        widths = widths if isinstance(widths, dict) else {}
        hidden = {*_list(state.get("hidden")), *(unknown & HIDDEN_AT_FIRST)}
        for index, column in enumerate(COLUMNS):
            width = widths.get(column.key)
            room = _TICK_ROOM if column.key == "name" else 0
            self.setColumnWidth(index, width if isinstance(width, int) else column.width + room)
            self.show_column(column.key, column.key not in hidden)
        order = Qt.SortOrder
        descending = state.get("descending", True) is True
        header.setSortIndicator(
            INDEX.get(str(state.get("sort")), INDEX["created"]),
            order.DescendingOrder if descending else order.AscendingOrder,
        )
        self.setSortingEnabled(True)  # sorts once, now

    @Slot()
    def _reset(self) -> None:
        header = self.horizontalHeader()
        for index, column in enumerate(COLUMNS):
            header.moveSection(header.visualIndex(index), index)
            self.show_column(column.key, column.key not in HIDDEN_AT_FIRST)
            self.setColumnWidth(index, column.width + _TICK_ROOM * (column.key == "name"))

    @Slot(QPoint)
    def _show_columns_menu(self, place: QPoint) -> None:
        self.columns_menu.popup(self.horizontalHeader().mapToGlobal(place))

    @Slot(QPoint)
    def _ask_menu(self, place: QPoint) -> None:
        self.menu_asked.emit(self.viewport().mapToGlobal(place))


def _list(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []
