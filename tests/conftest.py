"""What every test gets: a GenStudio home of its own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point `GENSTUDIO_HOME` at an empty folder, so that no test touches the real one."""
    folder = tmp_path / "home"
    monkeypatch.setenv("GENSTUDIO_HOME", str(folder))
    return folder
