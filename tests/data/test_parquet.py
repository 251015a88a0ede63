"""Picture sets in parquet files; skipped where pyarrow is not installed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from genstudio.data import parquet, sources
from genstudio.data.imageset import DataError, ImageSet
from genstudio.data.load import load_now

from .made import load_folder
from .test_archive import png

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

FILES = [png(n) for n in range(20)]


def structs(files: list[bytes]) -> list[dict[str, object]]:
    return [{"bytes": data, "path": f"{n}.png"} for n, data in enumerate(files)]


def write(path: Path, columns: dict[str, object], *, group: int = 6, names: object = None) -> Path:
    table = pa.table(columns)
    if names is not None:
        told = {"info": {"features": {"label": {"names": names, "_type": "ClassLabel"}}}}
        table = table.replace_schema_metadata({"huggingface": json.dumps(told)})
    pq.write_table(table, path, row_group_size=group)
    return path


def read(path: Path, part: str = "") -> ImageSet:
    return load_now(f"file:{path}{part}", size=32, channels="auto", fit="crop")


@pytest.mark.parametrize("is_struct", [True, False])
def test_bytes_and_structs_are_read_with_the_names_of_their_classes(
    is_struct: bool, tmp_path: Path
) -> None:
    images = structs(FILES) if is_struct else FILES
    labels = [n % 2 for n in range(20)]
    path = write(tmp_path / "x.parquet", {"image": images, "label": labels}, names=["a", "b"])
    found = read(path)
    assert len(found) == 20 and found.class_names == ("a", "b") and found.labels is not None
    assert found.labels.tolist() == labels
    assert found.name_of(3) == ("row 4 (3.png)" if is_struct else "row 4")
    info = sources.describe(str(path))
    assert info.spec == f"file:{path}" and info.sentence == "20 pictures in 2 classes of 10–10."


def test_it_holds_the_same_pictures_as_a_folder_of_them(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    for index, data in enumerate(FILES):
        (tmp_path / "plain" / f"{index}.png").write_bytes(data)
    path = write(tmp_path / "x.parquet", {"image": FILES})
    assert read(path).fingerprint == load_folder(tmp_path / "plain").fingerprint


def test_the_parts_of_a_set_are_read_as_one(tmp_path: Path) -> None:
    for part in range(3):
        files = FILES[5 * part : 5 * part + 5]
        columns = {"image": structs(files), "kind": [f"k{part}"] * 5, "label": ["x"] * 5}
        write(tmp_path / f"train-0000{part}-of-00003.parquet", columns)
    write(tmp_path / "test-00000-of-00001.parquet", {"image": structs(FILES[15:])})
    images = read(tmp_path / "train-00001-of-00003.parquet", "#kind")
    assert len(images) == 15 and images.class_names == ("k0", "k1", "k2")
    assert read(tmp_path / "test-00000-of-00001.parquet").labels is None


@pytest.mark.parametrize("start", [0, 1, 5, 6, 13, 19])
def test_it_can_be_read_from_any_row_on(start: int, tmp_path: Path) -> None:
    write(tmp_path / "x-00000-of-00002.parquet", {"image": FILES[:8]}, group=3)
    write(tmp_path / "x-00001-of-00002.parquet", {"image": FILES[8:]}, group=5)
    [source] = _finish(parquet.open_parquet(tmp_path / "x-00000-of-00002.parquet", ""))
    found = [raw.content for raw in source.raws(start) if raw is not None]
    assert found == FILES[start:]


def _finish(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return [end.value]


def test_rows_without_a_picture_or_a_class_are_left_out(tmp_path: Path) -> None:
    files = [*FILES[:4], None, b"words"]
    labels = ["a", "b", None, "a", "b", "a"]
    images = read(write(tmp_path / "x.parquet", {"image": files, "label": labels}))
    reasons = {each.path: each.reason for each in images.skipped}
    assert len(images) == 3 and set(reasons) == {"row 3", "row 5", "row 6"}
    assert "without a class" in reasons["row 3"] and "not a picture" in reasons["row 6"]


def test_what_holds_no_pictures_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "x.parquet", {"a": [1, 2], "b": ["x", "y"]})
    with pytest.raises(DataError, match="no column of pictures, only a, b"):
        read(path)
    path = write(tmp_path / "y.parquet", {"image": FILES})
    with pytest.raises(DataError, match="no column “kind”"):
        read(path, "#kind")


@pytest.mark.parametrize("length", [0, 10, 3000, -8])
def test_a_damaged_file_is_a_sentence(length: int, tmp_path: Path) -> None:
    path = write(tmp_path / "x.parquet", {"image": FILES})
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(DataError, match=r"damaged or no parquet file"):
        read(path)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_random_damage_is_a_sentence(tmp_path: Path) -> None:
    whole = write(tmp_path / "x.parquet", {"image": FILES[:5]}).read_bytes()
    rng = np.random.default_rng(0)
    for turn in range(30):
        damaged = bytearray(whole)
        for place in rng.integers(4, len(whole) - 8, 8):
            damaged[place] = rng.integers(0, 256)
        (tmp_path / f"{turn}.parquet").write_bytes(damaged)
        try:
            read(tmp_path / f"{turn}.parquet")
        except DataError:
            continue


def test_a_group_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "x.parquet", {"image": FILES})
    monkeypatch.setattr(parquet, "_MOST_CHUNK", 1000)
    with pytest.raises(DataError, match="smaller row groups"):
        read(path)


def test_without_pyarrow_the_command_to_type_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "x.parquet", {"image": FILES})
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(DataError, match=r"pip install 'genstudio\[parquet\]'"):
        read(path)
