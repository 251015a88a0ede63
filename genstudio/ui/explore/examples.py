"""A new axis from examples: some pictures without something, some with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from genstudio.core import axes
from genstudio.ui.explore.thumbnail import thumbnail

_SIDE = 48
_HOW = (
    "Put pictures without something on the left and pictures with it on the right: one of each "
    "makes the way from A to B, several make it surer. Sliders stay usable meanwhile."
)
_TYPES = "Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.gif *.tif *.tiff);;All files (*)"


@dataclass(frozen=True)
class Example:
    """A latent `(d,)` and its picture, uint8 `(C, H, W)`."""

    z: np.ndarray
    picture: np.ndarray


class Tray(QGroupBox):
    """The examples of one side."""

    changed = Signal()
    here_asked = Signal()
    favourites_asked = Signal()
    files_asked = Signal(list)  # of paths

    def __init__(self, title: str, *, can_encode: bool) -> None:
        """Hold nothing yet; without an encoder no files are taken."""
        super().__init__(title)
        self.examples: list[Example] = []
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setIconSize(QSize(_SIDE, _SIDE))
        self.list.setGridSize(QSize(_SIDE + 8, _SIDE + 8))
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setMinimumSize(220, 130)
        self.list.setToolTip("Select pictures and press Delete to take them out again.")
        layout = QVBoxLayout(self)
        layout.addWidget(self.list)
        ways = [
            ("Add the picture on show", self.here_asked.emit),
            ("Add the chosen favourites", self.favourites_asked.emit),
            ("Add picture files…", self._ask_files),
        ]
        for text, slot in ways[: 3 if can_encode else 2]:
            button = QPushButton(text)
            button.setAccessibleName(f"{text.rstrip('…')}: {title}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda *_, slot=slot: slot())
            layout.addWidget(button)
        remove = QPushButton("Take out")
        remove.setAccessibleName(f"Take out: {title}")
        remove.setAutoDefault(False)
        remove.clicked.connect(self._remove)
        layout.addWidget(remove)

    def add(self, examples: list[Example]) -> None:
        """Hold these as well."""
        for example in examples:
            self.examples.append(example)
            item = QListWidgetItem(QIcon(thumbnail(example.picture, _SIDE)), "")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"Example {len(self.examples)}")
            self.list.addItem(item)
        self.changed.emit()

    @property
    def points(self) -> np.ndarray:
        """The latents, `(N, d)`."""
        return np.stack([example.z for example in self.examples])

    @Slot()
    def _remove(self) -> None:
        for row in sorted((index.row() for index in self.list.selectedIndexes()), reverse=True):
            self.list.takeItem(row)
            del self.examples[row]
        self.changed.emit()

    def _ask_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "Choose example pictures", "", _TYPES)
        if names:
            self.files_asked.emit([Path(name) for name in names])


class ExamplesDialog(QDialog):
    """Two trays and a name; it stays open beside the window while examples are looked for."""

    made = Signal(object)  # AxisSet with one axis

    def __init__(
        self,
        parent: QWidget,
        *,
        can_encode: bool,
        weights: str,
        here: Callable[[], list[Example]],
        favourites: Callable[[], list[Example]],
        read: Callable[[list[Path], Callable[[list[Example]], None]], None],
    ) -> None:
        """`here` and `favourites` give examples, `read` has files encoded."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("New axis from examples")
        self._weights = weights
        self.without = Tray("Without it (A, −1)", can_encode=can_encode)
        self.having = Tray("With it (B, +1)", can_encode=can_encode)
        self.name = QLineEdit()
        self.name.setAccessibleName("Name of the axis")
        self.name.setPlaceholderText("What the axis adds, such as “slanted”")
        self.note = QLabel(_HOW)
        self.note.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.make = buttons.addButton("Make the axis", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Close)
        buttons.accepted.connect(self._make)
        buttons.rejected.connect(self.reject)
        layout = QGridLayout(self)
        layout.addWidget(self.note, 0, 0, 1, 2)
        for column, tray in enumerate((self.without, self.having)):
            layout.addWidget(tray, 1, column)
            tray.changed.connect(self._follow)
            tray.here_asked.connect(lambda tray=tray: tray.add(here()))
            tray.favourites_asked.connect(lambda tray=tray: self._add(tray, favourites()))
            tray.files_asked.connect(lambda paths, tray=tray: read(paths, tray.add))
        layout.addWidget(self.name, 2, 0, 1, 2)
        layout.addWidget(buttons, 3, 0, 1, 2)
        self._follow()

    def show_note(self, sentence: str) -> None:
        """Say something in place of the instructions."""
        self.note.setText(sentence)

    def _add(self, tray: Tray, examples: list[Example]) -> None:
        if not examples:
            self.show_note("Select favourites on the shelf first (right side of the tab).")
        tray.add(examples)

    @Slot()
    def _follow(self) -> None:
        self.make.setEnabled(bool(self.without.examples) and bool(self.having.examples))

    @Slot()
    def _make(self) -> None:
        name = self.name.text().strip() or "A to B"
        try:
            made = axes.between(
                self.without.points, self.having.points, name=name, weights=self._weights
            )
        except axes.AxesError as error:
            self.show_note(str(error))
            return
        self.made.emit(made)
        self.accept()
