from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genstudio.core.events import Imported, Importing
from genstudio.data import folder, tree
from genstudio.data.imageset import DataError
from genstudio.data.load import load

from .made import load_folder, noise, picture


def test_sub_folders_are_classes(classes: Path) -> None:
    images = load_folder(classes)
    assert images.pictures.shape == (9, 3, 32, 32) and images.name == "animals"
    assert images.class_names == ("cats", "dogs")
    assert images.labels is not None and images.labels.dtype == np.int64
    assert images.labels.tolist() == [0] * 6 + [1] * 3
    assert images.skipped == () and images.copies == 0


def test_a_flat_folder_has_no_labels_and_natural_order(tmp_path: Path) -> None:
    for number in (10, 9, 1):
        Image.new("L", (32, 32), number).save(tmp_path / f"frame {number}.png")
    images = load_folder(tmp_path)
    assert images.labels is None and images.class_names == ()
    assert images.pictures[:, 0, 0, 0].tolist() == [1, 9, 10]


def test_natural_order_counts_numbers_and_ignores_case() -> None:
    names = ["b", "A10", "a2", "a", "10", "9"]
    assert sorted(names, key=tree.natural) == ["9", "10", "a", "a2", "A10", "b"]


def test_a_folder_that_wraps_another_is_opened(classes: Path, tmp_path: Path) -> None:
    (tmp_path / "outer" / "inner").mkdir(parents=True)
    shutil.move(classes, tmp_path / "outer" / "inner" / "animals")
    assert load_folder(tmp_path / "outer").class_names == ("cats", "dogs")


def test_pictures_deep_inside_a_class_belong_to_it(classes: Path) -> None:
    (classes / "dogs" / "puppies" / "small").mkdir(parents=True)
    picture(seed=500).save(classes / "dogs" / "puppies" / "small" / "x.png")
    images = load_folder(classes)
    assert images.labels is not None and images.labels.tolist() == [0] * 6 + [1] * 4


def test_a_loose_picture_beside_classes_is_left_out_and_listed(classes: Path) -> None:
    picture(seed=500).save(classes / "cover.png")
    images = load_folder(classes)
    assert len(images) == 9 and [each.path for each in images.skipped] == ["cover.png"]
    assert "of no class" in images.skipped[0].reason


def test_a_mostly_flat_folder_is_read_whole_without_labels(classes: Path) -> None:
    for index in range(12):
        picture(seed=500 + index).save(classes / f"{index}.png")
    images = load_folder(classes)
    assert len(images) == 21 and images.labels is None


def test_other_and_hidden_files_are_ignored(classes: Path) -> None:
    for name in ("Thumbs.db", ".DS_Store", ".hidden.png", "notes.txt", "labels.csv"):
        (classes / "cats" / name).write_text("nothing to see")
    (classes / "__MACOSX").mkdir()
    images = load_folder(classes)
    assert len(images) == 9 and images.skipped == ()


def test_bad_files_among_good_ones_are_skipped_and_listed(classes: Path) -> None:
    cats = classes / "cats"
    cut = cats / "cut.jpg"
    picture(200, 200, seed=50).save(cut)
    cut.write_bytes(cut.read_bytes()[:1500])
    (cats / "words.png").write_text("not a picture at all " * 40)
    Image.new("RGB", (1, 1)).save(cats / "dot.png")
    Image.fromarray(noise(60, 20_000, seed=51)).save(cats / "wide.png")
    images = load_folder(classes)
    assert len(images) == 10
    reasons = {Path(each.path).name: each.reason for each in images.skipped}
    assert set(reasons) == {"cut.jpg", "words.png", "dot.png"}
    assert "cut off" in reasons["cut.jpg"] and "not a picture" in reasons["words.png"]
    assert "too small" in reasons["dot.png"]


def test_exact_copies_are_left_out_and_counted(classes: Path) -> None:
    shutil.copy(classes / "cats" / "cats0.png", classes / "cats" / "again.png")
    with Image.open(classes / "dogs" / "dogs0.png") as image:
        image.save(classes / "dogs" / "same pixels.bmp")
    images = load_folder(classes)
    assert len(images) == 9 and images.copies == 2
    assert images.note == "Left out: 2 exact copies."


