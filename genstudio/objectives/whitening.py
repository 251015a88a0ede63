"""Latents as sliders expect them, for models whose codes have no fixed prior.

An autoencoder's codes may lie anywhere at any scale. The latents z that are seen outside are
z = L⁻¹(code − mean), with L·Lᵀ the running covariance of the codes: over the pictures z has
mean 0 and covariance I, so that a slider at ±3 and a draw from N(0, I) make sense. Drawing z from
N(0, I) is then fitting one Gaussian to the codes.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

_MEMORY = 0.99  # per step
_LEAST = 1e-6  # a variance: a code that never varies must not blow up


class Whitening(nn.Module):
    """Running mean and covariance of codes; turns latents into codes and back."""

    mean: Tensor
    covariance: Tensor

    def __init__(self, latent: int) -> None:
        """Start as the identity."""
        super().__init__()
        self.register_buffer("mean", torch.zeros(latent))
        self.register_buffer("covariance", torch.eye(latent))

    @torch.no_grad()
    def observe(self, codes: Tensor, variances: Tensor | None = None) -> None:
        """Move towards a batch of codes `(N, d)`, each perhaps a cloud with `variances`."""
        codes = codes.float()
        self.mean.lerp_(codes.mean(0), 1 - _MEMORY)
        centred = codes - self.mean
        spread = centred.T @ centred / len(codes)
        if variances is not None:
            spread += torch.diag(variances.float().mean(0))
        self.covariance.lerp_(spread, 1 - _MEMORY)

    def codes(self, z: Tensor) -> Tensor:
        """Turn latents `(N, d)` into codes."""
        return self.mean + z @ self._root().T

    def latents(self, codes: Tensor) -> Tensor:
        """Turn codes `(N, d)` into latents."""
        centred = (codes - self.mean).T
        latents: Tensor = torch.linalg.solve_triangular(self._root(), centred, upper=False).T
        return latents

    def sigmas(self, variances: Tensor) -> Tensor:
        """Turn the variances of clouds of codes `(N, d)` into sigmas of each latent alone."""
        eye = torch.eye(len(self.mean), device=variances.device)
        inverse = torch.linalg.solve_triangular(self._root(), eye, upper=False)
        sigmas: Tensor = (variances @ inverse.square().T).sqrt()
        return sigmas

    def _root(self) -> Tensor:
        eye = torch.eye(len(self.mean), device=self.mean.device)
        root: Tensor = torch.linalg.cholesky(self.covariance + _LEAST * eye)
        return root
