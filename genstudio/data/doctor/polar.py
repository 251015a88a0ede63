"""A print of a picture that stays the same when it is turned or mirrored.

The brightness is averaged over rings around the middle and taken apart into angular harmonics
(a polar Fourier transform, as in Reddy & Chatterji 1996, “An FFT-based technique for translation,
rotation, and scale-invariant image registration”). Turning a picture changes only the harmonics'
phases and mirroring only their signs, so their sizes recognise it, and one correlation over the
angle finds by how much it was turned. Everything here is computed with whole numbers held in
float64, so prints are equal on every computer.
"""

from __future__ import annotations

import functools

import numpy as np

TILE = 32  # px; prints see this much detail
RINGS, HARMONICS = 8, 8
SHAPE = (RINGS, 2 * HARMONICS + 1)  # per ring: mean, then cosine and sine of each harmonic
ANGLES = 64  # tried when two prints are laid over each other
_LUMA = (77, 150, 29)  # / 256: ITU-R BT.601
_UNIT = 127  # an int8 print has this length
_FINE, _SUB = 256, 4  # samples around a ring, and circles in it
_WEIGHT = 2**14
_NOTHING = 2e4  # a shorter print is rounding: less than half a level of contrast


def luma(pictures: np.ndarray) -> np.ndarray:
    """Return uint8 `(N, C, H, W)` as brightness times 256, float64 `(N, H, W)`."""
    if pictures.shape[1] == 1:
        return pictures[:, 0].astype(np.float64) * 256
    red, green, blue = (pictures[:, index].astype(np.float64) for index in range(3))
    return _LUMA[0] * red + _LUMA[1] * green + _LUMA[2] * blue


def tiles(brightness: np.ndarray) -> np.ndarray:
    """Shrink or enlarge `(N, H, H)` to whole numbers `(N, 32, 32)` by area, scaled as given."""
    weights = _areas(brightness.shape[-1])
    shrunk = weights @ np.floor(brightness) @ weights.T
    result: np.ndarray = np.rint(shrunk / _WEIGHT)
    return result


def prints(tiled: np.ndarray) -> np.ndarray:
    """Return the prints of `tiles`, int8 `(N, 8, 17)`: free of brightness and contrast."""
    weights = _operator()
    area = weights.reshape(TILE * TILE, *SHAPE)[:, :, 0].sum(axis=0)
    raw = (tiled.reshape(len(tiled), -1) @ weights).reshape(-1, *SHAPE)
    mean = raw[:, :, 0].sum(axis=1) / area.sum()
    raw[:, :, 0] -= mean[:, None] * area
    raw /= np.sqrt(area)[:, None]
    raw[:, :, 1:] *= np.sqrt(2)
    length = np.sqrt(np.square(raw).sum(axis=(1, 2)))
    unit = raw * np.where(length > _NOTHING, 1 / np.maximum(length, 1), 0)[:, None, None]
    result: np.ndarray = np.rint(unit * _UNIT).astype(np.int8)
    return result


def sizes(given: np.ndarray) -> np.ndarray:
    """Return what turning and mirroring leave as it is, float32 `(N, 64)`: 8 rings × 8."""
    values = given.astype(np.float32)
    strengths = np.hypot(values[:, :, 1::2], values[:, :, 2::2])[:, :, : HARMONICS - 1]
    joined = np.concatenate([values[:, :, :1], strengths], axis=2)
    flat: np.ndarray = joined.reshape(len(given), -1)
    return flat


def turns(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lay each of `second` turned and mirrored over each of `first`, row by row.

    Returns the best correlation, the angle in radians by which the second must be turned, and
    whether it must be mirrored (left to right) before that.
    """
    one, two = _complex(first), _complex(second)
    waves = np.exp(1j * np.outer(np.arange(HARMONICS + 1), np.arange(ANGLES) * 2 * np.pi / ANGLES))
    scores = [((one * other).sum(axis=1) @ waves).real for other in (two.conj(), _flipped(two))]
    found = np.concatenate(scores, axis=1)
    best = found.argmax(axis=1)
    lengths = np.sqrt(_energy(one) * _energy(two))
    value = found[np.arange(len(best)), best] / np.maximum(lengths, 1e-9)
    return value, (best % ANGLES) * (2 * np.pi / ANGLES), best >= ANGLES


def _flipped(given: np.ndarray) -> np.ndarray:
    """Conjugate of the mirrored picture's harmonics: left to right sends an angle t to π − t."""
    signs = (-1.0) ** np.arange(HARMONICS + 1)
    flipped: np.ndarray = given * signs
    return flipped


def _complex(given: np.ndarray) -> np.ndarray:
    values = given.astype(np.float64)
    return np.concatenate([values[:, :, :1] + 0j, values[:, :, 1::2] - 1j * values[:, :, 2::2]], 2)


def _energy(given: np.ndarray) -> np.ndarray:
    energy: np.ndarray = (given.real**2 + given.imag**2).sum(axis=(1, 2))
    return energy


@functools.cache
def _areas(size: int) -> np.ndarray:
    """Whole-number weights `(32, size)` that shrink one axis by area; two of them scale by 2¹⁴."""
    edges = np.linspace(0, size, TILE + 1)
    pixels = np.arange(size)
    low = np.maximum(edges[:-1, None], pixels)
    high = np.minimum(edges[1:, None], pixels + 1)
    share = np.maximum(high - low, 0) * TILE / size
    whole: np.ndarray = np.rint(share * np.sqrt(_WEIGHT))
    return whole


@functools.cache
def _operator() -> np.ndarray:
    """The linear map from a flat tile to a flat print, whole numbers `(1024, 136)`."""
    angle = np.arange(_FINE) * 2 * np.pi / _FINE
    waves = [np.ones(_FINE)]
    for harmonic in range(1, HARMONICS + 1):
        waves += [np.cos(harmonic * angle), np.sin(harmonic * angle)]
    basis = np.stack(waves, axis=1) / _FINE
    weights = np.zeros((TILE * TILE, *SHAPE))
    for circle in range(RINGS * _SUB):
        radius = (circle + 0.5) / (RINGS * _SUB)
        for place, share in _bilinear(radius * np.cos(angle), radius * np.sin(angle)):
            np.add.at(weights[:, circle // _SUB], place, (radius * share)[:, None] * basis)
    whole: np.ndarray = np.rint(weights.reshape(TILE * TILE, -1) * _WEIGHT)
    return whole


def _bilinear(x: np.ndarray, y: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """The four pixels around each point of [−1, 1]², as flat indices with their shares."""
    right = np.clip((x + 1) / 2 * TILE - 0.5, 0, TILE - 1)
    down = np.clip((y + 1) / 2 * TILE - 0.5, 0, TILE - 1)
    left, top = (np.minimum(np.floor(each), TILE - 2).astype(int) for each in (right, down))
    a, b = right - left, down - top
    return [
        ((top + dy) * TILE + left + dx, (a if dx else 1 - a) * (b if dy else 1 - b))
        for dy in (0, 1)
        for dx in (0, 1)
    ]
