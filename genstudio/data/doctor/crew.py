"""Work on all cores, in order, a few pieces ahead; numpy and Pillow let other threads run."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")
_AHEAD = 2  # pieces in hand per core


def work(pieces: Iterable[Callable[[], Result]]) -> Iterator[Result]:
    """Yield each piece's result in order; closing waits for the pieces in hand only."""
    cores = _cores()
    pool = ThreadPoolExecutor(cores, thread_name_prefix="doctor")
    waiting: deque[Future[Result]] = deque()
    try:
        for piece in pieces:
            waiting.append(pool.submit(piece))
            if len(waiting) > cores * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
