"""A critic among real and made pictures, and the way uphill in its score."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from genstudio.core.events import Working
from genstudio.runs import critics, persuading, realness
from genstudio.runs.critics import Judge
from genstudio.runs.model import Model
from genstudio.runs.realness import Standing


def both(folder) -> tuple[Model, Judge]:
    model = Model.open(folder.path)
    judge, why = critics.open_judge(folder, model)
    assert judge is not None, why
    return model, judge


def result(generator):
    events = []
    while True:
        try:
            events.append(next(generator))
        except StopIteration as end:
            return end.value, events


@pytest.fixture
def pair(trained) -> tuple[Model, Judge]:
    return both(trained("nsgan", latent=4, width=8, steps=20))


def test_held_out_and_made_pictures_are_judged(pair) -> None:
    model, judge = pair
    standing, events = result(realness.stand(model, judge))
    assert len(standing.real) == len(standing.made) == 500 and not standing.note
    assert any(isinstance(event, Working) for event in events)
    made = model.decode(model.draw_latents(500, seed=0))
    np.testing.assert_allclose(standing.made, judge.scores(made, None), rtol=1e-4, atol=1e-5)
    assert judge.step == 20 and judge.meaning == "logit"


def test_of_large_pictures_fewer_are_judged() -> None:
    counts = [realness.most((3, side, side)) for side in (28, 32, 64, 128)]
    assert counts == [512, 512, 128, 128]


def test_a_verdict_is_the_place_among_others() -> None:
    standing = Standing(np.array([1.0, 2, 3, 4]), np.array([-4.0, -3, -2, 1]))
    said = standing.verdict(2.5)
    assert (said.over_made, said.over_real) == (1.0, 0.5)
    assert standing.verdict(1.0).over_made == 0.875  # a tie counts half
    assert standing.told == pytest.approx(15.5 / 16)
    assert Standing(np.empty(0), standing.made).verdict(0.0).over_real is None
    with pytest.raises(ValueError, match="not numbers"):
        standing.verdict(float("nan"))


def test_a_run_without_its_pictures_still_has_made_ones(pair) -> None:
    model, judge = pair
    model.recipe = model.recipe.change(data="torchvision:KMNIST")
    standing, _ = result(realness.stand(model, judge))
    assert not len(standing.real) and len(standing.made) == realness.MOST
    assert standing.note.startswith("Only made pictures") and standing.told is None


@pytest.mark.parametrize(
    ("objective", "meaning"),
    [("nsgan", "logit"), ("lsgan", "targets"), ("hinge", "margin"), ("rpgan", "difference")],
)
def test_what_a_score_says_by_itself_hangs_on_the_loss(trained, objective, meaning) -> None:
    net = {"net": "residual"} if objective == "rpgan" else {}
    _, judge = both(trained(objective, steps=2, **net))
    assert judge.meaning == meaning


def test_the_critic_is_told_the_class_and_all_alike_is_the_mean(trained) -> None:
    model, judge = both(trained("nsgan", conditional=True, steps=30))
    picture = model.sample(1, seed=3, label="4")
    each = [judge.weighed(picture, model.weights(name))[0] for name in model.class_names]
    assert np.std(each) > 0
    assert judge.weighed(picture, None)[0] == pytest.approx(np.mean(each), abs=1e-4)
    given = judge.scores(np.repeat(picture, 2, 0), np.array([4, 7]))
    np.testing.assert_allclose(given, [each[4], each[7]], atol=1e-5)


def test_a_picture_becomes_more_convincing_and_stays_within_the_prior(pair) -> None:
    model, judge = pair
    z = model.draw_latents(1, seed=8)[0]
    found = list(persuading.persuade(model, judge, z, steps=40))
    scores = [each.score for each in found]
    assert scores == sorted(scores) and scores[-1] > scores[0]
    assert [each.done for each in found] == list(range(41))
    np.testing.assert_array_equal(found[0].z, z)
    fence = max(persuading.reach(model), float(np.linalg.norm(z)))
    assert max(np.linalg.norm(each.z) for each in found) <= fence + 1e-4
    last = found[-1]
    np.testing.assert_array_equal(model.decode(last.z[None])[0], last.picture)
    assert judge.scores(last.picture[None], None)[0] == pytest.approx(last.score, abs=1e-5)


def test_the_fence_holds_what_would_run_away(pair) -> None:
    model, _ = pair
    assert 2.0 < persuading.reach(model) < 4.0  # 3.08 for 4 dimensions
    place = torch.tensor([[3.0, 4.0, 0.0]])
    persuading._hold(place, place.clone(), torch.diag(torch.tensor([1.0, 0.0, 1.0])), 4.5)
    assert float(place[0, 1]) == 4.0 and float(place.norm()) == pytest.approx(4.5)


def test_locked_dimensions_stay(pair) -> None:
    model, judge = pair
    z = model.draw_latents(1, seed=8)[0]
    locked = np.array([True, False, True, False])
    *_, last = persuading.persuade(model, judge, z, free=np.diag(~locked), steps=20)
    assert (last.z[locked] == z[locked]).all() and (last.z[~locked] != z[~locked]).all()


def test_the_place_along_a_locked_direction_stays(pair) -> None:
    model, judge = pair
    z = model.draw_latents(1, seed=8)[0]
    axis = np.array([0.6, 0.0, -0.8, 0.0])
    free = np.eye(4) - np.outer(axis, axis)
    *_, last = persuading.persuade(model, judge, z, free=free, steps=20)
    assert last.z @ axis == pytest.approx(z @ axis, abs=1e-5)
    assert np.abs(last.z - z).max() > 0.01


def test_scores_that_are_no_numbers_are_a_sentence(pair) -> None:
    model, judge = pair
    with torch.no_grad():
        next(judge.net.parameters()).fill_(float("nan"))
    with pytest.raises(ValueError, match="not numbers"):
        result(realness.stand(model, judge))
    with pytest.raises(ValueError, match="not numbers"):
        next(persuading.persuade(model, judge, model.draw_latents(1)[0]))
