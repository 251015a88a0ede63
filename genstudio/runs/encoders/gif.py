"""GIF, one frame at a time."""

from __future__ import annotations

import io
import struct

import numpy as np
from PIL import Image

from genstudio.runs.encoders.encoder import Draw, Encoder

_SAMPLED = 16  # frames a palette is made from
_SAMPLED_PIXELS = 1 << 18


class Gif(Encoder):
    """GIF89a with one palette for all frames (exact for grey ones); only what changes is stored.

    Source: GIF89a specification (CompuServe 1990). Pillow compresses the pixels; it would merge
    equal frames and keep all of them in memory if it wrote the file.
    """

    def begin(self, draw: Draw) -> None:
        """Choose the palette from some of the frames, and write the head."""
        self._palette, self._is_grey = _palette(draw, self.count)
        self._shown: np.ndarray | None = None
        self._file = self.path.open("wb")
        width, height = self.size
        self._file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0))
        self._file.write(bytes(self._palette.getpalette() or ()).ljust(768, b"\0")[:768])
        self._file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0")  # for ever

    def add(self, frame: np.ndarray) -> None:
        """Append a frame."""
        indices = self._indices(frame)
        top, left, changed = _changed(self._shown, indices)
        self._file.write(b"\x21\xf9\x04\x04" + struct.pack("<H", self.delay(100)) + b"\0\0")
        height, width = changed.shape
        self._file.write(struct.pack("<BHHHHB", 0x2C, left, top, width, height, 0))
        self._file.write(self._compressed(changed))
        self._shown = indices
        self.done += 1

    def finish(self) -> None:
        """Write the trailer."""
        self._file.write(b";")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _indices(self, frame: np.ndarray) -> np.ndarray:
        if self._is_grey:
            return np.ascontiguousarray(frame[:, :, 0])
        image = Image.fromarray(np.ascontiguousarray(frame))
        return np.asarray(image.quantize(palette=self._palette, dither=Image.Dither.NONE))

    def _compressed(self, indices: np.ndarray) -> bytes:
        """The LZW data of `indices`: what follows the image descriptor in Pillow's file."""
        image = Image.fromarray(np.ascontiguousarray(indices))
        image.putpalette(self._palette.getpalette() or [])
        buffer = io.BytesIO()
        image.save(buffer, "GIF", optimize=False, interlace=0)
        return _after_descriptor(buffer.getvalue())


def _palette(draw: Draw, count: int) -> tuple[Image.Image, bool]:
    """A palette for all frames, from some of them; and whether it is the plain greys."""
    chosen = np.unique(np.linspace(0, count - 1, min(count, _SAMPLED)).astype(int))
    pixels = np.concatenate([_some(draw(int(index))) for index in chosen])
    image = Image.new("P", (1, 1))
    if (pixels == pixels[:, :1]).all():
        image.putpalette(np.repeat(np.arange(256, dtype=np.uint8), 3).tobytes())
        return image, True
    sheet = Image.fromarray(pixels[None])
    return sheet.quantize(256, method=Image.Quantize.MEDIANCUT), False


def _some(frame: np.ndarray) -> np.ndarray:
    pixels = frame.reshape(-1, 3)
    return pixels[:: max(len(pixels) * _SAMPLED // _SAMPLED_PIXELS, 1)]


def _changed(shown: np.ndarray | None, indices: np.ndarray) -> tuple[int, int, np.ndarray]:
    """Top, left and pixels of the smallest box that differs (one pixel where nothing does)."""
    if shown is None:
        return 0, 0, indices
    rows, columns = np.nonzero(shown != indices)
    if not len(rows):
        return 0, 0, indices[:1, :1]
    top, left = int(rows.min()), int(columns.min())
    return top, left, indices[top : rows.max() + 1, left : columns.max() + 1]


def _after_descriptor(data: bytes) -> bytes:
    place = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    while data[place] == 0x21:  # an extension: its label, then blocks until an empty one
        place += 2
        while data[place]:
            place += data[place] + 1
        place += 1
    flags = data[place + 9]
    local = 3 << ((flags & 7) + 1) if flags & 0x80 else 0
    return data[place + 10 + local : -1]
