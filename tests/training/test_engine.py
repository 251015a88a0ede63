"""The loop: events in order, stop saves, resume is exact, divergence is handled."""

from __future__ import annotations

import subprocess
import sys
import threading

import numpy as np
import pytest
import torch

from genstudio.core import events, latents
from genstudio.objectives import catalog
from genstudio.objectives.vae import VAE
from genstudio.training import checkpoint, engine
from genstudio.training.memory import OutOfMemoryError

ALL = tuple(catalog.OBJECTIVES)


def ways(objective):
    """Every net an objective takes, taught classes, spectral norm: what changes its weights."""
    entry = catalog.objective(objective)
    extra = ["told"] if "labels" in entry.traits else []
    extra += ["spectral"] if "critic" in entry.traits else []
    return [*entry.nets, *extra]


def changed(recipe, way):
    """The recipe in one of its ways."""
    if way == "told":
        return recipe.change(conditional=True)
    return recipe.change(spectral_norm=True) if way == "spectral" else recipe.change(net=way)


EVERY = [(objective, way) for objective in ALL for way in ways(objective)]
ENCODING = [
    pair
    for pair in EVERY
    if catalog.objective(pair[0]).can_encode and "trained" in catalog.objective(pair[0]).traits
]


def tensors(path):
    return checkpoint.load(path)[0]


def assert_equal(first, second):
    assert first.keys() == second.keys()
    different = [name for name in first if not torch.equal(first[name], second[name])]
    assert different == []


@pytest.mark.parametrize(("objective", "way"), EVERY)
def test_events_come_in_order_and_add_up(objective, way, recipe, images, files):
    seen = list(engine.train(changed(recipe(objective, steps=8), way), images, files))
    assert isinstance(seen[0], events.Started)
    assert isinstance(seen[-1], events.Finished) and seen[-1].reason == "done"
    rows = [event for event in seen if isinstance(event, events.Step)]
    assert [row.first for row in rows[1:]] == [row.last + 1 for row in rows[:-1]]
    assert rows[0].first == 1 and rows[-1].last == seen[0].total
    assert np.isfinite(np.concatenate([row.rows for row in rows])).all()
    previews = [event for event in seen if isinstance(event, events.Preview)]
    assert previews[-1].pictures.shape == (latents.preview_count(0), 1, 28, 28)
    assert (previews[-1].reconstructions is None) != catalog.objective(objective).can_encode
    assert files.best.is_file() and files.rolling.is_file()


@pytest.mark.parametrize("objective", ["vae", "rpgan", "minimax"])
def test_the_model_changes_and_learns_something(objective, recipe, images, files):
    job = engine.train(recipe(objective, steps=200, lr=2e-3, ema=0.9), images, files)
    seen = list(job)
    previews = [e.pictures.astype(float) for e in seen if isinstance(e, events.Preview)]
    assert np.abs(previews[-1] - previews[0]).mean() > 5
    if objective == "vae":
        first, last = (np.mean(e.rows[:, 1]) for e in (seen[4], [
            e for e in seen if isinstance(e, events.Step)
        ][-1]))  # fmt: skip
        assert last < first


RESUME = """
import sys
from pathlib import Path
import numpy as np
from genstudio.core import events, latents
from genstudio.core.recipe import Recipe
from genstudio.data.imageset import ImageSet
from genstudio.training import engine
data = np.load("data.npz")
names = ("dark", "light", "grey")
images = ImageSet("stripes", data["pictures"], data["labels"], names, "stripes")
recipe = Recipe.from_json(Path("recipe.json").read_text())
files = engine.Files(*map(Path, sys.argv[1:]))
done = list(engine.train(recipe, images, files, resume=True))
assert isinstance(done[-1], events.Finished), done[-1]
print(done[0].step)
"""


