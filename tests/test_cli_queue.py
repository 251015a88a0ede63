"""Several runs without a screen: sweeps, the queue, stopping in the middle and going on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from genstudio.cli import main
from genstudio.core.events import Finished
from genstudio.runs.library import Library
from genstudio.runs.queue import Queue

TINY = ["--data", "builtin:digits", "--net", "mlp", "--width", "4", "--latent", "3"]
TINY += ["--batch", "16", "--device", "cpu", "--steps", "2"]


def waiting() -> list[str]:
    return [item.name for item in Queue(Library().root).waiting()]


def runs() -> dict[str, str]:
    return {e.name: e.summary.status for e in Library().entries() if not e.bundled}


def test_a_sweep_of_two_fields_and_two_seeds_is_trained_one_after_the_other(capsys):
    words = ["train", *TINY, "--vary", "beta=1,2", "--seeds", "0,1", "--name", "small"]
    assert main(words) == 0
    expected = {f"small, beta {b}, seed {s}": "done" for b in (1, 2) for s in (0, 1)}
    assert runs() == expected and waiting() == []
    entries = [e for e in Library().entries() if not e.bundled]
    assert {(e.recipe.beta, e.recipe.seed) for e in entries} == {(1, 0), (1, 1), (2, 0), (2, 1)}
    assert {e.summary.group for e in entries} == {"small: beta × seed"}
    told = capsys.readouterr().err
    assert "Run 4 of 4: small, beta 2, seed 1" in told and "4 of 4 runs are done." in told


def test_each_objective_of_a_sweep_gets_its_own_recommended_recipe():
    words = ["train", "--data", "builtin:digits", "--device", "cpu", "--queue"]
    assert main([*words, "--vary", "objective=vae,hinge"]) == 0
    vae, gan = (item.read_recipe() for item in Queue(Library().root).waiting())
    assert (vae.objective, gan.objective) == ("vae", "hinge")
    assert gan.spectral_norm and not vae.spectral_norm


def test_out_holds_a_sweeps_runs(tmp_path):
    assert main(["train", *TINY, "--seeds", "0..1", "--out", str(tmp_path / "both")]) == 0
    assert sorted(p.name for p in (tmp_path / "both").iterdir()) == [
        "vae-digits-seed-0", "vae-digits-seed-1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--vary", "beta"], "not FIELD=VALUE"),
        (["--vary", "bta=1,2"], "Did you mean “beta”"),
        (["--vary", "latent=4,1000"], "Latent dimensions (latent)"),
        (["--vary", "seed=1,2", "--seeds", "0,1"], "Seed is varied twice"),
        (["--seeds", "a,b"], "seed is a whole number"),
    ],
)
def test_a_wrong_sweep_is_a_sentence_and_2_and_nothing_waits(words, sentence, capsys):
    assert main(["train", *TINY, *words]) == 2
    assert sentence in capsys.readouterr().err
    assert waiting() == [] and runs() == {}


def test_add_list_remove_clear_and_run(capsys):
    for seed in ("0", "1", "2"):
        assert main(["train", *TINY, "--seed", seed, "--name", f"s{seed}", "--queue"]) == 0
    assert waiting() == ["s0", "s1", "s2"] and runs() == {}
    capsys.readouterr()
    assert main(["queue"]) == 0
    assert "  2  s1" in capsys.readouterr().out
    assert main(["queue", "remove", "2"]) == 0
    assert main(["queue", "remove", "s7"]) == 1
    assert "not one of those that wait" in capsys.readouterr().err
    assert main(["queue", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [item["name"] for item in listed] == ["s0", "s2"]
    assert listed[1]["recipe"]["seed"] == 2
    assert main(["queue", "run", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["reason"] for line in lines if line["event"] == "finished"] == ["done", "done"]
    assert runs() == {"s0": "done", "s2": "done"} and waiting() == []
    assert main(["train", *TINY, "--queue"]) == 0
    assert main(["queue", "clear"]) == 0
    assert waiting() == []
    assert main(["queue", "run", "s0"]) == 2


def test_a_failure_and_a_divergence_do_not_stop_the_rest(monkeypatch, capsys):
    from genstudio.runs import jobs

    real = jobs.resume

    def job(folder):
        name = folder.read_summary().name
        if name == "bad, seed 0":
            raise ValueError("The pictures are gone.")
        if name == "bad, seed 1":
            return iter_diverged()
        return real(folder)

    def iter_diverged():
        yield Finished(7, "diverged", "The loss is not a number any more.")

    monkeypatch.setattr(jobs, "resume", job)
    assert main(["train", *TINY, "--seeds", "0..2", "--name", "bad"]) == 1
    told = capsys.readouterr().err
    assert "bad, seed 0 failed: The pictures are gone." in told
    assert "1 of 3 runs are done; failed: “bad, seed 0”; diverged: “bad, seed 1”." in told
    assert runs()["bad, seed 2"] == "done" and waiting() == []


@pytest.mark.skipif(os.name != "posix", reason="signals are sent")
def test_ctrl_c_stops_the_line_and_it_goes_on_from_there():
    words = ["train", *TINY, "--set", "steps=1000000", "--seeds", "0,1", "--name", "long"]
    process = subprocess.Popen(
        [sys.executable, "-m", "genstudio", *words, "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    for line in process.stdout:
        if json.loads(line)["event"] == "step":
            process.send_signal(signal.SIGINT)
            break
    lines = [json.loads(line) for line in process.communicate()[0].splitlines()]
    assert process.returncode == 130
    assert "Go on with this run and the 1 behind it: genstudio queue run" in lines[-1]["message"]
    assert waiting() == ["long, seed 0", "long, seed 1"]
    first = Queue(Library().root).front()
    step = Library().entry(first.run).summary.step
    assert step > 0 and runs() == {"long, seed 0": "stopped"}
    shorten(step + 3)
    assert main(["queue", "run"]) == 0
    assert runs() == {"long, seed 0": "done", "long, seed 1": "done"}
    steps = Library().entry(first.run).folder.read_history()["step"]
    assert steps.tolist() == list(range(1, step + 4))


def shorten(steps: int) -> None:
    """Have everything that waits end soon."""
    queue = Queue(Library().root)
    for item in queue.waiting():
        queue.change(item.key, recipe=item.recipe | {"steps": 2})
        if item.run:
            folder = Library().entry(item.run).folder
            folder.write_recipe(folder.read_recipe().change(steps=steps))


# -- the forecast ------------------------------------------------------------------------------


@pytest.fixture
def brief(monkeypatch):
    from genstudio.training import forecast

    monkeypatch.setattr(forecast, "_SECONDS", 0.03)
    monkeypatch.setattr(forecast, "_WARM_SECONDS", 0.0)


def test_a_forecast_trains_nothing_and_says_time_memory_and_fit(brief, capsys):
    assert main(["train", *TINY, "--set", "steps=1000", "--forecast"]) == 0
    told = capsys.readouterr().out
    assert "for 1,000 steps; done at" in told and "free: fits" in told
    assert "each picture about 3.6 times" in told  # 16,000 of 4,500
    assert runs() == {} and waiting() == []
    assert main(["train", *TINY, "--set", "steps=1000", "--forecast", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["steps"] == 1000 and facts["fits"] and facts["offer"] == {} and facts["is_real"]


def test_what_does_not_fit_gets_flags_that_do(brief, monkeypatch, capsys):
    from genstudio.training import footprint

    monkeypatch.setattr(footprint, "free_bytes", lambda _: 20 * 2**20)
    assert main(["train", *TINY, "--set", "batch=8192", "--forecast"]) == 0
    assert "does not fit; --batch " in capsys.readouterr().out


def test_a_sweep_is_forecast_with_one_measurement_for_each_cost(brief, capsys):
    words = ["train", *TINY, "--vary", "beta=1,2", "--vary", "batch=8,16", "--forecast"]
    assert main(words) == 0
    told = capsys.readouterr()
    assert told.err.count("Measuring") == 2
    assert "in all, 4 runs; done at" in told.out and runs() == {}


def test_a_folder_that_was_never_read_is_measured_with_noise(brief, tmp_path, capsys):
    from PIL import Image

    for index in range(6):
        Image.new("L", (40, 40), index * 40).save(tmp_path / f"{index}.png")
    words = ["train", *TINY, "--data", str(tmp_path), "--size", "28", "--forecast"]
    assert main(words) == 0
    assert "Measured with noise" in capsys.readouterr().out
    assert not [p for p in Library().root.parent.glob("cache/**/*") if p.is_file()]
