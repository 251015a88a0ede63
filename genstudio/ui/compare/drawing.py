"""What the side-by-side pages compute, run by run: a broken run does not spoil the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from genstudio.core import latents
from genstudio.data import colour, resize
from genstudio.ui.compare import deviation
from genstudio.ui.compare.models import Models

if TYPE_CHECKING:
    from genstudio.core.axes import AxisSet
    from genstudio.runs.model import Model

WIDEST = 512  # latent dimensions a recipe may have: every run takes its first ones from these
_T = TypeVar("_T")
NO_ENCODER = "A GAN has no encoder: it makes pictures, but cannot redraw a given one."


@dataclass(frozen=True)
class Walk:
    """`count` latents that walk from those of `seed` to those of `goal`, `amount` of the way.

    `label` is the class that models taught classes are asked for; "" asks for none. `axis` is the
    full name (“set: axis”) of an axis along which a run that has it is moved by `shift` σ.
    """

    count: int
    seed: int
    goal: int
    amount: float
    label: str = ""
    axis: str = ""
    shift: float = 0.0

    def latents(self, dimensions: int) -> np.ndarray:
        """Return float32 `(count, dimensions)`: the first of the same numbers for every run."""
        start = latents.sample(self.count, WIDEST, self.seed)[:, :dimensions]
        if self.amount == 0:
            return start
        end = latents.sample(self.count, WIDEST, self.goal)[:, :dimensions]
        here = np.array([self.amount])
        rows = [latents.slerp(a, b, here)[0] for a, b in zip(start, end, strict=True)]
        return np.stack(rows)


@dataclass(frozen=True)
class Drawn:
    """One run's pictures, uint8 `(N, C, H, W)`; or, in `problem`, why there are none.

    `remark` says what a run did with the class and the axis that were asked for; `axes` are the
    full names of those it has.
    """

    key: str
    pictures: np.ndarray | None
    problem: str = ""
    latent: int = 0
    remark: str = ""
    axes: tuple[str, ...] = ()

    def only(self, index: int | None) -> Drawn:
        """Return this with one of the pictures; None means all of them."""
        if index is None or self.pictures is None:
            return self
        return replace(self, pictures=self.pictures[index : index + 1])


@dataclass(frozen=True)
class Redrawn:
    """One run's reconstructions, with its error on each picture (pixels run from −1 to 1).

    `originals` are the pictures as the run was given them, in its own size and colour.
    """

    key: str
    pictures: np.ndarray | None
    problem: str = ""
    errors: np.ndarray | None = None
    originals: np.ndarray | None = None

    @property
    def mse(self) -> float:
        """The mean squared error over all pictures."""
        return float(np.mean(self.errors)) if self.errors is not None else float("nan")

    @property
    def standard_error(self) -> float:
        """How far `mse` would scatter with other pictures; nan for one picture."""
        if self.errors is None or len(self.errors) < 2:
            return float("nan")
        return float(np.std(self.errors, ddof=1) / np.sqrt(len(self.errors)))


def draw(models: Models, keys: Sequence[str], walk: Walk) -> list[Drawn]:
    """Decode the same latents with every run."""
    return [_each(models, key, partial(_draw, models, key, walk), Drawn) for key in keys]


def redraw(models: Models, keys: Sequence[str], pictures: np.ndarray) -> list[Redrawn]:
    """Encode and decode the same uint8 pictures `(N, C, H, W)` with every run that can."""
    return [_each(models, key, partial(_redraw, key, pictures), Redrawn) for key in keys]


def walk_between(models: Models, keys: Sequence[str], pictures: np.ndarray) -> list[Redrawn]:
    """Decode as many steps between the first two pictures' latents, with every run that can."""
    return [_each(models, key, partial(_walk_between, key, pictures), Redrawn) for key in keys]


def fit(pictures: np.ndarray, shape: tuple[int, int, int]) -> np.ndarray:
    """Return uint8 pictures in another size and colour, `(N, *shape)`."""
    channels = "colour" if shape[0] == 3 else "grey"
    return np.stack(
        [colour.settle_array(resize.resize_array(p, shape[1]), channels) for p in pictures]
    )


def _draw(models: Models, key: str, walk: Walk, model: Model) -> Drawn:
    weights, remarks = None, []
    if walk.label:
        if model.classes and walk.label in model.class_names:
            weights = model.weights(walk.label, walk.count)
        else:
            remarks.append("cannot be asked for this class")
    z = walk.latents(model.latent)
    try:
        sets = models.axes(key, model.latent)
    except (ValueError, OSError):
        sets = ()
        remarks.append("its axes cannot be read: open it in Explore")
    if walk.axis:
        step, remark = _step(sets, walk.axis, model)
        z = z + np.float32(walk.shift) * step
        remarks.append(remark)
    names = tuple(name for each in sets for name in _full_names(each))
    made = model.decode(z.astype(np.float32), weights)
    remark = " · ".join(filter(None, remarks))
    return Drawn(key, made, latent=model.latent, remark=remark, axes=names)


def _step(sets: Sequence[AxisSet], name: str, model: Model) -> tuple[np.ndarray, str]:
    """Return what one σ along the axis adds to latents, `(d,)`, and what is to be said of it."""
    for each in sets:
        if name in (names := _full_names(each)):
            place = names.index(name)
            old = each.weights not in ("", model.hash)
            remark = "its axis was found with other weights" if old else ""
            return each.scales[place] * each.directions[place], remark
    return np.zeros(model.latent, np.float32), "has no axis of this name"


def _full_names(axes: AxisSet) -> list[str]:
    return [f"{axes.name}: {name}" for name in axes.names]


def _redraw(key: str, pictures: np.ndarray, model: Model) -> Redrawn:
    if not model.can_encode:
        return Redrawn(key, None, NO_ENCODER)
    originals = fit(pictures, model.shape)
    made = model.decode(model.encode(originals).mu)
    difference = (made.astype(np.float64) - originals) / 127.5
    return Redrawn(key, made, errors=(difference**2).mean(axis=(1, 2, 3)), originals=originals)


def _walk_between(key: str, pictures: np.ndarray, model: Model) -> Redrawn:
    if not model.can_encode:
        return Redrawn(key, None, NO_ENCODER)
    first, second = model.encode(fit(pictures[:2], model.shape)).mu
    return Redrawn(key, model.decode(deviation.between(first, second, len(pictures))))


def _each(models: Models, key: str, act: Callable[[Model], _T], failed: Callable[..., _T]) -> _T:
    try:
        return act(models.get(key))
    except (ValueError, OSError, RuntimeError) as error:
        return failed(key, None, str(error))
