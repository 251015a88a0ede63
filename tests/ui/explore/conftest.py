"""Real tiny runs, trained once, and an Explore tab on a library of copies."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from genstudio.core.recipe import Recipe
from genstudio.runs.library import Library
from genstudio.ui.explore.tab import ExploreTab
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio

RECIPES = {
    "vae": Recipe(objective="vae", net="mlp", latent=6, width=4, steps=12, batch=32, threads=1),
    "pca": Recipe(objective="pca", latent=70),
    "gan": Recipe(objective="nsgan", net="mlp", latent=5, width=4, steps=3, batch=16, threads=1),
}


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run of each family, `vae`, `pca` and `gan`, trained for a moment."""
    from genstudio.runs import jobs

    root = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENSTUDIO_HOME", str(root / "home"))
        library = Library(root / "runs", bundled=root / "none")
        for name, recipe in RECIPES.items():
            folder = library.create(recipe, name=f"tiny {name}", path=root / "runs" / name)
            for _ in jobs.train(folder):
                pass
    return root / "runs"


@dataclass
class Lab:
    """A tab, what it stands on, and how to wait for it."""

    tab: ExploreTab
    studio: Studio
    library: Library
    bot: QtBot

    def key(self, name: str) -> str:
        """The key of the run in folder `name`."""
        return str(self.library.root / name)

    def explore(self, name: str) -> None:
        """Open a run and wait until everything is there."""
        self.tab.explore(self.key(name))
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is asked, drawn or loaded any more."""
        tab = self.tab

        def is_calm() -> bool:
            return (
                tab.session.is_idle
                and tab.explorer.painter.is_idle
                and tab.surveyor.is_idle
                and not tab.factors.labour.is_busy
                and tab.ideas.is_idle
                and not tab.mine.strip.is_loading
            )

        self.bot.waitUntil(is_calm, timeout=30_000)


@pytest.fixture
def lab(
    app: QApplication, trained: Path, studio: Studio, settings: Settings, qtbot: QtBot
) -> Iterator[Lab]:
    """A shown tab on a library with the three tiny runs."""
    shutil.copytree(trained, studio.library.root)
    studio.mark_torch_loaded()
    tab = ExploreTab(studio, settings)
    qtbot.addWidget(tab)
    tab.resize(1280, 720)
    tab.show()
    qtbot.waitExposed(tab)
    yield Lab(tab, studio, studio.library, qtbot)
    tab.close()


@pytest.fixture
def make_tab(
    app: QApplication, studio: Studio, settings: Settings, qtbot: QtBot
) -> Iterator[Callable[[], ExploreTab]]:
    """Make tabs on the studio as it is, closed afterwards."""
    tabs: list[ExploreTab] = []

    def make() -> ExploreTab:
        tab = ExploreTab(studio, settings)
        qtbot.addWidget(tab)
        tabs.append(tab)
        tab.resize(1280, 720)
        tab.show()
        return tab

    yield make
    for tab in tabs:
        tab.close()
