"""The map: latents laid out on a plane, and back from any place of the plane to a latent.

Two kinds of layout. The plane of two axes (the latents themselves if they are two, else their
first principal components) leads back exactly. A neighbour embedding (t-SNE: van der Maaten and
Hinton 2008; computed as by Linderman et al. 2019 in openTSNE) has no inverse: a place is answered
with the latents of the nearest points, the nearer the heavier.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from genstudio.core import axes as maths
from genstudio.core.axes import AxisSet
from genstudio.core.events import Event, Worked, Working
from genstudio.data.resize import resize_array
from genstudio.runs import axes, embedding, pictures
from genstudio.runs.model import Model
from genstudio.runs.pictures import Codes

if TYPE_CHECKING:
    from sklearn.neighbors import KDTree

NEIGHBOURS = 6
_DRAWN = 4_000  # draws of the prior that stand in for pictures
_SPACING = 5.0  # a place so many typical gaps away from the nearest point is empty
_CELLS = 96
_SMALL = 16  # pixels of a made picture that t-SNE looks at


@dataclass(frozen=True, eq=False)
class Plane:
    """`places` `(N, 2)` of the latents in `codes`; x to the right, y upwards.

    `kind` is "latents", "pca" or "t-sne"; `exact` are the two axes of a plane through latent
    space. `made` are small pictures of the points where they have none of their own, else None.
    """

    kind: str
    places: np.ndarray
    codes: Codes
    exact: AxisSet | None = None
    made: np.ndarray | None = None

    def __len__(self) -> int:
        """The number of points."""
        return len(self.places)

    @cached_property
    def tree(self) -> KDTree:
        """Finds neighbours on the plane."""
        from sklearn.neighbors import KDTree

        return KDTree(self.places)

    @cached_property
    def spacing(self) -> float:
        """How far a typical point is from its third neighbour."""
        some = self.places[:: max(len(self) // 2_000, 1)]
        distances, _ = self.tree.query(some, k=min(4, len(self)))
        return float(max(np.median(distances[:, -1]), 1e-6))

    def latents(self, places: np.ndarray, *, neighbours: int = NEIGHBOURS) -> np.ndarray:
        """Return the latents `(M, d)` of places `(M, 2)`."""
        if self.exact is not None:
            step = places * self.exact.scales
            exact: np.ndarray = self.exact.center + step @ self.exact.directions
            return exact.astype(np.float32)
        distances, rows = self.tree.query(places, k=min(neighbours, len(self)))
        reach = np.maximum(distances[:, -1:] / 2, 1e-9)
        weights = np.exp(-0.5 * np.square(distances / reach))
        weights /= weights.sum(1, keepdims=True)
        near = self.codes.points[rows]
        mean: np.ndarray = np.einsum("mk,mkd->md", weights, near)
        if self.codes.images is None:  # means of draws are too near the middle to be drawn alike
            wanted = (weights * np.linalg.norm(near, axis=2)).sum(1)
            mean *= (wanted / np.maximum(np.linalg.norm(mean, axis=1), 1e-9))[:, None]
        return mean.astype(np.float32)

    def place_of(self, z: np.ndarray) -> np.ndarray | None:
        """Return where a latent `(d,)` lies, `(2,)`; None where the plane does not tell."""
        return None if self.exact is None else self.exact.coordinates(z)

    def is_empty(self, places: np.ndarray) -> np.ndarray:
        """Whether places `(M, 2)` have no point near, `(M,)`."""
        distances, _ = self.tree.query(places, k=1)
        empty: np.ndarray = distances[:, 0] > _SPACING * self.spacing
        return empty

    @cached_property
    def empty(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Which cells of a grid over the plane are empty, `(96, 96)`, the first at the top left.

        And the grid's lowest and highest place, `(2,)` each.
        """
        low, high = self.places.min(0), self.places.max(0)
        margin = np.maximum((high - low) * 0.5, 1e-3)
        low, high = low - margin, high + margin
        steps = [np.linspace(low[k], high[k], 2 * _CELLS + 1)[1::2] for k in (0, 1)]
        across, up = np.meshgrid(steps[0], steps[1][::-1])
        cells = self.is_empty(np.stack([across.ravel(), up.ravel()], axis=1))
        return cells.reshape(_CELLS, _CELLS), low, high

    def prepared(self) -> Plane:
        """Return the plane with all that takes a while worked out."""
        assert self.empty is not None
        return self

    def picture(self, index: int) -> np.ndarray | None:
        """Return the picture of a point, uint8 `(C, H, W)`."""
        images = self.codes.images
        row = index if images is None else self.codes.rows[index]
        pictures_of = self.made if images is None else images.pictures
        return np.array(pictures_of[row]) if pictures_of is not None else None


