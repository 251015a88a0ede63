"""The field that takes classes in words, and completes their names."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from genstudio.core import blend

ALL_ALIKE = "All alike"


class ClassField(QComboBox):
    """A list of classes that one can also type into: “sneaker + 0.3 boot”."""

    asked = Signal(str)  # what was typed or chosen; "" for all alike

    def __init__(self) -> None:
        """Offer nothing yet."""
        super().__init__()
        self._words = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setAccessibleName("Class")
        self.setToolTip(
            "Which class the model shall draw. Choose one, or type: a name, a part of it, or a "
            "mix such as “3 + 0.5 8”. Enter draws it, Escape takes back what was typed."
        )
        self.setCompleter(None)  # type: ignore[arg-type]
        self._completer = _Completer(self._edit)
        self._edit.setCompleter(self._completer)
        self._edit.setAccessibleName("Class")
        self._edit.setPlaceholderText("Such as 3, or 3 + 0.5 8")
        self._edit.editingFinished.connect(self._tell)
        self.textActivated.connect(self._choose)
        self._completer.activated.connect(self._choose)

    @property
    def words(self) -> str:
        """The classes on show; "" for all alike."""
        return self._words

    def offer(self, names: Sequence[str]) -> None:
        """Offer these classes, and all alike."""
        blocked = self.blockSignals(True)
        self.clear()
        if names:
            self.addItems([ALL_ALIKE, *names])
        self._completer.setModel(QStringListModel(list(names), self._completer))
        self.blockSignals(blocked)

    def show_words(self, words: str) -> None:
        """Show what is drawn now; what was being typed is dropped."""
        self._words = words
        blocked = self.blockSignals(True)
        self.setCurrentIndex(self.findText(words or ALL_ALIKE))
        self.setEditText(words or ALL_ALIKE)
        self._edit.setCursorPosition(0 if not self._edit.hasFocus() else len(self._edit.text()))
        self.blockSignals(blocked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes back what was typed."""
        if event.key() == Qt.Key.Key_Escape:
            self.show_words(self._words)
        super().keyPressEvent(event)

    @property
    def _edit(self) -> QLineEdit:
        edit = self.lineEdit()
        assert edit is not None
        return edit

    @Slot()
    def _tell(self) -> None:
        self._choose(self.currentText())

    @Slot(str)
    def _choose(self, text: str) -> None:
        wanted = text.strip()
        if not wanted:
            self.show_words(self._words)
            return
        wanted = "" if wanted.casefold() == ALL_ALIKE.casefold() else wanted
        if wanted != self._words:
            self.asked.emit(wanted)


class _Completer(QCompleter):
    """Completes the name that is typed last; what stands before it stays."""

    def __init__(self, edit: QLineEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)

    def splitPath(self, path: str) -> list[str]:
        return [blend.unfinished(path)[1]]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return blend.unfinished(self._edit.text())[0] + str(index.data())
