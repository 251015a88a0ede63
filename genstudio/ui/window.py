"""The main window: a welcome and three tabs that share one `Studio`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTabWidget, QWidget

from genstudio.ui import dropping, errors, icons, theme
from genstudio.ui.acts import Acts
from genstudio.ui.leaving import Leaving
from genstudio.ui.menus import Menus
from genstudio.ui.rooms import PLACES, Room
from genstudio.ui.routes import Routes
from genstudio.ui.status import ReadySign, TrainingSign
from genstudio.ui.welcome import Welcome

if TYPE_CHECKING:
    from genstudio.ui.settings import Settings
    from genstudio.ui.starting import Starter
    from genstudio.ui.studio import Studio
    from genstudio.ui.threads import Failure

_SAID_MS = 10_000
_FIRST_SIZE = QSize(1280, 800)


class Window(QMainWindow):
    """Shows at once; `adopt` gives it the studio, `build` its tabs, when they are loaded."""

    painted = Signal()  # once, after the first paint
    closed = Signal()

    def __init__(self, settings: Settings) -> None:
        """Make the window with the welcome page and empty rooms."""
        super().__init__()
        self.settings = settings
        self.studio: Studio | None = None
        self.training: TrainingSign | None = None
        self.starter: Starter | None = None
        self._was_painted = False
        self.leaving = Leaving(self)
        self.leaving.left.connect(self.close)
        self.welcome = Welcome()
        self.rooms = {place.key: Room(place) for place in PLACES}
        self.places = self._make_places()
        self.setCentralWidget(self.places)
        self.ready = ReadySign()
        self.statusBar().addPermanentWidget(self.ready)
        self.routes = Routes(self)
        self.acts = Acts(self)
        self.menus = Menus(self)
        self.setWindowTitle("GenStudio")
        self.setWindowIcon(icons.app_icon())
        self.setAcceptDrops(True)
        self._restore()
        # Of the window, not of the application: tabs are then built unstyled, twice as fast.
        self.setStyleSheet(theme.style_sheet())
        QApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def place(self) -> str:
        """What is shown: "welcome", "train", "explore" or "compare"."""
        return self.place_keys()[self.places.currentIndex()]

    @property
    def are_tabs_built(self) -> bool:
        """Whether every tab is there."""
        return all(room.tab is not None for room in self.rooms.values())

    def place_keys(self) -> list[str]:
        """Return what can be shown, from left to right."""
        return ["welcome", *self.rooms]

    def adopt(self, studio: Studio) -> None:
        """Share `studio` from now on."""
        self.studio = studio
        self.training = TrainingSign(studio)
        self.training.train_wanted.connect(self._show_train)
        self.statusBar().addPermanentWidget(self.training)
        studio.said.connect(self.say)
        studio.erred.connect(self.show_failure)
        studio.job_failed.connect(self.show_failure)
        studio.job_ended.connect(self._call_attention)
        studio.torch_loaded.connect(self.ready.hide)
        self.leaving.adopt(studio)
        self.routes.adopt(studio)

    def prepare(self, key: str) -> bool:
        """Make the tab `key` for `build` to show; return whether there was anything to make."""
        assert self.studio is not None
        return self.rooms[key].prepare(self.studio, self.settings)

    def build(self, key: str) -> QWidget:
        """Make the tab `key` if it is not there yet, and return it."""
        assert self.studio is not None
        room = self.rooms[key]
        if room.tab is None:
            room.build(self.studio, self.settings)
            self.menus.add_tab(key, room.actions_())
            if self.are_tabs_built:
                self.routes.go_on()
        assert room.tab is not None
        return room.tab

    def show_place(self, key: str) -> None:
        """Switch to "welcome", "train", "explore" or "compare"."""
        self.places.setCurrentIndex(self.place_keys().index(key))

    # -- Qt's events ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that there is something to see, so that loading can begin."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is in training, then remember the window."""
        if not self.leaving.may_close(self.training.step if self.training else None):
            event.ignore()
            return
        self._remember()
        for room in self.rooms.values():
            room.close_tab()
        self.settings.save()
        super().closeEvent(event)
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Give the icons the new theme's colours."""
        if event.type() == QEvent.Type.PaletteChange:
            icons.retint(self)
        super().changeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders, files of pictures, and a picture; of any other file it is said why not."""
        if dropping.source(event.mimeData()) or dropping.one_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a dropped run, train on dropped pictures, or redraw a dropped picture."""
        if path := dropping.source(event.mimeData()):
            event.acceptProposedAction()
            self.routes.take_folder(str(path))
        elif path := dropping.one_file(event.mimeData()):
            event.acceptProposedAction()
            self.routes.take_picture(path)

    # -- slots ------------------------------------------------------------------------------

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Show `sentence` in the status bar for a while."""
        self.statusBar().showMessage(sentence, _SAID_MS)

    @Slot(object)
    def show_failure(self, failure: Failure) -> None:
        """Open the error dialog."""
        errors.show_failure(self, failure)

    @Slot(object)
    def show_error(self, error: BaseException) -> None:
        """Open the error dialog for an exception nobody caught."""
        from genstudio.ui.threads import Failure

        self.show_failure(Failure.of(error))

    @Slot()
    def _show_train(self) -> None:
        self.show_place("train")

    @Slot()
    def _call_attention(self) -> None:
        if not self.isActiveWindow():
            QApplication.alert(self)

    @Slot(int)
    def _enter(self, index: int) -> None:
        key = self.place_keys()[index]
        self.menus.show_place(key)
        if key == "welcome":
            self.routes.refresh()

    @Slot()
    def _follow_system(self) -> None:
        if self.settings.get("window/theme", "system") == "system":
            self.acts.choose_theme("system")

    # -- private ----------------------------------------------------------------------------

    def _make_places(self) -> QTabWidget:
        places = QTabWidget()
        places.setObjectName("places")
        places.setDocumentMode(True)
        places.tabBar().setDrawBase(False)
        places.setIconSize(QSize(20, 20))
        places.addTab(self.welcome, icons.icon("welcome"), "Welcome")
        places.setTabToolTip(0, "Where to begin, and your recent runs")
        for index, (key, room) in enumerate(self.rooms.items(), 1):
            places.addTab(room, icons.icon(key), room.place.label)
            places.setTabToolTip(index, room.place.tip)
        places.setAccessibleName("Places")
        places.tabBar().setAccessibleName("Places")
        places.currentChanged.connect(self._enter)
        return places

    def _restore(self) -> None:
        self.resize(_FIRST_SIZE)
        self.restoreGeometry(self.settings.get_bytes("window/geometry"))
        place = self.settings.get("window/place", "welcome")
        self.show_place(place if place in self.place_keys() else "welcome")
        self.menus.show_theme(self.settings.get("window/theme", "system"))

    def _remember(self) -> None:
        self.settings.set_bytes("window/geometry", self.saveGeometry())
        self.settings.set("window/place", self.place)
