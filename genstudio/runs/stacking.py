"""How many of the 1,000 modes of stacked digits a model finds, and in which proportions.

Each channel of a made picture is named by a classifier of digits; a mode is found if one picture
at least shows it. Definitions: Srivastava et al. 2017 (VEEGAN), Lin et al. 2018 (PacGAN), who made
26,000 pictures. Real pictures, judged in the same way, say what can be reached.
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import torch

from genstudio.core.events import Event, Scoring
from genstudio.core.score import Score
from genstudio.data import load, stacked
from genstudio.evaluation import extractors
from genstudio.evaluation.classes import Classifier
from genstudio.evaluation.features import Extractor
from genstudio.evaluation.modes import reverse_kl_to_even
from genstudio.evaluation.resampling import jackknife
from genstudio.runs.model import Model

SPEC = "builtin:stacked"
_COUNT = 26_000
_CHUNK = 500
_JUDGED = 0.1  # share of the digits that says how often the classifier is right


class Names:
    """Tells the three digits of pictures `(N, 3, H, W)`; `right` is its share of right digits."""

    def __init__(self) -> None:
        """Fit a linear classifier to the bundled digits; raises `DataError`."""
        images = load.load_now("builtin:digits", size=28, channels="grey", fit="crop")
        extractor = extractors.find(images)
        assert extractor is not None, "the bundled digits' network is bundled"
        assert images.labels is not None
        self.side = images.shape[1]
        self._extractor: Extractor = extractor
        train, judged = images.split(_JUDGED, 0)
        features = extractors.features(images, train, extractor)
        self._classifier = Classifier(features, images.labels[train], 10)
        seen = extractors.features(images, judged, extractor)
        self.right = float((self._classifier(seen) == images.labels[judged]).mean())

    def __call__(self, pictures: np.ndarray) -> np.ndarray:
        """Return the modes, int64 `(N,)`."""
        channels = pictures.reshape(-1, 1, *pictures.shape[2:])
        digits = self._classifier(self._extractor(channels)).reshape(-1, 3)
        return stacked.modes(digits)


def stacking(model: Model, *, seed: int, sampler: str) -> Generator[Event, None, list[Score]]:
    """Modes found, and the reverse KL of how made pictures spread over them, in nats.

    Nothing for what was not trained on stacked digits in colour at their own size.
    """
    if model.recipe.data != SPEC or model.shape != (3, 28, 28):
        return []
    names = Names()
    z = model.draw_latents(_COUNT, seed=seed, sampler=sampler)
    images = load.load_now(SPEC, size=28, channels="colour", fit="crop")
    made, real = [], []
    for start in range(0, _COUNT, _CHUNK):
        yield Scoring(start, _COUNT, "stacked digits named")
        part = slice(start, start + _CHUNK)
        made.append(names(model.decode(z[part])))
        rows = images.pictures[part]
        real.append(names(np.asarray(rows)) if len(rows) else np.zeros(0, np.int64))
    return _scores(np.concatenate(made), np.concatenate(real), names.right)


def _scores(made: np.ndarray, real: np.ndarray, right: float) -> list[Score]:
    found, floor = (np.bincount(each, minlength=stacked.MODES) for each in (made, real))

    def figures(rows: torch.Tensor) -> tuple[float, float]:
        counts = np.bincount(rows.numpy(), minlength=stacked.MODES)
        return float((counts > 0).sum()), reverse_kl_to_even(counts)

    errors = jackknife(figures, torch.from_numpy(made))
    about = f"Digits are named right {right:.1%} of the time. Real pictures: "
    return [
        Score(
            key="stacked_modes", label="Modes of stacked digits", value=int((found > 0).sum()),
            error=errors[0], better="higher", unit=f"of {stacked.MODES:,}", made=len(made),
            real=len(real), note=f"{about}{int((floor > 0).sum())} modes.",
        ),
        Score(
            key="stacked_kl", label="Spread over the modes (reverse KL)",
            value=reverse_kl_to_even(found), error=errors[1], unit="nats", made=len(made),
            real=len(real), note=f"{about}{reverse_kl_to_even(floor):.3f} nats.",
        ),
    ]  # fmt: skip
