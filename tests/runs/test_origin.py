"""A PNG says where it comes from, to the last bit of the latent; what is damaged is a sentence."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from genstudio.runs import favourites, origin, png
from genstudio.runs.favourites import Favourite
from genstudio.runs.folder import RunFolder
from genstudio.runs.origin import Origin


def an_origin(**values: object) -> Origin:
    z = np.random.default_rng(0).standard_normal(7).astype(np.float32)
    known = {"kind": "7", "sampler": "mixture", "model": "0123456789", "truncation": 0.7}
    return Origin("Bäume", "trees", "trees@9", tuple(map(float, z)), **(known | values))  # type: ignore[arg-type]


def a_picture(channels: int = 1) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (channels, 9, 9), dtype=np.uint8)


def with_text(path: Path, text: str) -> Path:
    info = PngImagePlugin.PngInfo()
    info.add_itxt(png.KEY, text)
    Image.new("L", (9, 9)).save(path, pnginfo=info)
    return path


@pytest.mark.parametrize("scale", [1, 5])
def test_everything_comes_back(tmp_path: Path, scale: int) -> None:
    origin.write(tmp_path / "a.png", a_picture(), an_origin(), scale=scale)
    found = origin.read(tmp_path / "a.png")
    assert found == an_origin() == origin.read((tmp_path / "a.png").read_bytes())
    assert np.array_equal(found.z, np.float32(an_origin().latent))
    with Image.open(tmp_path / "a.png") as image:
        assert np.array_equal(np.array(image)[::scale, ::scale], a_picture()[0])


def test_a_file_of_an_older_version_lacks_the_hash_and_is_read(tmp_path: Path) -> None:
    values = asdict(an_origin())
    del values["model"], values["truncation"]
    found = origin.read(with_text(tmp_path / "a.png", json.dumps(values)))
    assert found == an_origin(model="", truncation=1.0)


@pytest.mark.parametrize(
    "change", [{"latent": []}, {"latent": "abc"}, {"latent": [None]}, {"truncation": "x"},
               {"truncation": -1}, {"truncation": 1e9}, {"latent": [0.0] * 5000}],
)  # fmt: skip
def test_damage_is_a_sentence(tmp_path: Path, change: dict[str, object]) -> None:
    path = with_text(tmp_path / "a.png", json.dumps(asdict(an_origin()) | change))
    with pytest.raises(ValueError, match="damaged"):
        origin.read(path)


def test_a_sheet_is_told_from_a_picture(tmp_path: Path) -> None:
    png.save_sheet(tmp_path / "a.png", a_picture()[None], settings={"run": "Trees", "seed": 3})
    with pytest.raises(ValueError, match="sheet of pictures by “Trees”"):
        origin.read(tmp_path / "a.png")


def test_a_picture_too_large_to_open_says_nothing(tmp_path: Path) -> None:
    path = with_text(tmp_path / "a.png", an_origin().to_json())
    data = bytearray(path.read_bytes())
    data[16:24] = (30_000).to_bytes(4, "big") * 2  # the head claims 30,000 × 30,000
    path.write_bytes(data)
    assert origin.read(path) is None


def test_favourites_come_back_in_order_and_a_damaged_one_is_left_out(tmp_path: Path) -> None:
    folder, names = RunFolder(tmp_path / "run"), list[str]()
    for channels in (1, 3, 1):
        names.append(favourites.next_name(names))
        favourites.keep(folder, Favourite(names[-1], a_picture(channels), an_origin()))
    found = favourites.read_all(folder)
    assert [each.name for each in found] == names == ["00001", "00002", "00003"]
    assert np.array_equal(found[1].picture, a_picture(3)) and found[1].origin == an_origin()
    (favourites.place(folder) / "00002.png").write_bytes(b"broken")
    favourites.remove(folder, "00001")
    favourites.remove(folder, "00001")  # twice is not an error
    assert [each.name for each in favourites.read_all(folder)] == ["00003"]
    assert favourites.next_name(["00003", "mine"]) == "00004"


def test_favourites_of_a_bundled_run_are_the_users(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GENSTUDIO_HOME", str(tmp_path))
    from genstudio.core import places

    bundled = RunFolder(places.bundled("models") / "digits-gan")
    assert favourites.place(bundled) == tmp_path / "favourites" / "digits-gan"
