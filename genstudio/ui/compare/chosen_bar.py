"""The line between table and pages: which runs are compared, and a word of caution."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from genstudio.runs import caution
from genstudio.ui import icons, theme
from genstudio.ui.compare.choice import MOST
from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.widgets.swatch import swatch

_EMPTY = f"Tick two to {MOST} runs in the table to put them side by side."
_LONGEST, _LEAST = 26, 9  # letters of a name: of one run alone, of one of eight


class ChosenBar(QWidget):
    """A button for each chosen run, which takes it out again; below, what must not be ranked."""

    taken_out = Signal(str)  # a run's key
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show that nothing is chosen."""
        super().__init__(parent)
        self._chosen: tuple[Chosen, ...] = ()
        self._buttons: list[QToolButton] = []
        self._count = QLabel(_EMPTY)
        self._clear = QToolButton()
        self._clear.setText("Clear")
        self._clear.setToolTip("Take all runs out of the comparison")
        self._clear.setAccessibleName("Clear the comparison")
        self._clear.clicked.connect(self.cleared)
        self._line = QHBoxLayout()
        self._line.setSpacing(6)
        self._line.addWidget(self._count)
        self._line.addStretch(1)
        self._line.addWidget(self._clear)
        self._sign = QLabel()
        self._caution = QLabel()
        self._caution.setObjectName("caution")
        self._caution.setWordWrap(True)
        self._caution.setTextFormat(Qt.TextFormat.PlainText)
        self._caution.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        warning = QHBoxLayout()
        warning.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        warning.addWidget(self._caution, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(4)
        layout.addLayout(self._line)
        layout.addLayout(warning)
        self.show_runs(())

    @property
    def caution(self) -> str:
        """The word of caution it shows; empty when the runs may be ranked."""
        return self._caution.text()

    @property
    def buttons(self) -> list[QToolButton]:
        """The buttons of the chosen runs, in order."""
        return list(self._buttons)

    def show_runs(self, chosen: Sequence[Chosen]) -> None:
        """Show these runs."""
        self._chosen = tuple(chosen)
        for button in self._buttons:
            self._line.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(run) for run in self._chosen]
        for place, button in enumerate(self._buttons, start=1):
            self._line.insertWidget(place, button)
        self._count.setText(self._sentence())
        self._clear.setVisible(bool(self._chosen))
        text = caution.sentence([run.entry for run in self._chosen])
        self._caution.setText(text)
        self._caution.setVisible(bool(text))
        self._sign.setVisible(bool(text))
        self._recolour()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_caution"):
            self._recolour()
        super().changeEvent(event)

    def _button(self, run: Chosen) -> QToolButton:
        button = QToolButton()
        button.setObjectName("chip")
        name = run.name
        longest = max(_LEAST, _LONGEST - 3 * max(len(self._chosen) - 3, 0))
        button.setText(name if len(name) <= longest else f"{name[: longest - 1]}…")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(14, 14))
        button.setToolTip(f"{name}\nClick to take it out of the comparison")
        button.setAccessibleName(f"Take {name} out of the comparison")
        key = run.key
        button.clicked.connect(lambda: self.taken_out.emit(key))
        return button

    def _sentence(self) -> str:
        if not self._chosen:
            return _EMPTY
        return "Choose another to compare:" if len(self._chosen) == 1 else "Side by side:"

    @Slot()
    def _recolour(self) -> None:
        colour = theme.colours()
        for run, button in zip(self._chosen, self._buttons, strict=True):
            button.setIcon(QIcon(swatch(run.colour)))
        self._sign.setPixmap(icons.picture("warning", 16, colour.warning))
