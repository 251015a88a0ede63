"""Take the README's screenshots of the real window: `python docs/make_screenshots.py`.

Trains a VAE and a GAN on the bundled digits for a while, in a GenStudio folder of its own.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
SIZES = {"": (1280, 800), "-large": (1920, 1080)}


def main(seconds: float) -> None:
    """Train for `seconds` each, then save every tab, light and dark, small and large."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from benchmarks import studio
    from genstudio.core import places
    from genstudio.objectives import presets

    (HERE / "screenshots").mkdir(exist_ok=True)
    with studio.window() as (app, window):
        model = window.studio
        for objective in ("rpgan", "vae"):
            model.start(presets.recommend(objective))
            studio.until(app, lambda: model.job_started is not None, seconds=60)
            window.show_place("train")
            studio.rest(app, seconds)
            if objective == "vae":
                _save(app, window, "train")
            model.stop()
            studio.until(app, lambda: not model.is_training, seconds=60)
        model.explore_requested.emit(str(places.bundled("models") / "digits-vae"))
        studio.rest(app, 4)
        _save(app, window, "explore")
        model.compare_requested.emit([e.key for e in model.library.entries() if e.bundled])
        studio.rest(app, 4)
        _save(app, window, "compare")
        window.show_place("welcome")
        _save(app, window, "welcome")


def _save(app: object, window: object, name: str) -> None:
    from PySide6.QtWidgets import QApplication

    from benchmarks import studio
    from genstudio.ui import theme
    from genstudio.ui.window import Window

    assert isinstance(app, QApplication)
    assert isinstance(window, Window)
    for mode in ("light", "dark"):
        theme.apply(app, mode)
        for suffix, size in SIZES.items():
            window.resize(*size)
            studio.rest(app, 1.5)
            window.grab().save(str(HERE / "screenshots" / f"{name}-{mode}{suffix}.png"))


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)
