"""A folder with one of each trouble: every one is found, named, and nothing on disk is changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genstudio.core.events import Importing
from genstudio.core.recipe import Recipe, fields
from genstudio.data.doctor.check import check, check_now
from genstudio.data.doctor.report import Finding, Report
from genstudio.data.imageset import DataError

from .planted import textures


def save(pictures: np.ndarray, folder: Path, first: int = 0) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, picture in enumerate(pictures, first):
        plane = picture[0] if len(picture) == 1 else picture.transpose(1, 2, 0)
        Image.fromarray(np.ascontiguousarray(plane)).save(folder / f"{number}.png")


@pytest.fixture
def healthy(tmp_path: Path) -> Path:
    save(textures(1000, 40, seed=5), tmp_path / "healthy")
    return tmp_path / "healthy"


@pytest.fixture
def troubled(tmp_path: Path) -> Path:
    """Sixty pictures and eight, with one of each trouble."""
    folder = tmp_path / "troubled"
    pictures = textures(60, 64)
    save(pictures, folder / "many")
    save(textures(8, 64, seed=1), folder / "few")
    (folder / "many" / "letter.png").write_text("Dear Sir")
    first = Image.fromarray(pictures[0].transpose(1, 2, 0))
    first.save(folder / "many" / "again.png", compress_level=1)
    second = Image.fromarray(pictures[1].transpose(1, 2, 0))
    second.transpose(Image.Transpose.ROTATE_90).save(folder / "many" / "turned.jpg", quality=85)
    Image.new("RGB", (64, 64), (9, 9, 9)).save(folder / "many" / "night.png")
    clear = Image.fromarray(textures(1, 64, seed=2)[0].transpose(1, 2, 0)).convert("RGBA")
    clear.save(folder / "many" / "full.png")  # an alpha channel, and nothing clear
    clear.putalpha(128)
    clear.save(folder / "many" / "clear.png")
    wide = Image.fromarray(textures(1, 64, seed=3)[0].transpose(1, 2, 0)).resize((160, 64))
    wide.save(folder / "many" / "wide.jpg", "PNG")
    white = np.clip(textures(1, 64, seed=4)[0] // 5 + 204, 0, 255).astype(np.uint8)
    Image.fromarray(white.transpose(1, 2, 0)).save(folder / "many" / "snow.png")
    return folder


def found(folder: Path, **changes: object) -> dict[str, Finding]:
    report = check_now(Recipe(data=str(folder), size=32, **changes))
    kinds = [finding.kind for finding in report.findings]
    assert len(kinds) == len(set(kinds))
    for finding in report.findings:
        assert finding.sentence and finding.why and (finding.fixes or finding.advice)
        assert all(0 <= index < len(report.images) for group in finding.groups for index in group)
        for fix in finding.fixes:
            Recipe(data="x", **dict(fix.changes))  # a recipe takes it
            assert set(fix.changes) <= set(fields())
    return {finding.kind: finding for finding in report.findings} | {"": report}  # type: ignore[dict-item]


def test_each_trouble_is_found_and_named(troubled: Path) -> None:
    before = {path: path.read_bytes() for path in troubled.rglob("*.*")}
    findings = found(troubled)
    report = findings.pop("")
    assert isinstance(report, Report) and not report.is_fine

    def names(kind: str) -> list[str]:
        groups = findings[kind].groups
        return [report.images.name_of(index) for group in groups for index in group]

    assert findings["unreadable"].files[0].path.endswith("letter.png")
    assert "no picture" in findings["unreadable"].sentence
    assert names("blank") == ["many/night.png"]
    assert names("transparency") == ["many/clear.png"]
    assert names("not square") == ["many/wide.jpg"] == names("wrong type")
    assert findings["wrong type"].files[0].reason == "holds PNG"
    assert "many/snow.png" in names("outliers") and findings["outliers"].count <= 2
    assert findings["copies"].files[0].path.endswith("again.png")
    pairs = {tuple(map(report.images.name_of, group)) for group in findings["near-copies"].groups}
    assert pairs == {("many/1.png", "many/turned.jpg"), ("many/clear.png", "many/full.png")}
    assert "“few” has 8 pictures" in findings["uneven classes"].sentence
    assert findings["too few"].severity == "problem" and findings["too few"].count == 74
    assert "mixed colour" not in findings and "too small" not in findings
    order = [finding.severity for finding in report.findings]
    assert order == sorted(order, key=("problem", "warning", "note").index)
    assert {path: path.read_bytes() for path in troubled.rglob("*.*")} == before


def test_a_healthy_folder_is_fine(healthy: Path) -> None:
    report = found(healthy)[""]
    assert isinstance(report, Report)
    assert report.findings == () and report.is_fine
    assert report.sentence == "1,000 pictures of healthy checked: everything looks fine."


def test_a_choice_already_made_is_not_proposed_again(troubled: Path) -> None:
    save(textures(60, 64)[:, :, ::-1], troubled / "many", first=500)  # every one mirrored
    assert found(troubled, held_out=0.5)["leak"].severity == "problem"
    assert "leak" not in found(troubled, held_out=0.5, near_copies="together")


def test_grey_among_colour_and_small_pictures(tmp_path: Path) -> None:
    save(textures(60, 20, 1), tmp_path / "mixed")
    save(textures(2, 20, seed=9), tmp_path / "mixed", first=100)
    findings = found(tmp_path / "mixed")
    assert findings["mixed colour"].count == 2 and findings["mixed colour"].severity == "warning"
    assert findings["mixed colour"].fixes[0].changes == {"channels": "grey"}
    assert findings["too small"].count == 62


def test_progress_is_told_and_a_check_can_be_cancelled(healthy: Path, home: Path) -> None:
    events = check(Recipe(data=str(healthy), size=32))
    told = [next(events) for _ in range(12)]
    assert all(isinstance(event, Importing) for event in told)
    events.close()  # type: ignore[attr-defined]
    assert not list((home / "cache").rglob("*marks*"))
    *told, last = check(Recipe(data=str(healthy), size=32))
    assert isinstance(last, Report)
    stages = list(dict.fromkeys(event.what for event in told if isinstance(event, Importing)))
    words = [stage.split(" ")[0] for stage in stages]
    assert words[-3:] == ["Looking", "Looking", "Comparing"]
    assert words[:-3] in ([], ["Reading"])  # what the first check read is not read again


def test_a_source_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not there"):
        check_now(Recipe(data=str(tmp_path / "gone")))


def test_bundled_digits_are_fine() -> None:
    report = check_now(Recipe(data="builtin:digits", size=28, held_out=0.1))
    assert report.is_fine, report.findings


def test_real_tiles(shared: Callable[[str], Path]) -> None:
    findings = found(shared("tiles"))
    report = findings[""]
    assert isinstance(report, Report)
    assert findings["copies"].count == report.images.copies == 53
    assert findings["transparency"].count > 500 and findings["blank"].count == 3


def test_an_archive_is_checked_like_its_folder(troubled: Path, tmp_path: Path) -> None:
    shutil.make_archive(str(tmp_path / "packed"), "zip", troubled)
    flat, packed = found(troubled), found(tmp_path / "packed.zip")
    assert flat.keys() == packed.keys()
    for kind in set(flat) - {""}:
        assert packed[kind].count == flat[kind].count, kind
