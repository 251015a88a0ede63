"""Finding axes in a run's model, and keeping them with the run: `axes.json`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from genstudio.core import axes, places, storage
from genstudio.core.axes import AxesError, AxisSet
from genstudio.nets.layers import first_layer
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model

_FORMAT = 1
_SAMPLES = 1_000  # prior samples that a first layer is watched on
_MOST_SETS = 64


def principal(model: Model, points: np.ndarray | None = None) -> AxisSet:
    """Return the principal axes of a model's latents.

    With `points` `(N, d)`, the latents of pictures: those of the aggregate posterior. Without,
    as GANSpace (Härkönen et al. 2020): the principal components of the first layer's activations
    of prior samples, carried back to latents by least squares.
    Raises `AxesError`.
    """
    if points is not None:
        return axes.principal(points, name="Principal axes", weights=model.hash)
    z = model.draw_latents(max(_SAMPLES, 2 * model.latent))
    seen = _first(model, z)
    if seen is None:
        return axes.principal(z, name="Principal axes", weights=model.hash)
    activations = (seen[1] - seen[1].mean(0)).astype(np.float64)
    values, vectors = np.linalg.eigh(activations @ activations.T)  # fewer samples than features
    count = min(model.latent, axes.MOST, int((values > 1e-10 * values[-1]).sum()))
    amounts = vectors[:, ::-1][:, :count] * np.sqrt(len(z))  # of the components, at variance 1
    center = z.mean(0)
    directions = amounts.T @ (z - center) / len(z)
    return _normed("Principal axes", "pca", "PC", directions, np.zeros_like(center), model.hash)


def first_layer_axes(model: Model) -> AxisSet:
    """Return the directions that move a model's first layer most, as SeFa does from its weights.

    The layer is linear in z, so that its weights are what each dimension adds to its output.
    Raises `AxesError` for a model without layers.
    """
    eye = np.concatenate([np.zeros((1, model.latent)), np.eye(model.latent)]).astype(np.float32)
    seen = _first(model, eye)
    if seen is None:
        raise AxesError(f"“{model.name}” has no layers whose weights could tell axes.")
    matrix = (seen[0][1:] - seen[0][:1]).T
    return axes.from_matrix(matrix, name="First layer", kind="first layer", weights=model.hash)


def of_classes(model: Model, points: np.ndarray, labels: np.ndarray) -> AxisSet:
    """Return the axes from all other classes to each class, by the means of their latents."""
    return axes.differences(points, labels, model.class_names, model.hash)


def stored_at(folder: RunFolder) -> Path:
    """Return where a run's axes are: with the run, or for a bundled one in the user's folder."""
    if folder.is_bundled:
        return places.home() / "axes" / f"{folder.path.name}.json"
    return folder.path / "axes.json"


def read_all(folder: RunFolder, latent: int) -> tuple[AxisSet, ...]:
    """Return the axes kept with a run; none if there are none.

    Raises `AxesError` or `StorageError` with a sentence for a damaged file or the wrong size.
    """
    path = stored_at(folder)
    return read_file(path, latent) if path.is_file() else ()


def read_file(path: Path, latent: int) -> tuple[AxisSet, ...]:
    """Return the axes in any file of axes; raises as `read_all`."""
    values = storage.read_json(path)
    sets = values.get("sets")
    if values.get("format") != _FORMAT or not isinstance(sets, list) or len(sets) > _MOST_SETS:
        raise AxesError(f"{path.name} holds no axes that this GenStudio can read.")
    if not all(isinstance(each, dict) for each in sets):
        raise AxesError(f"{path.name} is damaged: its axes are no JSON objects.")
    return tuple(axes.from_dict(each, latent) for each in sets)


def write_all(folder: RunFolder, sets: Sequence[AxisSet]) -> None:
    """Keep these axes, and no others, with the run; raises `StorageError` with a sentence."""
    if not folder.exists:
        raise storage.StorageError(
            f"“{folder.path.name}” is no longer there, so its axes were not kept."
        )
    write_file(stored_at(folder), sets)


def write_file(path: Path, sets: Sequence[AxisSet]) -> None:
    """Write axes to any file; raises `StorageError` with a sentence."""
    values = {"format": _FORMAT, "sets": [each.to_dict() for each in sets]}
    storage.write_json(path, values)


def put(sets: Sequence[AxisSet], new: AxisSet) -> tuple[AxisSet, ...]:
    """Return `sets` with `new`: in place of one of that name, own axes joined to own axes."""
    same = next((each for each in sets if each.name == new.name), None)
    if same is None:
        return (*sets, new)
    chosen = same.joined(new) if new.kind == same.kind == "own" else new
    return tuple(chosen if each is same else each for each in sets)


def _first(model: Model, z: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    decoder = getattr(model.net, "decoder", None)
    if not isinstance(decoder, nn.Module):
        return None
    seen = first_layer(decoder, model.net.decode, torch.from_numpy(np.float32(z)))
    return None if seen is None else (seen[0].numpy(), seen[1].numpy())


def _normed(
    name: str, kind: str, word: str, directions: np.ndarray, center: np.ndarray, weights: str
) -> AxisSet:
    lengths = np.linalg.norm(directions, axis=1)
    kept = lengths > 1e-6
    if not kept.any():
        raise AxesError("The first layer does not tell any direction of these latents.")
    unit = axes.signed(directions[kept] / lengths[kept, None]).astype(np.float32)
    names = tuple(f"{word} {index + 1}" for index in range(len(unit)))
    scales = np.ones(len(unit), np.float32)
    return AxisSet(name, kind, names, unit, scales, center.astype(np.float32), weights)
