"""Where a judge of pictures looks: what its score loses when a place is hidden.

Occlusion (Zeiler and Fergus 2014, "Visualizing and understanding convolutional networks",
section 4.2), and not gradient × input: the gradient says what an endless small change would do,
it is flat where R1 and R2 keep the critic flat and noisy where it is steep, and times a black
pixel (−1 here) it means nothing. Occlusion is a difference of two scores, so that its sign and its
unit can be read. What is hidden is blurred and not greyed out, since a grey square is itself
something that no real picture has (Fong and Vedaldi 2017, "Interpretable explanations of black
boxes by meaningful perturbation"). An even place, which blurring does not change, says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator

import numpy as np

from genstudio.core.events import Event, Working

_ACROSS = 14  # places along the longer side
_CHUNK = 32
_SHARE = 6  # a patch is this part of the longer side

Score = Callable[[np.ndarray], np.ndarray]
"""uint8 `(N, C, H, W)` → scores `(N,)`."""


def occlusion(score: Score, picture: np.ndarray) -> Generator[Event, None, np.ndarray]:
    """Return by how much `score` falls where uint8 `(C, H, W)` is hidden, float32 `(H, W)`.

    Positive: the place speaks for a high score. A pixel's value is the mean over the patches that
    hide it, in units of the score. Tells how far it is; closing it stops.
    """
    _, height, width = picture.shape
    side = max(height, width)
    patch, step = max(side // _SHARE, 1), max(side // _ACROSS, 1)
    places = [(y, x) for y in _starts(height, patch, step) for x in _starts(width, patch, step)]
    blurred, whole = blur(picture, patch), float(score(picture[None])[0])
    total, count = np.zeros((height, width)), np.zeros((height, width))
    for start in range(0, len(places), _CHUNK):
        yield Working(start, len(places), "places hidden")
        some = places[start : start + _CHUNK]
        hidden = np.stack([_hide(picture, blurred, y, x, patch) for y, x in some])
        for (y, x), left in zip(some, score(hidden), strict=True):
            total[y : y + patch, x : x + patch] += whole - float(left)
            count[y : y + patch, x : x + patch] += 1
    return (total / np.maximum(count, 1)).astype(np.float32)


def blur(picture: np.ndarray, reach: int) -> np.ndarray:
    """Return uint8 `(C, H, W)` with each pixel the mean of those up to `reach` away."""
    padded = np.pad(picture.astype(np.float64), ((0, 0), (reach, reach), (reach, reach)), "edge")
    window = 2 * reach + 1
    for axis in (1, 2):
        padded = np.lib.stride_tricks.sliding_window_view(padded, window, axis).mean(-1)
    return np.rint(padded).astype(np.uint8)


def _hide(picture: np.ndarray, blurred: np.ndarray, y: int, x: int, patch: int) -> np.ndarray:
    hidden = picture.copy()
    spot = np.s_[:, y : y + patch, x : x + patch]
    hidden[spot] = blurred[spot]
    return hidden


def _starts(length: int, patch: int, step: int) -> list[int]:
    """Where patches begin, so that the last one ends at the edge."""
    last = max(length - patch, 0)
    return sorted({*range(0, last + 1, step), last})
