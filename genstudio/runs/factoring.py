"""Scores of disentanglement, for models that encode pictures drawn from known factors."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import numpy as np

from genstudio.core.events import Event, Scoring
from genstudio.core.score import Score
from genstudio.data import shapes
from genstudio.data.colour import settle_array
from genstudio.evaluation import disentanglement
from genstudio.runs.model import Model

_SPEC = "builtin:shapes"
_PICTURES = 4000
_CHUNK = 200
_VOTES, _TRAIN, _ALIKE = 300, 200, 32
_SEED = 5
_FACTORS = ", ".join(shapes.FACTORS)


def factoring(model: Model) -> Generator[Event, None, list[Score]]:
    """MIG, DCI and the FactorVAE score on newly drawn shapes; nothing for other pictures."""
    if model.recipe.data != _SPEC or not model.can_encode or model.classes:
        return []
    random = np.random.default_rng(_SEED)
    known = _drawn(random, _PICTURES)
    parts: list[np.ndarray] = []
    total = _PICTURES + _VOTES * _ALIKE
    for part in _encoded(model, known):
        parts.append(part)
        yield Scoring(_CHUNK * len(parts), total, "shapes of known factors")
    mu = np.concatenate(parts)
    votes = []
    for vote in range(_VOTES):
        factor = vote % len(shapes.FACTORS)
        alike = _drawn(random, _ALIKE)
        alike[:, factor] = alike[0, factor]
        votes.append((factor, np.concatenate(list(_encoded(model, alike)))))
        yield Scoring(_PICTURES + _ALIKE * vote, total, "shapes of known factors")
    found = disentanglement.dci(mu, known)
    share = disentanglement.factor_score(votes, mu.std(axis=0), train=_TRAIN)
    judged = _VOTES - _TRAIN
    return [
        _score("mig", "MIG", disentanglement.disentanglement(known, mu).gap),
        _score("dci_disentanglement", "DCI disentanglement", found.disentanglement),
        _score("dci_completeness", "DCI completeness", found.completeness),
        _score("dci_informativeness", "DCI informativeness", found.informativeness),
        _score("factor_score", "FactorVAE score", share, (share * (1 - share) / judged) ** 0.5),
    ]


def _drawn(random: np.random.Generator, count: int) -> np.ndarray:
    """New combinations of factors: each column by itself, as they are independent."""
    known = shapes.factors()
    rows = random.integers(0, len(known), (count, known.shape[1]))
    found: np.ndarray = np.take_along_axis(known, rows, axis=0)
    return found


def _encoded(model: Model, known: np.ndarray) -> Iterator[np.ndarray]:
    channels = "colour" if model.shape[0] == 3 else "grey"
    for start in range(0, len(known), _CHUNK):
        drawn = shapes.draw(known[start : start + _CHUNK], model.shape[1])
        pictures = np.stack([settle_array(picture, channels) for picture in drawn])
        yield model.encode(pictures).mu


def _score(key: str, label: str, value: float, error: float | None = None) -> Score:
    return Score(
        key=key, label=label, value=value, error=error, better="higher", real=_PICTURES,
        note=f"On {_PICTURES:,} newly drawn shapes; factors: {_FACTORS}.",
    )  # fmt: skip
