"""A process that decodes pictures: its Python lock is its own, and a crash stays in it.

Parent and child speak over pipes: a length and a JSON header, then the bytes it announces.
Nothing is pickled, and the child imports neither torch nor Qt nor the program's main module.
"""

from __future__ import annotations

import contextlib
import json
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import numpy as np

from genstudio.data import picture
from genstudio.data.imageset import DataError, digest
from genstudio.data.plan import Unpacked, Wanted

Decoded = tuple[np.ndarray, bytes] | str  # pixels and their digest, or why there are none
FILES = (Path, bytes)  # what is worth sending to a child
_LARGE = "large"
_MARK = 32  # bytes of a digest
_CODE = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from genstudio.data import worker
worker.serve()
"""
_STOPPED = "not read: stopped"
_CRASHED = "of a kind that brought its reader down; convert it to PNG or JPEG first"


def decode(
    contents: Sequence[Unpacked], wanted: Wanted, stopping: threading.Event | None = None
) -> list[Decoded]:
    """Decode in this process, until `stopping` is set."""
    found: list[Decoded] = []
    for content in contents:
        if stopping is not None and stopping.is_set():
            found.append(_STOPPED)
        else:
            found.append(_decode(content, wanted, may_be_large=True))
    return found


class Child:
    """A decoding process; `decode` as above, one caller at a time."""

    def __init__(self) -> None:
        """Start no process yet."""
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopped = False

    def decode(self, contents: Sequence[Unpacked], wanted: Wanted) -> list[Decoded]:
        """Decode in the child; what brings it down is named, and the others are decoded."""
        try:
            found = self._ask(contents, wanted)
        except (OSError, EOFError):
            self.close()
            if self._is_stopped or len(contents) == 1:
                return [_STOPPED if self._is_stopped else _CRASHED] * len(contents)
            return [each for content in contents for each in self.decode([content], wanted)]
        large = [index for index, each in enumerate(found) if each == _LARGE]
        for index in large:  # one at a time in the whole program, so that memory stays bounded
            found[index : index + 1] = decode([contents[index]], wanted)
        return found

    def stop(self) -> None:
        """Break off what is being decoded, from any thread; `close` must still be called."""
        self._is_stopped = True
        if (process := self._process) is not None:
            process.kill()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):
                pipe.close()
        process.wait()

    def _ask(self, contents: Sequence[Unpacked], wanted: Wanted) -> list[Decoded]:
        if self._is_stopped:
            raise EOFError
        if self._process is None:
            self._process = _start()
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        blobs = [content for content in contents if isinstance(content, bytes)]
        items = [len(each) if isinstance(each, bytes) else str(each) for each in contents]
        _send(into, {"wanted": asdict(wanted), "items": items}, blobs)
        return [_result(out, size, wanted) for size in _receive(out)["items"]]


def serve() -> None:
    """Answer requests on the standard streams until they are closed: the child's whole life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair
    into, out = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            _answer(into, out)


def _answer(into: IO[bytes], out: IO[bytes]) -> None:
    request = _receive(into)
    wanted = Wanted(**request["wanted"])
    contents = [_read(into, item) if isinstance(item, int) else item for item in request["items"]]
    found = [_decode(content, wanted, may_be_large=False) for content in contents]
    sizes = [each if isinstance(each, str) else len(each[0]) for each in found]
    blobs: list[bytes | memoryview] = []
    for each in found:
        if not isinstance(each, str):
            blobs += (each[0].data, each[1])
    _send(out, {"items": sizes}, blobs)


def _decode(content: Unpacked | str, wanted: Wanted, *, may_be_large: bool) -> Decoded:
    try:
        pixels = np.ascontiguousarray(
            picture.decode_any(content, wanted, may_be_large=may_be_large)
        )
    except picture.LargePicture:
        return _LARGE
    except DataError as error:
        return str(error)
    return pixels, digest(pixels)


def _result(out: IO[bytes], size: int | str, wanted: Wanted) -> Decoded:
    if isinstance(size, str):
        return size
    side = wanted.size
    pixels = np.frombuffer(_read(out, size * side * side), np.uint8).reshape(size, side, side)
    return pixels, _read(out, _MARK)


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "ignore", "-c", _CODE, json.dumps(sys.path)]
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, creationflags=hidden
    )


def _send(
    stream: IO[bytes], header: dict[str, object], blobs: Sequence[bytes | memoryview]
) -> None:
    text = json.dumps(header).encode("ascii")
    stream.write(struct.pack("<I", len(text)) + text)
    for blob in blobs:
        stream.write(blob)
    stream.flush()


def _receive(stream: IO[bytes]) -> dict[str, Any]:
    (length,) = struct.unpack("<I", _read(stream, 4))
    header: dict[str, Any] = json.loads(_read(stream, length))
    return header


def _read(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data
