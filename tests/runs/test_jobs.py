"""A job from recipe to run folder: what is written, and what survives stops and kills."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image

from genstudio.core import checkups, events, storage
from genstudio.core.recipe import RecipeError
from genstudio.runs import jobs
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Library


def test_a_run_folder_holds_everything(trained):
    folder = trained("vae")
    names = {path.name for path in folder.path.iterdir()}
    assert names == {
        "recipe.json", "summary.json", "history.csv", "checkups.jsonl", "quality.csv", "previews",
        "rolling.safetensors", "best.safetensors", "moments",
    }  # fmt: skip
    summary, recipe = folder.read_summary(), folder.read_recipe()
    assert summary.status == "done" and summary.step == summary.total == 10
    assert summary.shape == (1, 28, 28) and len(summary.class_names) == 10
    assert summary.data_fingerprint and summary.environment["torch"]
    assert set(summary.last) == {"loss", "reconstruction", "kl"}
    assert summary.best_value is not None
    assert recipe.channels == "auto"  # “grey” would read some files' pixels in another way
    assert folder.read_history()["step"].tolist() == list(range(1, 11))
    assert folder.previews()
    assert folder.read_checkups()[-1].step == 10


def test_stop_and_resume_leaves_one_seamless_history(library, quick):
    folder = library.create(quick(steps=4000))
    job = jobs.train(folder)
    for event in job:
        if isinstance(event, events.Step) and event.last > 3:
            break
    job.close()
    assert folder.read_summary().status == "stopped"
    stopped = folder.read_summary().step
    checkups.append(folder.checkups_path, events.Checkup(stopped + 5, {}))  # of a lost future
    folder.write_recipe(folder.read_recipe().change(steps=stopped + 10))
    seen = list(jobs.resume(folder))
    started = next(event for event in seen if isinstance(event, events.Started))
    assert started.step == stopped
    assert folder.read_history()["step"].tolist() == list(range(1, stopped + 11))
    assert [checkup.step for checkup in folder.read_checkups()] == [stopped + 10]
    judged = folder.read_judged()
    assert {row.quality.step for row in judged} == {stopped + 10}
    assert [row.quality.best for row in judged if row.quality.chooses] == [True]
    assert judged[-1].seconds > 0
    assert folder.read_summary().status == "done"


def test_kill_9_loses_at_most_the_time_since_the_last_checkpoint(library, quick, home):
    folder = library.create(quick(steps=10_000_000, checkpoint_seconds=0.3))
    code = (
        "from genstudio.runs import jobs; from genstudio.runs.folder import RunFolder\n"
        f"from pathlib import Path; list(jobs.train(RunFolder(Path({str(folder.path)!r}))))"
    )
    process = subprocess.Popen([sys.executable, "-c", code])
    try:
        deadline = time.monotonic() + 90
        while folder.read_summary().step < 100 and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    claimed = folder.read_summary()
    assert claimed.step >= 100 and claimed.status == "training"
    (found,) = Library().recover()
    assert found.summary.status == "stopped"
    job = jobs.resume(folder)
    started = next(event for event in job if isinstance(event, events.Started))
    job.close()
    assert started.step >= claimed.step
    steps = folder.read_history()["step"]
    assert steps.tolist() == list(range(1, len(steps) + 1))


def test_a_run_that_never_saved_starts_anew(library, quick):
    folder = library.create(quick())
    seen = list(jobs.resume(folder))
    assert seen[-1].reason == "done"


def test_changed_pictures_are_not_resumed_on(trained):
    folder = trained()
    folder.change_summary(data_fingerprint="something else")
    with pytest.raises(ValueError, match="have changed"):
        list(jobs.resume(folder))
    assert folder.read_summary().status == "failed"
    assert folder.has_checkpoint


def test_an_unknown_key_in_a_recipe_is_a_sentence(trained):
    folder = trained()
    folder.recipe_path.write_text(folder.recipe_path.read_text().replace('"beta"', '"betta"'))
    with pytest.raises(RecipeError, match="betta"):
        list(jobs.resume(folder))


def test_a_full_disk_stops_with_a_sentence_and_keeps_the_last_state(library, quick, monkeypatch):
    folder = library.create(quick(steps=100_000, checkpoint_seconds=0.2))
    job = jobs.train(folder)
    saved = next(e.step for e in job if isinstance(e, events.Saved) and e.step)
    with monkeypatch.context() as patch:
        patch.setattr("genstudio.training.checkpoint.save_file", _full)
        with pytest.raises(storage.StorageError, match="disk is full"):
            list(job)
    started = next(e for e in jobs.resume(folder) if isinstance(e, events.Started))
    assert started.step == saved > 0


def _full(*_args, **_kwargs):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_renamed_run_keeps_its_name_while_it_trains(library, quick):
    folder = library.create(quick(steps=50))
    for event in jobs.train(folder):
        if isinstance(event, events.Started):
            library.rename(library.entry(folder.path), "my digits")
    assert folder.read_summary().name == "my digits"


def test_same_recipe_same_history(library, quick):
    tables = []
    for _ in range(2):
        folder = library.create(quick("rpgan"))
        list(jobs.train(folder))
        tables.append(folder.read_history())
    assert all(np.array_equal(tables[0][n], tables[1][n]) for n in tables[0] if n != "seconds")


def test_a_folder_that_is_not_a_run_is_a_sentence(tmp_path):
    with pytest.raises(OSError, match="not there"):
        list(jobs.train(RunFolder(tmp_path)))


def test_an_older_run_gets_its_mixture_later(trained):
    from genstudio.runs.model import Model
    from genstudio.training import checkpoint

    folder = trained()
    expected = Model.open(folder.path).draw_latents(4, seed=1, sampler="mixture")
    tensors, facts = checkpoint.load(folder.best_path)
    bare = {n: t for n, t in tensors.items() if not n.startswith(checkpoint.MIXTURE)}
    checkpoint.save(folder.best_path, bare, facts)
    model = Model.open(folder.path)
    assert model.samplers == ("prior",)
    with pytest.raises(ValueError, match="no sampler called “mixture”"):
        model.sample(2, sampler="mixture")
    list(jobs.mix(folder))
    model = Model.open(folder.path)
    assert model.samplers == ("prior", "mixture")
    np.testing.assert_array_equal(model.draw_latents(4, seed=1, sampler="mixture"), expected)


def test_what_has_no_encoder_gets_no_mixture(trained):
    folder = trained(objective="hinge", net="dcgan")
    with pytest.raises(ValueError, match="encoder"):
        list(jobs.mix(folder))


def test_pictures_left_out_by_choice_are_said_and_a_changed_choice_is_not_resumed(
    library, quick, tmp_path
):
    for number in range(40):
        shades = np.random.default_rng(number).integers(0, 256, (32, 32, 3), dtype=np.uint8)
        (tmp_path / "mine").mkdir(exist_ok=True)
        Image.fromarray(shades // (1 if number else 255)).save(tmp_path / "mine" / f"{number}.png")
    source = str(tmp_path / "mine")
    plain = library.create(quick(data=source))
    list(jobs.train(plain))
    folder = library.create(quick(data=source, near_copies="together", drop_blank=True))
    job = jobs.train(folder)
    for event in job:
        if isinstance(event, events.Step):
            break
    job.close()
    summary = folder.read_summary()
    assert summary.data_fingerprint != plain.read_summary().data_fingerprint
    assert summary.data_count == 39 and plain.read_summary().data_count == 40
    list(jobs.resume(folder))
    assert folder.read_summary().status == "done"
    folder.write_recipe(folder.read_recipe().change(drop_blank=False, steps=20))
    with pytest.raises(ValueError, match="have changed since this run began"):
        list(jobs.resume(folder))
