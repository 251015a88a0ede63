"""The one decoder path: a run's averaged model behind plain arrays.

Used by Explore, Compare, the command line and `genstudio.load`. One thread at a time.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from genstudio.core import blend as blends
from genstudio.core import latents, pixels, scatter
from genstudio.core.axes import AxisSet
from genstudio.core.blend import Blend
from genstudio.core.mixture import Mixture
from genstudio.core.recipe import Recipe
from genstudio.data.points import MIXTURES
from genstudio.nets.fingerprint import fingerprint
from genstudio.objectives import catalog
from genstudio.objectives.game import Model as Net
from genstudio.runs import moments, stored
from genstudio.runs.effects import Effects, changes
from genstudio.runs.folder import RunFolder, Summary
from genstudio.training import checkpoint

_CHUNK = 256


@dataclass(frozen=True)
class Posterior:
    """Mean and sigma of each latent for each picture, float32 `(N, d)`."""

    mu: np.ndarray
    sigma: np.ndarray


class Model:
    """A trained model: arrays in, arrays out.

    Attributes: `name`, `recipe`, `summary`, `family` ("pca", "vae", "gan"), `latent` (d),
    `shape` (C, H, W), `class_names` (of its pictures), `classes` (how many it was taught, 0 for
    none), `stamp` (which weights these are), `path`.
    """

    def __init__(
        self,
        net: Net,
        recipe: Recipe,
        summary: Summary,
        *,
        stamp: str,
        path: Path | None,
        mixture: Mixture | None = None,
    ) -> None:
        """Serve `net`; use `open` or `fresh` to make one."""
        still = net.eval().requires_grad_(False)
        self._net: Net = still.to(memory_format=torch.channels_last)
        self.recipe = recipe
        self.summary = summary
        self.name = summary.name
        self.family = catalog.family(recipe)
        self.latent = net.latent
        self.shape = scatter.shape_shown(summary.shape)
        self.is_points = self.shape != summary.shape
        self.class_names = summary.class_names
        self.classes = net.classes
        self.stamp = stamp
        self.path = path
        self.mixture = mixture
        self._hash = ""
        self._paper: np.ndarray | None = None

    @staticmethod
    def open(
        path: Path, *, which: Literal["best", "last"] = "best", moment: int | None = None
    ) -> Model:
        """Open a run's averaged model: its best checkpoint, or the last (else the other one).

        A moment that was made the model by hand counts as the best. With `moment` it is the
        model as it was after that step (see `genstudio.runs.moments`). Raises `ValueError` or
        `OSError` with a sentence for a missing, damaged, NaN or wrong-shape file.
        """
        folder = RunFolder(Path(path))
        recipe, summary = folder.read_recipe(), folder.read_summary()
        moved = None if moment is None else moments.find(folder, moment)
        file = moved.path if moved is not None else stored.weights_file(folder, which)
        tensors, facts = checkpoint.load(file, prefix=checkpoint.AVERAGE)
        net = stored.build(recipe, summary.shape, summary.class_names)
        checkpoint.restore(net, tensors, source=file)
        mixture = stored.mixture(file, latent=recipe.latent)
        step = facts.get("progress", {}).get("step", summary.step)
        stamp = f"{folder.path.name}@{step}"
        return Model(net, recipe, summary, stamp=stamp, path=folder.path, mixture=mixture)

    @staticmethod
    def fresh(
        recipe: Recipe, shape: tuple[int, int, int], class_names: tuple[str, ...] = ()
    ) -> Model:
        """Return an untrained model, to be given weights by `with_weights`."""
        summary = Summary(name="untrained", shape=shape, class_names=class_names)
        return Model(
            stored.build(recipe, shape, class_names), recipe, summary, stamp="untrained", path=None
        )

    def with_weights(self, tensors: Mapping[str, np.ndarray], *, stamp: str) -> Model:
        """Return a model with the same net and new weights (of a `Weights` event)."""
        net = copy.deepcopy(self._net)
        weights = {name: torch.from_numpy(np.asarray(array)) for name, array in tensors.items()}
        checkpoint.restore(net, weights, source=Path(stamp))
        return Model(net, self.recipe, self.summary, stamp=stamp, path=self.path)

    @property
    def hash(self) -> str:
        """Ten hex digits over the weights: whether a picture made elsewhere came from these."""
        self._hash = self._hash or fingerprint(self._net)[:10]
        return self._hash

    @property
    def net(self) -> Net:
        """The torch module itself, for what cannot be asked in arrays. Leave it as it is."""
        return self._net

    @property
    def can_encode(self) -> bool:
        """Whether pictures can be turned into latents; points of a plane are none."""
        return not self.is_points and catalog.objective(self.recipe.objective).can_encode

    @torch.inference_mode()
    def decode(self, z: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        """Turn latents float32 `(N, d)`, a priori N(0, I), into uint8 `(N, C, H, W)`.

        A model that was taught classes takes `weights`, float32 `(N, classes)` (see `weights`):
        one-hot for a class, other numbers mix classes, None for all alike.
        """
        given = np.ascontiguousarray(z, dtype=np.float32)
        if given.ndim != 2 or given.shape[1] != self.latent:
            raise ValueError(f"Latents have shape (N, {self.latent}), not {given.shape}.")
        made = [
            self._shown(self._net.decode(chunk, part).numpy())
            for chunk, part in self._chunks(given, weights)
        ]
        return np.concatenate(made) if made else np.empty((0, *self.shape), np.uint8)

    @torch.inference_mode()
    def encode(self, pictures: np.ndarray, weights: np.ndarray | None = None) -> Posterior:
        """Turn uint8 pictures `(N, C, H, W)` into `Posterior`; raises `ValueError` for a GAN.

        `weights` as for `decode`.
        """
        if self.is_points:
            raise ValueError(f"“{self.name}” learnt points of a plane: it takes no pictures.")
        if pictures.ndim != 4 or tuple(pictures.shape[1:]) != self.shape:
            shape = ", ".join(str(number) for number in self.shape)
            raise ValueError(f"Pictures have shape (N, {shape}), not {pictures.shape}.")
        parts = [
            self._net.encode(torch.from_numpy(pixels.to_float(chunk.numpy())), part)
            for chunk, part in self._chunks(np.ascontiguousarray(pictures), weights)
        ]
        return Posterior(_stack([p.mu for p in parts]), _stack([p.sigma for p in parts]))

    def points(self, z: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        """Turn latents into points of a plane, float32 `(N, 2)`, for a model that learnt such.

        Raises `ValueError` for one that learnt pictures.
        """
        if not self.is_points:
            raise ValueError(f"“{self.name}” makes pictures, not points of a plane.")
        with torch.inference_mode():
            made = [
                self._net.decode(chunk, part).flatten(1).numpy()
                for chunk, part in self._chunks(np.ascontiguousarray(z, np.float32), weights)
            ]
        return np.concatenate(made) if made else np.empty((0, 2), np.float32)

    def cloud(
        self, count: int = 1_000, *, seed: int = 0, label: int | str | None = None
    ) -> np.ndarray:
        """Draw `count` made points over real ones as one scatter, uint8 `(1, C, H, W)`.

        See `points` and `sample`.
        """
        weights = self.weights_in_turn(count) if label is None else self.weights(label, count)
        made = self.points(self.draw_latents(count, seed=seed), weights)
        return scatter.draw(made, over=self._real_points())[None]

    def blend(self, words: int | str) -> Blend:
        """Read which classes are meant, by name or number: “sneaker + 0.3 boot”.

        Raises `ValueError` with a sentence if the model was not taught such a class.
        """
        if not self.classes:
            raise ValueError(f"“{self.name}” was not taught classes: it cannot be asked for one.")
        return blends.parse(str(words), self.class_names, owner=self.name)

    def weights(self, label: int | str, count: int = 1) -> np.ndarray:
        """Return the class weights `(count, classes)` of classes in words; raises as `blend`."""
        return np.repeat(self.blend(label).weights(self.classes)[None], count, axis=0)

    def weights_of(self, kinds: Sequence[str]) -> np.ndarray:
        """Return class weights `(N, classes)`, a row for each of `kinds`; "" for all alike."""
        even = np.full(self.classes, 1 / max(self.classes, 1), np.float32)
        return np.stack([self.weights(kind)[0] if kind else even for kind in kinds])

    def sample(
        self,
        count: int,
        *,
        seed: int = 0,
        label: int | str | None = None,
        sampler: str = "prior",
        truncation: float = 1.0,
    ) -> np.ndarray:
        """Make `count` pictures from latents as `draw_latents`; uint8 `(count, C, H, W)`.

        With `label` they are all of that class; without, a model that was taught classes makes
        them in turn.
        """
        return self.decode(
            self.draw_latents(count, seed=seed, sampler=sampler, truncation=truncation),
            self.weights_in_turn(count) if label is None else self.weights(label, count),
        )

    @property
    def samplers(self) -> tuple[str, ...]:
        """Where latents can be drawn from: "prior", and "mixture" where one was fitted."""
        return ("prior", "mixture") if self.mixture is not None else ("prior",)

    @torch.inference_mode()
    def draw_latents(
        self, count: int, *, seed: int = 0, sampler: str = "prior", truncation: float = 1.0
    ) -> np.ndarray:
        """Draw latents `(count, d)` from the prior or the mixture.

        The prior is N(0, I) unless the model learnt one; the mixture of Gaussians was fitted to
        the training pictures' latents. `truncation` scales how far draws lie from the mean (in a
        mixture from that of their own Gaussian): ψ of StyleGAN (Karras et al. 2019), the
        temperature of a VAE. Raises `ValueError` with a sentence for one out of range, or for a
        sampler that this model has not.
        """
        if not 0 <= truncation <= latents.MOST_TRUNCATION:
            raise ValueError(
                f"Truncation is from 0 to {latents.MOST_TRUNCATION:g}, not {truncation:g}."
            )
        if sampler == "mixture" and self.mixture is not None:
            return self.mixture.sample(count, seed, truncation=truncation)
        if sampler != "prior":
            raise ValueError(
                f"“{self.name}” has no sampler called “{sampler}”. It has: "
                f"{', '.join(self.samplers)}. A mixture is fitted when training ends."
            )
        drawn: np.ndarray = self._net.sample_prior(count, seed, truncation=truncation).numpy()
        return drawn

    def weights_in_turn(self, count: int) -> np.ndarray | None:
        """Return weights of one class after the other, `(count, classes)`; None without classes."""
        if not self.classes:
            return None
        return np.eye(self.classes, dtype=np.float32)[np.arange(count) % self.classes]

    @torch.inference_mode()
    def effects(self) -> Effects:
        """Return how much each dimension matters: KL (VAE), variance (PCA), change (GAN)."""
        known = self._net.effects()
        if known is not None:
            name, unit = ("KL", "nats") if self.family == "vae" else ("Variance", "")
            return Effects(known.float().numpy().copy(), name, unit)
        return changes(self._net)

    def axes(self) -> tuple[AxisSet, ...]:
        """Return the axes kept with the run; see `genstudio.runs.axes` for how to find some.

        Raises `ValueError` or `OSError` with a sentence where their file cannot be used.
        """
        from genstudio.runs import axes

        return () if self.path is None else axes.read_all(RunFolder(self.path), self.latent)

    def history(self) -> dict[str, np.ndarray]:
        """Return the run's history by column; {} for a model without a folder."""
        return {} if self.path is None else RunFolder(self.path).read_history()

    def _shown(self, made: np.ndarray) -> np.ndarray:
        """Pictures as uint8; each point of a plane as a dot among the real ones."""
        if self.is_points:
            paper = self._real_points()
            return np.stack([scatter.draw(point.reshape(1, 2), over=paper) for point in made])
        return pixels.to_uint8(made)

    def _real_points(self) -> np.ndarray:
        """The scatter of some points that it learnt from, drawn once."""
        if self._paper is None:
            mixture = MIXTURES.get(self.recipe.data.partition(":")[2])
            real = mixture.sample(1_000, mixture.seed)[0] if mixture else np.empty((0, 2))
            self._paper = scatter.draw(np.empty((0, 2)), real)
        return self._paper

    def _chunks(
        self, rows: np.ndarray, weights: np.ndarray | None
    ) -> Iterator[tuple[Tensor, Tensor | None]]:
        if weights is not None and weights.shape != (len(rows), self.classes):
            wanted = f"({len(rows)}, {self.classes})"
            raise ValueError(f"Class weights have shape {wanted}, not {weights.shape}.")
        for start in range(0, len(rows), _CHUNK):
            end = start + _CHUNK
            part = None if weights is None else torch.from_numpy(np.float32(weights[start:end]))
            yield torch.from_numpy(np.require(rows[start:end], requirements="W")), part


def _stack(tensors: list[Tensor]) -> np.ndarray:
    return torch.cat(tensors).float().numpy()
