"""What the window's own menu entries do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog

from genstudio.core import places
from genstudio.ui import dropping, theme
from genstudio.ui.help import About, Shortcuts

if TYPE_CHECKING:
    from genstudio.ui.window import Window


class Acts:
    """The acts of `window` that belong to no tab."""

    def __init__(self, window: Window) -> None:
        """Act on `window`."""
        self._window = window
        self._was_maximised = False

    def choose_run(self) -> None:
        """Ask for a run's folder and explore it."""
        if path := self._ask_folder("Open a run's folder", "window/run_folder", places.library()):
            if dropping.is_run(path):
                self._window.routes.explore(str(path))
            else:
                self._window.say(f"{path.name} is not a run: it holds no recipe.json.")

    def choose_pictures(self) -> None:
        """Ask for a folder of pictures and train on it."""
        title = "Choose a folder of pictures"
        if path := self._ask_folder(title, "window/picture_folder", Path.home()):
            self._window.routes.use_pictures(str(path))

    def choose_picture_file(self) -> None:
        """Ask for a file that holds many pictures and train on it."""
        settings, key = self._window.settings, "window/picture_file"
        start = settings.get(key, str(Path.home()))
        title = "Choose a file of pictures"
        kinds = dropping.file_filter()
        chosen, _ = QFileDialog.getOpenFileName(self._window, title, start, kinds)
        if chosen:
            settings.set(key, chosen)
            self._window.routes.use_pictures(chosen)

    def open_library(self) -> None:
        """Show the folder of runs in the desktop's file browser."""
        folder = places.library()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._window.say(f"The library {folder} cannot be made: {error.strerror}.")
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def choose_theme(self, mode: str) -> None:
        """Use a theme from now on, and remember it."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._window.settings.set("window/theme", mode)
        theme.apply(app, mode)
        self._window.menus.show_theme(mode)

    def switch_full_screen(self) -> None:
        """Use the whole screen, or go back."""
        window = self._window
        if window.isFullScreen():
            window.showMaximized() if self._was_maximised else window.showNormal()
        else:
            self._was_maximised = window.isMaximized()
            window.showFullScreen()

    def show_shortcuts(self) -> None:
        """Open the table of keys."""
        Shortcuts(self._window.menus.all(), self._window).open()

    def show_about(self) -> None:
        """Open the versions."""
        About(self._window).open()

    def _ask_folder(self, title: str, key: str, first: Path) -> Path | None:
        settings = self._window.settings
        start = settings.get(key, str(first))
        chosen = QFileDialog.getExistingDirectory(self._window, title, start)
        if not chosen:
            return None
        settings.set(key, chosen)
        return Path(chosen)
