"""The previews of a run, oldest first: the newest in memory, the older ones on disk. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from genstudio.core.events import Preview

_MOST_BYTES = 48 * 2**20
_GAP = 1  # between the pictures of a sheet, as `core.pixels.tile` lays them


@dataclass(frozen=True)
class Frame:
    """What is shown of one preview; `originals` and `redrawn` may be unknown."""

    step: int
    made: np.ndarray
    originals: np.ndarray | None = None
    redrawn: np.ndarray | None = None


class Film:
    """Keeps what fits in memory; thins the older half when it does not."""

    def __init__(self) -> None:
        """Start empty."""
        self._frames: list[Preview | tuple[int, Path]] = []
        self._shape: tuple[int, ...] = ()

    def __len__(self) -> int:
        """How many previews there are."""
        return len(self._frames)

    def begin(self, sheets: Iterable[Path] = (), shape: tuple[int, ...] = ()) -> None:
        """Start again with the `sheets` of an earlier part of the run, pictures of `shape`."""
        self._frames = [(int(path.stem), path) for path in sheets if path.stem.isdigit()]
        self._shape = shape

    def extend(self, preview: Preview) -> None:
        """Append `preview`; what came after its step (before a roll-back) is dropped."""
        while self._frames and _step(self._frames[-1]) >= preview.step:
            self._frames.pop()
        self._frames.append(preview)
        self._shape = preview.pictures.shape[1:]
        kept = [frame for frame in self._frames if isinstance(frame, Preview)]
        if sum(_bytes(frame) for frame in kept) > _MOST_BYTES:
            half = len(self._frames) // 2
            self._frames = self._frames[:half:2] + self._frames[half:]

    def step(self, index: int) -> int:
        """Return the step of preview `index`."""
        return _step(self._frames[index])

    def frame(self, index: int) -> Frame | None:
        """Return preview `index`; None if its sheet cannot be read any more."""
        entry = self._frames[index]
        if isinstance(entry, Preview):
            return Frame(entry.step, entry.pictures, entry.originals, entry.reconstructions)
        step, path = entry
        try:
            sheet = np.asarray(Image.open(path))
        except (OSError, ValueError):
            return None
        return Frame(step, cut_sheet(sheet, self._shape))


def cut_sheet(sheet: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Cut a sheet `(h, w)` or `(h, w, 3)` into pictures of `shape`; one picture if it does not fit.

    Cells that are all background at the end of the sheet are left out.
    """
    sheet = sheet[:, :, None] if sheet.ndim == 2 else sheet[:, :, :3]
    whole = np.ascontiguousarray(sheet.transpose(2, 0, 1))[None]
    if len(shape) != 3:
        return whole
    _, height, width = shape
    rows, down = divmod(sheet.shape[0] + _GAP, height + _GAP)
    columns, across = divmod(sheet.shape[1] + _GAP, width + _GAP)
    if down or across or not rows or not columns:
        return whole
    padded = np.pad(sheet, ((0, _GAP), (0, _GAP), (0, 0)), constant_values=255)
    cells = padded.reshape(rows, height + _GAP, columns, width + _GAP, sheet.shape[2])
    pictures = cells[:, :height, :, :width].transpose(0, 2, 4, 1, 3)
    pictures = pictures.reshape(rows * columns, sheet.shape[2], height, width)
    used = np.flatnonzero((pictures != 255).any((1, 2, 3)))
    last = max(int(used[-1]) + 1 if len(used) else 1, (rows - 1) * columns + 1)
    return np.ascontiguousarray(pictures[:last])


def interleave(originals: np.ndarray, redrawn: np.ndarray, columns: int) -> np.ndarray:
    """Lay originals above their redrawn pictures, row by row; both `(N, C, H, W)`."""
    rows = []
    for start in range(0, len(originals), columns):
        part = slice(start, start + columns)
        blank = np.full((columns - len(originals[part]), *originals.shape[1:]), 255, np.uint8)
        rows += [originals[part], blank, redrawn[part], blank]
    return np.concatenate(rows)


def _step(entry: Preview | tuple[int, Path]) -> int:
    return entry.step if isinstance(entry, Preview) else entry[0]


def _bytes(preview: Preview) -> int:
    parts = (preview.pictures, preview.originals, preview.reconstructions)
    return sum(part.nbytes for part in parts if part is not None)
