"""Light and dark."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from genstudio.core import places
from genstudio.ui import theme


def luminance(name: str) -> float:
    parts = QColor(name).getRgbF()[:3]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_words_and_curves_can_be_read(palette: theme.Palette) -> None:
    for behind in (palette.background, palette.surface, palette.raised):
        assert contrast(palette.text, behind) >= 7
        for colour in (palette.muted, palette.good, palette.warning, palette.bad, palette.accent):
            assert contrast(colour, behind) >= 4.5, (colour, behind)
        for colour in palette.series:
            assert contrast(colour, behind) >= 3, (colour, behind)
    assert contrast(palette.accent_text, palette.accent) >= 4.5
    assert contrast(palette.text, palette.accent_soft) >= 7


@pytest.mark.parametrize(("mode", "is_dark"), [("light", False), ("dark", True)])
def test_a_theme_is_applied_even_where_the_platform_ignores_it(
    app: QApplication, mode: str, is_dark: bool
) -> None:
    theme.apply(app, mode)
    assert theme.colours().is_dark is is_dark
    window = app.palette().color(QPalette.ColorRole.Window)
    assert window.name() == theme.colours().background
    assert app.palette().color(QPalette.ColorRole.Accent).name() == theme.colours().accent


def test_system_follows_what_the_platform_says(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hints:
        def setColorScheme(self, scheme: Qt.ColorScheme) -> None:
            assert scheme == Qt.ColorScheme.Unknown

        def colorScheme(self) -> Qt.ColorScheme:
            return Qt.ColorScheme.Dark

    with monkeypatch.context() as patch:
        patch.setattr(QApplication, "styleHints", lambda *_: Hints())
        theme.apply(app, "system")
    assert theme.colours() is theme.DARK


def test_system_without_a_word_from_the_platform_looks_at_its_palette(app: QApplication) -> None:
    theme.apply(app, "dark")
    theme.apply(app, "system")  # the offscreen platform has a light palette of its own
    assert theme.colours() is theme.LIGHT


def test_widgets_hear_of_the_change(app: QApplication) -> None:
    heard = []

    class Plot(QLabel):
        def changeEvent(self, event: object) -> None:
            if event.type() == event.Type.PaletteChange:  # type: ignore[attr-defined]
                heard.append(theme.colours().is_dark)

    plot = Plot()
    heard.clear()
    theme.apply(app, "dark")
    assert heard and all(heard)
    plot.deleteLater()


def test_every_colour_a_file_names_exists(app: QApplication) -> None:
    folder = places.bundled("resources")
    files = [*folder.glob("style/*.qss"), *folder.glob("art/*.svg")]
    assert len(files) >= 4
    for path in files:
        text = theme.fill_in(path.read_text(encoding="utf-8"))
        words = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        assert "@" not in words, path.name
