"""The resolutions a convolutional net passes through, for any picture size."""

from __future__ import annotations

_SMALLEST = 8


def sizes(size: int) -> list[int]:
    """Return `size` halved (rounded up) until it is at most 8: 28 → [28, 14, 7]."""
    ladder = [size]
    while ladder[-1] > _SMALLEST:
        ladder.append(-(-ladder[-1] // 2))
    return ladder


def widths(width: int, levels: int) -> list[int]:
    """Return the channels of each level: doubled a level, eight times `width` at most."""
    return [width * min(2**level, 8) for level in range(levels)]
