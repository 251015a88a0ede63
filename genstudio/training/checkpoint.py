"""Checkpoints: one safetensors file with everything needed to go on. Nothing is unpickled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from genstudio.core import storage
from genstudio.core.mixture import Mixture

AVERAGE = "average."
MIXTURE = "mixture."
_LARGE = 256  # numbers: what is smaller costs no room and stays exact


class CheckpointError(ValueError):
    """A checkpoint that cannot be used; the message is a sentence for the user."""


def save(path: Path, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
    """Write tensors and JSON-able facts to `path`, the old file staying until all is written.

    Raises `StorageError` with a sentence (disk full, no permission).
    """
    ready = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    metadata = {"genstudio": json.dumps(dict(facts))}
    storage.write_file(path, lambda temporary: _write(temporary, ready, metadata))


def load(path: Path, *, prefix: str = "") -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Read the tensors whose names begin with `prefix` (cut off), and the facts.

    Raises `CheckpointError` with a sentence if the file is missing, damaged or holds NaN.
    """
    if not path.is_file():
        raise CheckpointError(f"The weights are missing: {path} is not there.")
    try:
        with safe_open(path, framework="pt") as file:
            facts = json.loads((file.metadata() or {}).get("genstudio", "{}"))
            names = [name for name in file.keys() if name.startswith(prefix)]  # noqa: SIM118
            tensors = {name[len(prefix) :]: file.get_tensor(name) for name in names}
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(f"The weights in {path} are damaged: {error}.") from error
    bad = [name for name, tensor in tensors.items() if not is_finite(tensor)]
    if bad:
        raise CheckpointError(f"The weights in {path} hold NaN or infinity ({bad[0]}).")
    return tensors, facts


def facts(path: Path) -> dict[str, Any]:
    """Read the facts alone, no tensor; raises `CheckpointError` with a sentence."""
    if not path.is_file():
        raise CheckpointError(f"The weights are missing: {path} is not there.")
    try:
        with safe_open(path, framework="pt") as file:
            return dict(json.loads((file.metadata() or {}).get("genstudio", "{}")))
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(f"The weights in {path} are damaged: {error}.") from error


def restore(module: nn.Module, tensors: Mapping[str, Tensor], *, source: Path) -> None:
    """Load `tensors` into `module`; raises `CheckpointError` if names or shapes do not match."""
    expected = module.state_dict()
    missing = sorted(set(expected) - set(tensors))
    if missing:
        raise CheckpointError(f"The weights in {source} are incomplete: {missing[0]} is missing.")
    for name, tensor in expected.items():
        if tuple(tensor.shape) != tuple(tensors[name].shape):
            found = tuple(tensors[name].shape)
            raise CheckpointError(
                f"The weights in {source} do not fit the recipe: {name} has shape {found}, "
                f"not {tuple(tensor.shape)}."
            )
    module.load_state_dict({name: tensors[name] for name in expected})


def mixture_tensors(mixture: Mixture) -> dict[str, Tensor]:
    """Return a mixture's parts as a checkpoint holds them."""
    return {MIXTURE + name: torch.from_numpy(part) for name, part in mixture.arrays().items()}


def mixture_in(tensors: Mapping[str, Tensor]) -> Mixture | None:
    """Return the mixture among a checkpoint's tensors, if any; raises `ValueError` if damaged."""
    cut = len(MIXTURE)
    parts = {name[cut:]: t.numpy() for name, t in tensors.items() if name.startswith(MIXTURE)}
    return Mixture.of(parts)


def is_finite(tensor: Tensor) -> bool:
    """Whether no number is NaN or infinite (whole numbers always are)."""
    return not tensor.is_floating_point() or bool(torch.isfinite(tensor).all())


def halved(tensor: Tensor) -> Tensor:
    """Return a large tensor at half precision, where its numbers fit; else as it is."""
    if not tensor.is_floating_point() or tensor.numel() < _LARGE:
        return tensor
    half = tensor.half()
    return half if is_finite(half) else tensor


def _write(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str]) -> None:
    try:
        save_file(tensors, path, metadata=metadata)
    except SafetensorError as error:
        raise OSError(_errno(error), str(error)) from error


def _errno(error: SafetensorError) -> int:
    """Safetensors gives the system's error as text only: “… (os error 28)”."""
    text = str(error)
    marker = text.rfind("os error ")
    digits = "".join(c for c in text[marker + 9 :] if c.isdigit()) if marker >= 0 else ""
    return int(digits) if digits else 0
