"""Augmentation: differentiable, repeatable, and it never touches what it should not."""

from __future__ import annotations

import pytest
import torch

from genstudio.core.recipe import Recipe
from genstudio.objectives import augment

KINDS = (augment.recoloured, augment.translated, augment.cut_out, augment.mirrored)


def pictures(count=6, channels=3, size=20):
    return (
        torch.rand(count, channels, size, size, generator=torch.Generator().manual_seed(3)) * 2 - 1
    )


def dice(seed=1):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_differentiable_and_repeatable(kind):
    x = pictures().requires_grad_()
    changed = kind(x, dice())
    assert changed.shape == x.shape and torch.equal(changed, kind(x, dice()))
    assert not torch.equal(changed, kind(x, dice(2)))
    changed.square().sum().backward()
    assert x.grad is not None and bool((x.grad != 0).any())


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_drawn_but_from_the_given_generator(kind):
    before = torch.get_rng_state()
    kind(pictures(), dice())
    assert torch.equal(before, torch.get_rng_state())


def test_translation_only_moves():
    x = torch.zeros(64, 1, 16, 16)
    x[:, :, 8, 8] = 1.0
    moved = augment.translated(x, dice())
    rows, columns = moved[:, 0].amax(2).argmax(1), moved[:, 0].amax(1).argmax(1)
    assert (moved.flatten(1).sum(1) == 1).all()
    assert {int(v) for v in torch.cat([rows, columns])} == {6, 7, 8, 9, 10}


def test_a_cut_blanks_at_most_a_quarter_and_never_nothing():
    cut = augment.cut_out(torch.ones(64, 1, 16, 16), dice())
    share = (cut == 0).float().mean((1, 2, 3))
    assert float(share.max()) == 0.25 and float(share.min()) > 0


def test_colour_keeps_a_grey_picture_grey():
    grey = pictures(channels=1).expand(-1, 3, -1, -1)
    changed = augment.recoloured(grey, dice())
    assert torch.allclose(changed[:, 0], changed[:, 2], atol=1e-6)


def test_half_are_mirrored():
    x = pictures(400, 1, 8)
    flipped = augment.mirrored(x, dice())
    is_same = (flipped == x).flatten(1).all(1)
    assert torch.equal(flipped[~is_same], x[~is_same].flip(3))
    assert 0.4 < float(is_same.float().mean()) < 0.6


def test_strength_is_the_share_that_is_changed():
    x = pictures(500, 1, 8)
    seen = augment.augmented(x, 0.3, (augment.cut_out,), dice())
    assert float((seen != x).flatten(1).any(1).float().mean()) == pytest.approx(0.3, abs=0.06)
    assert torch.equal(augment.augmented(x, 0.0, KINDS, dice()), x)


def test_the_adaptive_strength_rises_while_the_critic_is_too_sure():
    it = augment.Augment(Recipe(augment="adaptive", augment_strength=0.1), (1, 28, 28))
    assert float(it.strength) == 0
    for _ in range(200):
        it.adapt(torch.tensor(1.0), 64)
    assert float(it.strength) == pytest.approx(0.1)
    for _ in range(200):
        it.adapt(torch.tensor(0.0), 64)
    assert float(it.strength) == 0
    assert {"strength", "sureness"} <= set(it.state_dict())


def test_points_are_left_alone():
    it = augment.Augment(Recipe(augment="fixed"), (2, 1, 1))
    x = torch.randn(5, 2, 1, 1)
    assert it(x, dice()) is x and float(it.strength) == 0
