"""`genstudio sample` by class and from the fitted mixture; the file says which."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from genstudio.cli import main
from genstudio.runs import png
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model
from genstudio.training import checkpoint


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAE that was taught the digits, for a moment."""
    base = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENSTUDIO_HOME", str(base / "home"))
        words = ["train", "--net", "mlp", "--width", "4", "--latent", "3", "--batch", "16"]
        words += ["--device", "cpu", "--steps", "8", "--conditional", "yes"]
        assert main([*words, "--out", str(base / "run")]) == 0
    return base / "run"


def arrays_of(path: Path) -> dict[str, np.ndarray]:
    with np.load(path) as arrays:
        return dict(arrays)


def test_one_class_by_name(run, tmp_path):
    out = tmp_path / "sevens.npz"
    assert main(["sample", str(run), "--count", "5", "--class", "7", "--out", str(out)]) == 0
    arrays, model = arrays_of(out), Model.open(run)
    expected = model.decode(arrays["latents"], model.weights("7", 5))
    assert np.array_equal(arrays["pictures"], expected) and str(arrays["class"]) == "7"


def test_without_a_class_they_come_in_turn(run, tmp_path):
    out = tmp_path / "all.npz"
    assert main(["sample", str(run), "--count", "12", "--out", str(out)]) == 0
    arrays, model = arrays_of(out), Model.open(run)
    assert "class" not in arrays
    last = model.decode(arrays["latents"][11:], model.weights("1"))
    assert np.array_equal(arrays["pictures"][11:], last)


def test_a_class_it_does_not_know_is_a_sentence(run, tmp_path, capsys):
    words = ["sample", str(run), "--class", "cat", "--out", str(tmp_path / "x.png")]
    assert main(words) == 1
    assert "“cat” is not a class" in capsys.readouterr().err


def test_the_mixture_is_named_in_the_file_and_fitted_if_it_is_missing(run, tmp_path, capsys):
    folder = RunFolder(run)
    tensors, facts = checkpoint.load(folder.best_path)
    bare = {n: t for n, t in tensors.items() if not n.startswith(checkpoint.MIXTURE)}
    checkpoint.save(folder.best_path, bare, facts)
    out = tmp_path / "mixed.png"
    words = ["sample", str(run), "--count", "4", "--sampler", "mixture", "--out", str(out)]
    assert main(words) == 0
    assert "Fitting a mixture" in capsys.readouterr().err
    assert png.read_settings(out)["sampler"] == "mixture"
    assert "mixture" in Model.open(run).samplers
    assert main(words) == 0
    assert "Fitting" not in capsys.readouterr().err


def test_a_mix_of_classes_in_words(run, tmp_path, capsys):
    out = tmp_path / "mixed.npz"
    words = ["sample", str(run), "--count", "3", "--class", "3 + 0.5 8", "--out", str(out)]
    assert main(words) == 0
    arrays, model = arrays_of(out), Model.open(run)
    weights = np.zeros((3, 10), np.float32)
    weights[:, 3], weights[:, 8] = 1 / 1.5, 0.5 / 1.5
    assert np.array_equal(arrays["pictures"], model.decode(arrays["latents"], weights))
    assert str(arrays["class"]) == "3 + 0.5 8"


def test_truncation_draws_nearer_to_the_middle(run, tmp_path, capsys):
    out = tmp_path / "near.npz"
    words = ["sample", str(run), "--count", "3", "--out", str(out)]
    assert main([*words, "--truncation", "0.5"]) == 0
    arrays, model = arrays_of(out), Model.open(run)
    expected = np.float32(0.5) * model.draw_latents(3)
    assert np.array_equal(arrays["latents"], expected) and float(arrays["truncation"]) == 0.5
    for wrong in ("-1", "3", "nan"):
        assert main([*words, "--truncation", wrong]) == 2
        assert "--truncation is a number from 0 to 2" in capsys.readouterr().err
