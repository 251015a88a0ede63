"""The time machine: spacing, budget, cuts, kills, full disks; training does not notice it."""

from __future__ import annotations

import errno
import math
import os
import signal
import subprocess
import sys
import time
from collections import namedtuple
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from genstudio.core import events, storage
from genstudio.objectives import catalog
from genstudio.training import checkpoint, engine, moments
from genstudio.training.cadence import Cadence
from genstudio.training.moments import RATIO, Moment, Shelf, superfluous


@pytest.fixture
def kept_files(files, tmp_path):
    return replace(files, moments=tmp_path / "moments")


@pytest.fixture
def eager(monkeypatch):
    """Report after every step and keep every moment that is due, whatever it costs."""
    monkeypatch.setattr(engine, "Cadence", lambda seconds: Cadence(0.0, share=math.inf))
    monkeypatch.setattr(moments, "_SHARE", math.inf)


def steps(folder):
    return [moment.step for moment in Shelf(folder).moments()]


def kept(seen):
    return [event for event in seen if isinstance(event, events.Kept)]


# -- thinning, without any training -------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(room=st.integers(4, 40), last=st.integers(10, 10**8), ratio=st.floats(1.02, 2.0))
def test_thinning_keeps_the_budget_and_a_geometric_spacing(room, last, ratio):
    """As training does it: one moment after the other, thinned each time."""
    step, shelf = 0, [Moment(0, Path("0"), 10)]
    while step < last:
        step = max(math.ceil(step * ratio), step + 1)
        shelf.append(Moment(step, Path(str(step)), 10))
        gone = superfluous(shelf, room * 10)
        shelf = [moment for moment in shelf if moment not in gone]
        assert len(shelf) <= room
        assert shelf[0].step == 0 and shelf[-1].step == step
    gaps = [math.log1p(b.step) - math.log1p(a.step) for a, b in pairwise(shelf)]
    even = math.log1p(step) / len(gaps)
    # log1p of whole steps cannot be spaced evenly below a few: 0, 1, 2 are far apart.
    assert max(gaps) <= max(3 * even, math.log(2) + 1e-9, math.log(ratio) + math.log(2))


@given(sizes=st.lists(st.integers(1, 100), max_size=30), most=st.integers(0, 800))
def test_what_is_left_always_fits_and_nothing_goes_without_need(sizes, most):
    shelf = [Moment(i * i, Path(str(i)), size) for i, size in enumerate(sizes)]
    gone = superfluous(shelf, most)
    left = sum(moment.size for moment in shelf) - sum(moment.size for moment in gone)
    assert left <= most
    if gone:
        assert left + gone[-1].size > most
    if len(gone) < len(shelf):
        assert shelf[-1] not in gone


# -- in training --------------------------------------------------------------------------------


@pytest.mark.parametrize("objective", catalog.OBJECTIVES)
def test_every_objective_keeps_its_start_its_end_and_moments_between(
    objective, recipe, images, kept_files, eager
):
    seen = list(engine.train(recipe(objective), images, kept_files))
    total, found = seen[0].total, steps(kept_files.moments)
    assert found[0] == 0 and found[-1] == total and len(found) > 3
    last = kept(seen)[-1]
    shelf = Shelf(kept_files.moments).moments()
    assert (last.count, last.size) == (len(shelf), sum(moment.size for moment in shelf))
    inner = found[1:-1]
    assert all(b >= max(RATIO * a, a + 1) for a, b in pairwise(inner))
    tensors, facts = checkpoint.load(shelf[-1].path, prefix=checkpoint.AVERAGE)
    exact = checkpoint.load(kept_files.rolling, prefix=checkpoint.AVERAGE)[0]
    assert tensors.keys() == exact.keys() and facts["progress"]["step"] == total
    for name, tensor in exact.items():
        assert torch.allclose(tensors[name].float(), tensor.float(), rtol=2e-3, atol=1e-4), name


def test_spacing_is_geometric_in_a_longer_run(recipe, images, kept_files, eager):
    list(engine.train(recipe(steps=400, batch=2), images, kept_files))
    assert steps(kept_files.moments) == _ideal(400)


def test_the_budget_holds_all_the_time(recipe, images, kept_files, eager, monkeypatch):
    monkeypatch.setattr(moments, "MEGABYTE", 4 * _size_of_one(recipe, images, kept_files))
    for event in engine.train(recipe(steps=60, moments_mb=1), images, kept_files):
        if isinstance(event, events.Kept):
            assert 1 <= event.count <= 4 and event.size <= event.most
    found = steps(kept_files.moments)
    assert len(found) == 4 and found[0] == 0 and found[-1] == 60


def test_a_model_larger_than_the_budget_is_said_once(
    recipe, images, kept_files, eager, monkeypatch
):
    monkeypatch.setattr(moments, "MEGABYTE", 100)
    seen = list(engine.train(recipe(moments_mb=1), images, kept_files))
    told = [event.problem for event in kept(seen) if event.problem]
    assert len(told) == 2 and "more room under Advanced" in told[0]  # at the start and the end
    assert steps(kept_files.moments) == []


def test_none_are_kept_if_none_are_wanted(recipe, images, kept_files):
    seen = list(engine.train(recipe(moments_mb=0), images, kept_files))
    assert not kept(seen) and not kept_files.moments.exists()


def test_training_does_not_notice(recipe, images, tmp_path, eager):
    ends = []
    for name, room in (("with", 50), ("without", 0)):
        here = engine.Files(
            tmp_path / name / "rolling.safetensors", tmp_path / name / "best.safetensors",
            tmp_path / name / "moments",
        )  # fmt: skip
        list(engine.train(recipe("rpgan", moments_mb=room), images, here))
        ends.append(checkpoint.load(here.rolling)[0])
    for name in ends[0].keys() - {"rng.torch"}:
        assert torch.equal(ends[0][name], ends[1][name]), name


