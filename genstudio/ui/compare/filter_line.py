"""The line above the table that finds runs by words and conditions, completed as one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit

from genstudio.runs.entry import Entry
from genstudio.ui.compare import filtering
from genstudio.ui.compare.filtering import Filter, FilterError

_TIP = (
    "Shows only the runs that have all of these words in any column, and fulfil all conditions: "
    "FD-local < 20, objective = rpgan, learning rate >= 0.001, tag = good. Conditions take < <= > "
    ">= = !=; a run without the figure does not pass."
)


class FilterLine(QLineEdit):
    """Turns what is typed into a `Filter`; of what cannot be read, the parts that can."""

    filtered = Signal(object)  # a Filter
    wrong = Signal(str)  # why the text cannot be read; empty when it can

    def __init__(self, entries: Callable[[], Sequence[Entry]]) -> None:
        """Complete values from `entries()`."""
        super().__init__()
        self._entries = entries
        self.setPlaceholderText("Find runs: words, FD-local < 20, tag = good…")
        self.setAccessibleName("Find runs")
        self.setToolTip(_TIP)
        self.setClearButtonEnabled(True)
        self.setMaximumWidth(420)
        self._offers = QStringListModel(self)
        completer = QCompleter(self._offers, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.textEdited.connect(self._offer)
        self.textChanged.connect(self._read)

    @property
    def offers(self) -> list[str]:
        """What the line may be completed to."""
        return self._offers.stringList()

    @Slot(str)
    def _offer(self, text: str) -> None:
        self._offers.setStringList(filtering.suggest(text, self._entries()))

    @Slot(str)
    def _read(self, text: str) -> None:
        try:
            found: Filter = filtering.parse(text)
        except FilterError as error:
            self.wrong.emit(str(error))
            self.filtered.emit(error.rest)
        else:
            self.wrong.emit("")
            self.filtered.emit(found)
