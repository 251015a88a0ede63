"""The main job as a person does it: train a VAE, feel it while it learns, train a GAN, compare."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
import pytest
from person import Person, check_box
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractSlider,
    QLabel,
    QMessageBox,
    QPushButton,
    QTableView,
    QTableWidget,
    QToolButton,
)

from genstudio.core import places
from genstudio.runs.folder import RunFolder
from genstudio.ui.widgets.picture import PictureView

PICTURE = "Picture here"


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_train_explore_stop_resume_and_compare(person: Person) -> None:
    start_a_small_vae(person)
    watch_the_curve_move(person)
    explore_while_it_trains(person)
    stopped_at = stop_and_read_what_was_saved(person)
    resume_and_stop_again(person, stopped_at)
    train_a_gan_to_its_end(person)
    compare_the_two(person)
    close_without_a_question(person)


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_closing_while_training_asks_once_saves_and_can_be_resumed(
    person: Person, open_window: Callable[[], Person]
) -> None:
    start_a_small_vae(person)
    person.wait(lambda: step(person) > 20)
    person.window.close()
    [question] = person.all(QMessageBox)
    assert person.reads("You can go on from the same step next time.")
    person.window.close()  # the same wish again is not a second question
    assert person.all(QMessageBox) == [question]
    person.click("Save and close")
    person.wait(lambda: not person.window.isVisible())
    folder = the_run()
    saved = folder.read_summary()
    assert saved.status == "stopped" and saved.step > 20 and folder.has_checkpoint

    later = open_window()
    later.go_to("Train")
    later.click("Resume")
    later.wait(lambda: step(later) > saved.step)
    later.click("Stop")
    later.wait(lambda: later.reads("saved. Resume goes on from exactly here."))
    steps = folder.read_history()["step"]
    assert np.array_equal(steps, np.arange(1, len(steps) + 1)) and len(steps) > saved.step


# -- the parts of the story --------------------------------------------------------------------


def start_a_small_vae(person: Person) -> None:
    person.click("Train on bundled pictures")
    person.wait(lambda: person.reads("5,000 pictures  ·  28 × 28 px  ·  grey"))
    person.choose("Network", "Fully connected")
    person.type_into("Steps", "200000")
    person.click("Train")
    person.wait(lambda: step(person) > 5)


def watch_the_curve_move(person: Person) -> None:
    chart = person.find(pg.PlotWidget, "Chart: Reconstruction")
    person.wait(lambda: drawn(chart) > 5)
    seen, before = drawn(chart), person.picture(chart)
    person.wait(lambda: drawn(chart) > seen + 10)
    person.wait(lambda: person.picture(chart) != before)
    preview = person.find(PictureView, "Previews")
    first = person.picture(preview)
    person.wait(lambda: person.picture(preview) != first)


def explore_while_it_trains(person: Person) -> None:
    person.go_to("Explore")
    person.choose("Run to explore", "● training now")
    picture = person.find(PictureView, PICTURE)
    person.wait(lambda: shows_a_picture(picture))
    person.wait(lambda: person.reads("training, step"))
    person.key(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)  # pause: only the hand moves it
    person.wait(lambda: person.reads("paused"))
    drag_and_see(person, picture)
    person.key(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)  # go on: only weights do
    seen = {image_bytes(person.picture(picture))}

    def changed() -> bool:
        seen.add(image_bytes(person.picture(picture)))
        return len(seen) > 3

    person.wait(changed)


def drag_and_see(person: Person, picture: PictureView) -> None:
    """Drag the top slider from end to end; the picture follows while the button is down."""
    sliders = [s for s in person.all(QAbstractSlider) if s.accessibleName().startswith("z ")]
    slider = min(sliders, key=lambda s: s.mapToGlobal(QPoint(0, 0)).y())
    left, right = (QPoint(x, slider.height() // 3) for x in (20, slider.width() - 20))
    person.press(slider, left)
    person.wait(lambda: slider.value() < 0)
    for share in np.linspace(0.1, 1, 6):
        before = image_bytes(person.picture(picture))
        person.move(slider, left + (right - left) * float(share))
        person.wait(lambda: image_bytes(person.picture(picture)) != before)  # noqa: B023
    assert slider.value() > 0
    person.release(slider, right)


def stop_and_read_what_was_saved(person: Person) -> int:
    person.go_to("Train")
    person.click("Stop")
    person.wait(lambda: person.reads("saved. Resume goes on from exactly here."))
    folder = the_run()
    summary = folder.read_summary()
    assert summary.status == "stopped" and folder.has_checkpoint
    assert person.reads(f"Stopped at step {summary.step:,}, saved.")
    assert len(folder.read_history()["step"]) == summary.step
    return summary.step


def resume_and_stop_again(person: Person, stopped_at: int) -> None:
    person.click("Resume")
    chart = person.find(pg.PlotWidget, "Chart: Reconstruction")
    person.wait(lambda: step(person) > stopped_at + 5)
    person.wait(lambda: first_drawn(chart) <= 1)  # the curve of before is there again
    person.click("Stop")
    person.wait(lambda: person.sees(QPushButton, "Train") and not is_training(person))
    steps = the_run().read_history()["step"]
    assert np.array_equal(steps, np.arange(1, len(steps) + 1))  # no step twice, none left out
    assert len(steps) > stopped_at + 5


def train_a_gan_to_its_end(person: Person) -> None:
    person.click("Train a GAN")
    person.choose("Network", "Fully connected")
    person.type_into("Steps", "30")
    person.click("Train")
    person.wait(lambda: person.reads("Trained 30 steps. Everything is saved."))
    assert person.sees(pg.PlotWidget, "Chart: Discriminator's mean score")
    person.wait(lambda: [f.read_summary().status for f in runs()] == ["stopped", "done"])


def compare_the_two(person: Person) -> None:
    person.go_to("Compare")
    table = person.find(QTableView, "Runs")
    for folder in runs():
        row = row_of(table, folder.read_summary().name)
        person.click(table.viewport(), check_box(table, row, 0))
    person.wait(lambda: len(person.all(pg.PlotWidget)) > 0)
    person.go_to("Same latents")
    names = [f"Pictures of {folder.read_summary().name}" for folder in runs()]
    views = [person.find(PictureView, name) for name in names]
    person.wait(lambda: all(view.count == 16 for view in views))
    before = [person.picture(view) for view in views]
    person.click("Shuffle latents")
    person.wait(lambda: all(person.picture(v) != b for v, b in zip(views, before, strict=True)))
    person.go_to("Recipes")
    recipes = person.find(QTableWidget, "Recipes of the chosen runs")
    fields = [recipes.item(row, 0).text() for row in range(recipes.rowCount())]
    assert "What to train" in fields and "Steps" in fields and "Seed" not in fields


def close_without_a_question(person: Person) -> None:
    person.key(Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not person.all(QMessageBox)
    person.wait(lambda: not person.window.isVisible())


# -- what a person reads off -------------------------------------------------------------------


def step(person: Person) -> int:
    """The step the read-out shows."""
    for label in person.all(QLabel, "Step"):
        first = label.text().split(" of ")[0].replace(",", "")
        if first.isdigit():
            return int(first)
    return -1


def is_training(person: Person) -> bool:
    return person.all(QToolButton, "Stop")[0].isEnabled()


def drawn(chart: pg.PlotWidget) -> float:
    """The newest step of any curve in the chart."""
    return max((float(x[-1]) for x in _curves(chart)), default=0.0)


def first_drawn(chart: pg.PlotWidget) -> float:
    return min((float(x[0]) for x in _curves(chart)), default=np.inf)


def shows_a_picture(view: PictureView) -> bool:
    return view.count > 0


def image_bytes(image: QImage) -> bytes:
    return bytes(image.constBits())


def row_of(table: QTableView, name: str) -> int:
    model = table.model()
    [row] = [r for r in range(model.rowCount()) if model.index(r, 0).data() == name]
    return row


def runs() -> list[RunFolder]:
    """The runs on disk, oldest first."""
    found = [RunFolder(path) for path in places.library().iterdir() if path.name[0] != "."]
    return sorted(found, key=lambda folder: folder.path.stat().st_ctime)


def the_run() -> RunFolder:
    [folder] = runs()
    return folder


def _curves(chart: pg.PlotWidget) -> list[np.ndarray]:
    items = [item for item in chart.plotItem.items if isinstance(item, pg.PlotCurveItem)]
    data = [item.getData()[0] for item in items]
    return [x for x in data if x is not None and len(x)]
