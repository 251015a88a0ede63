from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from genstudio.core import places
from genstudio.core.events import Imported
from genstudio.data import builtin, shapes, sources, stacked
from genstudio.data.imageset import DataError
from genstudio.data.load import load, load_now

from .made import picture

BUILTIN = ["builtin:digits", "builtin:fashion", "builtin:shapes"]
POINTS = ["points:ring", "points:grid"]
WELL_KNOWN = ["MNIST", "FashionMNIST", "KMNIST", "CIFAR10"]


def read(spec: str, size: int = 28, channels: str = "auto", fit: str = "crop"):
    return load_now(spec, size=size, channels=channels, fit=fit)


def test_the_known_sources_begin_with_the_digits() -> None:
    known = sources.known()
    downloads = [f"torchvision:{name}" for name in WELL_KNOWN]
    assert [info.spec for info in known] == [*BUILTIN, "builtin:stacked", *POINTS, *downloads]
    assert [info.needs_download for info in known] == [False] * 6 + [True] * 4
    assert all(sources.describe(info.spec) == info for info in known)


@pytest.mark.parametrize("spec", BUILTIN)
def test_a_bundled_set_is_what_its_description_says(spec: str) -> None:
    info = sources.describe(spec)
    images = read(spec, info.size)
    assert images.name == info.label and images.class_names == info.class_names
    assert len(images) == info.count
    assert images.shape == (3 if info.channels == "colour" else 1, info.size, info.size)
    assert images.pictures.dtype == np.uint8 and not images.pictures.flags.writeable
    assert images.labels is not None and images.labels.dtype == np.int64
    assert set(images.labels.tolist()) == set(range(len(info.class_names)))
    assert images.fingerprint == read(spec, info.size).fingerprint and images.note == ""


def test_the_digits_are_real_and_mixed() -> None:
    images = read("builtin:digits")
    assert images.labels is not None
    assert np.bincount(images.labels).tolist() == [500] * 10
    assert len(set(images.labels[:30].tolist())) >= 8
    means = np.stack([images.pictures[images.labels == n].mean(axis=0) for n in range(10)])
    distances = ((images.pictures[:, None].astype(np.float32) - means[None]) ** 2).sum((2, 3, 4))
    assert (distances.argmin(axis=1) == images.labels).mean() > 0.75  # nearest mean knows most
    assert images.fingerprint == "53f5b4266ee3deabe60ea3a451955b40"


def test_the_digits_need_no_cache(home: Path) -> None:
    assert len(list(load("builtin:digits", size=28, channels="auto", fit="crop"))) == 1
    assert not (home / "cache").exists()


@pytest.mark.parametrize(
    ("size", "channels", "shape"), [(40, "grey", (1, 40, 40)), (28, "colour", (3, 28, 28))]
)
def test_a_bundled_set_in_another_size_or_colour(size: int, channels: str, shape: tuple) -> None:
    images = read("builtin:digits", size, channels)
    plain = read("builtin:digits")
    assert images.shape == shape and np.array_equal(images.labels, plain.labels)
    assert abs(images.pictures.mean() - plain.pictures.mean()) < 2
    assert images.fingerprint != plain.fingerprint


def test_shapes_come_with_their_factors() -> None:
    images = read("builtin:shapes", 32)
    known = shapes.factors()
    assert np.array_equal(images.labels, known[:, 0])
    assert np.array_equal(images.pictures[:50], shapes.draw(known[:50], 32))
    assert read("builtin:shapes", 32, "grey").shape == (1, 32, 32)


def test_stacked_digits_are_three_of_the_bundled_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stacked, "COUNT", 40)
    images = read("builtin:stacked")
    digits, labels = builtin.read("digits")
    chosen = stacked.rows(40)
    assert images.shape == (3, 28, 28) and images.labels is None
    assert np.array_equal(images.pictures, digits[chosen, 0])
    assert images.names[3].startswith("".join(map(str, labels[chosen[3]])))
    assert stacked.modes(np.array([[0, 1, 2], [9, 9, 9]])).tolist() == [12, 999]
    everything = np.bincount(stacked.modes(labels[stacked.rows()]), minlength=stacked.MODES)
    assert len(everything) == stacked.MODES and everything.min() > 0


def test_the_bundled_files_are_small_and_their_licences_are_there() -> None:
    folder = places.bundled("resources") / "data"
    files = [path for path in folder.iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 6_000_000
    notes = (folder / "LICENCES.md").read_text(encoding="utf-8")
    assert all(path.name in notes for path in folder.glob("*.npz"))


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x03\x04 broken"])
def test_a_damaged_bundled_set_is_a_sentence(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "digits.npz").write_bytes(content)
    monkeypatch.setattr(builtin, "path", lambda name: tmp_path / f"{name}.npz")
    for size in (28, 32):
        with pytest.raises(DataError, match=r"missing or damaged|is not there"):
            read("builtin:digits", size)


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("builtin:digit", "not a bundled set .* Known: builtin:digits"),
        ("torchvision:SVHN", "not a known set .* Known: MNIST"),
        ("", "No pictures are chosen"),
        ("folder:", "No pictures are chosen"),
        ("/no/such/folder", "is not there"),
        ("~nobody-by-this-name/x", "no such folder|is not there"),
    ],
)
def test_a_wrong_spec_is_a_sentence(spec: str, sentence: str) -> None:
    for ask in (sources.describe, read):
        with pytest.raises(DataError, match=sentence):
            ask(spec)


def test_a_bare_path_means_a_folder(classes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = f"folder:{classes}"
    monkeypatch.chdir(classes.parent)
    for spec in (str(classes), expected, "animals", "folder:animals"):
        assert sources.describe(spec).spec == expected
    assert read("animals", 32).fingerprint == read(expected, 32).fingerprint


def test_a_folder_is_described_without_decoding(
    classes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("genstudio.data.picture.decode", None)
    info = sources.describe(str(classes))
    assert (info.label, info.count, info.class_names) == ("animals", 9, ("cats", "dogs"))
    assert info.sentence == "9 picture files in 2 classes of 3–6."
    assert info.size == 32 and info.channels == "auto" and not info.needs_download
    for index in range(20):
        picture(200, 300, seed=index).save(classes / "dogs" / f"large{index}.png")
    assert sources.describe(str(classes)).size == 64


@pytest.mark.parametrize("change", [{"size": 0}, {"channels": "blue"}, {"fit": "squeeze"}])
def test_an_impossible_wish_is_a_sentence(change: dict[str, object]) -> None:
    wanted = {"size": 28, "channels": "auto", "fit": "crop"} | change
    with pytest.raises(DataError, match=r"not possible|is one of"):
        list(load("builtin:digits", **wanted))  # type: ignore[arg-type]


def test_the_last_event_brings_the_set() -> None:
    *_, last = load("builtin:fashion", size=28, channels="grey", fit="crop")
    assert isinstance(last, Imported) and len(last.images) == 10_000


def test_importing_the_sources_is_light() -> None:
    code = (
        "import sys, genstudio.data.sources, genstudio.data.load;"
        "genstudio.data.sources.known();"
        "heavy = {'torch', 'torchvision', 'PIL', 'PySide6', 'urllib.request'};"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