@pytest.mark.parametrize("late", ["a.png", "z.png"])
def test_one_colour_picture_makes_the_set_colour_wherever_it_comes(
    tmp_path: Path, late: str
) -> None:
    for name in "bcdefg":
        picture(seed=ord(name), grey=True).save(tmp_path / f"{name}.png")
    grey = load_folder(tmp_path)
    picture(seed=1).save(tmp_path / late)
    colour = load_folder(tmp_path)
    assert grey.shape == (1, 32, 32) and colour.shape == (3, 32, 32)
    kept = colour.pictures[1:] if late == "a.png" else colour.pictures[:-1]
    assert (kept == grey.pictures).all()


def test_grey_stored_as_colour_becomes_grey(tmp_path: Path) -> None:
    for index in range(4):
        picture(seed=index, grey=True).convert("RGB").save(tmp_path / f"{index}.jpg", quality=60)
    assert load_folder(tmp_path).shape == (1, 32, 32)
    assert load_folder(tmp_path, channels="colour").shape == (3, 32, 32)


def test_an_empty_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"No pictures in .*: it is empty. Choose a folder"):
        load_folder(tmp_path)


def test_a_folder_of_other_files_says_so(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(name)
    with pytest.raises(DataError, match="it holds 3 other files"):
        load_folder(tmp_path)


def test_a_folder_of_words_renamed_png_says_so(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.png").write_text(name * 100)
    with pytest.raises(DataError, match=r"None of the 3 .* The first, a\.png, is not a picture"):
        load_folder(tmp_path)


def test_a_missing_folder_and_an_archive_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"is not there. Choose another"):
        load_folder(tmp_path / "gone")
    (tmp_path / "pictures.tar.xz").write_bytes(b"\xfd7zXZ")
    with pytest.raises(DataError, match=r"cannot be read. Unpack it and choose its folder"):
        load_folder(tmp_path / "pictures.tar.xz")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links on this system")
def test_links_in_a_circle_end(classes: Path) -> None:
    (classes / "dogs" / "round").symlink_to(classes)
    assert len(folder.listing(classes)) == 9


def test_progress_starts_at_nothing_ends_at_all_and_never_goes_back(classes: Path) -> None:
    *told, last = load(str(classes), size=32, channels="auto", fit="crop")
    assert isinstance(last, Imported) and all(isinstance(each, Importing) for each in told)
    assert (told[0].done, told[0].total) == (0, 9) and told[-1].done == 9
    assert [each.done for each in told] == sorted(each.done for each in told)
    assert told[0].what == "Reading animals"


def test_closing_midway_leaves_no_thread_and_the_next_load_goes_on(tmp_path: Path) -> None:
    for index in range(300):
        picture(seed=index).save(tmp_path / f"{index}.jpg")
    events = load(str(tmp_path), size=32, channels="auto", fit="crop")
    assert isinstance(next(events), Importing) and isinstance(next(events), Importing)
    events.close()  # type: ignore[attr-defined]
    assert not any(thread.name.startswith("decode") for thread in threading.enumerate())
    assert len(load_folder(tmp_path)) == 300


def test_the_same_folder_gives_the_same_set_bit_for_bit(classes: Path, home: Path) -> None:
    first = load_folder(classes)
    shutil.rmtree(home)
    second = load_folder(classes)
    assert first.fingerprint == second.fingerprint
    assert np.array_equal(first.pictures, second.pictures)


def test_real_tiles_in_mixed_modes(shared: Callable[[str], Path]) -> None:
    images = load_folder(shared("tiles"))
    assert images.shape == (3, 32, 32) and set(images.class_names) == {
        "dngn",
        "item",
        "mon",
        "player",
    }
    assert len(images) + images.copies == 3371 and images.copies > 0 and images.skipped == ()


def test_real_rocks_are_grey_though_stored_as_colour(shared: Callable[[str], Path]) -> None:
    images = load_folder(shared("rocks"), size=64)
    assert images.pictures.shape == (1525, 1, 64, 64) and images.skipped == ()
    assert 20 < images.pictures.mean() < 230


def test_real_blood_cells_are_one_flat_colour_set(shared: Callable[[str], Path]) -> None:
    images = load_folder(shared("blood_cells"), size=48, fit="pad")
    assert images.pictures.shape == (364, 3, 48, 48) and images.labels is None
    borders = images.pictures[:, :, 0]
    assert (borders == borders[:, :, :1]).all()
