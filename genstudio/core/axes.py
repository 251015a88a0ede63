"""Axes through latent space: directions to move along, named, in sets, as plain numbers.

An axis is a unit vector u `(d,)` with a scale s: a slider at a stands for the latents with
(z − c)·u = a·s, where c is the centre of its set. Nothing is remembered between moves: a slider
shows the projection of z, and moving it changes z along u alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

MOST = 512  # axes in a set
_LEAST_LENGTH = 1e-6
_NAME_LENGTH = 60


class AxesError(ValueError):
    """Axes that cannot be used; the message is a sentence for the user."""


@dataclass(frozen=True)
class AxisSet:
    """Axes of one latent space: `directions` `(k, d)` of length 1, `scales` `(k,)` above 0.

    `center` `(d,)` is where every slider of the set is at 0. `kind` says how they were found
    ("pca", "first layer", "classes", "own"), `weights` by a hash for which weights.
    """

    name: str
    kind: str
    names: tuple[str, ...]
    directions: np.ndarray
    scales: np.ndarray
    center: np.ndarray
    weights: str = ""

    def __len__(self) -> int:
        """The number of axes."""
        return len(self.names)

    @property
    def latent(self) -> int:
        """The dimensions of the latents that it is for."""
        return int(self.directions.shape[1])

    def coordinates(self, z: np.ndarray) -> np.ndarray:
        """Return where latents `(…, d)` lie along each axis, float32 `(…, k)`."""
        along = (z - self.center) @ self.directions.T
        found: np.ndarray = (along / self.scales).astype(np.float32)
        return found

    def moved(self, z: np.ndarray, axis: int, value: float) -> np.ndarray:
        """Return `z` `(d,)` moved along one axis until its slider says `value`."""
        here = float((z - self.center) @ self.directions[axis]) / float(self.scales[axis])
        step = (value - here) * self.scales[axis] * self.directions[axis]
        moved: np.ndarray = (z + step).astype(np.float32)
        return moved

    def spread(self, sigma: np.ndarray) -> np.ndarray:
        """Return σ along each axis, `(k,)`, of a cloud with independent `sigma` `(d,)`."""
        along = np.sqrt(np.square(self.directions) @ np.square(sigma))
        spread: np.ndarray = (along / self.scales).astype(np.float32)
        return spread

    def without(self, axis: int) -> AxisSet:
        """Return the set with one axis fewer."""
        kept = [index for index in range(len(self)) if index != axis]
        return self._changed([self.names[i] for i in kept], self.directions[kept], kept)

    def renamed(self, axis: int, name: str) -> AxisSet:
        """Return the set with one axis called `name`; another of that name gets a number.

        Raises `AxesError` for no name at all.
        """
        wanted = name.strip()[:_NAME_LENGTH]
        if not wanted:
            raise AxesError("An axis needs a name of at least one letter.")
        others = {each for index, each in enumerate(self.names) if index != axis}
        numbers = (f"{wanted} {number}" for number in itertools.count(2))
        free = wanted if wanted not in others else next(n for n in numbers if n not in others)
        names = tuple(free if index == axis else each for index, each in enumerate(self.names))
        return replace(self, names=names)

    def joined(self, other: AxisSet) -> AxisSet:
        """Return this set with the axes of `other` after its own, around this set's centre."""
        names = unique([*self.names, *other.names])
        directions = np.concatenate([self.directions, other.directions])
        scales = np.concatenate([self.scales, other.scales])
        return AxisSet(
            self.name, self.kind, tuple(names), directions, scales, self.center, self.weights
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "name": self.name,
            "kind": self.kind,
            "weights": self.weights,
            "names": list(self.names),
            "directions": self.directions.tolist(),
            "scales": self.scales.tolist(),
            "center": self.center.tolist(),
        }

    def _changed(self, names: list[str], directions: np.ndarray, kept: list[int]) -> AxisSet:
        return AxisSet(
            self.name, self.kind, tuple(names), directions, self.scales[kept], self.center,
            self.weights,
        )  # fmt: skip


def from_dict(values: Mapping[str, Any], latent: int) -> AxisSet:
    """Read plain values; raises `AxesError` with a sentence for what does not fit `latent`."""
    try:
        name, kind = str(values["name"])[:_NAME_LENGTH], str(values["kind"])
        names = tuple(str(each)[:_NAME_LENGTH] for each in values["names"])
        arrays = [
            np.asarray(values[key], dtype=np.float32) for key in ("directions", "scales", "center")
        ]
        weights = str(values.get("weights", ""))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise AxesError(f"These axes are damaged ({error}). Make them again.") from error
    directions, scales, center = arrays
    _check(name, names, directions, scales, center, latent)
    return AxisSet(name, kind, names, directions, scales, center, weights)


def raw(latent: int) -> AxisSet:
    """Return the latent's own dimensions as a set."""
    eye = np.eye(latent, dtype=np.float32)
    names = tuple(f"z{index + 1}" for index in range(latent))
    return AxisSet("Dimensions", "raw", names, eye, *_plain(latent, latent))


