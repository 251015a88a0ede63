from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from genstudio.data import names
from genstudio.data.names import NamesBuilder

from .made import load_folder, picture

ODD = ["a.png", "é/日本.png", "", "a\nb.png", os.fsdecode(b"\xff.png")]


def test_names_come_back_from_disk(tmp_path: Path) -> None:
    builder = NamesBuilder()
    for name in ODD:
        builder.append(name)
    whole = builder.finish()
    whole.save(tmp_path / "names")
    for each in (whole, names.mapped(tmp_path / "names")):
        assert list(each) == ODD and each[-1] == ODD[-1] and each[1:3] == ODD[1:3]
    with pytest.raises(IndexError):
        whole[len(ODD)]


def test_no_names_at_all(tmp_path: Path) -> None:
    NamesBuilder().finish().save(tmp_path / "names")
    assert list(names.mapped(tmp_path / "names")) == []


def test_a_set_knows_its_files_and_its_copies_from_the_cache_too(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for number in range(4):
        picture(seed=number % 3).save(folder / f"{number}.png")
    (folder / "9.png").write_text("no picture")
    for images in (load_folder(folder), load_folder(folder)):
        assert list(images.names) == ["0.png", "1.png", "2.png"]
        assert [(each.path, each.of) for each in images.copied] == [("3.png", 0)]
        assert images.copies == 1 and isinstance(images.pictures, np.memmap)
