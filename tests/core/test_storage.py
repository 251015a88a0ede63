"""Writes leave the old file or the new one, never half of either."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from genstudio.core import storage


def test_a_failed_write_keeps_the_old_file(tmp_path):
    path = tmp_path / "kept.json"
    storage.write_json(path, {"a": 1})

    def half(temporary):
        temporary.write_text("{")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(storage.StorageError, match="disk is full"):
        storage.write_file(path, half)
    assert storage.read_json(path) == {"a": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["kept.json"]


def test_damaged_json_is_a_sentence(tmp_path):
    path = tmp_path / "summary.json"
    with pytest.raises(storage.StorageError, match="not there"):
        storage.read_json(path)
    path.write_text('{"a": ')
    with pytest.raises(storage.StorageError, match="damaged"):
        storage.read_json(path)
    path.write_text("[1]")
    with pytest.raises(storage.StorageError, match="damaged"):
        storage.read_json(path)


def test_no_permission_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(storage.StorageError):
        storage.write_bytes(tmp_path / "file" / "below", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_really_full_disk_is_a_sentence():
    with pytest.raises(OSError) as caught, Path("/dev/full").open("wb", buffering=0) as file:  # noqa: PT011
        file.write(b"x")
    assert "disk is full" in str(storage.explain(Path("/dev/full"), caught.value))


@pytest.mark.skipif(os.name != "posix", reason="rights of files")
def test_others_may_read_what_is_written_as_any_new_file(tmp_path):
    plain = tmp_path / "plain"
    plain.write_text("as usual")
    storage.write_json(tmp_path / "ours.json", {})
    assert (tmp_path / "ours.json").stat().st_mode == plain.stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ours.json", "plain"]
