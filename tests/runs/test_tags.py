"""Tags: kept with the run in a file of their own, for bundled runs in the user's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from genstudio.core.recipe import Recipe
from genstudio.core.storage import StorageError
from genstudio.runs import tags
from genstudio.runs.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """An empty library."""
    return Library(tmp_path / "runs", bundled=tmp_path / "models")


def test_tags_are_kept_and_listed_and_touch_nothing_else(library: Library) -> None:
    folder = library.create(Recipe(), name="a")
    before = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    library.tag(library.entry(folder.path), " good ,for the  talk, Good,")
    (entry,) = library.entries()
    assert entry.tags == ("Good", "for the talk")  # the last spelling, once
    assert tags.parse(tags.line(entry.tags)) == entry.tags
    after = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    assert set(after) - set(before) == {"tags.json"}
    assert all(after[name] == data for name, data in before.items())
    assert library.entry(library.duplicate(entry).key).tags == entry.tags
    library.tag(entry, "")
    assert library.entry(entry.key).tags == ()


@pytest.mark.parametrize("text", ["", "{", '{"format": 1, "tags": 3}', '{"format": 2, "tags": []}'])
def test_damaged_tags_are_none(library: Library, text: str) -> None:
    folder = library.create(Recipe(), name="a")
    (folder.path / "tags.json").write_text(text, encoding="utf-8")
    (entry,) = library.entries()
    assert entry.tags == () and not entry.problem


def test_too_many_and_too_long_are_sentences(library: Library) -> None:
    entry = library.entry(library.create(Recipe(), name="a").path)
    with pytest.raises(ValueError, match="at most 20 tags, not 21"):
        library.tag(entry, ",".join(map(str, range(21))))
    with pytest.raises(ValueError, match="at most 40 letters"):
        library.tag(entry, "x" * 41)
    assert library.entries()[0].tags == ()


def test_a_run_that_is_gone_gets_no_folder_again(library: Library) -> None:
    entry = library.entry(library.create(Recipe(), name="a").path)
    library.delete(entry)
    with pytest.raises(StorageError, match="no longer there"):
        library.tag(entry, "good")
    assert not entry.folder.path.exists()


def test_a_bundled_run_is_tagged_in_the_users_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from genstudio.core import places

    monkeypatch.setenv("GENSTUDIO_HOME", str(tmp_path / "home"))
    library = Library(tmp_path / "runs")
    entry = next(entry for entry in library.entries() if entry.bundled)
    library.tag(entry, "good")
    assert library.entry(entry.key).tags == ("good",)
    assert tags.path(entry.folder).is_relative_to(places.home())
    assert not (entry.folder.path / "tags.json").exists()
