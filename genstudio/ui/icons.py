"""Our own line icons: SVG files drawn in the palette's colours, sharp on any screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QAction, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar, QWidget

from genstudio.core import places
from genstudio.ui import theme

_APP = "genstudio"
_SIZES = (16, 20, 32)
_names: dict[int, str] = {}


def names() -> list[str]:
    """Return the name of every icon there is."""
    return sorted(path.stem for path in _folder().glob("*.svg") if path.stem != _APP)


def icon(name: str) -> QIcon:
    """Return the icon `name` (a file of `resources/icons`) in the present theme's colours.

    Actions, buttons and tab bars get the new colours by themselves when the theme changes.
    """
    result = _icon(name, theme.colours(), _ratio())
    _names[result.cacheKey()] = name
    return result


def draw_all(pause: Callable[[], object]) -> None:
    """Draw every icon there is, so that none is waited for; call `pause` after each."""
    for name in names():
        icon(name)
        pause()


def picture(name: str, size: int, colour: str = "") -> QPixmap:
    """Return the icon as a pixmap of `size` logical pixels, in `colour` or the text's."""
    return _draw(_renderer(name, colour or theme.colours().text), size, _ratio())


def app_icon() -> QIcon:
    """Return the program's own icon."""
    return QIcon(str(_folder() / f"{_APP}.svg"))


def retint(root: QWidget) -> None:
    """Give every icon below `root` the present theme's colours."""
    for action in root.findChildren(QAction):
        if name := _names.get(action.icon().cacheKey()):
            action.setIcon(icon(name))
    for button in root.findChildren(QAbstractButton):
        if name := _names.get(button.icon().cacheKey()):
            button.setIcon(icon(name))
    for bar in root.findChildren(QTabBar):
        for index in range(bar.count()):
            if name := _names.get(bar.tabIcon(index).cacheKey()):
                bar.setTabIcon(index, icon(name))


@lru_cache(maxsize=512)
def _icon(name: str, colour: theme.Palette, ratio: float) -> QIcon:
    result = QIcon()
    for tint, mode in ((colour.text, QIcon.Mode.Normal), (colour.disabled, QIcon.Mode.Disabled)):
        renderer = _renderer(name, tint)
        for size in _SIZES:
            result.addPixmap(_draw(renderer, size, ratio), mode)
    return result


def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_text(name).replace("currentColor", colour).encode()))


def _draw(renderer: QSvgRenderer, size: int, ratio: float) -> QPixmap:
    side = round(size * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return QPixmap.fromImage(image)


@lru_cache(maxsize=256)
def _text(name: str) -> str:
    return (_folder() / f"{name}.svg").read_text(encoding="utf-8")


def _folder() -> Path:
    return places.bundled("resources") / "icons"


def _ratio() -> float:
    app = QApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QApplication) else 1.0
