"""The choice of where the real pictures to redraw come from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox

from genstudio.runs.entry import Entry
from genstudio.ui.compare.picture_sources import PictureSource, first_choice, offered

_FILES = "files"  # where a run's key would stand


class SourceBox(QComboBox):
    """Lists what runs held out, bundled sets, and files of one's own."""

    chosen = Signal()  # by the user's hand

    def __init__(self) -> None:
        """Offer nothing yet."""
        super().__init__()
        self.files: tuple[Path, ...] = ()
        self._sources: dict[str, PictureSource] = {}
        self._wish = ""  # what the user chose to see; empty: whatever suits the runs
        self.setAccessibleName("Pictures to redraw")
        self.setToolTip("Where the real pictures come from")
        self.setMinimumContentsLength(20)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._choose)

    @property
    def source(self) -> PictureSource | None:
        """The set that is chosen; None for files of one's own."""
        return self._sources.get(self.currentData())

    @property
    def is_files(self) -> bool:
        """Whether files of one's own are chosen."""
        return bool(self.currentData() == _FILES)

    def use_files(self, paths: Sequence[Path]) -> None:
        """Choose these files as soon as `offer` is called."""
        self.files, self._wish = tuple(paths), _FILES

    def offer(self, entries: Sequence[Entry]) -> None:
        """List what there is, keeping what the user has chosen as long as it is offered."""
        self._sources = {source.key: source for source in offered(entries)}
        self.clear()
        for source in self._sources.values():
            self.addItem(source.label, source.key)
        if self.files:
            self.addItem(f"My pictures ({len(self.files)})", _FILES)
        found = self.findData(self._wish)
        if found < 0:
            found = first_choice(list(self._sources.values()), entries)
        self.setCurrentIndex(found)

    @Slot()
    def _choose(self) -> None:
        self._wish = self.currentData()
        self.chosen.emit()
