"""Alt and a letter mean one thing on each page of Compare, menus included."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolButton

from genstudio.runs.entry import Entry
from genstudio.ui.compare.tab import CompareTab
from genstudio.ui.window import Window

from .conftest import MakeRun
from .test_scoring_tab import give


def _letters(window: Window, tab: CompareTab) -> list[str]:
    words = [menu.title() for menu in window.menus.all()]
    for widget in tab.findChildren(QAbstractButton):
        if widget.isVisible() and not isinstance(widget, QToolButton):
            words.append(widget.text())
    for label in tab.findChildren(QLabel):
        if label.isVisible() and label.buddy() is not None:
            words.append(label.text())
    keys = (QKeySequence.mnemonic(word).toString() for word in words)
    return [key for key in keys if key]


def test_no_letter_means_two_things(window: Window, make_run: MakeRun, app: QApplication) -> None:
    runs: list[Entry] = [make_run(name) for name in ("one", "two")]
    for run, value in zip(runs, (1.0, 2.0), strict=True):
        give(run, value)
    other = make_run("other")
    give(other, 3.0, fingerprint="xyz")
    window.build("compare")
    window.show_place("compare")
    tab = window.findChild(CompareTab)
    tab.table.refresh()
    tab.choice.replace([run.key for run in runs])
    for number, page in enumerate(tab.pages):
        tab.show_page(number)
        app.processEvents()
        counts = Counter(_letters(window, tab))
        assert counts, page.title
        assert {key: n for key, n in counts.items() if n > 1} == {}, page.title
