"""Importing what knows Qt on the window's thread, with pauses."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from genstudio.ui import importing


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package of slow modules, each of which imports the next."""
    folder = tmp_path / "slow_parts"
    folder.mkdir()
    work = f"import time; time.sleep({importing._WORK_SECONDS * 1.5})"
    (folder / "__init__.py").write_text("from slow_parts import one")
    (folder / "one.py").write_text(f"{work}\nfrom slow_parts import two")
    (folder / "two.py").write_text(f"{work}\nfrom slow_parts import three")
    (folder / "three.py").write_text(work)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "slow_parts"
    for name in [name for name in sys.modules if name.startswith("slow_parts")]:
        del sys.modules[name]


def test_it_pauses_inside_one_import_and_leaves_no_trace(package: str) -> None:
    seen: list[set[str]] = []
    finders = list(sys.meta_path)
    breath = importing.Breath(
        lambda: seen.append({n for n in sys.modules if n.startswith("slow_parts.")})
    )
    importing.bring([package], breath)
    assert {"slow_parts.one"} in seen and {"slow_parts.one", "slow_parts.two"} in seen
    assert "slow_parts.three" in sys.modules
    assert sys.meta_path == finders


def test_what_cannot_be_imported_is_raised_and_the_finder_is_gone() -> None:
    finders = list(sys.meta_path)
    with pytest.raises(ImportError, match="no_such_part"):
        importing.bring(["no_such_part"], importing.Breath(lambda: None))
    assert sys.meta_path == finders


def test_another_thread_never_pauses() -> None:
    paused: list[int] = []
    breath = importing.Breath(lambda: paused.append(threading.get_ident()))
    time.sleep(importing._WORK_SECONDS * 1.5)
    thread = threading.Thread(target=breath.take)
    thread.start()
    thread.join()
    assert paused == []
    breath.take()
    breath.take()
    assert paused == [threading.get_ident()], "once, until there was work again"
