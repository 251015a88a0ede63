"""A mixture of Gaussians fitted to the latents of the training pictures (the aggregate posterior).

Sampling from it in place of N(0, I) repairs most of what a VAE draws badly, and gives a
deterministic autoencoder a sampler at all. Source: Ghosh, Sajjadi, Vergari, Black and Schölkopf
2020 (RAE), who use ten components.
"""

from __future__ import annotations

import copy
import warnings
from pathlib import Path

import numpy as np
import torch

from genstudio.core.mixture import Mixture
from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog
from genstudio.objectives.game import Model
from genstudio.training import checkpoint
from genstudio.training.feed import Drawn
from genstudio.training.scene import Scene, chunks

COMPONENTS = 10
MOST, FEW = 5_000, 1_500  # pictures whose latents are fitted to, at the end and at a stop
_PIXELS = 5_000_000  # read by the encoder: large pictures are dear
_FEWEST = 500
_SEED = 20
_CHUNK = 256


def suits(recipe: Recipe) -> bool:
    """Whether a run of `recipe` gets a mixture: it has an encoder, and was trained."""
    traits = catalog.objective(recipe.objective).traits
    return "encoder" in traits and "trained" in traits


def some_of(rows: np.ndarray, shape: tuple[int, int, int], most: int = MOST) -> np.ndarray:
    """Return at most `most` of `rows`, evenly spaced: fewer of large pictures `(C, H, W)`."""
    count = min(max(_PIXELS // (shape[1] * shape[2]), _FEWEST), most, len(rows))
    return rows[np.linspace(0, len(rows) - 1, count).astype(np.int64)]


@torch.no_grad()
def latents_of(model: Model, drawn: Drawn) -> np.ndarray:
    """Draw a latent of each picture's posterior, float64 `(N, d)`, always with the same noise."""
    parts = []
    generator = np.random.default_rng(_SEED)
    for chunk in chunks(drawn, _CHUNK):
        posterior = model.encode(chunk.pictures, model.one_hot(chunk.labels))
        mu, sigma = (x.double().cpu().numpy() for x in (posterior.mu, posterior.sigma))
        parts.append(mu + sigma * generator.standard_normal(mu.shape))
    return np.concatenate(parts)


def fit(latents: np.ndarray, *, components: int = COMPONENTS) -> Mixture:
    """Fit a mixture to latents `(N, d)`.

    Covariances are full where each component has at least 2·d latents, else diagonal.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    count, dimensions = latents.shape
    components = max(1, min(components, count // 10))
    is_full = count >= 2 * dimensions * components
    floor = 1e-4 * float(latents.var(0).mean()) + 1e-9
    model = GaussianMixture(
        components, covariance_type="full" if is_full else "diag", reg_covar=floor,
        random_state=_SEED, max_iter=100,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # good enough after 100 rounds
        model.fit(latents)
    spread = model.covariances_
    roots = np.linalg.cholesky(spread) if is_full else np.stack([np.diag(s**0.5) for s in spread])
    parts = model.weights_, model.means_, roots
    return Mixture(*(np.ascontiguousarray(part, dtype=np.float32) for part in parts))


def mix(scene: Scene, *, most: int = MOST) -> None:
    """Fit to the model that will be opened: the best one, in its file, or else the present one."""
    state, best = scene.state, scene.files.best
    drawn = scene.pictures(some_of(scene.chosen, scene.images.shape, most))
    if best.is_file():
        mix_file(best, copy.deepcopy(state.average.model), drawn)
        return
    state.mixture = fit(latents_of(state.average.model, drawn))
    state.mixture_step = state.progress.step


def mix_file(path: Path, model: Model, drawn: Drawn) -> Mixture:
    """Fit to the averaged model in the file `path`, and write it back with its mixture.

    `model` is any model of the same recipe; it takes the file's weights.
    """
    tensors, facts = checkpoint.load(path)
    cut = len(checkpoint.AVERAGE)
    average = {n[cut:]: t for n, t in tensors.items() if n.startswith(checkpoint.AVERAGE)}
    checkpoint.restore(model, average, source=path)
    mixture = fit(latents_of(model, drawn))
    checkpoint.save(path, {**tensors, **checkpoint.mixture_tensors(mixture)}, facts)
    return mixture
