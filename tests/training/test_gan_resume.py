"""Every GAN, told the classes and with every switch on, goes on exactly as if never stopped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from genstudio.objectives import catalog
from genstudio.training import engine

GANS = [key for key, entry in catalog.OBJECTIVES.items() if entry.family == "gan"]
SWITCHES = {
    "r1": 0.1, "r2": 0.1, "gp": 1.0, "penalty_every": 2, "instance_noise": 0.1, "mirror": True,
    "augment": "adaptive", "augment_colour": True, "critic_turns": 2, "critic_lr": 2.0,
    "weight_clip": 0.5, "gradient_clip": 1.0, "schedule": "warm-up", "beta1": 0.3,
}  # fmt: skip


def weights(scene):
    return {name: tensor.clone() for name, tensor in scene.state.game.state_dict().items()}


@pytest.mark.parametrize("net", ["mlp", "dcgan", "residual"])
@pytest.mark.parametrize("objective", GANS)
def test_resume_is_exact(objective, net, recipe, images, files):
    labelled = replace(images, labels=np.arange(120) % 3, class_names=("a", "b", "c"))
    more = {"pack": {"mlp": 2, "dcgan": 4}.get(net, 1)}
    more |= {"spectral_norm": objective == "hinge", "conditional": True, "label_smoothing": 0.1}
    chosen = recipe(objective, net=net, steps=8, batch=8, **SWITCHES, **more)
    scene, turns = engine.prepare(chosen, labelled, files)
    for step in range(8):
        if step == 5:
            scene.state.save_rolling(files.rolling)
        turns.take()
    again, turns = engine.prepare(chosen, labelled, files)
    torch.randn(5)
    again.state.load_rolling(files.rolling)
    assert again.state.progress.step == 5
    while not turns.is_over:
        turns.take()
    expected, resumed = weights(scene), weights(again)
    different = [name for name in expected if not torch.equal(expected[name], resumed[name])]
    assert expected.keys() == resumed.keys() and different == []
    assert float(expected["critic.augment.sureness"]) != 0
    assert any(name.startswith("critic.projection.") for name in expected)


def test_the_bound_holds_for_every_weight_of_the_critic(recipe, images, files):
    chosen = recipe("wgan", steps=6, weight_clip=0.02, lr=0.01)
    scene, turns = engine.prepare(chosen, images, files)
    for _ in range(6):
        turns.take()
    tensors = list(scene.state.game.critic.parameters())
    assert all(float(tensor.detach().abs().max()) <= 0.02 + 1e-8 for tensor in tensors)


def test_few_mirrored_pictures_are_twice_as_many(recipe, images, files):
    scene, turns = engine.prepare(recipe("rpgan", mirror=True), images, files)
    pictures = torch.rand(32, 1, 28, 28)
    seen = turns.seen(replace(scene.pictures(np.arange(32)), pictures=pictures)).pictures
    is_same = (seen == pictures).flatten(1).all(1)
    assert 0 < int(is_same.sum()) < 32
    assert torch.equal(seen[~is_same], pictures[~is_same].flip(3))
