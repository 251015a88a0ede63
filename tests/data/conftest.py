"""Pictures to test with: made here, or real ones that lie beside the project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .made import picture

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """Find real pictures by folder name; skips the test where they are absent."""

    def find(name: str) -> Path:
        folder = SHARED / name
        if not folder.exists():
            pytest.skip(f"the development pictures {name} are not at {folder}")
        return folder

    return find


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    """A folder with two classes of 6 and 3 colour pictures."""
    root = tmp_path / "animals"
    for name, count, first in (("cats", 6, 0), ("dogs", 3, 100)):
        (root / name).mkdir(parents=True)
        for index in range(count):
            picture(seed=first + index).save(root / name / f"{name}{index}.png")
    return root
