"""Take the README's screenshots of the real window: `python docs/make_screenshots.py [SECONDS]`.

Trains a GAN and a VAE on the bundled digits for SECONDS each (60 where none are given), in a
GenStudio folder of its own, and shows every tab, the pages of Explore and Compare among them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
SIZES = {"": (1280, 800), "-large": (1920, 1080)}

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from genstudio.ui.window import Window


def main(argv: list[str]) -> int:
    """Save every place asked for, light and dark; the main ones also large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float, nargs="?", default=60, help="of each training")
    parser.add_argument("--out", type=Path, default=HERE / "screenshots", metavar="FOLDER")
    given = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from benchmarks import studio

    given.out.mkdir(exist_ok=True, parents=True)
    with studio.window() as (app, window):
        shots = _Shots(app, window, given.out)
        _train(shots, given.seconds)
        _explore(shots)
        _compare(shots)
        window.show_place("welcome")
        shots.save("welcome", SIZES)
    return 0


class _Shots:
    """The window and where its pictures go."""

    def __init__(self, app: QApplication, window: Window, out: Path) -> None:
        self.app, self.window, self.out = app, window, out

    def save(self, name: str, suffixes: Iterable[str] = ("",)) -> None:
        """Save what the window shows, in both themes."""
        from genstudio.ui import theme

        for mode in ("light", "dark"):
            theme.apply(self.app, mode)
            for suffix in suffixes:
                self.window.resize(*SIZES[suffix])
                self.rest(1.5)
                self.window.grab().save(str(self.out / f"{name}-{mode}{suffix}.png"))

    def rest(self, seconds: float) -> None:
        """Let the window work."""
        from benchmarks import studio

        studio.rest(self.app, seconds)

    def until(self, seen: object, seconds: float = 300) -> None:
        """Let the window work until `seen()`."""
        from benchmarks import studio

        assert callable(seen)
        studio.until(self.app, seen, seconds=seconds)


def _train(shots: _Shots, seconds: float) -> None:
    from genstudio.objectives import presets

    model = shots.window.studio
    for objective in ("rpgan", "vae"):
        model.start(presets.recommend(objective))
        shots.until(lambda: model.job_started is not None)
        shots.window.show_place("train")
        shots.rest(seconds)
        if objective == "vae":
            shots.save("train", SIZES)
        model.stop()
        shots.until(lambda: not model.is_training)


def _explore(shots: _Shots) -> None:
    from genstudio.core import places

    tab: Any = shots.window.build("explore")
    shots.window.studio.explore_requested.emit(str(places.bundled("models") / "digits-vae"))
    shots.rest(4)
    shots.save("explore", SIZES)
    tab.map_act.trigger()
    shots.until(lambda: tab.middle.map is not None and tab.middle.map.is_idle)
    shots.save("map")
    tab.map_act.trigger()
    tab.film.act.trigger()
    for _ in range(4):
        tab.panel.shuffle_act.trigger()
        shots.rest(0.5)
        tab.film.desk.add_act.trigger()
    shots.save("film")
    tab.film.act.trigger()


def _compare(shots: _Shots) -> None:
    from genstudio.runs.scores import Question

    studio = shots.window.studio
    tab: Any = shots.window.build("compare")
    entries = studio.library.entries()
    studio.compare_requested.emit([e.key for e in entries if e.bundled])
    shots.rest(4)
    shots.save("compare", SIZES)
    own = [e for e in entries if not e.bundled]
    studio.compare_requested.emit([e.key for e in own])
    tab.scorer.ask(own, Question(count=150))
    shots.until(lambda: not tab.scorer.is_running, 900)
    for number, page in enumerate(tab.pages):
        tab.show_page(number)
        shots.rest(2)
        shots.save("compare-" + page.title.lower().strip("?").replace(" ", "-"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
