"""A saved picture remembers its latent, and gives it back whatever was done to it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from genstudio.core.storage import StorageError
from genstudio.runs import origin as origins
from genstudio.runs.origin import Origin
from genstudio.ui.explore.export import KEY, enlargement, save_png


@pytest.fixture
def image(qapp: QApplication) -> QImage:
    image = QImage(28, 28, QImage.Format.Format_RGB32)
    for y in range(28):
        for x in range(28):
            image.setPixel(x, y, 0xFF000000 | (x * 9) << 16 | y * 9)
    return image


def origin(count: int = 512) -> Origin:
    z = np.random.default_rng(0).standard_normal(count).astype(np.float32)
    return Origin("Bäume β", "trees", "trees@120", tuple(float(value) for value in z))


@pytest.mark.parametrize("count", [1, 16, 512])
def test_the_latent_comes_back_exactly(image: QImage, tmp_path: Path, count: int) -> None:
    save_png(image, tmp_path / "a.png", origin(count))
    for source in (tmp_path / "a.png", (tmp_path / "a.png").read_bytes()):
        found = origins.read(source)
        assert found == origin(count)
        assert found is not None
        assert np.array_equal(found.z, np.array(origin(count).latent, np.float32))


def test_other_programs_can_read_the_latent(image: QImage, tmp_path: Path) -> None:
    save_png(image, tmp_path / "a.png", origin())
    text = Image.open(tmp_path / "a.png").text[KEY]  # type: ignore[attr-defined]
    assert json.loads(text)["run"] == "Bäume β"


def test_enlarging_repeats_pixels_without_blur(image: QImage, tmp_path: Path) -> None:
    assert enlargement(image) == 19
    save_png(image, tmp_path / "small.png", origin())
    save_png(image, tmp_path / "large.png", origin(), scale=19)
    small = np.array(Image.open(tmp_path / "small.png").convert("RGB"))
    large = np.array(Image.open(tmp_path / "large.png").convert("RGB"))
    assert small.shape == (28, 28, 3)
    assert np.array_equal(large, small.repeat(19, 0).repeat(19, 1))


def test_a_picture_from_elsewhere_says_nothing(qapp: QApplication, tmp_path: Path) -> None:
    Image.new("RGB", (40, 40)).save(tmp_path / "a.png")
    Image.new("RGB", (40, 40)).save(tmp_path / "a.jpg")
    (tmp_path / "text.png").write_text("hello")
    for name in ("a.png", "a.jpg", "text.png", "missing.png"):
        assert origins.read(tmp_path / name) is None


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"latent": [1]}', '{"run":"a","folder":"a","stamp":"a","latent":[]}',
             '{"run":"a","folder":"a","stamp":"a","latent":[1e999]}',
             '{"run":"a","folder":"a","stamp":"a","latent":["x"]}', "[" * 100_000],
)  # fmt: skip
def test_a_damaged_latent_is_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="damaged"):
        Origin.from_json(text)


def test_a_folder_that_is_not_there_is_a_sentence(image: QImage, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        save_png(image, tmp_path / "file" / "a.png", origin(3))
