"""Start, switch, explore, stop, again and again: no crash, no thread left, memory flat.

`GENSTUDIO_CYCLES=200` asks for two hundred cycles.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable

import psutil
import pytest
from person import Person
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar, QToolButton

from genstudio.core.events import Step
from genstudio.ui.errors import ErrorDialog
from genstudio.ui.widgets.picture import PictureView

CYCLES = int(os.environ.get("GENSTUDIO_CYCLES", "50"))
WARM = CYCLES // 4  # cycles until every cache is filled
MOST_GROWTH_MB = 60
TABS = ("Welcome", "Compare", "Explore", "Train")


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_many_cycles_leave_no_thread_and_no_memory_behind(
    person: Person,
    left_running: Callable[[], list[object]],
    record_property: Callable[[str, object], None],
) -> None:
    prepare_a_tiny_recipe(person)
    sizes: list[float] = []
    threads_of_app = native_threads = 0
    for cycle in range(1, CYCLES + 1):
        go_round(person, TABS[cycle % len(TABS)])
        if cycle == WARM:
            threads_of_app, native_threads = len(left_running()), psutil.Process().num_threads()
        if cycle >= WARM and cycle % max(CYCLES // 8, 1) == 0:
            sizes.append(memory_mb())
    growth = sizes[-1] - sizes[0]
    told = ", ".join(f"{size:.0f}" for size in sizes)
    sys.stdout.write(f"\n{CYCLES} cycles, MB: {told}; growth {growth:+.1f}\n")  # seen with -s
    record_property("memory_growth_mb", round(growth, 1))
    assert not person.sees(ErrorDialog)
    assert len(left_running()) <= threads_of_app
    assert psutil.Process().num_threads() <= native_threads
    assert growth < MOST_GROWTH_MB


def prepare_a_tiny_recipe(person: Person) -> None:
    person.click("Train on bundled pictures")
    person.wait(lambda: person.reads("5,000 pictures"))
    person.choose("Network", "Fully connected")
    person.type_into("Steps", "1000000")
    person.click("Advanced")
    person.type_into("Network width, channels", "4")
    person.type_into("Batch, pictures", "8")


def go_round(person: Person, tab: str) -> None:
    """Train, look at a tab, explore the run in training, stop; each by the mouse or a key."""
    studio = person.window.studio
    stepped: list[Step] = []

    def note(events: list[object]) -> None:
        stepped.extend(event for event in events if isinstance(event, Step))

    studio.job_received.connect(note)
    show(person, "Train")
    control = Qt.KeyboardModifier.ControlModifier
    person.key(Qt.Key.Key_R, control)
    person.wait(lambda: stepped)
    show(person, tab)
    show(person, "Train")
    explore = next(b for b in person.all(QToolButton) if b.text() == "Explore this run")
    person.wait(explore.isEnabled)
    person.click(explore)
    picture = person.find(PictureView, "Picture here")
    person.wait(lambda: picture.count == 1)
    person.key(Qt.Key.Key_Period, control)
    person.wait(lambda: not studio.is_training)
    studio.job_received.disconnect(note)


def show(person: Person, tab: str) -> None:
    bar = next(bar for bar in person.all(QTabBar) if bar.accessibleName() == "Places")
    index = next(i for i in range(bar.count()) if bar.tabText(i).replace("&", "") == tab)
    person.click(bar, bar.tabRect(index).center())


def memory_mb() -> float:
    gc.collect()
    return psutil.Process().memory_info().rss / 2**20
