"""Where a run computes, and with how many threads."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import psutil
import torch

from genstudio.core.recipe import Recipe, RecipeError


def choose(recipe: Recipe) -> torch.device:
    """Return the recipe's device; raises `RecipeError` if this computer has none."""
    available = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if recipe.device == "auto":
        return torch.device(next(n for n in ("cuda", "mps", "cpu") if available[n]))
    if not available[recipe.device]:
        raise RecipeError(f"This computer has no {recipe.device} device. Choose auto or cpu.")
    return torch.device(recipe.device)


def thread_count(recipe: Recipe) -> int:
    """Return the CPU threads to train with: the recipe's, or all cores but one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return recipe.threads or max((cores or 2) - 1, 1)


def describe(device: torch.device) -> str:
    """Return the device in words."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return {"cpu": "CPU", "mps": "Apple GPU"}[device.type]


def memory_mb(device: torch.device) -> float:
    """Return the memory in use: the GPU's by torch, else this process's."""
    if device.type == "cuda":
        return torch.cuda.memory_allocated(device) / 2**20
    return float(psutil.Process().memory_info().rss) / 2**20


@contextlib.contextmanager
def precision(device: torch.device) -> Iterator[None]:
    """Compute in bfloat16 where the hardware has it (CUDA); float32 elsewhere; never float16."""
    if device.type == "cuda" and torch.cuda.is_bf16_supported():
        with torch.autocast("cuda", dtype=torch.bfloat16):
            yield
    else:
        yield
