"""Zip archives: read where they lie, whatever is in them; hostile ones are refused."""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genstudio.data import archive, sources
from genstudio.data.imageset import DataError

from .made import load_folder, picture


def png(seed: int = 0, side: int = 40) -> bytes:
    buffer = io.BytesIO()
    picture(side, side, seed=seed).save(buffer, "PNG")
    return buffer.getvalue()


def pack(path: Path, files: Mapping[str, bytes], kind: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", kind) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return path


def pack_folder(folder: Path, path: Path, inside: str = "") -> Path:
    files = {
        inside + file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"), reverse=True)
        if file.is_file()
    }
    return pack(path, files)


@pytest.mark.parametrize("inside", ["", "animals/", "deep/er/animals/"])
def test_an_archive_is_the_same_set_as_its_folder(
    classes: Path, tmp_path: Path, inside: str
) -> None:
    path = pack_folder(classes, tmp_path / "animals.zip", inside)
    packed, plain = load_folder(path), load_folder(classes)
    assert packed.fingerprint == plain.fingerprint and packed.name == "animals.zip"
    assert packed.class_names == ("cats", "dogs") and packed.names[0] == f"{inside}cats/cats0.png"
    info = sources.describe(str(path))
    assert (info.spec, info.label, info.count) == (f"file:{path}", "animals.zip", 9)
    assert info.sentence == "9 pictures in 2 classes of 3–6." and info.size == 32


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_way_of_packing_is_read(tmp_path: Path, kind: int) -> None:
    files = {f"{n}.png": png(n) for n in range(40)}
    images = load_folder(pack(tmp_path / "x.zip", files, kind))
    assert len(images) == 40 and images.labels is None


def test_stylegan_labels_are_taken(tmp_path: Path) -> None:
    files = {f"00000/img{n:08}.png": png(n) for n in range(12)}
    labels = [[name, index % 3] for index, name in enumerate(files)]
    files["dataset.json"] = json.dumps({"labels": labels}).encode()
    images = load_folder(pack(tmp_path / "x.zip", files))
    assert images.class_names == ("0", "1", "2") and images.labels is not None
    assert images.labels.tolist() == [n % 3 for n in range(12)]
    files["dataset.json"] = json.dumps({"labels": None}).encode()
    plain = load_folder(pack(tmp_path / "y.zip", files))
    assert len(plain) == 12 and plain.labels is None
    assert "lists no labels" in plain.skipped[0].reason


def test_what_would_lead_out_of_the_archive_is_left_out(tmp_path: Path) -> None:
    files = {f"{n}.png": png(n) for n in range(3)}
    files |= {"../up.png": png(10), "/etc/top.png": png(11), "a/../../b.png": png(12)}
    files |= {"C:/windows.png": png(13)}
    path = pack(tmp_path / "x.zip", files)
    with zipfile.ZipFile(path, "a") as opened:
        link = zipfile.ZipInfo("link.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        opened.writestr(link, "/etc/passwd")
    images = load_folder(path)
    reasons = {each.path: each.reason for each in images.skipped}
    assert len(images) == 3 and set(reasons) == {*list(files)[3:], "link.png"}
    assert reasons["link.png"] == "a link, not a picture"
    assert all("leads out of the archive" in reasons[name] for name in list(files)[3:])
    assert sorted(each.name for each in tmp_path.iterdir()) == ["home", "x.zip"]


def test_a_member_that_explodes_and_an_archive_inside_are_left_out(tmp_path: Path) -> None:
    inner = pack(tmp_path / "inner.zip", {"a.png": png()}).read_bytes()
    files = {"a.png": png(), "bomb.bmp": bytes(40_000_000), "inner.zip": inner}
    images = load_folder(pack(tmp_path / "x.zip", files, zipfile.ZIP_DEFLATED))
    reasons = {each.path: each.reason for each in images.skipped}
    assert len(images) == 1 and set(reasons) == {"bomb.bmp", "inner.zip"}
    assert "zip bomb" in reasons["bomb.bmp"] and "unpack it first" in reasons["inner.zip"]


def test_an_archive_that_explodes_as_a_whole_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{n}.bmp": bytes(15_000_000) for n in range(4)}
    path = pack(tmp_path / "x.zip", files, zipfile.ZIP_DEFLATED)
    monkeypatch.setattr(archive, "_MUCH", 50_000_000)
    with pytest.raises(DataError, match=r"x\.zip looks like a zip bomb: .* MB that would unpack"):
        load_folder(path)


def claim(path: Path, name: str, offset: int, value: bytes) -> None:
    """Change a field of a member's entry in the central directory."""
    data = bytearray(path.read_bytes())
    start = data.find(b"PK\1\2")
    while data[start + 46 : start + 46 + len(name)] != name.encode():
        start = data.find(b"PK\1\2", start + 1)
    data[start + offset : start + offset + len(value)] = value
    path.write_bytes(data)


def test_a_locked_member_is_left_out_and_a_locked_archive_says_so(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {"a.png": png(0), "b.png": png(1)})
    claim(path, "a.png", 8, b"\1\0")
    images = load_folder(path)
    assert len(images) == 1 and "with its password" in images.skipped[0].reason
    claim(path, "b.png", 8, b"\1\0")
    with pytest.raises(DataError, match=r"No pictures in .*x\.zip\. The first, a\.png, is locked"):
        load_folder(path)


def test_a_member_that_claims_too_much_or_has_a_wrong_checksum_is_left_out(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", {f"{n}.png": png(n) for n in range(4)})
    claim(path, "0.png", 24, struct.pack("<I", 3_000_000_000))
    claim(path, "1.png", 16, b"\0\0\0\0")
    claim(path, "2.png", 42, struct.pack("<I", 77))
    images = load_folder(path)
    reasons = [each.reason for each in images.skipped]
    assert len(images) == 1 and len(reasons) == 3
    assert "too large: it unpacks to 3,000 MB" in reasons[0]
    assert all("damaged inside the archive" in reason for reason in reasons[1:])


def test_names_that_come_twice_are_used_once(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("a.png", png(0))
        with pytest.warns(UserWarning, match="Duplicate"):
            opened.writestr("a.png", png(1))
    images = load_folder(path)
    assert len(images) == 1 and images.skipped[0].reason == "a second file of the same name"


@pytest.mark.parametrize("length", [0, 4, 30, 2000, -10])
def test_a_cut_off_archive_is_a_sentence(tmp_path: Path, length: int) -> None:
    path = pack(tmp_path / "x.zip", {f"{n}.png": png(n) for n in range(4)})
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(DataError, match=r"damaged or no zip archive|not a file of pictures"):
        load_folder(path)


def test_an_archive_with_too_many_entries_is_refused_before_they_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pack(tmp_path / "x.zip", {"a.png": png()})
    data = bytearray(path.read_bytes())
    end = data.rfind(b"PK\5\6")
    data[end + 12 : end + 16] = struct.pack("<I", 3_000_000_000)
    path.write_bytes(data)
    monkeypatch.setattr("genstudio.data.archive.zipfile.ZipFile", None)
    with pytest.raises(DataError, match="2,000,000 are the most"):
        archive.opened(path)


def test_random_damage_is_a_sentence_or_a_skipped_file(tmp_path: Path) -> None:
    whole = pack(tmp_path / "x.zip", {f"{n}.png": png(n, 16) for n in range(3)}).read_bytes()
    rng = np.random.default_rng(0)
    for turn in range(40):
        damaged = bytearray(whole)
        for place in rng.integers(0, len(whole), 8):
            damaged[place] = rng.integers(0, 256)
        path = tmp_path / f"{turn}.zip"
        path.write_bytes(damaged)
        try:
            images = load_folder(path)
            assert len(images) + len(images.skipped) + images.copies <= 4
        except DataError:
            continue


def test_a_decompression_bomb_inside_is_left_out(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    images = load_folder(pack(tmp_path / "x.zip", {"a.png": png(), "b.png": buffer.getvalue()}))
    assert len(images) == 1 and "more than 100 million pixels" in images.skipped[0].reason


def test_real_photographs(shared: Callable[[str], Path]) -> None:
    images = load_folder(shared("cifar10_5000.zip"))
    assert images.shape == (3, 32, 32) and len(images.class_names) == 10
    assert len(images) + images.copies == 5000 and images.skipped == ()
