"""The tab on its own, with a scripted job behind it."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio
from genstudio.ui.train.tab import TrainTab

from .script import ScriptedJob


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> ScriptedJob:
    """Replace training by a scripted job."""
    script = ScriptedJob()
    module = types.ModuleType("genstudio.runs.jobs")
    module.train, module.resume = script.train, script.resume  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "genstudio.runs.jobs", module)
    import genstudio.runs

    monkeypatch.setattr(genstudio.runs, "jobs", module, raising=False)
    return script


@pytest.fixture
def tab(studio: Studio, settings: Settings, qtbot: QtBot) -> Iterator[TrainTab]:
    """The tab on its own, shown, torch said to be loaded."""
    studio.mark_torch_loaded()
    tab = TrainTab(studio, settings)
    qtbot.addWidget(tab)
    tab.resize(1280, 720)
    tab.show()
    yield tab
    if studio.job is not None:
        studio.job.stop()
        studio.job.wait()
    tab.close()


@pytest.fixture
def picture_folder(tmp_path: Path) -> Path:
    """A folder with two classes of four pictures, and a text file that claims to be one."""
    from PIL import Image

    for name, shade in (("cats", 40), ("dogs", 200)):
        folder = tmp_path / "animals" / name
        folder.mkdir(parents=True)
        for index in range(4):
            Image.new("RGB", (40, 30), (shade, shade // 2, index * 20)).save(
                folder / f"{index}.png"
            )
    (tmp_path / "animals" / "cats" / "letter.png").write_text("not a picture")
    return tmp_path / "animals"
