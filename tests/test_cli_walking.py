"""`genstudio film`, `traverse` and `encode` do what Explore does, and say what they cannot."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genstudio.cli import main
from genstudio.core import latents
from genstudio.runs import walk
from genstudio.runs.model import Model


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAE and a GAN, trained for a moment."""
    base = tmp_path_factory.mktemp("walking")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENSTUDIO_HOME", str(base / "home"))
        words = ["train", "--net", "mlp", "--width", "4", "--latent", "3", "--batch", "16"]
        words += ["--device", "cpu", "--steps", "8"]
        for name in ("vae", "nsgan"):
            assert main([*words, "--objective", name, "--out", str(base / name)]) == 0
    return base


@pytest.mark.parametrize("name", ["vae", "nsgan"])
def test_a_looping_film_and_its_description(runs: Path, tmp_path: Path, name: str, capsys) -> None:
    out = tmp_path / "film.gif"
    words = ["film", str(runs / name), "--seconds", "2", "--fps", "10", "--loop", "--seed", "0"]
    assert main([*words, "--out", str(out)]) == 0
    assert "20 frames, 10 a second" in capsys.readouterr().err
    with Image.open(out) as image:
        assert image.n_frames == 20
    found, model = walk.read(walk.sidecar(out)), Model.open(runs / name)
    assert found is not None and found.model == model.hash and found.walk.loop
    drawn = model.draw_latents(4, seed=0)
    assert np.array_equal([k.latent for k in found.walk.keyframes], drawn)
    assert main([*words, "--truncation", "0.5", "--out", str(out)]) == 0
    found = walk.read(walk.sidecar(out))
    assert found is not None and found.walk.keyframes[0].truncation == 0.5
    assert np.array_equal([k.latent for k in found.walk.keyframes], np.float32(0.5) * drawn)


def test_a_traversal_sheet(runs: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "sheet.png"
    assert main(["traverse", str(runs / "vae"), "--out", str(out), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    with Image.open(out) as image:
        assert image.size == (facts["width"], facts["height"])


@pytest.mark.parametrize(("name", "how"), [("vae", "encoder"), ("nsgan", "search")])
def test_pictures_become_latents(runs: Path, tmp_path: Path, name: str, how: str, capsys) -> None:
    model = Model.open(runs / name)
    made = model.decode(latents.sample(2, 3, 8))
    files = [tmp_path / f"{number}.png" for number in range(2)]
    for file, picture in zip(files, made, strict=True):
        Image.fromarray(picture[0]).save(file)
    out = tmp_path / "z.npz"
    words = ["encode", str(runs / name), *map(str, files), "--out", str(out), "--steps", "40"]
    assert main(words) == 0
    assert f"({how})" in capsys.readouterr().out
    with np.load(out) as arrays:
        assert str(arrays["method"]) == how and arrays["latents"].shape == (2, 3)
        assert np.array_equal(arrays["pictures"], made)
        assert np.array_equal(model.decode(arrays["latents"]), arrays["redrawn"])
        assert ("sigma" in arrays) == (how == "encoder")
        if how == "search":
            assert (arrays["mse"] < 0.01).all()


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [(["film", "RUN", "--out", "a.avi"], 2, "A film ends in"),
     (["film", "RUN", "--out", "a.gif", "--keyframes", "1"], 2, "--keyframes is a number"),
     (["film", "RUN", "--out", "a.gif", "--seconds", "0"], 1, "A film lasts"),
     (["film", "RUN", "--out", "a.gif", "--class", "7"], 1, "was not taught classes"),
     (["film", "nobody", "--out", "a.gif"], 1, "There is no run"),
     (["traverse", "RUN", "--out", "a.gif"], 1, "A sheet ends in"),
     (["traverse", "RUN", "--out", "a.png", "--reach", "0"], 2, "--reach"),
     (["encode", "RUN", "nothing.png", "--out", "a.npz"], 1, "not there any more"),
     (["encode", "RUN", "a.png", "--out", "a.zip"], 2, "--out ends in .npz"),
     (["encode", "RUN", "a.png", "--out", "a.npz", "--steps", "0"], 1, "not there")],
)  # fmt: skip
def test_what_cannot_be_is_a_sentence(
    runs: Path, tmp_path: Path, monkeypatch, capsys, words: list[str], code: int, sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([str(runs / "nsgan") if word == "RUN" else word for word in words]) == code
    assert sentence in capsys.readouterr().err
    assert not list(tmp_path.glob("a.*"))
