"""The whole window with its tabs: names for screen readers, keys, tips, themes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QLabel,
    QLineEdit,
    QWidget,
)

from genstudio.ui import icons, theme
from genstudio.ui.window import Window

PLACES = ("welcome", "train", "explore", "compare")


@pytest.fixture
def whole(window: Window, app: QApplication) -> Window:
    """The window with every tab built."""
    for key in window.rooms:
        window.build(key)
    app.processEvents()
    return window


def has_name(widget: QWidget) -> bool:
    if isinstance(widget, QLineEdit) and isinstance(widget.parent(), QAbstractSpinBox):
        widget = widget.parent()
    if widget.accessibleName():
        return True
    if isinstance(widget, QAbstractButton) and (widget.text() or widget.isHidden()):
        return True
    if isinstance(widget, QLabel) and not widget.isVisible():
        return True  # its words come when it is shown
    labels = widget.window().findChildren(QLabel)
    return any(label.buddy() is widget and label.text() for label in labels)


def test_every_control_has_a_name_for_screen_readers(whole: Window) -> None:
    focusable = [
        widget
        for widget in whole.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.window() is whole  # not the lists that combo boxes open
        and not widget.objectName().startswith("qt_")  # parts of Qt's own widgets
    ]
    assert len(focusable) > 40
    nameless = [whereabouts(widget) for widget in focusable if not has_name(widget)]
    assert not nameless


def whereabouts(widget: QWidget) -> str:
    """Say where a widget is, by the classes around it."""
    path = []
    while widget is not None:
        path.append(type(widget).__name__)
        widget = widget.parentWidget()
    return " in ".join(path[:5])


@pytest.mark.parametrize("place", PLACES)
def test_no_key_means_two_things_at_once(whole: Window, place: str) -> None:
    whole.show_place(place)
    seen: dict[str, str] = {}
    for menu in whole.menus.all():
        if menu.menuAction().isEnabled():
            for action in menu.actions():
                for keys in action.shortcuts():
                    text = keys.toString()
                    assert text not in seen, f"{text}: {seen.get(text)} and {action.text()}"
                    seen[text] = action.text()
    assert "Ctrl+1" in seen


def test_every_act_of_a_tab_says_what_it_does(whole: Window) -> None:
    for key, menu in whole.menus.of_tab.items():
        acts = [action for action in menu.actions() if not action.isSeparator()]
        assert len(acts) >= 3, key
        for action in acts:
            plain = action.text().replace("&", "")
            assert plain, key
            assert action.toolTip().replace("…", "") != plain.replace("…", ""), f"{key}: {plain}"


@pytest.mark.parametrize("place", PLACES)
def test_it_fits_on_a_small_screen(whole: Window, place: str) -> None:
    whole.show_place(place)
    QApplication.processEvents()
    least = whole.minimumSizeHint()
    assert least.width() <= 1280 and least.height() <= 760, place


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("place", PLACES)
def test_each_place_takes_the_themes_colours(
    whole: Window, app: QApplication, place: str, mode: str
) -> None:
    whole.show_place(place)
    other = "dark" if mode == "light" else "light"
    theme.apply(app, other)
    theme.apply(app, mode)
    app.processEvents()
    image = whole.grab().toImage()
    behind = theme.colours().background
    spots = [(x, y) for x in range(0, image.width(), 16) for y in range(0, image.height(), 16)]
    same = sum(image.pixelColor(x, y).name() == behind for x, y in spots)
    assert same > len(spots) / 5, f"{place} is not in the theme's background"
    text = theme.colours().text
    stale = [
        action.text()
        for action in whole.findChildren(QAction)
        if action.icon().cacheKey() in icons._names
        and action.isEnabled()
        and action.icon().pixmap(24, 24).toImage()
        != icons.icon(icons._names[action.icon().cacheKey()]).pixmap(24, 24).toImage()
    ]
    assert not stale, text
