"""Stacked digits: three digits, one each in red, green and blue, so that there are 1,000 modes.

The classic test of how much of a distribution a GAN finds (Metz et al. 2017, Srivastava et al.
2017, there with all of MNIST), here made of the bundled digits.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from genstudio.data import builtin
from genstudio.data.plan import Raw, Wanted

COUNT = 25_600
VERSION = 1  # to be raised when the same numbers come to look different
MODES = 1000
_SEED = 1000


def rows(count: int = COUNT) -> np.ndarray:
    """Which bundled digit is in which channel, int64 `(count, 3)`; equal on every machine."""
    raw = np.random.PCG64(_SEED).random_raw(3 * count)
    digits = len(builtin.read("digits")[0])
    found: np.ndarray = (raw % np.uint64(digits)).astype(np.int64).reshape(count, 3)
    return found


def modes(digits: np.ndarray) -> np.ndarray:
    """Return the mode of each picture, 0 to 999, of its three digits `(N, 3)`."""
    found: np.ndarray = digits @ np.array([100, 10, 1])
    return found


def raws(_wanted: Wanted, start: int) -> Iterator[Raw]:
    """Stack every picture from number `start` on."""
    pictures, labels = builtin.read("digits")
    for index, chosen in enumerate(rows(COUNT)[start:], start):
        name = "".join(map(str, labels[chosen]))
        yield Raw(f"{name} (picture {index + 1:,})", -1, pictures[chosen, 0])