def test_a_resumed_run_goes_on_with_its_moments(recipe, images, kept_files, eager):
    chosen = recipe(steps=40)
    job = engine.train(chosen, images, kept_files)
    for event in job:
        if isinstance(event, events.Step) and event.last == 17:
            break
    job.close()
    before = steps(kept_files.moments)
    late = Shelf(kept_files.moments).path(30)
    late.write_bytes(Shelf(kept_files.moments).path(before[-1]).read_bytes())
    seen = list(engine.train(chosen, images, kept_files, resume=True))
    first = kept(seen)[0]
    assert (first.step, first.count) == (17, len(before))  # what came after 17 is gone
    assert steps(kept_files.moments) == _ideal(40)


def test_a_roll_back_cuts_what_came_after(recipe, images, kept_files, eager, monkeypatch):
    _explode_once(monkeypatch)
    seen = list(engine.train(recipe(steps=30, checkpoint_seconds=10), images, kept_files))
    back = next(i for i, event in enumerate(seen) if isinstance(event, events.RolledBack))
    assert seen[back].to == 0
    following = kept(seen[back:])
    assert (following[0].count, following[0].step) == (1, 0)  # the start alone is left
    assert steps(kept_files.moments) == _ideal(30)


def test_a_full_disk_is_told_and_stops_nothing(recipe, images, kept_files, eager, monkeypatch):
    plain = storage.write_file

    def write(path, act):
        if path.parent == kept_files.moments and path.stem > "000000003":
            raise storage.explain(path, OSError(errno.ENOSPC, "full"))
        plain(path, act)

    monkeypatch.setattr(storage, "write_file", write)
    seen = list(engine.train(recipe(), images, kept_files))
    assert seen[-1].reason == "done"
    told = [event for event in kept(seen) if event.problem]
    assert told and "The disk is full" in told[0].problem and told[0].count == 4
    assert steps(kept_files.moments) == [0, 1, 2, 3]


def test_checkpoints_go_before_moments_when_the_disk_is_nearly_full(
    recipe, images, kept_files, eager, monkeypatch
):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(moments.shutil, "disk_usage", lambda path: usage(10**9, 10**9, 10**4))
    seen = list(engine.train(recipe(), images, kept_files))
    assert seen[-1].reason == "done" and steps(kept_files.moments) == []
    assert all("nearly full" in event.problem for event in kept(seen))


def test_a_kill_while_writing_leaves_only_whole_moments(recipe, images, kept_files, tmp_path):
    """The child is killed with its temporary file half written; the next training sweeps it."""
    code = _KILLED.format(tests=str(Path(__file__).parent), folder=str(tmp_path))
    process = subprocess.Popen([sys.executable, "-c", code])
    try:
        _wait_for((tmp_path / "writing").exists, process)
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    left = [path.name for path in kept_files.moments.iterdir() if path.name.startswith(".")]
    assert left and steps(kept_files.moments) == [0, 1]
    for moment in Shelf(kept_files.moments).moments():
        checkpoint.load(moment.path)
    list(engine.train(recipe(steps=2), images, kept_files))
    assert not [path for path in kept_files.moments.iterdir() if path.name.startswith(".")]


def _ideal(total):
    found = [0, 1]
    while (following := max(math.ceil(RATIO * found[-1]), found[-1] + 1)) < total:
        found.append(following)
    return [*found, total]


def _size_of_one(recipe, images, files):
    list(engine.train(recipe(steps=1), images, files))
    [size] = {moment.size for moment in Shelf(files.moments).moments()[:1]}
    for path in (files.rolling, files.best, *files.moments.iterdir()):
        path.unlink()
    return size + 64  # the facts in the header grow with the figures


def _explode_once(monkeypatch):
    from genstudio.objectives.vae import VAE

    plain, done = VAE.loss, []

    def loss(self, player, batch):
        result = plain(self, player, batch)
        if batch.progress > 0.6 and not done:
            done.append(True)
            bad = result.total * float("nan")
            return type(result)(bad, {**result.parts, "loss": bad.detach()})
        return result

    monkeypatch.setattr(VAE, "loss", loss)


def _wait_for(seen, process):
    end = time.monotonic() + 60
    while not seen():
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.02)


_KILLED = """
import sys, time
from pathlib import Path
import numpy as np
from genstudio.core.recipe import Recipe
from genstudio.core import storage
from genstudio.data.imageset import ImageSet
from genstudio.training import cadence, checkpoint, engine, moments
folder = Path({folder!r})
moments._SHARE = float("inf")
engine.Cadence = lambda seconds: cadence.Cadence(0.0, share=float("inf"))
plain = checkpoint._write
def slow(path, tensors, metadata):
    if path.name.startswith(".000000002"):
        path.write_bytes(b"half a file")
        (folder / "writing").touch()
        time.sleep(60)
    plain(path, tensors, metadata)
checkpoint._write = slow
pictures = np.zeros((40, 1, 28, 28), np.uint8)
images = ImageSet("blank", pictures, None, (), "blank")
files = engine.Files(folder / "rolling.st", folder / "best.st", folder / "moments")
recipe = Recipe(net="mlp", width=4, latent=3, batch=8, steps=50, threads=1)
list(engine.train(recipe, images, files))
"""

if os.name == "nt":
    del test_a_kill_while_writing_leaves_only_whole_moments
