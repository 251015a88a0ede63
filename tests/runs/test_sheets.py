"""Sheets for print: every picture where it belongs, at 300 dpi, with what made them inside."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genstudio.core import latents
from genstudio.runs import png, sheets, walk
from genstudio.runs.model import Model
from genstudio.runs.walk import Keyframe, Walk


@pytest.fixture
def model(trained) -> Model:
    return Model.open(trained("vae").path)


def test_a_traversal_changes_one_dimension_a_row(model: Model) -> None:
    z = latents.sample(1, 3, 4)[0]
    sheet = sheets.traversal(model, z, dimensions=2, steps=5, reach=2.0)
    order = np.argsort(-model.effects().values, kind="stable")[:2]
    expected = []
    for dimension in order:
        for value in (-2, -1, 0, 1, 2):
            moved = z.copy()
            moved[dimension] = value
            expected.append(moved)
    np.testing.assert_array_equal(sheet.pictures, model.decode(np.float32(expected)))
    assert sheet.across == ["-2.0", "-1.0", "+0.0", "+1.0", "+2.0"]
    assert len(sheet.rows) == 2 and model.hash in sheet.caption


def test_an_interpolation_goes_from_keyframe_to_keyframe_and_back(model: Model) -> None:
    stops = [Keyframe.of(z) for z in latents.sample(3, 3, 2)]
    way = Walk(keyframes=walk.evenly(stops, loop=True))
    sheet = sheets.interpolation(model, way, steps=4)
    assert sheet.rows == ["1 to 2", "2 to 3", "3 to 1"] and len(sheet.pictures) == 12
    ends = model.decode(np.stack([each.z for each in stops]))
    np.testing.assert_array_equal(sheet.pictures[::4], ends)
    close = sheet.pictures[3::4].astype(int) - ends[[1, 2, 0]]
    assert abs(close).max() <= 1


def test_the_file_is_as_wide_as_a_page_and_says_what_made_it(model: Model, tmp_path: Path) -> None:
    sheet = sheets.grid(model, count=9, seed=3)
    size = sheets.write(sheet, tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == size and image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        pixels = np.asarray(image.convert("L"))
    assert 1900 < size[0] < 2100
    assert png.read_settings(tmp_path / "a.png")["model"] == model.hash
    first = model.sample(9, seed=3)[0, 0]
    scale = (2010 // 3) // 29
    found = pixels[:, : 28 * scale]
    top = next(y for y in range(40, 200) if np.array_equal(found[y : y + 1, ::scale][0], first[0]))
    np.testing.assert_array_equal(found[top : top + 28 * scale : scale, ::scale], first)
    sheets.write(sheet, tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_what_cannot_be_is_a_sentence(model: Model, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"ends in \.png or \.pdf"):
        sheets.write(sheets.grid(model, count=1), tmp_path / "a.gif")


def test_a_grid_holds_truncation_and_class_and_says_so(trained) -> None:
    model = Model.open(trained("vae", conditional=True).path)
    sheet = sheets.grid(model, count=4, seed=2, truncation=0.5, kind="3 + 0.5 8")
    z = model.draw_latents(4, seed=2) * np.float32(0.5)
    np.testing.assert_array_equal(sheet.pictures, model.decode(z, model.weights("3 + 0.5 8", 4)))
    assert "truncation 0.5" in sheet.caption and "class 3 + 0.5 8" in sheet.caption
    assert sheet.settings["truncation"] == 0.5 and sheet.settings["class"] == "3 + 0.5 8"
