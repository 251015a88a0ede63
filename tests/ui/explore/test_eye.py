"""The discriminator's eye on a real tiny GAN: verdict, heaps, heat, ascent; and what goes wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from genstudio.core.recipe import Recipe
from genstudio.runs.persuading import Persuaded
from genstudio.runs.realness import Standing, Verdict
from genstudio.ui.explore import eye_words
from genstudio.ui.explore.eye import EyePanel
from genstudio.ui.explore.heat import AGAINST, FOR, painted

from .conftest import Lab
from .test_steering import ask_for


def opened(lab: Lab, name: str = "gan") -> EyePanel:
    lab.explore(name)
    lab.tab.ideas.fold("eye").set_open(True)
    lab.settle()
    return lab.tab.ideas.eye


def test_the_picture_is_judged_live_among_real_and_made_ones(lab: Lab) -> None:
    eye = opened(lab)
    first = eye.verdict.text()
    assert first.startswith("It takes this picture for more real than ")
    assert "belief that the picture is real" in eye.meaning.text()
    judge, picture = eye._judge, lab.tab.explorer.picture
    assert eye.histogram.value == pytest.approx(float(judge.scores(picture[None], None)[0]))
    assert "real pictures, never trained on: mean" in eye.histogram.accessibleDescription()
    lab.tab.panel.shuffle_act.trigger()
    lab.settle()
    picture = lab.tab.explorer.picture
    assert eye.histogram.value == pytest.approx(float(judge.scores(picture[None], None)[0]))


def test_the_heat_lies_over_the_picture_only_while_it_holds(lab: Lab) -> None:
    eye = opened(lab)
    bare = lab.tab.canvas.view.grab().toImage()
    eye.heat_tick.setChecked(True)
    lab.settle()
    assert eye.heat.isVisible() and "speaks for real" in eye.legend.text()
    assert lab.tab.canvas.view.grab().toImage() != bare
    seen = []
    lab.tab.explorer.painter.drawn.connect(lambda _: seen.append(eye.heat.isVisible()))
    lab.tab.panel.point.set_value(0, 1.7)  # another picture: the old heat goes at once
    lab.settle()
    assert seen and not any(seen) and eye.heat.isVisible()
    saved = lab.tab.canvas.view.picture()
    lab.tab.ideas.fold("eye").set_open(False)
    assert not eye.heat.isVisible() and lab.tab.canvas.view.picture() == saved
    lab.tab.ideas.fold("eye").set_open(True)
    lab.settle()
    assert eye.heat.isVisible()
    lab.tab.grid_act.setChecked(True)  # 16 pictures have no one heat
    lab.settle()
    assert not eye.heat.isVisible()


def test_more_convincing_is_one_step_to_undo(lab: Lab) -> None:
    eye = opened(lab)
    point, before, score = lab.tab.panel.point, lab.tab.panel.point.z, eye.histogram.value
    steps = point.stack.count()
    eye.convincing.act.trigger()
    assert not eye.convincing.act.isEnabled()
    lab.settle()
    assert eye.histogram.value > score and not np.array_equal(point.z, before)
    assert "in 150 steps" in eye.convincing.words.text() and eye.convincing.act.isEnabled()
    assert point.stack.count() == steps + 1
    assert point.stack.undoText() == "make it more convincing"
    lab.tab.panel.undo_act.trigger()
    lab.settle()
    np.testing.assert_array_equal(point.z, before)
    assert eye.histogram.value == pytest.approx(score, abs=1e-5)


def climbing(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> EyePanel:
    """An ascent that would go on for ever, under way."""
    eye = opened(lab)
    from genstudio.runs import persuading

    monkeypatch.setattr(persuading.persuade, "__kwdefaults__", {"free": None, "steps": 10**6})
    eye.convincing.act.trigger()
    lab.bot.waitUntil(lambda: eye.convincing.ascent._last is not None, timeout=30_000)
    return eye


def test_it_stops_where_it_is(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    eye = climbing(lab, monkeypatch)
    eye.convincing.ascent.stop()
    z = lab.tab.panel.point.z
    np.testing.assert_array_equal(z, eye.convincing.ascent._last.z)
    lab.settle()
    np.testing.assert_array_equal(lab.tab.panel.point.z, z)


def test_a_hand_on_the_sliders_goes_first(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    eye = climbing(lab, monkeypatch)
    lab.tab.panel.reset_act.trigger()
    lab.settle()
    assert not eye.convincing.ascent.is_climbing and not lab.tab.panel.point.z.any()
    assert lab.tab.panel.point.stack.undoText() == "reset"


def test_a_run_that_is_left_takes_its_ascent_along(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    eye = climbing(lab, monkeypatch)
    lab.explore("vae")
    assert not eye.convincing.ascent.is_climbing and not lab.tab.ideas.fold("eye").isVisible()
    assert lab.tab.panel.point.size == 6 and not lab.tab.panel.point.stack.count()
    lab.explore("gan")
    assert eye.verdict.text() and eye.convincing.act.isEnabled()


def test_a_run_that_is_deleted_takes_its_ascent_along(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    eye = climbing(lab, monkeypatch)
    lab.library.delete(lab.library.entry(lab.key("gan")))
    lab.studio.runs_changed.emit()
    lab.settle()
    assert not eye.convincing.ascent.is_climbing and lab.tab.canvas.drawing is None
    assert "no longer there" in lab.tab.canvas.view.accessibleDescription()
    assert not lab.tab.ideas.fold("eye").isVisible() and not eye.verdict.text()


def test_a_discriminator_that_was_not_kept_is_told_with_what_to_do(lab: Lab) -> None:
    (lab.library.root / "gan" / "rolling.safetensors").unlink()
    eye = opened(lab)
    assert eye.note.text() == eye_words.NOT_KEPT and not eye.convincing.act.isEnabled()
    assert not eye.histogram.isVisible()


def test_a_discriminator_of_nans_is_told_and_judges_nothing(lab: Lab) -> None:
    path = lab.library.root / "gan" / "rolling.safetensors"
    from safetensors import safe_open

    with safe_open(path, framework="pt") as file:
        facts = file.metadata()
    tensors = load_file(path)
    bad = next(name for name in tensors if name.startswith("game.critic.net"))
    tensors[bad] = torch.full_like(tensors[bad], float("nan"))
    save_file(tensors, path, metadata=facts)
    eye = opened(lab)
    assert "NaN" in eye.note.text() and not eye.verdict.isVisible()
    assert not eye.convincing.act.isEnabled() and eye.histogram.value is None


def test_words_never_call_a_difference_a_probability() -> None:
    for meaning in ("targets", "margin", "difference"):
        said = eye_words.score_words(1.5, meaning)
        assert "no probability" in said and "%" not in said
    assert "82 %" in eye_words.score_words(1.5, "logit")
    assert "over 99.9 %" in eye_words.score_words(800.0, "logit")
    assert "under 0.1 %" in eye_words.score_words(-800.0, "logit")
    assert "label smoothing" in eye_words.score_words(0.0, "logit", smoothing=0.1)


def test_words_of_saturated_and_of_lost_discriminators() -> None:
    low, high = np.linspace(-9, -5, 50), np.linspace(5, 9, 50)
    assert "so sure" in eye_words.standing_words(Standing(high, low), "logit")
    said = eye_words.standing_words(Standing(high, low), "difference")  # apart is not saturated
    assert "so sure" not in said and "The heaps lie 14.00 apart" in said
    assert "mostly noise" in eye_words.standing_words(Standing(low, low), "difference")
    assert eye_words.standing_words(Standing(np.empty(0), low, "Why."), "logit") == "Why."
    said = eye_words.verdict_words(Verdict(1.0, 0.25, None))
    assert "25 of 100 made" in said and "real ones" not in said


def test_an_ascent_that_brings_nothing_says_so() -> None:
    z = np.zeros(2, np.float32)
    first, last = (Persuaded(n, 9, z, z, 1.0) for n in (0, 9))
    assert "Nothing near" in eye_words.climbed_words(first, last)
    assert eye_words.climbed_words(None, None) == ""
    assert math.isclose(first.score, last.score)


def test_heat_is_green_for_and_orange_against() -> None:
    colours = painted(np.array([[2.0, -1.0, 0.0]], np.float32))
    assert tuple(colours[0, 0, :3]) == FOR and tuple(colours[0, 1, :3]) == AGAINST
    assert colours[0, 0, 3] > colours[0, 1, 3] > colours[0, 2, 3] == 0
    assert not painted(np.zeros((2, 2), np.float32))[..., 3].any()


def test_what_am_i_seeing_follows(lab: Lab) -> None:
    eye = opened(lab)
    assert "discriminator learnt to tell" in lab.tab.side.text
    lab.tab.panel.list.focus(0)
    assert "discriminator learnt to tell" not in lab.tab.side.text
    eye.heat_tick.setFocus()
    assert "discriminator learnt to tell" in lab.tab.side.text


SLOW = Recipe(objective="nsgan", net="mlp", latent=4, width=4, steps=10**6, batch=16, threads=1)


@pytest.mark.parametrize("is_saved", [False, True])
def test_the_run_in_training_is_judged_as_soon_as_its_discriminator_is_saved(
    lab: Lab, is_saved: bool
) -> None:
    lab.tab.ideas.fold("eye").set_open(True)
    lab.studio.start(SLOW)
    if is_saved:  # opened from the very save that holds the discriminator; drawn by newer weights
        rolling = lab.library.entry(lab.studio.job_key).folder.rolling_path
        lab.bot.waitUntil(rolling.is_file, timeout=60_000)
    lab.tab.explore(lab.studio.job_key)
    eye = lab.tab.ideas.eye
    lab.bot.waitUntil(lambda: bool(eye.verdict.text()), timeout=60_000)
    assert "as it was last saved, after step" in eye.standing.text()
    eye.convincing.act.trigger()
    with lab.bot.waitSignal(lab.studio.job_ended, timeout=30_000):
        lab.studio.stop()
    lab.settle()
    assert not eye.convincing.ascent.is_climbing and eye.verdict.text()


@pytest.mark.parametrize("objective", ["vaegan", "nsgan"])
def test_what_else_has_a_discriminator(lab: Lab, objective: str) -> None:
    """A VAE-GAN, which tells through its dimensions too; a GAN of points, without a picture."""
    from genstudio.runs import jobs

    small = Recipe(objective=objective, latent=2, width=4, steps=1, batch=8, threads=1)
    kind = {"data": "points:ring", "net": "mlp"} if objective == "nsgan" else {"net": "residual"}
    folder = lab.library.create(small.change(**kind), path=lab.library.root / "other")
    for _ in jobs.train(folder):
        pass
    eye = opened(lab, "other")
    assert lab.tab.ideas.fold("eye").isVisible()
    if objective == "nsgan":
        assert eye.note.text() == eye_words.POINTS and not eye.verdict.isVisible()
    else:
        assert "belief that the picture is real" in eye.meaning.text()
        assert lab.tab.ideas.fold("kl").isVisible()


def test_the_discriminator_is_told_the_class_and_another_class_ends_the_ascent(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    from genstudio.runs import jobs, persuading

    recipe = Recipe(
        objective="nsgan", net="mlp", latent=3, width=4, steps=10, batch=16, threads=1,
        conditional=True,
    )  # fmt: skip
    folder = lab.library.create(recipe, path=lab.library.root / "other")
    for _ in jobs.train(folder):
        pass
    eye = opened(lab, "other")
    ask_for(lab, "7")
    model, picture = lab.tab.session.model.front, lab.tab.explorer.picture[None]
    told = float(eye._judge.weighed(picture, model.weights("7"))[0])
    assert eye.histogram.value == pytest.approx(told, abs=1e-5)
    assert told != pytest.approx(
        float(eye._judge.weighed(picture, model.weights("2"))[0]), abs=1e-5
    )
    monkeypatch.setattr(persuading.persuade, "__kwdefaults__", {"free": None, "steps": 10**6})
    eye.convincing.act.trigger()
    lab.bot.waitUntil(lambda: eye.convincing.ascent._last is not None, timeout=30_000)
    ask_for(lab, "2")
    assert not eye.convincing.ascent.is_climbing
    picture = lab.tab.explorer.picture[None]
    told = float(eye._judge.weighed(picture, model.weights("2"))[0])
    assert eye.histogram.value == pytest.approx(told, abs=1e-5)
