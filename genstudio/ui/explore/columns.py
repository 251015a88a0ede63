"""Where the parts of a slider's row lie: the same for every row and for the heading."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontMetrics

_GAP = 8
_WIDEST_NAME = 96
_MOST_KNOWN = 64
STRIP = 26
"""How much higher a row with preview pictures is, in pixels."""


@dataclass(frozen=True)
class Columns:
    """Left edge and width of each part of a row, in pixels, and the row's height."""

    lock: tuple[int, int]
    name: tuple[int, int]
    effect: tuple[int, int]
    slider: tuple[int, int]
    box: tuple[int, int]
    height: int


_known: dict[tuple[int, str, str], Columns] = {}  # of few widths: a slider that moves asks often


def columns(width: int, font: QFont, names: str = "") -> Columns:
    """Divide a row of `width`: the slider gets what the texts leave.

    `names` is the longest name of an axis, "" where there are only dimensions.
    """
    key = (width, font.key(), names)
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = _divide(width, QFontMetrics(font), names)
    return _known[key]


def _divide(width: int, metrics: QFontMetrics, names: str) -> Columns:
    lock = (2, 26)
    name = (lock[0] + lock[1] + 4, metrics.horizontalAdvance("z₀₀₀") + 2)
    if names:
        wanted = max(metrics.horizontalAdvance(names) + 4, name[1])
        name = (name[0], min(wanted, _WIDEST_NAME))
    effect = (name[0] + name[1] + _GAP, metrics.horizontalAdvance("0000.0") + 8)
    box_width = metrics.horizontalAdvance("−00.000") + 20
    box = (width - box_width - 4, box_width)
    left = effect[0] + effect[1] + _GAP
    slider = (left, max(box[0] - _GAP - left, 60))
    return Columns(lock, name, effect, slider, box, max(2 * metrics.height() + 4, 36))
