"""The film of previews: order, memory, sheets from disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from genstudio.core.events import Preview
from genstudio.runs import png
from genstudio.ui.train import film
from genstudio.ui.train.film import Film, cut_sheet, interleave

from .script import preview


@pytest.mark.parametrize(("count", "channels"), [(36, 1), (5, 3), (1, 1)])
def test_a_sheet_comes_back_as_its_pictures(count: int, channels: int, tmp_path: Path) -> None:
    pictures = np.random.default_rng(0).integers(0, 255, (count, channels, 28, 28), np.uint8)
    path = tmp_path / "000000040.png"
    png.save_sheet(path, pictures)
    reel = Film()
    reel.begin([path], (channels, 28, 28))
    frame = reel.frame(0)
    assert frame is not None and frame.step == 40
    np.testing.assert_array_equal(frame.made, pictures)


def test_a_sheet_of_another_size_is_one_picture() -> None:
    sheet = np.zeros((50, 60), np.uint8)
    assert cut_sheet(sheet, (1, 28, 28)).shape == (1, 1, 50, 60)
    assert cut_sheet(sheet, ()).shape == (1, 1, 50, 60)


def test_a_sheet_that_is_gone_is_none(tmp_path: Path) -> None:
    reel = Film()
    reel.begin([tmp_path / "000000001.png", tmp_path / "notes.png"])
    assert len(reel) == 1 and reel.frame(0) is None


def test_what_came_after_a_roll_back_is_dropped() -> None:
    reel = Film()
    reel.begin()
    for step in (0, 10, 20, 30, 15):
        reel.extend(preview(step))
    assert [reel.step(index) for index in range(len(reel))] == [0, 10, 15]


def test_memory_is_bounded_and_the_first_and_newest_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "_MOST_BYTES", 40_000)
    reel = Film()
    reel.begin()
    for step in range(100):
        reel.extend(Preview(step, np.zeros((4, 1, 28, 28), np.uint8)))
    assert len(reel) * 4 * 28 * 28 <= 40_000
    assert (reel.step(0), reel.step(len(reel) - 1)) == (0, 99)


def test_originals_stand_above_what_was_redrawn() -> None:
    originals = np.arange(5, dtype=np.uint8)[:, None, None, None].repeat(4, 2).repeat(4, 3)
    pairs = interleave(originals, originals + 100, 3)
    assert pairs[:, 0, 0, 0].tolist() == [0, 1, 2, 100, 101, 102, 3, 4, 255, 103, 104, 255]
