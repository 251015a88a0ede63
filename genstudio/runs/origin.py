"""Where a picture comes from, in a text chunk of its PNG: enough to make it again."""

from __future__ import annotations

import io
import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from genstudio.core import latents
from genstudio.runs import png

_MOST = 4096  # numbers in a latent
_DAMAGED = "The latent saved in this picture is damaged."


@dataclass(frozen=True)
class Origin:
    """Where a picture comes from: the run's name and folder, its weights, the latent.

    `stamp` says after which step the weights were, `model` is their hash (see `Model.hash`),
    `kind` the class or classes asked for ("" for none), `sampler` what the latent was drawn from
    before the sliders moved it ("" if it was not drawn), `truncation` how far from the mean draws
    lay (1: as trained).
    """

    run: str
    folder: str
    stamp: str
    latent: tuple[float, ...]
    kind: str = ""
    sampler: str = ""
    model: str = ""
    truncation: float = 1.0

    def to_json(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> Origin:
        """Read it; raises `ValueError` with a sentence."""
        try:
            return Origin.of(json.loads(text))
        except (ValueError, RecursionError) as error:
            raise ValueError(_DAMAGED) from error

    @staticmethod
    def of(values: Any) -> Origin:
        """Check plain values and put them together; raises `ValueError` with a sentence."""
        try:
            latent = tuple(float(value) for value in values["latent"])
            words = (str(values["run"]), str(values["folder"]), str(values["stamp"]))
            kind, sampler, model = (str(values.get(n, "")) for n in ("kind", "sampler", "model"))
            truncation = float(values.get("truncation", 1.0))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise ValueError(_DAMAGED) from error
        if not 0 < len(latent) <= _MOST or not all(map(math.isfinite, latent)):
            raise ValueError(_DAMAGED)
        if not 0 <= truncation <= latents.MOST_TRUNCATION:
            raise ValueError(_DAMAGED)
        return Origin(*words, latent, kind, sampler, model, truncation)

    @property
    def z(self) -> np.ndarray:
        """The latent, float32 `(d,)`."""
        return np.array(self.latent, np.float32)


def read(source: Path | bytes) -> Origin | None:
    """Return where a PNG comes from; None if it says nothing. Decodes no pixel.

    Raises `ValueError` with a sentence if what it says is damaged, or is of a whole sheet.
    """
    text = _text(source)
    if text is None:
        return None
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(_DAMAGED) from error
    if isinstance(values, dict) and "latent" not in values and "run" in values:
        raise ValueError(
            f"This is a sheet of pictures by “{values['run']}”: it stands for no single place. "
            "Drop a picture that was saved from Explore."
        )
    return Origin.of(values)


def write(path: Path, picture: np.ndarray, origin: Origin, *, scale: int = 1) -> None:
    """Write uint8 `(C, H, W)` with its origin; raises `StorageError` with a sentence."""
    png.save_sheet(path, picture[None], scale=scale, settings=asdict(origin))


def _text(source: Path | bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as image:
            text = image.info.get(png.KEY) if image.format == "PNG" else None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return text if isinstance(text, str) else None
