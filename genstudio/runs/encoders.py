"""One class a film format. Each frame is encoded as it comes, so that length costs no memory."""

from __future__ import annotations

import importlib
import io
import struct
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from PIL import Image

Draw = Callable[[int], np.ndarray]
_SAMPLED = 16  # frames a palette is made from
_SAMPLED_PIXELS = 1 << 18


class FilmError(ValueError):
    """A film that cannot be written so; the message is a sentence for the user."""


class Encoder(ABC):
    """Writes one film; `size` (width, height) is that of the frames in the file."""

    longest: ClassVar = 65_535  # pixels of a side

    def __init__(self, path: Path, count: int, size: tuple[int, int], fps: int, draw: Draw) -> None:
        """Begin `path`; raises `FilmError` for a size that the format cannot have."""
        if not 1 <= min(size) <= max(size) <= self.longest:
            raise FilmError(
                f"Frames of {size[0]:,} × {size[1]:,} pixels do not fit this format "
                f"({self.longest:,} at most). Choose a smaller scale or fewer pictures."
            )
        self.path, self.count, self.size, self.fps = path, count, size, fps
        self.done = 0
        self.begin(draw)

    @classmethod  # noqa: B027 - most can always be written
    def check(cls) -> None:
        """Raise `FilmError` with a sentence if this computer cannot write the format."""

    @abstractmethod
    def begin(self, draw: Draw) -> None:
        """Open the file."""

    @abstractmethod
    def add(self, frame: np.ndarray) -> None:
        """Append a frame, uint8 `(H, W, 3)`; `done` counts them."""

    @abstractmethod
    def finish(self) -> None:
        """Write what belongs at the end."""

    @abstractmethod
    def close(self) -> None:
        """Let the file go, finished or not."""

    def delay(self, unit: int) -> int:
        """How long the next frame lasts in 1/`unit` s, so that no error adds up."""
        end, start = ((self.done + more) * unit for more in (1, 0))
        return round(end / self.fps) - round(start / self.fps)


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


class Pngs(Encoder):
    """A folder of PNGs, numbered from 00000.png on."""

    def begin(self, draw: Draw) -> None:
        """Make the folder."""
        self.path.mkdir()

    def add(self, frame: np.ndarray) -> None:
        """Write a frame."""
        image = Image.fromarray(np.ascontiguousarray(frame))
        image.save(self.path / f"{self.done:05d}.png", compress_level=4)
        self.done += 1

    def finish(self) -> None:
        """Every file is written already."""

    def close(self) -> None:
        """Nothing is open."""


class Video(Encoder):
    """Video through PyAV; a side of odd length gets one more pixel, as 4:2:0 video needs."""

    longest = 8_192
    container: ClassVar[str]
    codec: ClassVar[str]
    options: ClassVar[dict[str, str]]

    @classmethod
    def check(cls) -> None:
        """Say how to install what is missing."""
        try:
            av = _av()
        except ImportError:
            raise FilmError(
                f"{cls.container.upper()} needs one more package. Install it with “pip install "
                "av”, or choose GIF, WebP or PNG."
            ) from None
        if cls.codec not in av.codecs_available:
            raise FilmError(
                f"The av package of this computer cannot write {cls.container.upper()} "
                f"({cls.codec} is missing). Choose GIF, WebP or PNG."
            )

    def begin(self, draw: Draw) -> None:
        """Open the container with one stream."""
        self._av = _av()
        width, height = self.size
        self.size = width + width % 2, height + height % 2
        self._file = self._attempt(
            lambda: self._av.open(str(self.path), "w", format=self.container)
        )
        self._stream = self._file.add_stream(self.codec, rate=self.fps, options=self.options)
        self._stream.width, self._stream.height = self.size
        self._stream.pix_fmt = "yuv420p"

    def add(self, frame: np.ndarray) -> None:
        """Encode a frame."""
        height, width = frame.shape[:2]
        room = ((0, self.size[1] - height), (0, self.size[0] - width), (0, 0))
        padded = np.ascontiguousarray(np.pad(frame, room, mode="edge"))
        picture = self._av.VideoFrame.from_ndarray(padded, format="rgb24")
        picture.pts = self.done
        self._attempt(lambda: self._file.mux(self._stream.encode(picture)))
        self.done += 1

    def finish(self) -> None:
        """Encode what is still under way, and write the index."""
        self._attempt(lambda: self._file.mux(self._stream.encode()))
        self._attempt(self._file.close)

    def close(self) -> None:
        """Close the file."""
        self._attempt(self._file.close)

    def _attempt(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except self._av.FFmpegError as error:
            raise OSError(getattr(error, "errno", 0) or 0, str(error)) from error


class Mp4(Video):
    """H.264 in MP4."""

    container, codec = "mp4", "libx264"
    options: ClassVar = {"crf": "16", "preset": "medium"}


class WebM(Video):
    """VP9 in WebM."""

    container, codec = "webm", "libvpx-vp9"
    options: ClassVar = {"crf": "18", "b:v": "0", "deadline": "good", "cpu-used": "5"}


ENCODERS: dict[str, type[Encoder]] = {
    ".gif": Gif, ".webp": WebP, ".mp4": Mp4, ".webm": WebM, "": Pngs,
}  # fmt: skip


def _av() -> Any:
    return importlib.import_module("av")


# -- GIF -----------------------------------------------------------------------------------


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


# -- WebP ----------------------------------------------------------------------------------


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
