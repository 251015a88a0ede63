"""Choosing the run to explore: the one in training, one's own, the bundled ones."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QWidget

from genstudio.core import scatter
from genstudio.objectives import catalog
from genstudio.runs.library import Entry
from genstudio.ui import icons
from genstudio.ui.studio import Studio

_KEY = Qt.ItemDataRole.UserRole


class RunPicker(QComboBox):
    """A drop-down of every run with a model; keeps its choice when the list changes."""

    picked = Signal(str)  # the run's key, by the user

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        """List the runs of `studio`; none is chosen."""
        super().__init__(parent)
        self._studio = studio
        self._key = self._moment = ""
        self.setAccessibleName("Run to explore")
        self.setToolTip(
            "Which run to explore: one in training now, one of yours, or a bundled one."
        )
        self.setMinimumContentsLength(26)
        self.setMaxVisibleItems(24)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._tell)
        studio.runs_changed.connect(self.refresh)
        studio.job_began.connect(self.refresh)
        studio.job_ended.connect(self.refresh)
        self.refresh()

    @property
    def key(self) -> str:
        """The chosen run's key; "" for none."""
        return self._key

    def keys(self) -> list[str]:
        """Return the keys on offer, in order."""
        return [key for row in range(self.count()) if (key := self.itemData(row, _KEY))]

    def choose(self, key: str, moment: str = "") -> None:
        """Show `key` as chosen, without telling; a run that is gone stays chosen.

        A `moment` of it is no run of the list: it is shown in its own words.
        """
        self._key, self._moment = key, moment
        self.setPlaceholderText(moment or "Choose a run…")
        self.setCurrentIndex(self.findData(key, _KEY) if key and not moment else -1)

    @Slot()
    def refresh(self) -> None:
        """Read the library again."""
        live = self._studio.job_key if self._studio.is_training else ""
        entries = [
            entry
            for entry in self._studio.library.entries()
            if entry.key == live or entry.problem or entry.folder.has_model
        ]
        model = QStandardItemModel(self)
        for title, group in _groups(entries, live):
            model.appendRow(_heading(title))
            for entry in group:
                model.appendRow(_item(entry, live))
        self.setModel(model)  # deletes the one before
        self.choose(self._key, self._moment)

    def changeEvent(self, event: QEvent) -> None:
        """Give the icons the new theme's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.refresh()

    @Slot(int)
    def _tell(self, row: int) -> None:
        key = self.itemData(row, _KEY)
        if key and (key != self._key or self._moment):
            self._key, self._moment = key, ""
            self.picked.emit(key)


def describe(entry: Entry) -> str:
    """Return what a run is in a few words: its kind, its pictures, how far it came."""
    summary = entry.summary
    kind = catalog.objective(entry.recipe.objective).label if entry.recipe else "damaged"
    latent = f"{entry.recipe.latent} dimensions" if entry.recipe else ""
    channels, height, width = summary.shape
    colour = "grey" if channels == 1 else "colour"
    size = f"{width} × {height} px {colour}"
    if summary.shape == scatter.POINTS:
        size = "points of a plane"
    steps = f"{summary.step:,} steps" if summary.step and summary.family != "pca" else ""
    if summary.chosen_step is not None:
        steps += f", step {summary.chosen_step:,} chosen by hand"
    parts = [kind, latent, size, summary.data_name, steps]
    return " · ".join(part for part in parts if part)


def _groups(entries: list[Entry], live: str) -> list[tuple[str, list[Entry]]]:
    groups = [
        ("In training", [entry for entry in entries if entry.key == live]),
        ("Your runs", [e for e in entries if not e.bundled and e.key != live]),
        ("Bundled with GenStudio", [e for e in entries if e.bundled and e.key != live]),
    ]
    return [(title, group) for title, group in groups if group]


def _heading(title: str) -> QStandardItem:
    item = QStandardItem(title)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    font = item.font()
    font.setBold(True)
    item.setFont(font)
    item.setData("", _KEY)
    return item


def _item(entry: Entry, live: str) -> QStandardItem:
    is_live = entry.key == live
    name = f"● training now: {entry.name}" if is_live else entry.name
    item = QStandardItem(name)
    item.setData(entry.key, _KEY)
    item.setToolTip(entry.problem or describe(entry))
    item.setIcon(icons.icon("live" if is_live else "warning" if entry.problem else "model"))
    return item
