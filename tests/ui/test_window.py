"""The main window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from genstudio.core import places
from genstudio.core.recipe import Recipe
from genstudio.ui import theme
from genstudio.ui.errors import ErrorDialog
from genstudio.ui.help import About, Shortcuts
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Failure
from genstudio.ui.window import Window


def test_it_remembers_where_it_was(app: QApplication, settings: Settings) -> None:
    first = Window(settings)
    first.setGeometry(40, 50, 700, 500)
    first.show_place("compare")
    first.show()
    first.close()
    again = Window(Settings(settings.path))
    assert again.geometry().size() == first.geometry().size()
    assert again.place == "compare"
    first.deleteLater()
    again.deleteLater()


def test_it_remembers_being_maximised(app: QApplication, settings: Settings) -> None:
    first = Window(settings)
    first.showMaximized()
    first.close()
    again = Window(Settings(settings.path))
    assert again.isMaximized()
    first.deleteLater()
    again.deleteLater()


def test_damaged_settings_open_the_window_all_the_same(app, settings: Settings) -> None:
    settings.set("window/geometry", 7)
    settings.set("window/place", ["nowhere"])
    settings.set("window/theme", {"no": 1})
    window = Window(settings)
    assert window.place == "welcome"
    window.deleteLater()


def test_the_theme_is_chosen_in_the_menu_and_remembered(window: Window, settings) -> None:
    action(window, "Dark").trigger()
    assert theme.colours().is_dark and settings.get("window/theme") == "dark"
    assert action(window, "Dark").isChecked()
    action(window, "System").trigger()
    assert settings.get("window/theme") == "system"


def test_places_have_keys(window: Window, qtbot) -> None:
    for number, key in enumerate(("welcome", "train", "explore", "compare"), 1):
        keys = QKeySequence(f"Ctrl+{number}")
        [found] = [item for item in actions(window) if item.shortcut() == keys]
        found.trigger()
        assert window.place == key


def test_full_screen_goes_and_comes_back(window: Window) -> None:
    action(window, "Full screen").trigger()
    assert window.isFullScreen()
    action(window, "Full screen").trigger()
    assert not window.isFullScreen()


def test_requests_lead_to_their_place(window: Window, studio: Studio) -> None:
    for signal, value, place in (
        (studio.explore_requested, "key", "explore"),
        (studio.compare_requested, ["key"], "compare"),
        (studio.train_requested, Recipe(), "train"),
        (studio.explore_requested, "key", "explore"),
        (studio.data_chosen, "builtin:digits", "train"),
    ):
        signal.emit(value)
        assert window.place == place


def test_what_is_said_is_in_the_status_bar(window: Window, studio: Studio) -> None:
    studio.said.emit("The picture is saved.")
    assert window.statusBar().currentMessage() == "The picture is saved."


def test_failures_open_the_dialog(window: Window, studio: Studio) -> None:
    studio.erred.emit(Failure("One.", "-"))
    studio.job_failed.emit(Failure("Two.", "-"))
    [dialog] = window.findChildren(ErrorDialog)
    assert [failure.message for failure in dialog.failures] == ["One.", "Two."]


def test_it_says_when_it_is_ready(window: Window, studio: Studio) -> None:
    assert window.ready.isVisible()
    studio.mark_torch_loaded()
    assert not window.ready.isVisible()


def test_what_is_training_is_always_seen(window: Window, studio, fake_jobs, qtbot) -> None:
    sign = window.training
    assert not sign.isVisible()
    studio.start(Recipe(steps=3000))
    qtbot.waitUntil(lambda: "step" in sign.text() and "left" in sign.text())
    assert studio.library.entries()[0].name in sign.text() and sign.isVisible()
    assert sign.accessibleDescription() == sign.text()
    studio.pause()
    qtbot.waitUntil(lambda: "paused" in sign.text())
    studio.go_on()
    qtbot.waitUntil(lambda: "paused" not in sign.text())
    qtbot.mouseClick(sign, Qt.MouseButton.LeftButton)
    assert window.place == "train"
    with qtbot.waitSignal(studio.job_ended):
        studio.stop()
    assert not sign.isVisible()


def test_the_library_folder_is_made_and_opened(window: Window, monkeypatch) -> None:
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    action(window, "Open library folder").trigger()
    assert opened == [str(places.library())] and places.library().is_dir()


def test_help_lists_every_key_of_the_menus(window: Window) -> None:
    action(window, "Shortcuts").trigger()
    [dialog] = window.findChildren(Shortcuts)
    listed = {(place, keys) for place, _, keys in dialog.rows}
    assert {("View", "Ctrl+1"), ("View", "F11"), ("File", "Ctrl+Q"), ("Help", "F1")} <= listed
    assert dialog.table.rowCount() == len(dialog.rows)
    dialog.reject()


def test_about_names_the_versions(window: Window) -> None:
    action(window, "About GenStudio").trigger()
    [dialog] = window.findChildren(About)
    text = dialog.findChild(QLabel).text()
    assert "torch 2" in text and "Qt 6" in text and "not installed" not in text
    dialog.reject()


def test_every_act_of_the_window_has_a_tip_and_an_icon(window: Window) -> None:
    for item in actions(window):
        if not item.isSeparator() and item.menu() is None:
            assert item.toolTip() != item.text().replace("&", ""), item.text()
            assert not item.icon().isNull(), item.text()


def test_every_control_has_a_name_for_screen_readers(window: Window) -> None:
    for widget in window.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
            assert widget.accessibleName() or text, widget


def actions(window: Window) -> list:
    found = []
    for menu in window.menus.all():
        for item in menu.actions():
            found += [item, *(item.menu().actions() if item.menu() else [])]
    return found


def action(window: Window, text: str):
    words = [item for item in actions(window) if item.text().replace("&", "") == text]
    assert len(words) == 1, text
    return words[0]
