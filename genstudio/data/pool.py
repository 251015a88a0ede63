"""Work done on all cores, its results in order, a bounded number ahead."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

_PATIENCE = 0.1  # s between signs of life while one task takes its time
_AHEAD = 3  # tasks in hand per worker

Task = TypeVar("Task")
Result = TypeVar("Result")


def cores() -> int:
    """Return how many CPU cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(
    tasks: Iterable[Task | None], work: Callable[[Task], Result], *, workers: int
) -> Iterator[Result | None]:
    """Yield `work(task)` for each task, in the tasks' order; None while one takes its time.

    A task of None is passed on. Closing waits only for the tasks in hand.
    """
    pool = ThreadPoolExecutor(workers, thread_name_prefix="decode")
    waiting: deque[Future[Result]] = deque()
    try:
        for task in tasks:
            if task is None:
                yield None
                continue
            waiting.append(pool.submit(work, task))
            if len(waiting) >= workers * _AHEAD:
                yield from _result(waiting.popleft())
        while waiting:
            yield from _result(waiting.popleft())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _result(future: Future[Result]) -> Iterator[Result | None]:
    while not wait([future], timeout=_PATIENCE).done:
        yield None
    yield future.result()
