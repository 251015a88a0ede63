"""Class, sampler and truncation: offered where a model has them, undone, kept with pictures."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from genstudio.core.recipe import Recipe
from genstudio.runs.library import Library
from genstudio.runs.model import Model
from genstudio.runs.origin import Origin
from genstudio.ui.explore.class_field import ClassField

from .conftest import Lab
from .test_tab import shown


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAE that was taught the ten digits, for a moment."""
    from genstudio.objectives import catalog
    from genstudio.runs import jobs

    if "labels" not in catalog.objective("vae").traits:
        pytest.skip("no objective can be taught classes")
    root = tmp_path_factory.mktemp("taught")
    recipe = Recipe(
        objective="vae", net="mlp", latent=4, width=4, steps=30, batch=32, conditional=True
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENSTUDIO_HOME", str(root / "home"))
        folder = Library(root, bundled=root / "none").create(recipe, path=root / "taught")
        for _ in jobs.train(folder):
            pass
    return root / "taught"


@pytest.fixture
def by_class(lab: Lab, taught: Path) -> Lab:
    """The tab on the run that was taught digits."""
    shutil.copytree(taught, lab.library.root / "taught")
    lab.studio.runs_changed.emit()
    lab.explore("taught")
    return lab


def ask_for(lab: Lab, text: str) -> None:
    """Type classes and press Enter."""
    field = lab.tab.panel.steering.classes
    field.lineEdit().selectAll()
    QTest.keyClicks(field.lineEdit(), text)
    QTest.keyClick(field.lineEdit(), Qt.Key.Key_Return)
    lab.settle()


def test_a_gan_and_pca_offer_truncation_alone(lab: Lab) -> None:
    for name in ("gan", "pca"):
        lab.explore(name)
        steering = lab.tab.panel.steering
        assert not steering.classes.isVisible() and not steering.samplers.isVisible()
        assert steering.spread.isVisible() and steering.sampler == "prior"


def test_shuffle_draws_from_the_mixture_and_the_picture_says_so(lab: Lab) -> None:
    lab.explore("vae")
    panel = lab.tab.panel
    assert panel.steering.isVisible() and not panel.steering.classes.isVisible()
    panel.shuffle_act.trigger()
    lab.settle()
    origin = lab.tab.explorer.origin
    assert origin is not None and origin.sampler == "prior"
    choose_mixture(lab)
    model = Model.open(Path(lab.key("vae")))
    panel.dealer._generator = np.random.default_rng(5)
    seed = int(np.random.default_rng(5).integers(2**31))
    panel.shuffle_act.trigger()
    lab.settle()
    expected = model.draw_latents(1, seed=seed, sampler="mixture")
    assert np.array_equal(panel.point.z, expected[0])
    assert np.array_equal(shown(lab), model.decode(expected)[0])
    origin = lab.tab.explorer.origin
    assert origin is not None and origin.sampler == "mixture"


def choose_mixture(lab: Lab) -> None:
    samplers = lab.tab.panel.steering.samplers
    samplers.setCurrentIndex(samplers.findData("mixture"))
    samplers.activated.emit(samplers.currentIndex())


def test_a_class_is_chosen_by_name_and_comes_back_with_the_picture(by_class: Lab) -> None:
    lab = by_class
    steering, point = lab.tab.panel.steering, lab.tab.panel.point
    model = Model.open(Path(lab.key("taught")))
    assert model.classes == 10 and steering.label == ""
    assert np.array_equal(shown(lab), model.decode(point.z[None])[0])
    ask_for(lab, "7")
    expected = model.decode(point.z[None], model.weights("7"))[0]
    assert np.array_equal(shown(lab), expected)
    assert not np.array_equal(expected, model.decode(point.z[None])[0])
    origin = lab.tab.explorer.origin
    assert origin is not None and origin.kind == "7"
    ask_for(lab, "3")
    lab.tab.explorer.restore(origin)
    lab.settle()
    assert steering.label == "7" and np.array_equal(shown(lab), expected)


def test_the_class_stays_when_another_model_knows_it_too(lab: Lab, taught: Path) -> None:
    for name in ("taught", "again"):
        shutil.copytree(taught, lab.library.root / name)
    lab.studio.runs_changed.emit()
    lab.explore("taught")
    ask_for(lab, "4")
    lab.explore("again")
    assert lab.tab.panel.steering.label == "4"
    lab.explore("gan")
    assert lab.tab.panel.steering.label == "" and lab.tab.panel.steering.weights(1) is None


def test_a_mix_in_words_is_drawn_undone_and_kept_in_keyframes(by_class: Lab) -> None:
    lab = by_class
    steering, point = lab.tab.panel.steering, lab.tab.panel.point
    model = Model.open(Path(lab.key("taught")))
    ask_for(lab, "3")
    ask_for(lab, "3 + 0.50 8")
    mixed = model.decode(point.z[None], model.weights("3 + 0.5 8"))[0]
    assert np.array_equal(shown(lab), mixed) and steering.classes.currentText() == "3 + 0.5 8"
    lab.tab.film.act.setChecked(True)
    lab.tab.film.desk.add_act.trigger()
    assert lab.tab.film.filmer.keyframes[0].kind == "3 + 0.5 8"
    lab.tab.panel.undo_act.trigger()
    lab.tab.panel.undo_act.trigger()
    lab.settle()
    assert steering.label == "3" == steering.classes.currentText()
    assert np.array_equal(shown(lab), model.decode(point.z[None], model.weights("3"))[0])
    lab.tab.panel.redo_act.trigger()
    lab.settle()
    assert np.array_equal(shown(lab), mixed)
    ask_for(lab, "All alike")
    assert steering.label == "" and np.array_equal(shown(lab), model.decode(point.z[None])[0])


def test_an_unknown_class_is_a_sentence_and_changes_nothing(by_class: Lab) -> None:
    lab, steering = by_class, by_class.tab.panel.steering
    ask_for(lab, "4")
    count = lab.tab.panel.point.stack.count()
    ask_for(lab, "4 + zebra")
    assert steering.problem.isVisible() and "“zebra” is not a class" in steering.problem.text()
    assert steering.label == "4" and lab.tab.panel.point.stack.count() == count
    QTest.keyClicks(steering.classes.lineEdit(), "x")
    assert not steering.problem.isVisible()
    QTest.keyClick(steering.classes, Qt.Key.Key_Escape)
    assert steering.classes.currentText() == "4"
    ask_for(lab, " ")
    assert steering.classes.currentText() == "4" == steering.label


def test_the_field_completes_the_name_typed_last(qapp) -> None:
    field = ClassField()
    field.offer(("Sneaker", "Ankle boot", "Bag"))
    field.lineEdit().setText("Sneaker + 0.3 bo")
    completer = field.lineEdit().completer()
    completer.setCompletionPrefix("Sneaker + 0.3 bo")
    assert completer.completionCount() == 1
    assert completer.currentCompletion() == "Sneaker + 0.3 Ankle boot"


def test_scrubbing_between_classes_says_the_mix_on_show(by_class: Lab) -> None:
    lab = by_class
    film, steering = lab.tab.film, lab.tab.panel.steering
    film.act.setChecked(True)
    for digit in ("3", "8"):
        ask_for(lab, digit)
        film.desk.add_act.trigger()
    timeline = film.desk.timeline
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=QPoint(timeline.width() // 4, 8))
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=QPoint(timeline.width() // 4, 8))
    lab.settle()
    model, walk = Model.open(Path(lab.key("taught"))), film.filmer.walk()
    place = timeline.place
    frame = model.decode(walk.latent(place)[None], walk.weights(place, model))[0]
    assert "3" in steering.label and "8" in steering.label
    assert np.abs(shown(lab).astype(int) - frame).max() <= 1
    lab.tab.panel.undo_act.trigger()
    assert steering.label == "8"


@pytest.mark.parametrize("sampler", ["prior", "mixture"])
def test_truncation_brings_a_fresh_draw_nearer_and_is_one_step(lab: Lab, sampler: str) -> None:
    lab.explore("vae")
    panel, spread = lab.tab.panel, lab.tab.panel.steering.spread
    if sampler == "mixture":
        choose_mixture(lab)
    panel.shuffle_act.trigger()
    full, count = panel.point.z, panel.point.stack.count()
    seed = panel.point.manner.drawn.seed
    spread.sliderPressed.emit()
    for value in (80, 60, 40):
        spread.setValue(value)
    spread.sliderReleased.emit()
    model = Model.open(Path(lab.key("vae")))
    nearer = model.draw_latents(1, seed=seed, sampler=sampler, truncation=0.4)[0]
    assert np.array_equal(panel.point.z, nearer) and panel.point.stack.count() == count + 1
    lab.settle()
    origin = lab.tab.explorer.origin
    assert (origin.sampler, origin.truncation) == (sampler, 0.4)
    panel.undo_act.trigger()
    assert np.array_equal(panel.point.z, full) and spread.value() == 100
    spread.setValue(0)
    panel.shuffle_act.trigger()
    first = panel.point.z
    panel.shuffle_act.trigger()
    if sampler == "prior":
        assert not first.any() and "only the middle" in panel.steering._told.text()


def test_a_point_moved_by_hand_stays_where_it_is(lab: Lab) -> None:
    lab.explore("gan")
    panel = lab.tab.panel
    panel.shuffle_act.trigger()
    panel.point.set_value(1, 2.5)
    before = panel.point.z
    panel.steering.spread.setValue(50)
    assert np.array_equal(panel.point.z, before)
    panel.shuffle_act.trigger()
    seed = panel.point.manner.drawn.seed
    model = Model.open(Path(lab.key("gan")))
    assert np.array_equal(panel.point.z, model.draw_latents(1, seed=seed)[0] * np.float32(0.5))


def test_locked_dimensions_hold_against_truncation(lab: Lab) -> None:
    lab.explore("gan")
    panel = lab.tab.panel
    panel.point.set_value(2, 1.75)
    panel.point.set_locked(2, True)
    panel.shuffle_act.trigger()
    full = panel.point.z
    panel.steering.spread.setValue(50)
    assert panel.point.z[2] == np.float32(1.75)
    others = [0, 1, 3, 4]
    assert np.array_equal(panel.point.z[others], full[others] * np.float32(0.5))


def test_truncation_and_sampler_come_back_with_a_picture_and_with_the_tab(
    lab: Lab, make_tab
) -> None:
    lab.explore("vae")
    panel = lab.tab.panel
    panel.steering.spread.setValue(70)
    choose_mixture(lab)
    panel.shuffle_act.trigger()
    lab.settle()
    origin = Origin.from_json(lab.tab.explorer.origin.to_json())
    panel.steering.spread.setValue(100)
    lab.tab.explorer.restore(origin)
    lab.settle()
    assert np.array_equal(panel.point.z, origin.z)
    assert panel.steering.spread.value() == 70 and panel.steering.sampler == "mixture"
    lab.tab.save_state()
    other = make_tab()
    assert other.panel.steering.spread.value() == 70


def test_draws_for_a_film_hold_truncation(lab: Lab) -> None:
    lab.explore("gan")
    lab.tab.panel.steering.spread.setValue(50)
    film = lab.tab.film
    film.act.setChecked(True)
    film.desk.draws_act.trigger()
    lab.settle()
    frames = film.filmer.keyframes
    assert len(frames) == 4 and len({frame.latent for frame in frames}) == 4
    assert {(frame.sampler, frame.truncation) for frame in frames} == {("prior", 0.5)}
    lab.tab.panel.undo_act.trigger()
    assert film.filmer.keyframes == ()


def test_a_moment_without_a_mixture_draws_from_the_prior(lab: Lab) -> None:
    lab.explore("vae")
    choose_mixture(lab)
    panel, front = lab.tab.panel, lab.tab.session.model.front
    front.mixture = None  # as in a model of an earlier moment
    panel.steering.meet(front)
    before = panel.point.z
    panel.shuffle_act.trigger()
    lab.settle()
    assert not np.array_equal(panel.point.z, before)
    assert lab.tab.explorer.origin.sampler == "prior" == panel.steering.sampler
    film = lab.tab.film
    film.act.setChecked(True)
    film.desk.draws_act.trigger()
    assert len(film.filmer.keyframes) == 4
