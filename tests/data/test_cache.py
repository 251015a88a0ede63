from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import numpy as np
import pytest

from genstudio.core.events import Imported
from genstudio.core.storage import StorageError
from genstudio.data import growing
from genstudio.data.load import load

from .made import load_folder, picture


def entries(home: Path) -> list[Path]:
    root = home / "cache" / "pictures"
    return sorted(root.iterdir()) if root.exists() else []


def test_the_second_load_maps_the_first_one_and_reads_no_picture(
    classes: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load_folder(classes)
    assert isinstance(first.pictures, np.memmap) and not first.pictures.flags.writeable
    monkeypatch.setattr("genstudio.data.picture.decode", None)
    events = list(load(str(classes), size=32, channels="auto", fit="crop"))
    assert len(events) == 1 and isinstance(events[0], Imported)
    again = events[0].images
    assert again.fingerprint == first.fingerprint and np.array_equal(again.pictures, first.pictures)
    assert np.array_equal(again.labels, first.labels) and again.class_names == first.class_names
    assert len(entries(home)) == 1


def test_what_was_left_out_is_remembered(classes: Path) -> None:
    (classes / "cats" / "words.png").write_text("words")
    first, again = load_folder(classes), load_folder(classes)
    assert len(first.skipped) == 1 and again.skipped == first.skipped and again.note == first.note


@pytest.mark.parametrize("change", [{"size": 40}, {"channels": "grey"}, {"fit": "pad"}])
def test_each_way_of_reading_has_its_own_entry(
    classes: Path, home: Path, change: dict[str, object]
) -> None:
    plain, other = load_folder(classes), load_folder(classes, **change)
    assert len(entries(home)) == 2
    assert load_folder(classes).pictures.shape == plain.pictures.shape
    assert load_folder(classes, **change).pictures.shape == other.pictures.shape


def test_a_changed_folder_is_read_again_and_its_old_entry_goes(classes: Path, home: Path) -> None:
    before = load_folder(classes)
    picture(seed=777).save(classes / "dogs" / "new.png")
    after = load_folder(classes)
    assert len(after) == len(before) + 1 and after.fingerprint != before.fingerprint
    assert len(entries(home)) == 1
    picture(seed=778).save(classes / "dogs" / "new.png")
    os.utime(classes / "dogs" / "new.png", ns=(1, 1))
    assert load_folder(classes).fingerprint != after.fingerprint


def damage(entry: Path, name: str, how: str) -> None:
    path = entry / name
    data = path.read_bytes()
    if how == "gone":
        path.unlink()
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "zeros":
        path.write_bytes(data[:128] + bytes(len(data) - 128))
    else:
        path.write_bytes(b"nonsense")


@pytest.mark.parametrize("name", ["pictures.npy", "labels.npy", "about.json"])
@pytest.mark.parametrize("how", ["gone", "cut", "zeros", "nonsense"])
def test_a_damaged_entry_is_built_again(classes: Path, home: Path, name: str, how: str) -> None:
    first = load_folder(classes).fingerprint
    damage(entries(home)[0], name, how)
    again = load_folder(classes)
    assert again.fingerprint == first
    assert again.labels is not None and again.labels.tolist() == [0] * 6 + [1] * 3
    assert isinstance(again.pictures, np.memmap) and len(entries(home)) == 1


def test_where_the_cache_cannot_be_written_the_pictures_stay_in_memory(
    classes: Path, home: Path
) -> None:
    on_disk = load_folder(classes)
    for entry in (home / "cache").rglob("*"):
        if entry.is_file():
            entry.unlink()
    for entry in sorted((home / "cache").rglob("*"), reverse=True):
        entry.rmdir()
    (home / "cache").rmdir()
    (home / "cache").write_text("a file where the folder should be")
    in_memory = load_folder(classes)
    assert not isinstance(in_memory.pictures, np.memmap) and not in_memory.pictures.flags.writeable
    assert in_memory.fingerprint == on_disk.fingerprint
    assert np.array_equal(in_memory.pictures, on_disk.pictures)


class FullDisk(io.FileIO):
    """Takes some bytes, then has no room."""

    def write(self, data):
        if self.tell() > 8000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def test_a_full_disk_is_a_sentence_and_is_gone_on_with_when_there_is_room(
    classes: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: growing.Growing, channels: int) -> FullDisk:
        assert self._folder is not None
        stream = FullDisk(self._folder / growing._NAMES[channels], "w+")
        stream.write(bytes(128))
        return stream

    with monkeypatch.context() as patched:
        patched.setattr(growing.Growing, "_open", full)
        with pytest.raises(StorageError, match="disk is full: the cache of animals was not saved"):
            load_folder(classes, channels="grey")
    assert [entry.name[:6] for entry in entries(home)] == [".part-"]
    assert len(load_folder(classes, channels="grey")) == 9 and len(entries(home)) == 1


def test_growing_on_disk_and_in_memory_agree_with_numpy(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    grey = rng.integers(0, 256, (5, 1, 9, 9), dtype=np.uint8)
    colour = rng.integers(0, 256, (2, 3, 9, 9), dtype=np.uint8)
    expected = np.concatenate([np.repeat(grey, 3, axis=1), colour, np.repeat(grey, 3, axis=1)])
    for folder in (tmp_path, None):
        array = growing.Growing(folder, 9)
        for pixels in (*grey, *colour, *grey):
            array.append(pixels)
        assert np.array_equal(array.finish(), expected)
        array.forget(3)
        array.close()
    assert np.array_equal(np.load(tmp_path / "pictures.npy"), expected)
    assert [path.name for path in tmp_path.iterdir()] == ["pictures.npy"]
