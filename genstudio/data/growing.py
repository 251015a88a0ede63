"""A `.npy` array that grows picture by picture, on disk or in memory, and can be gone on with."""

from __future__ import annotations

import contextlib
import io
import os
import struct
from pathlib import Path
from typing import BinaryIO

import numpy as np

NAME = "pictures.npy"
_NAMES = {1: "grey.npy", 3: "colour.npy"}  # while it grows
_HEADER = 128  # bytes, written last, when the number of pictures is known
_CHUNK = 4096  # pictures copied at a time


class Growing:
    """Square uint8 pictures, appended; grey until the first one in colour comes.

    From then on the earlier ones are held in three equal channels, so the order of the files
    makes no difference to the result.
    """

    def __init__(
        self, folder: Path | None, size: int, *, count: int = 0, channels: int = 1
    ) -> None:
        """Write to a file in `folder`, or to memory when it is None; `size` in px.

        With a `count`, go on behind the first so many pictures of `channels` that are there;
        raises OSError when they are not.
        """
        self._folder = folder
        self._size = size
        self._channels = channels
        self._count = count
        self._stream = self._reopen() if count else self._open(channels)

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """`(N, C, H, W)` so far."""
        return self._count, self._channels, self._size, self._size

    def append(self, pixels: np.ndarray) -> None:
        """Add one uint8 `(C, H, W)` picture; raises OSError when the disk is full."""
        if len(pixels) > self._channels:
            self._widen()
        elif len(pixels) < self._channels:
            pixels = np.repeat(pixels, 3, axis=0)
        assert pixels.shape == self.shape[1:] and pixels.dtype == np.uint8
        self._stream.write(np.ascontiguousarray(pixels).data)
        self._count += 1

    def sync(self) -> None:
        """See that what was appended outlives a power cut."""
        _sync(self._stream)

    def finish(self) -> np.ndarray:
        """Complete the array and return it, read-only: a memory map, or plain memory."""
        self._stream.seek(0)
        self._stream.write(_header(self.shape))
        if isinstance(self._stream, io.BytesIO):
            pictures = np.frombuffer(self._stream.getbuffer(), np.uint8, offset=_HEADER)
            pictures = pictures.reshape(self.shape)
            pictures.flags.writeable = False
            return pictures
        assert self._folder is not None
        _sync(self._stream)
        self._stream.close()
        (self._folder / _NAMES[self._channels]).replace(self._folder / NAME)
        return mapped(self._folder / NAME)

    def close(self) -> None:
        """Let go of the file; memory belongs to the array that `finish` returned."""
        if not isinstance(self._stream, io.BytesIO):
            _drop(self._stream)

    def forget(self, channels: int) -> None:
        """Remove the file of another number of channels than `channels`, if there is one."""
        if self._folder is not None:
            for other in set(_NAMES) - {channels}:
                (self._folder / _NAMES[other]).unlink(missing_ok=True)

    def _open(self, channels: int) -> BinaryIO:
        stream: BinaryIO = io.BytesIO()
        if self._folder is not None:
            stream = (self._folder / _NAMES[channels]).open("wb+")
        stream.write(bytes(_HEADER))
        return stream

    def _reopen(self) -> BinaryIO:
        assert self._folder is not None
        stream = (self._folder / _NAMES[self._channels]).open("rb+")
        length = _HEADER + self._count * self._channels * self._size**2
        if stream.seek(0, os.SEEK_END) < length:
            stream.close()
            raise OSError(f"{self._folder} holds fewer pictures than it should")
        stream.truncate(length)
        stream.seek(length)
        return stream

    def _widen(self) -> None:
        """Copy the grey pictures so far into three channels."""
        wide = self._open(3)
        try:
            self._copy_to(wide)
        except OSError:
            _drop(wide)
            raise
        self._stream.close()
        self._stream, self._channels = wide, 3

    def _copy_to(self, wide: BinaryIO) -> None:
        picture = self._size * self._size
        self._stream.seek(_HEADER)
        while data := self._stream.read(picture * _CHUNK):
            pictures = np.frombuffer(data, np.uint8).reshape(-1, 1, picture)
            wide.write(np.repeat(pictures, 3, axis=1).tobytes())
        wide.flush()


def mapped(path: Path) -> np.ndarray:
    """Open a `.npy` file as a read-only memory map; raises OSError or ValueError."""
    pictures: np.ndarray = np.load(path, mmap_mode="r", allow_pickle=False)
    return pictures


def _sync(stream: BinaryIO) -> None:
    stream.flush()
    if not isinstance(stream, io.BytesIO):
        os.fsync(stream.fileno())


def _drop(stream: BinaryIO) -> None:
    """Close a file that is given up; a full disk would complain a second time."""
    with contextlib.suppress(OSError):
        stream.close()


def _header(shape: tuple[int, ...]) -> bytes:
    """A version 1.0 header of the length reserved for it."""
    text = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}"
    room = _HEADER - 10
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", room) + text.ljust(room - 1).encode() + b"\n"
