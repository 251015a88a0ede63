"""MP4 and WebM through PyAV, which need not be installed."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np

from genstudio.runs.encoders.encoder import Draw, Encoder, FilmError


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


def _av() -> Any:
    return importlib.import_module("av")
