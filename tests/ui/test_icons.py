"""The icons."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication, QMainWindow, QTabWidget, QToolButton, QWidget

from genstudio.ui import icons, theme


def ink(image: QImage) -> set[str]:
    """The colours of the opaque pixels."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {colour.name() for colour in pixels if colour.alpha() == 255}


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_draws_lines_in_the_palettes_colour(app: QApplication, name: str) -> None:
    image = icons.icon(name).pixmap(QSize(48, 48)).toImage()
    assert ink(image) == {theme.colours().text}


def test_a_disabled_icon_is_fainter(app: QApplication) -> None:
    image = icons.icon("play").pixmap(QSize(24, 24), QIcon.Mode.Disabled).toImage()
    assert theme.colours().disabled in ink(image)


def test_icons_follow_the_theme_wherever_they_are(app: QApplication) -> None:
    window = QMainWindow()
    action = QAction(icons.icon("play"), "Play", window)
    button = QToolButton(window)
    button.setIcon(icons.icon("stop"))
    tabs = QTabWidget(window)
    tabs.addTab(QWidget(), icons.icon("train"), "Train")
    theme.apply(app, "dark")
    icons.retint(window)
    for shown in (action.icon(), button.icon(), tabs.tabIcon(0)):
        assert ink(shown.pixmap(QSize(32, 32)).toImage()) == {theme.DARK.text}
    window.deleteLater()


def test_an_unknown_icon_is_a_mistake_of_ours(app: QApplication) -> None:
    with pytest.raises(OSError, match="no-such"):
        icons.icon("no-such-icon")


def test_a_picture_takes_the_colour_asked_for(app: QApplication) -> None:
    image = icons.picture("warning", 32, "#ff0000").toImage()
    assert ink(image) == {QColor("#ff0000").name()}


def test_the_program_has_an_icon(app: QApplication) -> None:
    assert not icons.app_icon().pixmap(QSize(64, 64)).isNull()
