"""Decoding many pictures on all cores, in order, a bounded number ahead."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait

import numpy as np

from genstudio.data import colour, picture, resize
from genstudio.data.folder import File, Listing
from genstudio.data.imageset import DataError, Skipped
from genstudio.data.plan import Item, Wanted

_PATIENCE = 0.1  # s between signs of life while one large file is decoded
_AHEAD = 16  # files in hand per core


def files(listing: Listing, wanted: Wanted) -> Iterator[Item | Skipped | None]:
    """Yield each file's picture, or why it was skipped; None while one takes its time.

    Pillow lets other threads run while it decodes. Closing waits for the files in hand only.
    """
    cores = _cores()
    pool = ThreadPoolExecutor(cores, thread_name_prefix="decode")
    waiting: deque[tuple[File, Future[np.ndarray]]] = deque()
    try:
        for file in listing.files:
            waiting.append((file, pool.submit(_decode, file, wanted)))
            if len(waiting) >= cores * _AHEAD:
                yield from _result(listing, *waiting.popleft())
        while waiting:
            yield from _result(listing, *waiting.popleft())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def arrays(
    pictures: np.ndarray, labels: np.ndarray, wanted: Wanted, *, first: int = 0
) -> Iterator[Item]:
    """Yield uint8 `(N, C, H, H)` pictures, resized and in the channels wanted."""
    for index, (pixels, label) in enumerate(zip(pictures, labels.tolist(), strict=True)):
        sized = resize.resize_array(pixels, wanted.size)
        yield Item(f"picture {first + index}", label, colour.settle_array(sized, wanted.channels))


def _decode(file: File, wanted: Wanted) -> np.ndarray:
    return picture.decode(file.path, size=wanted.size, channels=wanted.channels, fit=wanted.fit)


def _result(
    listing: Listing, file: File, future: Future[np.ndarray]
) -> Iterator[Item | Skipped | None]:
    while not wait([future], timeout=_PATIENCE).done:
        yield None
    where = os.path.relpath(file.path, listing.root)
    try:
        yield Item(where, file.label, future.result())
    except DataError as error:
        yield Skipped(where, str(error))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
