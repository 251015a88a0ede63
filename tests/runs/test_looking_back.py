"""Looking back: every moment can be opened, one can be made the model, and that can be undone."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest

from genstudio.cli import main
from genstudio.core import events, latents, storage
from genstudio.runs import jobs, moments, png
from genstudio.runs.model import Model
from genstudio.training.cadence import Cadence
from genstudio.training.moments import Shelf


@pytest.fixture(autouse=True)
def eager(monkeypatch):
    from genstudio.training import engine
    from genstudio.training import moments as keeping

    monkeypatch.setattr(engine, "Cadence", lambda seconds: Cadence(0.0, share=float("inf")))
    monkeypatch.setattr(keeping, "_SHARE", float("inf"))


def sheet(folder, **how):
    model = Model.open(folder.path, **how)
    return model.decode(latents.sample(4, model.latent, 0))


def steps(folder, **how):
    return [moment.step for moment in moments.timeline(folder, **how)]


@pytest.mark.parametrize("objective", ["vae", "rpgan", "pca"])
def test_every_moment_can_be_opened_and_they_differ(objective, trained):
    folder = trained(objective)
    found = steps(folder)
    assert found[0] == 0 and found[-1] == folder.read_summary().total
    sheets = [sheet(folder, moment=step) for step in found]
    assert all((a != b).any() for a, b in zip(sheets[:-1], sheets[1:], strict=True))
    assert (sheets[-1] == sheet(folder, which="last")).all()
    assert Model.open(folder.path, moment=0).stamp == f"{folder.path.name}@0"


def test_half_precision_cannot_be_seen(trained):
    folder = trained(steps=40)
    last = folder.read_summary().step
    kept = Shelf(folder.moments_path).path(last)
    exact = sheet(folder, which="last").astype(int)
    folder.rolling_path.unlink()
    folder.best_path.unlink()
    assert moments.find(folder, last).path == kept
    assert np.abs(sheet(folder, moment=last) - exact).max() <= 1


def test_a_step_that_was_not_kept_is_a_sentence_that_names_those_that_were(trained):
    folder = trained()
    with pytest.raises(ValueError, match=r"no moment at step 99\. Its moments: 0, 1, 2"):
        Model.open(folder.path, moment=99)


def test_a_damaged_moment_is_a_sentence_and_the_others_still_open(trained):
    folder = trained()
    Shelf(folder.moments_path).path(2).write_bytes(b"junk")
    with pytest.raises(ValueError, match="damaged"):
        sheet(folder, moment=2)
    assert sheet(folder, moment=1).shape == sheet(folder, moment=3).shape
    with pytest.raises(ValueError, match="damaged"):
        moments.choose(folder, 2)
    assert not folder.chosen_path.exists()


def test_while_it_trains_the_newest_checkpoint_is_left_out(library, quick):
    folder = library.create(quick(steps=10_000))
    job = jobs.train(folder)
    for event in job:
        if isinstance(event, events.Kept) and event.count == 6:
            assert steps(folder, is_live=True) == [0, 1, 2, 3, 4, 6]
            break
    job.close()
    stopped = folder.read_summary().step
    assert steps(folder)[-1] == stopped


def test_a_moment_can_be_made_the_model_and_back(trained):
    folder = trained(steps=30)
    best = sheet(folder)
    assert moments.choose(folder, 6) == moments.Choice()
    assert (sheet(folder) == sheet(folder, moment=6)).all() and (sheet(folder) != best).any()
    assert folder.read_summary().chosen_step == 6
    assert Model.open(folder.path).stamp.endswith("@6")
    before = moments.choose(folder, 2)
    assert before.step == 6 and folder.read_summary().chosen_step == 2
    again = moments.chosen(folder)
    Shelf(folder.moments_path).path(6).unlink()  # thinned out meanwhile
    moments.put(folder, before)
    assert Model.open(folder.path).stamp.endswith("@6")
    moments.put(folder, moments.Choice())
    assert (sheet(folder) == best).all() and folder.read_summary().chosen_step is None
    moments.put(folder, again)
    assert Model.open(folder.path).stamp.endswith("@2")
    moments.choose(folder, folder.read_summary().best_step)  # leave it to training again
    assert not folder.chosen_path.exists() and (sheet(folder) == best).all()


def test_training_on_leaves_the_choice_alone(library, quick):
    folder = library.create(quick(steps=10_000))
    job = jobs.train(folder)
    for event in job:
        if isinstance(event, events.Kept) and event.count == 6:
            moments.choose(folder, 3)
            break
    job.close()
    folder.write_recipe(folder.read_recipe().change(steps=folder.read_summary().step + 5))
    list(jobs.resume(folder))
    assert folder.read_summary().chosen_step == 3
    assert Model.open(folder.path).stamp.endswith("@3")


def test_a_full_disk_leaves_the_model_as_it_was(trained, monkeypatch):
    folder = trained()
    before = sheet(folder)
    plain = storage.write_file

    def full(path, write):
        if path == folder.chosen_path:
            raise storage.explain(path, OSError(errno.ENOSPC, "full"))
        plain(path, write)

    monkeypatch.setattr(storage, "write_file", full)
    with pytest.raises(OSError, match="disk is full"):
        moments.choose(folder, 1)
    assert (sheet(folder) == before).all() and folder.read_summary().chosen_step is None


def test_a_copy_of_the_run_has_its_moments_and_its_choice(library, trained):
    folder = trained()
    moments.choose(folder, 2)
    copy = library.duplicate(library.entry(folder.path)).folder
    assert steps(copy) == steps(folder) and moments.chosen(copy).step == 2
    assert copy.read_summary().chosen_step == 2


def test_nearest():
    shelf = [moments.Moment(step, Path(str(step)), 1) for step in (0, 10, 20)]
    assert [moments.nearest(shelf, step).step for step in (3, 5, 6, 99)] == [0, 0, 10, 20]


def test_sample_at_a_step_takes_the_nearest_moment(trained, tmp_path, capsys):
    folder = trained()
    out = tmp_path / "x.png"
    for asked, taken in (("1", 1), ("5000", 10)):
        words = ["--at", asked, "--count", "4", "--out", str(out)]
        assert main(["sample", str(folder.path), *words]) == 0
        assert png.read_settings(out)["model"] == f"{folder.path.name}@{taken}"
