"""GenStudio: train VAEs and GANs on your own pictures, feel their latent space, compare them.

`genstudio.load(path)` opens a run; see `genstudio.runs.model.Model`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from genstudio.runs.model import Model

__version__ = "0.1.0"


def load(path: str | Path) -> Model:
    """Open the run in folder `path`; raises `ValueError` or `OSError` with a sentence."""
    from genstudio.runs.model import Model  # imports torch, so only when asked

    return Model.open(Path(path))
