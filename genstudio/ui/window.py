"""The main window: a welcome and three tabs that share one `Studio`."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QTabWidget, QWidget

from genstudio.ui import errors, icons
from genstudio.ui.rooms import PLACES, Room
from genstudio.ui.welcome import Welcome

if TYPE_CHECKING:
    from genstudio.ui.settings import Settings
    from genstudio.ui.studio import Studio


class Window(QMainWindow):
    """Shows at once; `adopt` gives it the studio, `build` its tabs, when they are loaded."""

    def __init__(self, settings: Settings) -> None:
        """Make the window with the welcome page and empty rooms."""
        super().__init__()
        self.setWindowTitle("GenStudio")
        self.settings = settings
        self.studio: Studio | None = None
        self.welcome = Welcome()
        self.rooms = {place.key: Room(place) for place in PLACES}
        self.places = self._make_places()
        self.setCentralWidget(self.places)
        self.resize(1280, 800)
        self.restoreGeometry(settings.get_bytes("window/geometry"))

    def adopt(self, studio: Studio) -> None:
        """Share `studio` from now on."""
        self.studio = studio
        studio.said.connect(self.say)
        studio.erred.connect(self.show_failure)
        studio.job_failed.connect(self.show_failure)
        studio.data_chosen.connect(self._show_train)
        studio.train_requested.connect(self._show_train)
        studio.explore_requested.connect(self._show_explore)
        studio.compare_requested.connect(self._show_compare)

    def build(self, key: str) -> QWidget:
        """Make the tab `key` if it is not there yet, and return it."""
        assert self.studio is not None
        return self.rooms[key].build(self.studio, self.settings)

    def show_place(self, key: str) -> None:
        """Switch to "welcome", "train", "explore" or "compare"."""
        self.places.setCurrentWidget(self.welcome if key == "welcome" else self.rooms[key])

    # -- Qt's events ------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the window was."""
        self.settings.set_bytes("window/geometry", self.saveGeometry())
        for room in self.rooms.values():
            if room.tab is not None:
                room.tab.save_state()  # type: ignore[attr-defined]
        self.settings.save()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Give the icons the new theme's colours."""
        if event.type() == QEvent.Type.PaletteChange:
            icons.retint(self)
        super().changeEvent(event)

    # -- slots ------------------------------------------------------------------------------

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Show `sentence` in the status bar for a while."""
        self.statusBar().showMessage(sentence, 10_000)

    @Slot(object)
    def show_failure(self, failure: object) -> None:
        """Open the error dialog."""
        errors.show_failure(self, failure)  # type: ignore[arg-type]

    @Slot()
    def _show_train(self) -> None:
        self.show_place("train")

    @Slot()
    def _show_explore(self) -> None:
        self.show_place("explore")

    @Slot()
    def _show_compare(self) -> None:
        self.show_place("compare")

    # -- private ----------------------------------------------------------------------------

    def _make_places(self) -> QTabWidget:
        places = QTabWidget()
        places.setObjectName("places")
        places.setDocumentMode(True)
        places.setIconSize(QSize(20, 20))
        places.addTab(self.welcome, icons.icon("welcome"), "Welcome")
        for key, room in self.rooms.items():
            places.addTab(room, icons.icon(key), room.place.label)
        places.tabBar().setAccessibleName("Places")
        return places


def has_tab(module: str) -> bool:
    """Whether the module of a tab exists."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
