"""How much the dimensions of all latents together say of each other: the total correlation."""

from __future__ import annotations

import torch
from torch import Tensor

from genstudio.objectives.terms.divergence import log_normal, log_standard


def decompose_kl(
    z: Tensor, mu: Tensor, logvar: Tensor, *, count: int
) -> tuple[Tensor, Tensor, Tensor]:
    """The KL of a batch in three parts: mutual information, total correlation, dimension-wise KL.

    `z` `(B, d)` is one draw from each of the clouds `mu`, `logvar` `(B, d)`, of `count` pictures
    in all. The parts are scalars in nats and add up to the batch's log q(z | x) − log p(z).
    Densities of the aggregate q(z) = Σ q(z | n) / count are estimated from the batch by
    minibatch-stratified sampling: Chen et al. 2018, appendix C.2.
    """
    inside = log_normal(z[:, None], mu[None], logvar[None])  # of row i under cloud j
    log_weights = stratified_log_weights(len(z), count, like=z)
    log_joint = torch.logsumexp(log_weights + inside.sum(2), dim=1)
    log_single = torch.logsumexp(log_weights[..., None] + inside, dim=1).sum(1)
    log_own = log_normal(z, mu, logvar).sum(1)
    information = (log_own - log_joint).mean()
    return information, (log_joint - log_single).mean(), (log_single - log_standard(z)).mean()


def stratified_log_weights(batch: int, count: int, *, like: Tensor) -> Tensor:
    """Log of how much cloud j counts in the density at z_i, `(B, B)`; each row's weights sum to 1.

    With M = B − 1 others: its own cloud counts 1/N, one other (N − M)/(N·M), the rest 1/M. The own
    cloud is the diagonal; in several public implementations it is a column instead, which
    doubles the total correlation they report.
    """
    others = batch - 1
    assert 0 < others < count, (batch, count)
    weights = torch.full((batch, batch), 1.0 / others, device=like.device, dtype=like.dtype)
    rows = torch.arange(batch, device=like.device)
    weights[rows, rows] = 1.0 / count
    weights[rows, (rows + 1) % batch] = (count - others) / (count * others)
    return weights.log()


def shuffle_dimensions(z: Tensor, generator: torch.Generator | None) -> Tensor:
    """Shuffle each dimension of `z` `(N, d)` among the rows by itself.

    Equal marginals, no dependence: a sample of Π q(z_j). Source: Kim and Mnih 2018, algorithm 1.
    """
    keys = torch.rand(z.shape, generator=generator, device=z.device)
    return z.gather(0, keys.argsort(0))
