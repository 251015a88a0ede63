"""Help: every shortcut on one page, and what this program is made of."""

from __future__ import annotations

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QMenu,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from genstudio import __version__

_KEYS = (
    ("Everywhere", "Next or previous control", "Tab, Shift+Tab"),
    ("Everywhere", "Press the button in focus", "Space"),
    ("Sliders", "A small step", "←, →"),
    ("Sliders", "A large step", "Page Up, Page Down"),
)


class Shortcuts(QDialog):
    """A table of the keys, read from the menus so that it is never out of date."""

    def __init__(self, menus: list[QMenu], parent: QWidget) -> None:
        """List the shortcuts in `menus` and the keys all controls know."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Shortcuts")
        self.rows = [row for menu in menus for row in _rows(_plain(menu.title()), menu)]
        self.rows += _KEYS
        self.table = _table(self.rows)
        layout = QVBoxLayout(self)
        layout.addWidget(self.table)
        layout.addWidget(_close_button(self))
        self.resize(560, 560)


class About(QDialog):
    """The versions that matter when something goes wrong."""

    def __init__(self, parent: QWidget) -> None:
        """Name the parts."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About GenStudio")
        text = QLabel(about_text())
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.addWidget(text)
        layout.addWidget(_close_button(self))
        self.setMinimumWidth(420)


def about_text() -> str:
    """Return what GenStudio is and which versions it runs on."""
    parts = ("torch", "torchvision", "numpy", "pyqtgraph", "safetensors")
    versions = ", ".join(f"{name} {_version(name)}" for name in parts)
    return (
        f"GenStudio {__version__}\n\nTrain VAEs and GANs on your own pictures, explore what they "
        f"learnt, and compare them.\n\nQt {qVersion()}, {versions}."
    )


def _version(name: str) -> str:
    from importlib import metadata  # slow to import, and seldom asked

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "(not installed)"


def _rows(place: str, menu: QMenu) -> list[tuple[str, str, str]]:
    rows = []
    for action in menu.actions():
        keys = [
            keys.toString(QKeySequence.SequenceFormat.NativeText) for keys in action.shortcuts()
        ]
        if any(keys):
            rows.append((place, _plain(action.text()), ", ".join(filter(None, keys))))
    return rows


def _plain(text: str) -> str:
    words = text.replace("&", "").removesuffix("…").strip()
    return words.split("  ", 1)[-1]


def _table(rows: list[tuple[str, str, str]]) -> QTableWidget:
    table = QTableWidget(len(rows), 3)
    table.setAccessibleName("Shortcuts")
    table.setHorizontalHeaderLabels(["Where", "What", "Keys"])
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    for index, row in enumerate(rows):
        for column, text in enumerate(row):
            table.setItem(index, column, QTableWidgetItem(text))
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    return table


def _close_button(dialog: QDialog) -> QDialogButtonBox:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    box.rejected.connect(dialog.reject)
    return box
