"""How probable held-out pictures are under a VAE: the ELBO, and the importance-weighted bound.

Both are bounds of log p(x) in nats a picture, given as negatives (lower is better). The weights
are log p(x | z) + log p(z) − log q(z | x), added up in float64: the second bound is the log of the
mean of S of them (Burda, Grosse and Salakhutdinov 2016), the first the mean of their logs. For
pixels in [−1, 1] the Gaussian likelihood is a density; only figures with one likelihood and one
binarisation may stand side by side.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from genstudio.objectives import terms
from genstudio.objectives.vae_model import VAEModel

BETWEEN = 100  # draws of the bound between the ELBO and the tightest
_CHUNK = 500  # draws decoded at once


@dataclass(frozen=True)
class Estimate:
    """A mean over pictures, nats a picture, and its standard error."""

    value: float
    error: float

    def __str__(self) -> str:
        """Write both, as 86.76 ± 0.30."""
        return f"{self.value:.2f} ± {self.error:.2f}"


@dataclass(frozen=True)
class Likelihood:
    """What is known after `done` of `total` pictures: −ELBO and −bound of S = `samples` draws.

    `between` is the bound of fewer draws, of `between_samples`, from the same ones.
    """

    done: int
    total: int
    samples: int
    elbo: Estimate
    bound: Estimate
    between_samples: int
    between: Estimate


@torch.no_grad()
def estimate(
    model: VAEModel,
    pictures: Tensor,
    *,
    samples: int = 5000,
    weights: Tensor | None = None,
    seed: int = 0,
) -> Iterator[Likelihood]:
    """Judge `pictures`, float `(N, C, H, W)` in [−1, 1], one by one; yields after each.

    The last one yielded is the result; to cancel, stop iterating. `weights` `(N, classes)` tell
    the classes. A picture's draws depend on `seed` and its place alone.
    """
    assert samples > 0 and len(pictures) > 0
    model.eval()
    rows: list[tuple[float, float, float]] = []
    fewer = min(samples, BETWEEN)
    for index in range(len(pictures)):
        picture = pictures[index : index + 1]
        told = None if weights is None else weights[index : index + 1]
        generator = torch.Generator(picture.device).manual_seed(hash((seed, index)) % 2**63)
        log_weights = _log_weights(model, picture, told, samples, generator)
        bound = torch.logsumexp(log_weights, 0) - math.log(samples)
        between = _bound(log_weights, fewer)
        rows.append((-float(log_weights.mean()), -float(bound), -between))
        table = torch.tensor(rows, dtype=torch.float64)
        elbo, tighter, some = (_estimate(column) for column in table.unbind(1))
        yield Likelihood(index + 1, len(pictures), samples, elbo, tighter, fewer, some)


def _bound(log_weights: Tensor, draws: int) -> float:
    """The bound of `draws` draws, the mean over as many groups as there are."""
    groups = log_weights[: len(log_weights) // draws * draws].view(-1, draws)
    return float((torch.logsumexp(groups, 1) - math.log(draws)).mean())


def _log_weights(
    model: VAEModel, picture: Tensor, told: Tensor | None, samples: int, generator: torch.Generator
) -> Tensor:
    """Log importance weights of one picture `(samples,)`, float64."""
    mu, logvar = model.posterior(picture, told)
    parts = []
    for start in range(0, samples, _CHUNK):
        count = min(_CHUNK, samples - start)
        wide = mu.expand(count, -1), logvar.expand(count, -1)
        z = terms.reparameterise(*wide, generator)
        classes = None if told is None else told.expand(count, -1)
        nll = model.nll(picture.expand(count, -1, -1, -1), model.raw(z, classes))
        inside = terms.log_normal(z, *wide).sum(1)
        parts.append(-nll.double() + model.log_prior(z).double() - inside.double())
    return torch.cat(parts)


def _estimate(values: Tensor) -> Estimate:
    spread = float(values.std()) if len(values) > 1 else math.inf
    return Estimate(float(values.mean()), spread / math.sqrt(len(values)))
