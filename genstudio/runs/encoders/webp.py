"""Animated WebP, one frame at a time."""

from __future__ import annotations

import io
import struct

import numpy as np
from PIL import Image

from genstudio.runs.encoders.encoder import Draw, Encoder


class WebP(Encoder):
    """Animated WebP, lossless. Source: WebP Container Specification (Google), ANMF chunks.

    Pillow compresses each frame; its own animation writer would merge equal frames.
    """

    longest = 16_383

    def begin(self, draw: Draw) -> None:
        """Write the head; its length is filled in at the end."""
        self._file = self.path.open("wb")
        width, height = self.size
        self._file.write(b"RIFF\0\0\0\0WEBP")
        self._file.write(_chunk(b"VP8X", b"\x02\0\0\0" + _u24(width - 1) + _u24(height - 1)))
        self._file.write(_chunk(b"ANIM", b"\xff\xff\xff\xff\0\0"))

    def add(self, frame: np.ndarray) -> None:
        """Append a frame."""
        buffer = io.BytesIO()
        image = Image.fromarray(np.ascontiguousarray(frame))
        image.save(buffer, "WEBP", lossless=True, quality=40, method=2)
        width, height = self.size
        place = _u24(0) + _u24(0) + _u24(width - 1) + _u24(height - 1)
        head = place + _u24(self.delay(1000)) + b"\x02"  # not blended
        self._file.write(_chunk(b"ANMF", head + _bitstream(buffer.getvalue())))
        self.done += 1

    def finish(self) -> None:
        """Fill in the length."""
        length = self._file.tell() - 8
        self._file.seek(4)
        self._file.write(struct.pack("<I", length))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _u24(value: int) -> bytes:
    return struct.pack("<I", value)[:3]


def _chunk(name: bytes, payload: bytes) -> bytes:
    return name + struct.pack("<I", len(payload)) + payload + b"\0" * (len(payload) % 2)


def _bitstream(data: bytes) -> bytes:
    """The picture's own chunks in a WebP file of one frame."""
    place, found = 12, b""
    while place < len(data):
        (length,) = struct.unpack_from("<I", data, place + 4)
        end = place + 8 + length + length % 2
        if data[place : place + 4] in (b"ALPH", b"VP8 ", b"VP8L"):
            found += data[place:end]
        place = end
    return found
