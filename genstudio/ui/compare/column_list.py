"""The list of figures that the chosen runs recorded, each with a tick."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from genstudio.ui.widgets.chart import COLUMN_LABELS

_FIRST = ("reconstruction", "kl", "loss_generator", "loss_critic", "mse")
_LOCAL = ("FD-local", "KID-local")
_WIDTH = 235
_COLUMN = Qt.ItemDataRole.UserRole


class ColumnList(QListWidget):
    """Ticked columns are drawn; what was ticked is remembered for runs that lack it now."""

    changed = Signal()

    def __init__(self, wanted: object) -> None:
        """Tick `wanted`, a list of columns, as soon as a run has them."""
        super().__init__()
        self._wanted = [str(item) for item in wanted] if isinstance(wanted, list) else []
        self._offered: tuple[str, ...] = ()
        self.setAccessibleName("Figures to draw")
        self.setToolTip("Tick the figures whose curves are drawn")
        self.setFixedWidth(_WIDTH)
        self.setSpacing(2)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemChanged.connect(self._take)

    @property
    def wanted(self) -> list[str]:
        """Everything that was ticked, whether a run has it now or not."""
        return list(self._wanted)

    @property
    def shown(self) -> list[str]:
        """The ticked columns that are there, in the order of the list."""
        return [column for column in self._offered if column in self._wanted]

    def offer(self, names: Sequence[str], *, runs: int) -> bool:
        """List the columns of `runs` runs (`names` with repeats); say whether `shown` changed."""
        before, offered_before = self.shown, self._offered
        counts = Counter(names)
        known = [column for column in COLUMN_LABELS if column in counts]
        self._offered = (*known, *(name for name in counts if name not in known))
        if self._offered != offered_before and not self.shown:  # not after the last was unticked
            local = [name for name in counts if name.startswith(_LOCAL)]
            first = [name for name in _FIRST if name in counts] or list(self._offered)
            self._wanted += [*local, *first][:2]
        self._fill(counts, runs)
        return self.shown != before

    def tick(self, column: str, ticked: bool) -> None:
        """Tick one column or take the tick off."""
        for row in range(self.count()):
            if self.item(row).data(_COLUMN) == column:
                state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
                self.item(row).setCheckState(state)

    def _fill(self, counts: Counter[str], runs: int) -> None:
        current = self.currentRow()
        self.blockSignals(True)
        self.clear()
        for column in self._offered:
            label = COLUMN_LABELS.get(column, column.replace("_", " "))
            some = f" · {counts[column]} of {runs}" if counts[column] < runs else ""
            item = QListWidgetItem(f"{label.split(' (')[0]}{some}")
            item.setToolTip(f"{label}\nRecorded by {counts[column]} of {runs} chosen runs")
            item.setData(_COLUMN, column)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = column in self._wanted
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.setCurrentRow(min(current, self.count() - 1))
        self.blockSignals(False)

    @Slot(QListWidgetItem)
    def _take(self, item: QListWidgetItem) -> None:
        column = str(item.data(_COLUMN))
        if item.checkState() == Qt.CheckState.Checked:
            self._wanted = [*self._wanted, column] if column not in self._wanted else self._wanted
        else:
            self._wanted = [name for name in self._wanted if name != column]
        self.changed.emit()