@dataclass(frozen=True, eq=False)
class Grid:
    """The decoder's pictures over the plane of a model with two latents, ±`reach` σ.

    `pictures` is uint8 `(side², C, h, w)`, the first at the top left. The figure 4 of Kingma and
    Welling 2013, with equal steps in z.
    """

    pictures: np.ndarray
    side: int
    reach: float


def chart(model: Model, *, most: int = pictures.MOST) -> Generator[Event, None, None]:
    """Lay a model's latents out, telling how far it is; results are `Plane`s and perhaps a `Grid`.

    The plane of two axes comes first, a t-SNE afterwards. Raises `ValueError` or `OSError` with a
    sentence. Closing the generator cancels.
    """
    made: np.ndarray | None = None
    if model.can_encode:
        codes = yield from pictures.codes(model, most=most)
    else:
        codes = pictures.draws(model, count=min(_DRAWN, most))
        made = yield from _made(model, codes)
    yield Worked(_flat(model, codes, made).prepared())
    if model.latent == 2:
        yield Worked(_grid(model))
        return
    # Draws of the prior are noise without neighbours: there the pictures made of them are laid out.
    seen = codes.points if made is None else _shrunk(made, _SMALL).reshape(len(made), -1)
    found = yield from embedding.embedded(model, codes, seen)
    yield Worked(Plane("t-sne", found, codes, made=made).prepared())


def _flat(model: Model, codes: Codes, made: np.ndarray | None) -> Plane:
    if model.latent == 2:
        chosen = maths.raw(2)
        return Plane("latents", codes.points, codes, chosen, made)
    points = codes.points if codes.images is not None else None
    try:
        found = axes.principal(model, points)
    except maths.AxesError:
        found = maths.raw(model.latent)
    if len(found) < 2:
        found = maths.raw(model.latent)
    two = _first_two(found)
    return Plane("pca", two.coordinates(codes.points), codes, two, made)


def _first_two(found: AxisSet) -> AxisSet:
    """Return the plane of two axes at right angles, so that coordinates lead back."""
    first = found.directions[0]
    second = found.directions[1] - (found.directions[1] @ first) * first
    length = float(np.linalg.norm(second))
    if length < 1e-3:  # both the same: any other direction will do
        second = np.linalg.svd(first[None])[2][1]
        length = 1.0
    directions = np.stack([first, second / length]).astype(np.float32)
    return AxisSet(
        found.name, found.kind, found.names[:2], directions, found.scales[:2], found.center
    )


def _grid(model: Model, side: int = 20, reach: float = 3.0) -> Grid:
    steps = np.linspace(-reach, reach, 2 * side + 1, dtype=np.float32)[1::2]
    z = np.stack([np.tile(steps, side), np.repeat(steps[::-1], side)], axis=1)
    return Grid(_shrunk(model.decode(z)), side, reach)


def _made(model: Model, codes: Codes) -> Generator[Event, None, np.ndarray]:
    told = None if codes.labels is None else np.eye(model.classes, dtype=np.float32)[codes.labels]
    parts = []
    for start in range(0, len(codes.points), 64):
        yield Working(start, len(codes.points), "pictures made")
        part = slice(start, start + 64)
        parts.append(
            _shrunk(model.decode(codes.points[part], None if told is None else told[part]))
        )
    return np.concatenate(parts)


def _shrunk(made: np.ndarray, side: int = 32) -> np.ndarray:
    side = min(side, made.shape[-1])
    return np.stack([resize_array(picture, side) for picture in made])
