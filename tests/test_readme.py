"""What the README shows works as it stands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import pytest
import torch

from genstudio.cli import parser
from genstudio.core import recipe
from genstudio.objectives import catalog, gan_losses
from genstudio.objectives.game import Batch

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands() -> list[str]:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("genstudio ")]


def block_with(text: str) -> str:
    return next(block for block in blocks("python") if text in block)


def test_there_are_commands():
    assert len(commands()) >= 5


@pytest.mark.parametrize("line", commands())
def test_every_command_is_understood(line):
    words = shlex.split(line, comments=True)[1:]
    assert callable(parser.build().parse_args(words).act)


def test_every_command_there_is_is_mentioned():
    words = {"train", "resume", "sample", "runs", "data", "objectives", "info", "install-launcher"}
    assert {word for word in words if word not in README} == set()


def test_the_gan_loss_of_the_readme_trains(monkeypatch):
    """The class and the catalog line, as printed, make a game whose players have gradients."""
    names = dict(vars(gan_losses))
    block = block_with("(GAN):")
    name = re.search(r"class (\w+)\(GAN\)", block)[1]
    exec("from __future__ import annotations\n" + block, names)
    monkeypatch.setattr(gan_losses, name, names[name], raising=False)
    line = eval(block_with("Objective(").strip().rstrip(","), dict(vars(catalog)))
    assert line.game.endswith(f":{name}")
    monkeypatch.setitem(catalog.OBJECTIVES, line.key, line)
    chosen = recipe.Recipe(objective=line.key, net="mlp", width=4, latent=3, r1=0.0, r2=0.0)
    game = catalog.build(chosen, (1, 28, 28))
    noise = torch.Generator().manual_seed(0)
    for player in game.players():
        batch = Batch(torch.zeros(4, 1, 28, 28), 0.0, 1.0, noise)
        loss = game.loss(player.name, batch)
        loss.total.backward()
        gradients = [p.grad for p in player.module.parameters()]
        assert any(g is not None and g.abs().sum() > 0 for g in gradients)


def test_the_python_example_runs(tmp_path, monkeypatch):
    from genstudio.cli import main

    monkeypatch.chdir(tmp_path)
    words = ["train", "--objective", "pca", "--latent", "4", "--out", "runs/faces", "--json"]
    assert main(words) == 0
    names = {"pictures": np.zeros((16, 1, 28, 28), np.uint8)}
    exec(block_with("genstudio.load"), names)
    assert names["pictures"].shape == (16, 1, 28, 28)
    assert names["posterior"].mu.shape == (16, 4)
    assert "step" in names["history"]
