"""The menus: every act of the window and of its tabs, with shortcut and tip."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from genstudio.ui import errors, icons, theme

if TYPE_CHECKING:
    from genstudio.ui.window import Window

_ROLES = {"quit": QAction.MenuRole.QuitRole, "info": QAction.MenuRole.AboutRole}


class Menus:
    """Builds the menu bar; a tab's acts join when the tab is there."""

    def __init__(self, window: Window) -> None:
        """Give `window` its menus."""
        self._window = window
        bar = window.menuBar()
        self.file = bar.addMenu("&File")
        self.view = bar.addMenu("&View")
        self.of_tab = {
            "train": bar.addMenu("&Run"),
            "explore": bar.addMenu("&Explore"),
            "compare": bar.addMenu("&Compare"),
        }
        self.help = bar.addMenu("&Help")
        for menu in self.all():
            menu.setToolTipsVisible(True)
        self._fill_file()
        self._fill_view()
        self._fill_help()
        for menu in self.of_tab.values():
            menu.menuAction().setEnabled(False)

    def all(self) -> list[QMenu]:
        """Return the menus from left to right."""
        return [self.file, self.view, *self.of_tab.values(), self.help]

    def add_tab(self, key: str, actions: list[QAction]) -> None:
        """Put a tab's acts into its menu."""
        self.of_tab[key].addActions(actions)
        self.show_place(self._window.place)

    def show_place(self, place: str) -> None:
        """Let shortcuts of a tab work only while it is shown; the run's work everywhere."""
        for key, menu in self.of_tab.items():
            shown = key in ("train", place)
            menu.menuAction().setEnabled(shown and bool(menu.actions()))

    def show_theme(self, mode: str) -> None:
        """Tick the theme in use."""
        self._themes[mode if mode in theme.MODES else "system"].setChecked(True)

    # -- private ----------------------------------------------------------------------------

    def _fill_file(self) -> None:
        acts, menu = self._window.acts, self.file
        tip = "Explore a run that lies in any folder"
        keys = QKeySequence.StandardKey.Open
        _add(menu, "&Open run folder…", "folder-open", acts.choose_run, tip, keys)
        tip = "Train on a folder of your own pictures"
        _add(menu, "Use &pictures from folder…", "pictures", acts.choose_pictures, tip, "Ctrl+P")
        tip = "Train on a zip archive, arrays, or another file that holds many pictures"
        _add(menu, "Use pictures from &file…", "pictures", acts.choose_picture_file, tip)
        tip = "Show the folder that holds your runs"
        _add(menu, "Open &library folder", "folder", acts.open_library, tip)
        menu.addSeparator()
        tip = "Close GenStudio; a run in training is saved"
        _add(menu, "&Quit", "quit", self._window.close, tip, "Ctrl+Q")

    def _fill_view(self) -> None:
        window, menu = self._window, self.view
        for number, key in enumerate(window.place_keys(), 1):
            label, act = key.capitalize(), partial(window.show_place, key)
            _add(menu, f"&{number}  {label}", key, act, f"Show {label}", f"Ctrl+{number}")
        menu.addSeparator()
        themes = menu.addMenu(icons.icon("sun"), "&Theme")
        themes.setToolTipsVisible(True)
        group = QActionGroup(themes)
        self._themes = {}
        for mode, icon in zip(theme.MODES, ("system", "sun", "moon"), strict=True):
            act = partial(window.acts.choose_theme, mode)
            action = _add(themes, f"&{mode.capitalize()}", icon, act, _theme_tip(mode))
            action.setCheckable(True)
            group.addAction(action)
            self._themes[mode] = action
        tip = "Use the whole screen, or go back"
        _add(menu, "&Full screen", "fullscreen", window.acts.switch_full_screen, tip, "F11")

    def _fill_help(self) -> None:
        acts, menu = self._window.acts, self.help
        _add(menu, "&Shortcuts", "help", acts.show_shortcuts, "Every key on one page", "F1")
        _add(menu, "Open &log", "log", errors.open_log, "Show what GenStudio noted about its work")
        menu.addSeparator()
        _add(menu, "&About GenStudio", "info", acts.show_about, "Version and parts")


def _add(
    menu: QMenu,
    text: str,
    icon: str,
    act: Callable[[], object],
    tip: str,
    keys: str | QKeySequence.StandardKey = "",
) -> QAction:
    action = QAction(icons.icon(icon), text, menu)
    action.setShortcut(QKeySequence(keys))
    action.setToolTip(tip)
    action.setStatusTip(tip)
    action.setMenuRole(_ROLES.get(icon, QAction.MenuRole.NoRole))
    action.triggered.connect(lambda: act())  # noqa: PLW0108 - without Qt's `checked`
    menu.addAction(action)
    return action


def _theme_tip(mode: str) -> str:
    return "Follow the system's light or dark" if mode == "system" else f"Always {mode}"
