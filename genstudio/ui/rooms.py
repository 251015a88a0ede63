"""The four places of the window, and building the heavy three when they are needed."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from genstudio.ui.settings import Settings
    from genstudio.ui.studio import Studio


@dataclass(frozen=True)
class Place:
    """One tab of the window: where its class is, and what it is for."""

    key: str
    label: str
    tip: str
    module: str
    tab: str


PLACES = (
    Place(
        "train", "Train", "Choose pictures and a model, and watch it learn",
        "genstudio.ui.train.tab", "TrainTab",
    ),
    Place(
        "explore", "Explore", "Move sliders and see what a model can draw",
        "genstudio.ui.explore.tab", "ExploreTab",
    ),
    Place(
        "compare", "Compare", "Put your models side by side",
        "genstudio.ui.compare.tab", "CompareTab",
    ),
)  # fmt: skip


class Room(QWidget):
    """Holds one tab; says "Getting ready…" for the moment until it is there."""

    def __init__(self, place: Place) -> None:
        """Make an empty room for `place`."""
        super().__init__()
        self.place = place
        self.tab: Any = None  # a QWidget with `actions_()` and `save_state()`
        self._made: Any = None  # the same, from when it is made
        self._sign = QLabel("Getting ready…")
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._sign)

    def prepare(self, studio: Studio, settings: Settings) -> bool:
        """Make the tab, not yet shown, if it is not made; return whether it was made now."""
        if self._made is not None:
            return False
        module = importlib.import_module(self.place.module)
        self._made = getattr(module, self.place.tab)(studio, settings)
        return True

    def build(self, studio: Studio, settings: Settings) -> None:
        """Show the tab, made now if it was not prepared."""
        assert self.tab is None
        self.prepare(studio, settings)
        self.tab = self._made
        layout = self.layout()
        assert layout is not None
        layout.replaceWidget(self._sign, self.tab)
        self._sign.deleteLater()

    def actions_(self) -> list[QAction]:
        """Return the acts of the tab, for its menu."""
        actions: list[QAction] = self.tab.actions_()
        return actions

    def close_tab(self) -> None:
        """Have the tab remember its choices and end its threads."""
        if self._made is not None:
            self._made.save_state()
            self._made.close()
