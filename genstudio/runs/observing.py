"""What a VAE's decoder really says: not one picture but a distribution of pictures, p(x | z).

Its mean is what is shown everywhere else. A draw adds the noise that the likelihood gives each
pixel by itself; that noise is no detail the model has learnt (Kingma and Welling 2013, appendix C).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from genstudio.core import pixels
from genstudio.objectives import catalog
from genstudio.objectives.vae_model import VAEModel
from genstudio.runs.model import Model


@dataclass(frozen=True, eq=False)
class Observed:
    """The `mean` of p(x | z) and one `draw` of it, uint8 `(C, H, W)` each.

    `likelihood` is "gaussian", "bernoulli" or "logistic"; `noise` its σ or scale in levels of 255
    (0 for Bernoulli).
    """

    mean: np.ndarray
    draw: np.ndarray
    likelihood: str
    noise: float


def can_observe(model: Model) -> bool:
    """Whether the model has a likelihood of pictures; VAE-GAN and autoencoders have none."""
    has_one = "likelihood" in catalog.objective(model.recipe.objective).traits
    return has_one and isinstance(model.net, VAEModel) and not model.is_points


@torch.inference_mode()
def observe(model: Model, z: np.ndarray, weights: np.ndarray | None, seed: int) -> Observed:
    """Draw a picture at `z` `(d,)`; equal seeds give equal noise. Needs `can_observe`.

    `weights` `(1, classes)` say which class.
    """
    net = model.net
    assert isinstance(net, VAEModel)
    told = None if weights is None else torch.from_numpy(np.float32(weights))
    place = torch.from_numpy(np.float32(z))[None]
    drawn = net.observe(net.raw(place, told), torch.Generator().manual_seed(seed))
    mean = model.decode(z[None], weights)[0]
    return Observed(mean, pixels.to_uint8(drawn.numpy())[0], net.likelihood, 127.5 * net.noise)
