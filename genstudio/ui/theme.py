"""One calm look in light and dark: palettes, the style sheet, colours for plots."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QMainWindow

from genstudio.core import places

MODES = ("system", "light", "dark")


@dataclass(frozen=True, kw_only=True)
class Palette:
    """Named colours of one theme, each `#rrggbb`; `series` stays readable for colour-blind eyes."""

    is_dark: bool
    background: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    disabled: str
    grid: str
    accent: str
    accent_text: str
    accent_soft: str
    good: str
    warning: str
    bad: str
    series: tuple[str, ...]


LIGHT = Palette(
    is_dark=False,
    background="#f3f4f8",
    surface="#ffffff",
    raised="#fafbfd",
    border="#d3d7e2",
    text="#1b2033",
    muted="#5a6178",
    disabled="#9aa0b3",
    grid="#e3e6ee",
    accent="#4355c8",
    accent_text="#ffffff",
    accent_soft="#e4e8fb",
    good="#1b7f4d",
    warning="#9a6200",
    bad="#b8302a",
    series=("#0072b2", "#d55e00", "#008a63", "#b3589a", "#9a7200", "#2b8ac2", "#5d6475", "#4b3a9b"),
)

DARK = Palette(
    is_dark=True,
    background="#171a23",
    surface="#1f2330",
    raised="#272c3b",
    border="#3b4256",
    text="#e6e9f2",
    muted="#a3abc0",
    disabled="#6a7288",
    grid="#313749",
    accent="#92a0ff",
    accent_text="#10131f",
    accent_soft="#2f365a",
    good="#5fd39a",
    warning="#f0b64d",
    bad="#ff8a80",
    series=("#56b4e9", "#f28e4b", "#2fc49a", "#dd8fc4", "#e8cf4d", "#8f9dff", "#aab2c5", "#a8ece4"),
)

_current = LIGHT


def colours() -> Palette:
    """Return the colours in use now; a change arrives as `QEvent.Type.PaletteChange`."""
    return _current


def fill_in(text: str) -> str:
    """Replace each `@name` in a style sheet or an SVG by that colour of the present theme."""
    names = {name: value for name, value in asdict(_current).items() if isinstance(value, str)}
    names |= {f"series{index}": value for index, value in enumerate(_current.series)}
    tick = "check-dark.svg" if _current.is_dark else "check-light.svg"
    names["tick"] = (_style_folder() / tick).as_posix()
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(f"@{name}", names[name])
    return text


def style_sheet() -> str:
    """Return the house style in the present theme's colours, for a window and all within it."""
    return fill_in((_style_folder() / "window.qss").read_text(encoding="utf-8"))


def apply(app: QApplication, mode: str) -> None:
    """Show `app` in `mode`: "system", "light" or "dark" (anything else means "system").

    The platform is asked first, so that window frames and native dialogs follow where they
    can; the palette is ours in either case, because some platforms ignore the request. Windows
    that use `style_sheet` get the new one.
    """
    global _current
    with _no_collection():
        if app.style().name() != "fusion":
            app.setStyle("Fusion")
        _current = DARK if _wants_dark(app, mode) else LIGHT
        app.setPalette(_qt_palette(_current))
        app.sendPostedEvents(None, QEvent.Type.ApplicationPaletteChange)  # hear of it now
        sheet = style_sheet()
        for widget in app.topLevelWidgets():
            if widget.styleSheet() not in ("", sheet) and isinstance(widget, QMainWindow):
                widget.setStyleSheet(sheet)


def _style_folder() -> Path:
    return places.bundled("resources") / "style"


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Collect no garbage for a while.

    Qt walks a list of all widgets when palette or style sheet change and calls Python for many of
    them; a collection then that deletes a forgotten widget of the list is a crash (it was seen in
    `QWidget::style`).
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _wants_dark(app: QApplication, mode: str) -> bool:
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    wanted = scheme.get(mode, Qt.ColorScheme.Unknown)
    app.styleHints().setColorScheme(wanted)
    if wanted == Qt.ColorScheme.Unknown:
        wanted = app.styleHints().colorScheme()
    if wanted == Qt.ColorScheme.Unknown:  # the platform does not say: look at its palette
        app.setPalette(QPalette())
        palette = app.palette()
        return bool(palette.window().color().value() < palette.windowText().color().value())
    return bool(wanted == Qt.ColorScheme.Dark)


def _qt_palette(colour: Palette) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for target, name in (
        (role.Window, colour.background),
        (role.WindowText, colour.text),
        (role.Base, colour.surface),
        (role.AlternateBase, colour.raised),
        (role.Text, colour.text),
        (role.PlaceholderText, colour.muted),
        (role.Button, colour.raised),
        (role.ButtonText, colour.text),
        (role.BrightText, colour.bad),
        (role.ToolTipBase, colour.raised),
        (role.ToolTipText, colour.text),
        (role.Highlight, colour.accent),
        (role.HighlightedText, colour.accent_text),
        (role.Accent, colour.accent),
        (role.Link, colour.accent),
        (role.LinkVisited, colour.accent),
    ):
        palette.setColor(target, QColor(name))
    for target in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colour.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colour.border))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Accent, QColor(colour.disabled))
    return palette