def principal(latents: np.ndarray, *, name: str, weights: str = "") -> AxisSet:
    """Return the principal components of latents `(N, d)`, in their standard deviations.

    The sign is fixed: each component's largest number is positive. Raises `AxesError` if the
    latents do not vary.
    """
    center = latents.mean(0, dtype=np.float64)
    covariance = np.cov(latents.astype(np.float64).T, bias=True).reshape(len(center), -1)
    values, vectors = np.linalg.eigh(covariance)
    order = np.argsort(-values)
    values = values[order]
    kept = values > 1e-8 * max(values[0], 1e-12)
    kept[MOST:] = False
    if values[0] <= 0 or not kept.any():
        raise AxesError("These latents do not vary, so they have no principal components.")
    directions = signed(vectors.T[order][kept])
    names = tuple(f"PC {index + 1}" for index in range(len(directions)))
    return AxisSet(
        name, "pca", names, directions.astype(np.float32),
        np.sqrt(values[kept]).astype(np.float32), center.astype(np.float32), weights,
    )  # fmt: skip


def from_matrix(matrix: np.ndarray, *, name: str, kind: str, weights: str = "") -> AxisSet:
    """Return the right singular vectors of a layer `(F, d)`, the strongest first, at scale 1.

    What moves the layer most for a step of length 1 in z; source: Shen and Zhou 2021, "Closed-form
    factorization of latent semantics in GANs" (SeFa).
    """
    _, values, vectors = np.linalg.svd(matrix.astype(np.float64), full_matrices=False)
    kept = values > 1e-6 * max(values[0], 1e-12)
    kept[MOST:] = False
    directions = signed(vectors[kept]).astype(np.float32)
    names = tuple(f"F {index + 1}" for index in range(len(directions)))
    return AxisSet(
        name, kind, names, directions, *_plain(len(directions), matrix.shape[1]), weights
    )


def differences(
    latents: np.ndarray, labels: np.ndarray, class_names: Sequence[str], weights: str = ""
) -> AxisSet:
    """Return one axis a class: from the mean of all other classes (−1) to that class's (+1).

    `latents` is `(N, d)`, `labels` `(N,)`. Classes without a picture are left out; raises
    `AxesError` with fewer than two classes.
    """
    present = [index for index in range(len(class_names)) if (labels == index).any()]
    if len(present) < 2:
        raise AxesError("These pictures have fewer than two classes, so nothing tells them apart.")
    means = np.stack([latents[labels == index].mean(0) for index in present])
    pairs = [
        (np.delete(means, row, axis=0).mean(0), means[row], class_names[index])
        for row, index in enumerate(present)
    ]
    made = [between(rest, own, name=name) for rest, own, name in pairs]
    center = means.mean(0).astype(np.float32)
    return AxisSet(
        "Classes", "classes", tuple(unique([each.names[0] for each in made])),
        np.concatenate([each.directions for each in made]),
        np.concatenate([each.scales for each in made]), center, weights,
    )  # fmt: skip


def between(without: np.ndarray, having: np.ndarray, *, name: str, weights: str = "") -> AxisSet:
    """Return the axis from some latents (slider at −1) to others (+1), by their means.

    Both are `(d,)` or `(N, d)`. Raises `AxesError` if they have the same mean.
    """
    start, end = np.atleast_2d(without).mean(0), np.atleast_2d(having).mean(0)
    step = (end - start).astype(np.float64)
    length = float(np.linalg.norm(step))
    if not length > _LEAST_LENGTH:
        raise AxesError("Both sides are at the same place. Choose two that differ.")
    return AxisSet(
        "My axes", "own", (name.strip()[:_NAME_LENGTH] or "Axis",),
        (step / length)[None].astype(np.float32), np.array([length / 2], np.float32),
        ((start + end) / 2).astype(np.float32), weights,
    )  # fmt: skip


def signed(directions: np.ndarray) -> np.ndarray:
    """Fix each row's sign (its largest number is positive), so that equal inputs agree."""
    rows = np.arange(len(directions))
    signs = np.sign(directions[rows, np.abs(directions).argmax(1)])
    fixed: np.ndarray = directions * np.where(signs == 0, 1, signs)[:, None]
    return fixed


def unique(names: Sequence[str]) -> list[str]:
    """Return the names with a number after those that came before."""
    found: list[str] = []
    for name in names:
        candidate, number = name, 2
        while candidate in found:
            candidate, number = f"{name} {number}", number + 1
        found.append(candidate)
    return found


def _plain(count: int, latent: int) -> tuple[np.ndarray, np.ndarray]:
    return np.ones(count, np.float32), np.zeros(latent, np.float32)


def _check(
    name: str,
    names: tuple[str, ...],
    directions: np.ndarray,
    scales: np.ndarray,
    center: np.ndarray,
    latent: int,
) -> None:
    count = len(names)
    if directions.ndim == 2 and directions.shape[1] != latent:
        raise AxesError(
            f"The axes “{name}” are for latents of {directions.shape[1]} dimensions, but this "
            f"model has {latent}. Choose axes that were made with it, or make new ones."
        )
    fits = directions.shape == (count, latent) and scales.shape == (count,)
    if not fits or center.shape != (latent,) or not 0 < count <= MOST or not name.strip():
        raise AxesError(f"The axes “{name}” are damaged: their parts do not fit together.")
    if not all(np.isfinite(part).all() for part in (directions, scales, center)):
        raise AxesError(f"The axes “{name}” are damaged: they hold NaN or infinity.")
    lengths = np.linalg.norm(directions, axis=1)
    if not np.allclose(lengths, 1, atol=1e-3) or not (scales > 0).all():
        raise AxesError(f"The axes “{name}” are damaged: a direction has no length of 1.")
