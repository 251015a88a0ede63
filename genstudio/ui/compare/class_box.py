"""The class that every run which was taught classes is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from genstudio.runs.entry import Entry

_ANY = "any"
_TIP = "The class that is asked of every run that was taught it; the others draw as before"
_NONE_TIP = "None of these runs was taught classes"


class ClassBox(QComboBox):
    """Lists the classes of the chosen runs; "" stands for no class in particular."""

    def __init__(self) -> None:
        """Offer no class yet."""
        super().__init__()
        self.setAccessibleName("Class of the pictures")
        self.setMinimumContentsLength(5)
        self.offer([])

    @property
    def label(self) -> str:
        """The chosen class; empty for any."""
        return str(self.currentData() or "")

    def offer(self, entries: Sequence[Entry]) -> None:
        """List the classes that any of these runs was taught, keeping the chosen one."""
        names = dict.fromkeys(name for entry in entries for name in _taught(entry))
        offered = [self.itemData(place) for place in range(self.count())]
        if offered != ["", *names]:
            chosen = self.label
            self.blockSignals(True)
            self.clear()
            self.addItem(_ANY, "")
            for name in names:
                self.addItem(name, name)
            self.setCurrentIndex(max(self.findData(chosen), 0))
            self.blockSignals(False)
        self.setEnabled(bool(names))
        self.setToolTip(_TIP if names else _NONE_TIP)


def _taught(entry: Entry) -> tuple[str, ...]:
    is_taught = entry.recipe is not None and entry.recipe.conditional
    return entry.summary.class_names if is_taught else ()
