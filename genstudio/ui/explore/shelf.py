"""The favourites' shelf: thumbnails to go back to, to mix and to breed. It only shows and asks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from genstudio.runs.favourites import Favourite
from genstudio.ui.explore.acts import button
from genstudio.ui.explore.thumbnail import thumbnail
from genstudio.ui.widgets.acts import act

_SIDE = 56
_EMPTY = "Press Keep (Ctrl+H) over the picture: what you keep stays with this run."
_ONE = "Enter or a double click goes there. Choose two to mix or breed them."
_STEPS = 100


class Shelf(QWidget):
    """Shows a run's favourites."""

    wanted = Signal(object)  # Favourite: go there
    removed = Signal(list)  # of Favourite
    bred = Signal(object, object)  # two parents
    mixing_began = Signal()
    mixed = Signal(object, object, float)  # first, second, how much of the second
    mixing_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show none yet."""
        super().__init__(parent)
        self._shown: list[Favourite] = []
        self.list = self._make_list()
        self.note = QLabel(_EMPTY)
        self.note.setWordWrap(True)
        self.note.setMinimumWidth(1)
        self.mix = QSlider(Qt.Orientation.Horizontal)
        self.mix.setRange(0, _STEPS)
        self._mix_row = self._make_mix_row()
        self._make_acts()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.note)
        layout.addWidget(self.list)
        layout.addWidget(self._mix_row)
        layout.addLayout(self._make_buttons())
        self._follow_selection()

    def acts(self) -> list[QAction]:
        """What the menu offers."""
        return [self.go_act, self.breed_act, self.remove_act]

    @property
    def favourites(self) -> tuple[Favourite, ...]:
        """What is on the shelf."""
        return tuple(self._shown)

    @property
    def chosen(self) -> list[Favourite]:
        """Which are selected, in the order of the shelf."""
        rows = sorted(index.row() for index in self.list.selectedIndexes())
        return [self._shown[row] for row in rows]

    def show_favourites(self, favourites: Sequence[Favourite]) -> None:
        """Show these; what was selected and is still there stays selected."""
        names = {each.name for each in self.chosen}
        self._shown = list(favourites)
        self.list.blockSignals(True)
        self.list.clear()
        for number, each in enumerate(favourites, 1):
            item = QListWidgetItem(QIcon(thumbnail(each.picture, _SIDE)), "")
            kind = f", class {each.origin.kind}" if each.origin.kind else ""
            item.setToolTip(f"Favourite {number}{kind}: drawn by {each.origin.stamp}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"Favourite {number}{kind}")
            self.list.addItem(item)
            item.setSelected(each.name in names)
        self.list.blockSignals(False)
        self.list.setVisible(bool(favourites))
        self._follow_selection()

    # -- private ----------------------------------------------------------------------------

    @Slot()
    def _follow_selection(self) -> None:
        count = len(self.chosen)
        self.go_act.setEnabled(count == 1)
        self.breed_act.setEnabled(count == 2)
        self.remove_act.setEnabled(count > 0)
        self._mix_row.setVisible(count == 2)
        self.note.setText(_ONE if self._shown else _EMPTY)
        self.note.setVisible(count != 2)
        if count == 2:
            self.mix.blockSignals(True)
            self.mix.setValue(_STEPS // 2)
            self.mix.blockSignals(False)

    def _go(self) -> None:
        if len(self.chosen) == 1:
            self.wanted.emit(self.chosen[0])

    @Slot(QListWidgetItem)
    def _activate(self, item: QListWidgetItem) -> None:
        self.wanted.emit(self._shown[self.list.row(item)])

    def _remove(self) -> None:
        self.removed.emit(self.chosen)

    def _breed(self) -> None:
        if len(self.chosen) == 2:
            self.bred.emit(*self.chosen)

    @Slot(int)
    def _mix(self, value: int) -> None:
        if len(self.chosen) == 2:
            self.mixed.emit(*self.chosen, value / _STEPS)

    def _make_list(self) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName("Favourites of this run")
        made.setViewMode(QListView.ViewMode.IconMode)
        made.setIconSize(QSize(_SIDE, _SIDE))
        made.setGridSize(QSize(_SIDE + 10, _SIDE + 10))
        made.setResizeMode(QListView.ResizeMode.Adjust)
        made.setMovement(QListView.Movement.Static)
        made.setUniformItemSizes(True)
        made.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        made.setFixedHeight(2 * (_SIDE + 10) + 8)
        made.itemSelectionChanged.connect(self._follow_selection)
        made.itemActivated.connect(self._activate)
        return made

    def _make_mix_row(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        label = QLabel("&Mix")
        label.setBuddy(self.mix)
        self.mix.setAccessibleName("How much of the second favourite")
        self.mix.setToolTip("From the first favourite (left) to the second, along a great circle.")
        self.mix.sliderPressed.connect(self.mixing_began)
        self.mix.sliderReleased.connect(self.mixing_ended)
        self.mix.valueChanged.connect(self._mix)
        layout.addWidget(label)
        layout.addWidget(self.mix, 1)
        return row

    def _make_acts(self) -> None:
        self.go_act = act(
            self, "&Go to favourite", "explore", "", self._go,
            "Put the sliders where this favourite was drawn.",
        )  # fmt: skip
        self.breed_act = act(
            self, "&Breed two favourites", "breed", "Ctrl+Shift+H", self._breed,
            "A child of two favourites: each slider from one of them, by a fair coin. Press again "
            "for another.",
        )  # fmt: skip
        self.remove_act = act(
            self, "&Remove favourite", "delete", "", self._remove,
            "Take the chosen favourites off the shelf; undo brings them back.",
        )  # fmt: skip
        self.remove_act.setShortcut("Del")
        self.remove_act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _make_buttons(self) -> QHBoxLayout:
        layout = QHBoxLayout()
        layout.addWidget(button(self.go_act, "Go there"))
        layout.addWidget(button(self.breed_act, "Breed"))
        layout.addWidget(button(self.remove_act))
        layout.addStretch(1)
        return layout
