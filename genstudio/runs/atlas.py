"""The atlas: what each axis of a model does to its pictures, measured and shown in small.

Kept by the hash of the weights and of the axes, with the run or, for a bundled one, in the cache.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from genstudio.core import places, storage
from genstudio.core.axes import AxisSet
from genstudio.core.events import Event, Worked, Working
from genstudio.data.resize import resize_array
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model

VERSION = 1
STOPS = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Where along an axis, in its scale, the strip's pictures are."""

DEAD_NATS = 0.01
DEAD_SHARE = 0.005
_BASES = 8  # points around which the change is measured
_LARGEST = 32  # pixels of a strip's pictures


@dataclass(frozen=True)
class Atlas:
    """What `k` axes do.

    `change` `(k,)` is the mean change of a pixel, in % of its range, from −1 to +1 on the axis,
    over several points; `strips` is uint8 `(k, 5, C, h, w)` through the middle, at `STOPS`;
    `kl` `(k,)` in nats, where the encoder has told, else None.
    """

    stamp: str
    change: np.ndarray
    strips: np.ndarray
    kl: np.ndarray | None = None

    def __len__(self) -> int:
        """The number of axes."""
        return len(self.change)


def stamp(model: Model, axes: AxisSet) -> str:
    """Return a hash of all that an atlas depends on."""
    total = hashlib.sha256(f"{VERSION} {model.hash}".encode("ascii"))
    for part in (axes.directions, axes.scales, axes.center):
        total.update(np.ascontiguousarray(part, dtype="<f4").tobytes())
    return total.hexdigest()[:20]


def survey(
    model: Model, axes: AxisSet, *, weights: np.ndarray | None = None
) -> Generator[Event, None, None]:
    """Measure every axis, one event each; the last is `Worked` with an `Atlas`.

    What was measured before is read, not measured again. `weights` `(1, classes)` say which class
    is drawn (all alike without). Closing the generator cancels; nothing is kept then.
    """
    key = stamp(model, axes) if weights is None else ""
    known = find(model, axes, key) if key else None
    if known is not None:
        yield Worked(known)
        return
    bases = model.draw_latents(_BASES)
    told = None if weights is None else np.repeat(weights, 2 * _BASES, axis=0)
    change, strips = np.zeros(len(axes), np.float32), []
    for axis in range(len(axes)):
        yield Working(axis, len(axes), "sliders measured")
        change[axis] = _change(model, axes, axis, bases, told)
        strips.append(_strip(model, axes, axis, weights))
    found = Atlas(key, change, np.stack(strips), _kl(model, axes))
    if key:
        _keep(model, axes, found)
    yield Worked(found)


def find(model: Model, axes: AxisSet, key: str) -> Atlas | None:
    """Return the atlas kept under `key`; None if there is none or it is damaged."""
    path = _path(model, axes)
    if path is None or not path.is_file():
        return None
    try:
        with safe_open(path, framework="numpy") as file:
            if json.loads((file.metadata() or {}).get("genstudio", "{}")).get("stamp") != key:
                return None
            parts = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        atlas = Atlas(key, parts["change"], parts["strips"], parts.get("kl"))
    except (SafetensorError, OSError, ValueError, KeyError):
        return None
    return atlas if _fits(atlas, axes, model) else None


def dead(atlas: Atlas, family: str) -> tuple[str, ...]:
    """Return for each axis why it does nothing, in a few words; "" for those that do something."""
    most = float(atlas.change.max(initial=0.0))
    who = "generator" if family == "gan" else "decoder"
    reasons = []
    for index, change in enumerate(atlas.change):
        kl = None if atlas.kl is None else float(atlas.kl[index])
        if most <= 0:
            reasons.append("")
        elif kl is not None and kl < DEAD_NATS:
            reasons.append(f"KL {kl:.2f} nats: the encoder says nothing by it")
        elif change < DEAD_SHARE * most:
            reasons.append(f"changes a pixel by {change:.2f} %: the {who} ignores it")
        else:
            reasons.append("")
    return tuple(reasons)


def _change(
    model: Model, axes: AxisSet, axis: int, bases: np.ndarray, told: np.ndarray | None
) -> float:
    ends = [axes.moved(z, axis, value) for value in (-1.0, 1.0) for z in bases]
    low, high = model.decode(np.stack(ends), told).astype(np.float32).reshape(2, len(bases), -1)
    return float(np.abs(high - low).mean()) * 100 / 255


def _strip(model: Model, axes: AxisSet, axis: int, weights: np.ndarray | None) -> np.ndarray:
    points = np.stack([axes.moved(axes.center, axis, value) for value in STOPS])
    told = None if weights is None else np.repeat(weights, len(points), axis=0)
    side = min(model.shape[-1], _LARGEST)
    return np.stack([resize_array(picture, side) for picture in model.decode(points, told)])


def _kl(model: Model, axes: AxisSet) -> np.ndarray | None:
    if axes.kind != "raw" or model.family != "vae":
        return None
    effects = model.effects()
    return effects.values if effects.name == "KL" else None


def _keep(model: Model, axes: AxisSet, atlas: Atlas) -> None:
    path = _path(model, axes)
    if path is None or model.path is None or not RunFolder(model.path).exists:
        return
    tensors = {"change": atlas.change, "strips": np.ascontiguousarray(atlas.strips)}
    if atlas.kl is not None:
        tensors["kl"] = np.ascontiguousarray(atlas.kl)
    metadata = {"genstudio": json.dumps({"stamp": atlas.stamp})}
    storage.write_file(path, lambda temporary: save_file(tensors, temporary, metadata=metadata))


def _path(model: Model, axes: AxisSet) -> Path | None:
    """One file for each set of axes by name, so that old ones do not pile up."""
    if model.path is None:
        return None
    folder = RunFolder(model.path)
    name = hashlib.sha256(f"{axes.kind} {axes.name}".encode()).hexdigest()[:8]
    file = f"{axes.kind.replace(' ', '-')}-{name}.safetensors"
    if folder.is_bundled:
        return places.cache() / "atlas" / folder.path.name / file
    return folder.path / "atlas" / file


def _fits(atlas: Atlas, axes: AxisSet, model: Model) -> bool:
    shape = atlas.strips.shape
    return (
        atlas.change.shape == (len(axes),)
        and shape[:3] == (len(axes), len(STOPS), model.shape[0])
        and atlas.strips.dtype == np.uint8
        and (atlas.kl is None or atlas.kl.shape == (len(axes),))
        and bool(np.isfinite(atlas.change).all())
    )
