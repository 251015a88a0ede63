"""What every test gets: a GenStudio home of its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Before anything imports Qt or torch: no real screen, one thread.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point `GENSTUDIO_HOME` at an empty folder, so that no test touches the real one."""
    folder = tmp_path / "home"
    monkeypatch.setenv("GENSTUDIO_HOME", str(folder))
    return folder
