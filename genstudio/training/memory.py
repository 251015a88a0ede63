"""Out of memory: found out, and answered with the batch size that fits."""

from __future__ import annotations

from collections.abc import Callable

import torch


class OutOfMemoryError(ValueError):
    """The batch does not fit; the message names one that does."""

    @staticmethod
    def at(batch: int, fitting: int | None) -> OutOfMemoryError:
        """Describe that `batch` was too much and `fitting` (if any) is not."""
        advice = (
            f"A batch of {fitting} fits: set Batch to {fitting} and resume."
            if fitting
            else "Not even a batch of 2 fits: choose smaller pictures or a narrower network."
        )
        return OutOfMemoryError(f"Out of memory with a batch of {batch} pictures. {advice}")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error` says that memory ran out, on the GPU or the CPU."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    text = str(error)
    return "can't allocate memory" in text or "not enough memory" in text


def fitting_batch(probe: Callable[[int], None], batch: int) -> int | None:
    """Return the largest half, quarter, … of `batch` for which `probe` does not run out."""
    while batch >= 4:
        batch //= 2
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        try:
            probe(batch)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
        else:
            return batch
    return None
