"""The command line, from its grammar to a real training that is stopped and resumed."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import genstudio
from genstudio.cli import main
from genstudio.core import latents
from genstudio.core.events import Event, Finished, Saved, Started, Step
from genstudio.core.recipe import fields
from genstudio.runs import png
from genstudio.runs.folder import RunFolder

TINY = ["--data", "builtin:digits", "--net", "mlp", "--width", "4", "--latent", "3"]
TINY += ["--batch", "16", "--device", "cpu"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A VAE trained by the command line for three steps, called “tiny”."""
    base = tmp_path_factory.mktemp("cli")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENSTUDIO_HOME", str(base / "home"))
        path = base / "home" / "runs" / "first"
        words = ["train", *TINY, "--steps", "3", "--seed", "5", "--name", "tiny"]
        assert main([*words, "--out", str(path)]) == 0
        yield path


@pytest.fixture
def library(run: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library that holds “tiny”."""
    monkeypatch.setenv("GENSTUDIO_HOME", str(run.parents[1]))
    return run.parent


# -- train -----------------------------------------------------------------------------------


def test_train_makes_a_run_of_the_recipe_asked_for(run):
    folder = RunFolder(run)
    recipe, summary = folder.read_recipe(), folder.read_summary()
    assert (recipe.net, recipe.latent, recipe.seed, recipe.steps) == ("mlp", 3, 5, 3)
    assert (summary.name, summary.status, summary.step) == ("tiny", "done", 3)
    assert folder.read_history()["step"].tolist() == [1, 2, 3]


def test_every_field_of_the_recipe_is_a_flag(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["train", "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert [name for name in fields() if f"--{name.replace('_', '-')}" not in told] == []


def test_what_is_not_given_is_recommended(tmp_path, capsys):
    from genstudio.cli.training import recommend
    from genstudio.objectives import presets

    recipe, _ = recommend({"objective": "hinge", "device": "cpu", "latent": 9})
    expected = presets.recommend("hinge", channels="grey").change(device="cpu", latent=9)
    assert recipe == expected


def test_set_and_flags_say_the_same(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    common = ["train", "--objective", "pca", "--json"]
    assert main([*common, "--out", str(first), "--latent", "4", "--held-out", "0.2"]) == 0
    settings = ["latent=4", "held-out=0.2"]
    assert main([*common, "--out", str(second), "--set", *settings]) == 0
    assert RunFolder(first).read_recipe() == RunFolder(second).read_recipe()
    assert RunFolder(first).read_recipe().held_out == 0.2


def test_json_is_one_object_a_line_without_arrays(tmp_path, capsys):
    words = ["train", *TINY, "--steps", "2", "--json", "--out", str(tmp_path / "run")]
    assert main(words) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    names = [line["event"] for line in lines]
    assert names.index("imported") < names.index("started") < names.index("step")
    assert names[-1] == "finished" and lines[-1]["reason"] == "done"
    step = [line for line in lines if line["event"] == "step"][-1]
    assert step["last"] == 2 and set(step["figures"]) == {"loss", "reconstruction", "kl"}
    assert "rows" not in step and all("pictures" not in line for line in lines)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--latent", "many"], "latent is a whole number, not “many”"),
        (["--latent", "0"], "Latent dimensions (latent)"),
        (["--objective", "gann"], "“gann” is not an objective. Known: vae"),
        (["--objective", "pca", "--set", "colour"], "FIELD=VALUE, not “colour”"),
        (["--set", "latents=3"], "Did you mean “latent”?"),
        (["--objective", "vae", "--net", "cnn"], "The network “cnn” does not fit VAE"),
    ],
)
def test_wrong_use_is_a_sentence_and_2(words, sentence, home, capsys):
    assert main(["train", "--device", "cpu", *words]) == 2
    told = capsys.readouterr().err
    assert sentence in told and "Traceback" not in told
    assert not list(home.glob("runs/*"))


def test_an_unknown_flag_is_wrong_use():
    with pytest.raises(SystemExit) as ended:
        main(["train", "--epochs", "3"])
    assert ended.value.code == 2


def test_missing_pictures_are_a_sentence_and_1(tmp_path, home, capsys):
    assert main(["train", "--data", str(tmp_path / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err
    assert not list(home.glob("runs/*"))


def test_an_existing_run_is_not_overwritten(run, library, capsys):
    before = (run / "recipe.json").read_bytes()
    assert main(["train", *TINY, "--steps", "1", "--out", str(run)]) == 1
    assert "Choose another folder" in capsys.readouterr().err
    assert (run / "recipe.json").read_bytes() == before


def test_divergence_is_3(monkeypatch, tmp_path, capsys):
    from genstudio.runs import jobs

    def diverging(folder: RunFolder) -> Iterator[Event]:
        yield Finished(7, "diverged", "The loss is not a number any more.")

    monkeypatch.setattr(jobs, "train", diverging)
    assert main(["train", *TINY, "--out", str(tmp_path / "run")]) == 3
    assert "not a number" in capsys.readouterr().err


# -- stop and resume -------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="signals are sent")
def test_a_signal_stops_saves_and_says_how_to_go_on(tmp_path):
    path = tmp_path / "a run"
    words = ["train", *TINY, "--steps", "1000000", "--out", str(path)]
    first = stop_after_a_step(words, signal.SIGINT)
    folder = RunFolder(path)
    stopped = folder.read_summary()
    assert stopped.status == "stopped" and 0 < stopped.step < 1_000_000
    assert f"genstudio resume '{path}'" in first[-1]["message"]
    second = stop_after_a_step(["resume", str(path)], signal.SIGTERM)
    started = next(line for line in second if line["event"] == "started")
    assert started["step"] == stopped.step
    steps = folder.read_history()["step"]
    assert steps.tolist() == list(range(1, folder.read_summary().step + 1))


def stop_after_a_step(words: list[str], number: int) -> list[dict]:
    """Run the command line until it reports steps, send the signal; return its lines."""
    process = subprocess.Popen(
        [sys.executable, "-m", "genstudio", *words, "--json"],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(json.loads(line))
        if lines[-1]["event"] == "step":
            process.send_signal(number)
            break
    lines += [json.loads(line) for line in process.stdout.read().splitlines()]
    assert process.wait() == 130
    return lines


def test_a_run_in_training_elsewhere_is_not_resumed(run, library, capsys):
    folder = RunFolder(run)
    before = folder.read_summary()
    folder.change_summary(status="training", process=os.getppid(), updated="2999-01-01T00:00:00Z")
    try:
        assert main(["resume", "tiny"]) == 1
    finally:
        folder.write_summary(before)
    assert f"process {os.getppid()}" in capsys.readouterr().err


def test_a_bundled_model_is_not_trained_further(run, tmp_path, monkeypatch, capsys):
    from genstudio.core import places

    shutil.copytree(run, tmp_path / "models" / "first")
    monkeypatch.setattr(places, "bundled", lambda name: tmp_path / name)
    assert main(["resume", "tiny"]) == 1
    assert "bundled model" in capsys.readouterr().err


# -- sample ----------------------------------------------------------------------------------


def test_a_sheet_holds_the_pictures_and_what_made_them(run, library, tmp_path):
    out = tmp_path / "sheet.png"
    words = ["--count", "6", "--columns", "3", "--seed", "4", "--out", str(out)]
    assert main(["sample", "tiny", *words]) == 0
    with Image.open(out) as sheet:
        assert sheet.size == (3 * 28 + 2, 2 * 28 + 1)
        first = np.asarray(sheet)[:28, :28]
    model = genstudio.load(run)
    expected = model.decode(latents.sample(6, 3, 4))
    assert (first == expected[0, 0]).all()
    settings = png.read_settings(out)
    assert (settings["seed"], settings["model"]) == (4, model.stamp)
    assert settings["recipe"]["latent"] == 3


def test_arrays_can_be_read_back(run, library, tmp_path, capsys):
    out = tmp_path / "arrays.npz"
    assert main(["sample", str(run), "--count", "5", "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["shape"] == [5, 1, 28, 28]
    with np.load(out, allow_pickle=False) as arrays:
        model = genstudio.load(run)
        assert (arrays["pictures"] == model.decode(arrays["latents"])).all()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--out", "sheet.gif"], ".png or .npz"),
        (["--out", "sheet.png", "--count", "0"], "--count is a number from 1"),
        (["--out", "sheet.png", "--seed", "-1"], "--seed is a whole number"),
    ],
)
def test_sample_refuses_what_cannot_be(words, sentence, library, capsys):
    assert main(["sample", "tiny", *words]) == 2
    assert sentence in capsys.readouterr().err


# -- finding and listing ---------------------------------------------------------------------


def test_a_mistyped_name_gets_a_hint(library, capsys):
    assert main(["resume", "tinny"]) == 1
    assert "Did you mean “tiny”?" in capsys.readouterr().err


def test_a_name_of_two_runs_lists_both_folders(run, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GENSTUDIO_HOME", str(tmp_path / "home"))
    copies = [tmp_path / "home" / "runs" / name for name in ("one", "two")]
    for copy in copies:
        shutil.copytree(run, copy)
    assert main(["sample", "tiny", "--out", "x.png"]) == 1
    told = capsys.readouterr().err
    assert all(str(copy) in told for copy in copies)


def test_runs_lists_the_library(run, library, capsys):
    assert main(["runs"]) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if "tiny" in line)
    assert "done" in row and "3/3" in row and str(run) in row
    assert main(["runs", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    mine = next(item for item in listed if item["name"] == "tiny")
    assert mine["recipe"]["latent"] == 3 and mine["path"] == str(run)


def test_objectives_and_data_list_what_train_takes(capsys):
    assert main(["objectives", "--json"]) == 0
    assert {"vae", "pca", "minimax"} <= {o["key"] for o in json.loads(capsys.readouterr().out)}
    assert main(["data", "--json"]) == 0
    assert "builtin:digits" in {s["spec"] for s in json.loads(capsys.readouterr().out)}


def test_info_names_versions_devices_and_folders(home, capsys):
    assert main(["info", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["versions"]["genstudio"] == genstudio.__version__
    assert "cpu" in facts["devices"]
    assert facts["folders"]["library"] == str(home / "runs")


@pytest.mark.parametrize(
    "words", [["runs"], ["queue"], ["data"], ["objectives"], ["uninstall-launcher"]]
)
def test_lists_need_neither_torch_nor_qt(words):
    code = (
        "import sys; from genstudio.cli import main; assert main(sys.argv[1:]) == 0; "
        "print(*({'torch', 'PySide6', 'pyqtgraph'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert told.stdout.splitlines()[-1] == ""


# -- the window's door -----------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_the_window_ends_in_a_sentence(monkeypatch, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main([]) == 1
    assert "no screen" in capsys.readouterr().err


def test_a_window_that_cannot_be_imported_ends_in_a_sentence(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "genstudio.ui.app", None)
    monkeypatch.delattr("genstudio.ui.app", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert main(["window"]) == 1
    told = capsys.readouterr().err
    assert "needs a Python package" in told


@pytest.mark.skipif(sys.platform != "linux", reason="libraries of X11")
def test_missing_libraries_are_named_instead_of_an_abort(monkeypatch, capsys):
    from genstudio.core import system

    monkeypatch.setattr(system, "_X11", {"libnowhere.so.1": "libnowhere1"})
    monkeypatch.setenv("DISPLAY", ":99")
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert main([]) == 1
    told = capsys.readouterr().err
    assert "libnowhere" in told and "Traceback" not in told


# -- progress --------------------------------------------------------------------------------

STARTED = Started("run", "vae", 0, 1000, 16, "CPU", 1, 1234, ("loss", "kl"), "VAE")


def step(last: int, seconds: float, loss: float = 2.0) -> Step:
    return Step(last, seconds, ("loss", "kl"), np.array([[loss, np.nan]]), 800.0, 100.0)


def test_a_log_gets_a_line_every_few_seconds():
    from genstudio.cli.progress import Progress

    out, now = io.StringIO(), [0.0]
    progress = Progress(out, is_live=False, clock=lambda: now[0])
    progress.show(STARTED)
    for tick in range(1, 121):  # twelve seconds, ten events a second
        now[0] = tick / 10
        progress.show(step(tick, tick / 10))
    lines = out.getvalue().splitlines()
    assert lines[0] == "VAE, 1,234 parameters, on CPU, 1 thread."
    assert [line.split()[2] for line in lines[1:]] == ["1/1,000", "51/1,000", "101/1,000"]
    assert "90 s" not in lines[-1] and "1 min 30 s left" in lines[-1]


def test_a_terminal_gets_one_line_that_moves(monkeypatch):
    from genstudio.cli.progress import Progress

    monkeypatch.setenv("COLUMNS", "60")
    out = io.StringIO()
    progress = Progress(out, is_live=True, clock=lambda: 0.0)
    progress.show(STARTED)
    progress.show(step(10, 1.0))
    progress.show(step(1000, 9.0))  # the last step is shown whatever the clock says
    progress.show(Saved(1000, "rolling"))
    progress.show(Finished(1000, "done", "Trained."))
    shown = out.getvalue()
    bars = [part for part in shown.split("\r") if part.startswith("[")]
    assert len(bars) == 2 and all(len(bar) == 59 for bar in bars)
    assert "100% 1,000/1,000" in bars[1]
    assert shown.endswith("\rTrained.\n")


def test_time_left_follows_the_last_seconds_of_training():
    from genstudio.core.pace import Pace

    rate = Pace()
    assert rate.left(100) is None
    for second in range(61):  # one step a second, then two
        rate.add(second, second)
    for second in range(61, 81):
        rate.add(second, 60 + 2 * (second - 60))
    assert rate.left(200) == pytest.approx(50.0)
    rate.add(81, 10)  # rolled back: what came before says nothing
    assert rate.left(200) is None


def test_json_has_no_nan():
    from genstudio.cli.progress import to_json

    told = to_json(step(3, 1.0))
    assert told["figures"] == {"loss": 2.0, "kl": None}
    assert json.loads(json.dumps(told, allow_nan=False))["event"] == "step"


def test_data_check_says_what_is_wrong(capsys, tmp_path):
    from PIL import Image

    (tmp_path / "mine").mkdir()
    for number in range(4):
        shade = (number * 60, 90, 200 - number * 40)
        Image.new("RGB", (50, 40), shade).save(tmp_path / "mine" / f"{number}.png")
    (tmp_path / "mine" / "5.png").write_text("no picture")
    assert main(["data", "check", str(tmp_path / "mine")]) == 0
    told = capsys.readouterr().out
    assert "4 pictures of mine checked" in told and "4 pictures (100.0%) are blank" in told
    assert "5.png: not a picture" in told and "--set drop_blank=yes" in told
    assert main(["data", "check", str(tmp_path / "mine"), "--json", "--size", "32"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["count"] == 4 and facts["shape"] == [3, 32, 32] and not facts["fine"]
    kinds = {finding["kind"]: finding for finding in facts["findings"]}
    assert kinds["blank"]["pictures"] == [[f"{n}.png"] for n in range(4)]
    assert kinds["blank"]["fixes"][0]["set"] == {"drop_blank": True}
    assert main(["data", "check", str(tmp_path / "gone")]) == 1
    assert "is not there" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["data"], ["data", "show"]])
def test_a_source_is_described(words, capsys, tmp_path):
    np.savez(tmp_path / "x.npz", images=np.zeros((4, 16, 16), np.uint8), labels=[0, 1, 1, 1])
    path = str(tmp_path / "x.npz")
    assert main([*words, path]) == 0
    told = capsys.readouterr().out
    assert "x.npz: 4 pictures in 2 classes of 1–3." in told and "Classes: 0, 1" in told
    assert f"--data file:{path} --size 16" in told
    assert main([*words, path, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["spec"] == f"file:{path}" and facts["count"] == 4
    assert main([*words, str(tmp_path / "gone")]) == 1
    assert "is not there" in capsys.readouterr().err
