"""Neighbour embeddings of a model's latents, computed once and kept.

t-SNE (van der Maaten and Hinton 2008), computed as by Linderman et al. 2019 in openTSNE.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from genstudio.core import places, storage
from genstudio.core.events import Event, Working
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model
from genstudio.runs.pictures import Codes

VERSION = 1
_FITTED = 5_000  # points that t-SNE itself lays out; the others join their neighbours
_WIDEST = 50  # numbers a point that t-SNE looks at
_EARLY, _LATE, _TURN = 150, 350, 10  # iterations, with and without exaggeration; between signs
_PERPLEXITY = 30


def embedded(model: Model, codes: Codes, seen: np.ndarray) -> Generator[Event, None, np.ndarray]:
    """Return a t-SNE `(N, 2)` of what is `seen` of each code, `(N, n)`, telling how far it is.

    It is kept with the run, or in the cache for a bundled one, and not computed again.
    """
    key = _stamp(model, codes)
    known = _find(model, key, len(codes.points))
    if known is not None:
        return known
    seen = _narrowed(seen.astype(np.float32))
    order = np.random.default_rng(0).permutation(len(seen))
    fitted, rest = order[:_FITTED], order[_FITTED:]
    found = np.zeros((len(seen), 2), np.float32)
    found[fitted] = yield from _tsne(seen[fitted])
    for start in range(0, len(rest), 1_000):
        yield Working(start, len(rest), "more points placed")
        rows = rest[start : start + 1_000]
        found[rows] = _among(seen[rows], seen[fitted], found[fitted])
    _keep(model, key, found)
    return found


def _tsne(seen: np.ndarray) -> Generator[Event, None, np.ndarray]:
    from openTSNE import TSNEEmbedding, affinity, initialization

    total = _EARLY + _LATE
    yield Working(0, total, "steps of t-SNE")
    perplexity = min(_PERPLEXITY, (len(seen) - 1) / 3)
    near = affinity.PerplexityBasedNN(seen, perplexity=perplexity, n_jobs=1, random_state=0)
    begin = initialization.pca(seen, random_state=0)
    method = "fft" if len(seen) > 1_000 else "bh"
    laid: Any = TSNEEmbedding(
        begin, near, negative_gradient_method=method, n_jobs=1, random_state=0
    )
    for step in range(0, total, _TURN):
        early = step < _EARLY
        laid.optimize(
            _TURN, exaggeration=12 if early else 1, momentum=0.5 if early else 0.8, inplace=True
        )
        yield Working(step + _TURN, total, "steps of t-SNE")
    spread = np.asarray(laid, dtype=np.float32)
    return (spread / max(float(spread.std()), 1e-9)).astype(np.float32)


def _among(seen: np.ndarray, fitted: np.ndarray, laid: np.ndarray) -> np.ndarray:
    """Return where points join: among their nearest fitted neighbours, `(M, 2)`."""
    squares = (fitted**2).sum(1)[None] - 2 * seen @ fitted.T + (seen**2).sum(1)[:, None]
    count = min(5, len(fitted))
    rows = np.argpartition(squares, count - 1, axis=1)[:, :count]
    near = np.sqrt(np.maximum(np.take_along_axis(squares, rows, 1), 0))
    reach = np.maximum(near.min(1, keepdims=True), 1e-9)
    weights = np.exp(-0.5 * np.square(near / reach))
    weights /= weights.sum(1, keepdims=True)
    joined: np.ndarray = np.einsum("mk,mkd->md", weights, laid[rows])
    return joined


def _narrowed(seen: np.ndarray) -> np.ndarray:
    if seen.shape[1] <= _WIDEST:
        return seen
    centred = seen - seen.mean(0)
    _, vectors = np.linalg.eigh(centred.T.astype(np.float64) @ centred)
    kept: np.ndarray = (centred @ vectors[:, -_WIDEST:]).astype(np.float32)
    return kept


def _stamp(model: Model, codes: Codes) -> str:
    images = codes.images.fingerprint if codes.images is not None else "draws"
    parts = f"{VERSION} {model.hash} {images} {len(codes.points)} {_FITTED}"
    return hashlib.sha256(parts.encode("ascii")).hexdigest()[:20]


def _path(model: Model) -> Path | None:
    if model.path is None:
        return None
    folder = RunFolder(model.path)
    if folder.is_bundled:
        return places.cache() / "map" / f"{folder.path.name}.safetensors"
    return folder.path / "map.safetensors"


def _find(model: Model, key: str, count: int) -> np.ndarray | None:
    path = _path(model)
    if path is None or not path.is_file():
        return None
    try:
        with safe_open(path, framework="numpy") as file:
            if json.loads((file.metadata() or {}).get("genstudio", "{}")).get("stamp") != key:
                return None
            found: np.ndarray = file.get_tensor("places")
    except (SafetensorError, OSError, ValueError):
        return None
    return found if found.shape == (count, 2) and bool(np.isfinite(found).all()) else None


def _keep(model: Model, key: str, found: np.ndarray) -> None:
    path = _path(model)
    if path is None or model.path is None or not RunFolder(model.path).exists:
        return
    metadata = {"genstudio": json.dumps({"stamp": key})}
    tensors = {"places": np.ascontiguousarray(found)}
    storage.write_file(path, lambda temporary: save_file(tensors, temporary, metadata=metadata))
