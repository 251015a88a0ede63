"""What the window remembers."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from genstudio.core import places
from genstudio.ui.settings import Settings


@pytest.mark.parametrize(
    "value", [True, False, 3, 0.25, 'a, b; "c" ünïcode ✓', None, [1, "2"], {"a": [1, {"b": 2}]}]
)
def test_values_come_back_as_they_were_after_a_restart(tmp_path: Path, value: object) -> None:
    first = Settings(tmp_path / "settings.ini")
    first.set("tab/value", value)
    assert first.save()
    assert Settings(tmp_path / "settings.ini").get("tab/value", "other") == value


def test_a_missing_or_damaged_value_is_the_default(tmp_path: Path) -> None:
    path = tmp_path / "settings.ini"
    path.write_text("[tab]\nvalue={not json\n")
    settings = Settings(path)
    assert settings.get("tab/value", 7) == 7
    assert settings.get("tab/other", 8) == 8


def test_bytes_come_back(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    assert settings.get_bytes("window/geometry").isEmpty()
    settings.set_bytes("window/geometry", QByteArray(b"\x00\x01\xff"))
    settings.save()
    again = Settings(tmp_path / "settings.ini").get_bytes("window/geometry")
    assert again.data() == b"\x00\x01\xff"


def test_they_are_kept_in_the_home_folder() -> None:
    settings = Settings()
    settings.set("a/b", 1)
    assert settings.save()
    assert (places.home() / "settings.ini").is_file()


def test_a_place_that_cannot_be_written_is_told_not_raised(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings = Settings(blocked / "settings.ini")
    settings.set("a/b", 1)
    assert not settings.save()
    assert settings.get("a/b") == 1