@pytest.mark.timeout(400)  # another process imports torch, perhaps on a busy computer
@pytest.mark.parametrize("objective", ALL)
def test_resume_in_a_new_process_is_exact(objective, recipe, images, files, tmp_path):
    """N + M steps in one go equal N steps, stop, new process, M steps: bit for bit."""
    chosen = recipe(objective, steps=12, batch=8, spectral_norm=objective == "hinge")
    straight = engine.Files(tmp_path / "a.safetensors", tmp_path / "b.safetensors")
    list(engine.train(chosen, images, straight))

    job = engine.train(chosen, images, files)
    stopped_at = next(event.last for event in job if isinstance(event, events.Step))
    job.close()
    assert 0 < stopped_at < 12

    np.savez(tmp_path / "data.npz", pictures=images.pictures, labels=images.labels)
    (tmp_path / "recipe.json").write_text(chosen.to_json())
    done = subprocess.run(
        [sys.executable, "-c", RESUME, str(files.rolling), str(files.best)],
        capture_output=True, text=True, check=False, timeout=300, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == stopped_at
    expected, resumed = tensors(straight.rolling), tensors(files.rolling)
    for rng in ("rng.torch",):  # torch's global state belongs to the process
        expected.pop(rng), resumed.pop(rng)
    assert_equal(expected, resumed)


@pytest.mark.parametrize(("objective", "way"), ENCODING)
def test_resume_is_exact_in_every_way(objective, way, recipe, images, files):
    chosen = changed(recipe(objective, steps=6, batch=8), way)
    scene, turns = engine.prepare(chosen, images, files)
    for step in range(6):
        if step == 4:
            scene.state.save_rolling(files.rolling)
        turns.take()
    again, turns = engine.prepare(chosen, images, files)
    torch.randn(5)
    again.state.load_rolling(files.rolling)
    while not turns.is_over:
        turns.take()
    assert_equal(scene.state.game.state_dict(), again.state.game.state_dict())
    assert_equal(scene.state.average.model.state_dict(), again.state.average.model.state_dict())


def test_same_seed_same_model_other_seed_other_model(recipe, images, tmp_path):
    made = []
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        here = engine.Files(tmp_path / f"{name}.safetensors", tmp_path / f"{name}-best.safetensors")
        list(engine.train(recipe(steps=5, seed=seed), images, here))
        made.append(tensors(here.best))
    assert_equal(made[0], made[1])
    assert any(not torch.equal(made[0][name], made[2][name]) for name in made[0])


def test_other_users_of_torchs_random_numbers_do_not_disturb(recipe, images, tmp_path):
    made = []
    for name in ("a", "b"):
        here = engine.Files(tmp_path / f"{name}.safetensors", tmp_path / f"{name}-best.safetensors")
        for _ in engine.train(recipe("rpgan", steps=6), images, here):
            if name == "b":
                torch.randn(17)
        made.append(tensors(here.best))
    assert_equal(made[0], made[1])


def test_closing_saves_where_it_stood(recipe, images, files):
    job = engine.train(recipe(steps=100_000), images, files)
    last = 0
    for event in job:
        if isinstance(event, events.Step):
            last = event.last
            if last > 5:
                break
    job.close()
    facts = checkpoint.load(files.rolling)[1]
    assert facts["progress"]["step"] == last


def test_weights_arrive_only_when_wanted(recipe, images, files):
    wanted = threading.Event()
    seen = list(engine.train(recipe(), images, files, weights_wanted=wanted))
    assert not any(isinstance(e, events.Weights) for e in seen)
    files.rolling.unlink()
    wanted.set()
    seen = list(engine.train(recipe(), images, files, run="r", weights_wanted=wanted))
    weights = [e for e in seen if isinstance(e, events.Weights)]
    assert weights and weights[-1].run == "r"
    final = checkpoint.load(files.rolling, prefix=checkpoint.AVERAGE)[0]
    assert weights[-1].tensors.keys() == final.keys()


class _Exploding(VAE):
    """Diverges at a step for as long as the learning rate is not small enough."""

    limit = 0.0
    calls = 0

    def loss(self, player, batch):
        loss = super().loss(player, batch)
        type(self).calls += 1
        if batch.progress > 0.5 and _Exploding.limit > 0:
            _Exploding.limit -= 1
            bad = loss.total * float("nan")
            return type(loss)(bad, {**loss.parts, "loss": bad.detach()})
        return loss


@pytest.fixture
def exploding(monkeypatch):
    def arrange(times):
        _Exploding.limit = times
        monkeypatch.setattr("genstudio.objectives.vae.VAE", _Exploding)

    return arrange


def test_nan_rolls_back_and_changes_something(recipe, images, files, exploding):
    exploding(1)
    seen = list(engine.train(recipe(steps=20, checkpoint_seconds=0.001), images, files))
    back = [e for e in seen if isinstance(e, events.RolledBack)]
    assert len(back) == 1 and "0.5" in back[0].change and back[0].to < back[0].step
    assert seen[-1].reason == "done"
    stored, facts = checkpoint.load(files.rolling)
    assert facts["progress"]["lr_scale"] == 0.5
    assert all(checkpoint.is_finite(tensor) for tensor in stored.values())


def test_the_fourth_divergence_stops_and_explains(recipe, images, files, exploding):
    exploding(10_000)
    seen = list(engine.train(recipe(steps=20), images, files))
    assert sum(isinstance(e, events.RolledBack) for e in seen) == 3
    assert seen[-1].reason == "diverged" and "learning rate" in seen[-1].message
    checkpoint.load(files.rolling)  # the last good state, finite


def test_a_gan_also_doubles_its_penalty(recipe, images, files):
    wild = recipe("rpgan", lr=10.0, steps=400, lr_final=1.0)
    seen = list(engine.train(wild, images, files))
    back = [e for e in seen if isinstance(e, events.RolledBack)]
    assert all("penalty" in e.change for e in back)
    assert seen[-1].reason in ("done", "diverged")


def test_out_of_memory_names_a_batch_that_fits(recipe, images, files, monkeypatch):
    plain = VAE.loss

    def hungry(self, player, batch):
        if len(batch.pictures) > 10:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return plain(self, player, batch)

    monkeypatch.setattr(VAE, "loss", hungry)
    with pytest.raises(OutOfMemoryError, match="batch of 8 fits"):
        list(engine.train(recipe(batch=64), images, files))
    monkeypatch.setattr(VAE, "loss", lambda *_: (_ for _ in ()).throw(MemoryError()))
    with pytest.raises(OutOfMemoryError, match="2 fits"):
        list(engine.train(recipe(batch=64), images, files))


def test_a_device_that_is_not_there_is_a_sentence(recipe, images, files):
    if torch.cuda.is_available():
        pytest.skip("this computer has CUDA")
    with pytest.raises(ValueError, match="no cuda device"):
        list(engine.train(recipe(device="cuda"), images, files))
