"""A Compare tab over runs made by hand, or really trained for a few steps on the digits."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from genstudio.core.recipe import Recipe
from genstudio.runs.entry import Entry
from genstudio.runs.library import Library
from genstudio.ui.compare.tab import CompareTab
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio

MakeRun = Callable[..., Entry]


@pytest.fixture
def make_run(library: Library) -> MakeRun:
    """Make a run without weights: `make_run(name, recipe fields, summary=…, history=…)`."""
    made = 0

    def make(
        name: str,
        *,
        summary: dict[str, Any] | None = None,
        history: dict[str, np.ndarray] | None = None,
        **recipe: Any,
    ) -> Entry:
        nonlocal made
        made += 1
        folder = library.create(Recipe(**recipe), name=name)
        known = {
            "created": f"2026-01-01T00:{made:02d}:00+00:00",
            "data_fingerprint": "abc",
            "data_name": "Handwritten digits",
            "status": "done",
        }
        folder.change_summary(**(known | (summary or {})))
        if history is not None:
            table = np.column_stack(list(history.values()))
            np.savetxt(
                folder.history_path, table, "%.7g", ",", header=",".join(history), comments=""
            )
        return library.entry(folder.path)

    return make


@pytest.fixture
def tab(studio: Studio, settings: Settings, qtbot: QtBot) -> Iterator[CompareTab]:
    """The tab, shown, over the runs that were made before."""
    tab = CompareTab(studio, settings)
    tab.resize(1280, 700)
    tab.show()
    yield tab
    tab.close()
    tab.deleteLater()


@pytest.fixture(scope="session")
def trained_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PCA, two VAEs and a GAN, each trained for a few steps."""
    import torch

    from genstudio.runs import jobs

    torch.set_num_threads(1)
    library = Library(tmp_path_factory.mktemp("trained") / "runs", bundled=Path("/nowhere"))
    small = {"net": "mlp", "width": 4, "batch": 16, "steps": 6, "threads": 1}
    for name, recipe in {
        "pca": Recipe(objective="pca", latent=12, threads=1),
        "vae": Recipe(objective="vae", latent=5, **small),
        "bernoulli": Recipe(objective="vae", latent=3, likelihood="bernoulli", **small),
        "gan": Recipe(objective="nsgan", latent=7, **small),
    }.items():
        list(jobs.train(library.create(recipe, name=name)))
    return library.root


@pytest.fixture
def trained(trained_root: Path, library: Library) -> dict[str, Entry]:
    """Copies of the trained runs in this test's library, by name."""
    shutil.copytree(trained_root, library.root, dirs_exist_ok=True)
    return {entry.name: entry for entry in library.entries()}
