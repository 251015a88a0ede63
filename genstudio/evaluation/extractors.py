"""Feature networks on disk: learnt once for each set of pictures, found again ever after."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from genstudio.core import places, storage
from genstudio.data.imageset import ImageSet
from genstudio.evaluation.features import Extractor, FeatureNet, side_of

_FORMAT = 1
_KEY = "genstudio"
_PART = 1024


def find(images: ImageSet) -> Extractor | None:
    """Return the feature network of these pictures: a bundled one, or one learnt here before."""
    name = file_name(images)
    bundled = places.bundled("resources") / "features" / name
    for path in (bundled, _kept(images)):
        found = _read(path, images) if path.is_file() else None
        if found is not None:
            return found
    return None


def keep(images: ImageSet, extractor: Extractor) -> Extractor:
    """Write a newly learnt one; returns the one to use (another program may have been faster).

    Raises `StorageError` with a sentence.
    """
    known = find(images)
    if known is not None:
        return known
    write(_kept(images), images, extractor)
    return find(images) or extractor  # as it will be read the next time, to the last bit


class Looking(Protocol):
    """What turns uint8 pictures `(N, C, H, W)` into features `(N, dimensions)`."""

    hash: str
    dimensions: int

    def __call__(self, pictures: np.ndarray) -> Tensor:
        """Look at pictures."""


def features(images: ImageSet, rows: np.ndarray, extractor: Looking) -> Tensor:
    """Return the features of those rows, float32 `(N, d)`, from the cache if they are there."""
    stamp = hashlib.sha256(np.ascontiguousarray(rows, dtype="<i8").data).hexdigest()[:12]
    name = f"{images.fingerprint}-{_FORMAT}-{extractor.hash}-{stamp}.safetensors"
    path = places.cache() / "features" / name
    try:
        with safe_open(path, framework="pt") as file:
            known: Tensor = file.get_tensor("features")
        if known.shape == (len(rows), extractor.dimensions) and bool(torch.isfinite(known).all()):
            return known
    except (SafetensorError, OSError, ValueError):
        pass  # not there, or damaged: made anew
    parts = [extractor(images.pictures[rows[i : i + _PART]]) for i in range(0, len(rows), _PART)]
    found = torch.cat(parts).cpu()
    with contextlib.suppress(storage.StorageError):  # a full disk: made anew the next time
        storage.write_bytes(path, save({"features": found}))
    return found


def write(path: Path, images: ImageSet, extractor: Extractor) -> None:
    """Write it to `path`, safetensors with the facts as JSON; raises `StorageError`."""
    facts = {
        "format": _FORMAT,
        "hash": extractor.hash,
        "fingerprint": images.fingerprint,
        "pictures": images.name,
        "shape": images.shape,
    }
    tensors = {
        name: tensor.detach().cpu().contiguous()
        for name, tensor in extractor.net.state_dict().items()
    }
    storage.write_bytes(path, save(tensors, {_KEY: json.dumps(facts)}))


def _kept(images: ImageSet) -> Path:
    return places.cache() / "features" / file_name(images)


def file_name(images: ImageSet) -> str:
    """Return what the file of these pictures' network is called."""
    return f"{images.fingerprint}-{_FORMAT}.safetensors"


def _read(path: Path, images: ImageSet) -> Extractor | None:
    """Read one; None when it is damaged or is not of these pictures (it is learnt again)."""
    with torch.random.fork_rng(devices=[]):  # training's random numbers are left alone
        net = FeatureNet(images.shape[0], side_of(images.shape))
    try:
        with safe_open(path, framework="pt") as file:
            facts = json.loads((file.metadata() or {})[_KEY])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        net.load_state_dict(tensors)
        extractor = Extractor(net)
        same = facts["hash"] == extractor.hash and facts["fingerprint"] == images.fingerprint
    except (SafetensorError, OSError, ValueError, LookupError, TypeError, RuntimeError):
        return None
    finite = all(bool(torch.isfinite(tensor.float()).all()) for tensor in tensors.values())
    return extractor if same and finite else None
