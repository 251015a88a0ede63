"""Class inputs: what makes any encoder or decoder one that is told a class.

A class is given as weights, float `(N, classes)`: one-hot for one class, other numbers mix
classes, None stands for all classes alike. One place for VAEs and GANs, for every kind of net.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

EMBEDDED = 16
"""How many numbers a class becomes beside the latents."""


class ClassDecoder(nn.Module):
    """Latents `(N, d)` and class weights → raw pictures: the class's embedding joins z.

    Embeddings start as draws from N(0, I), so that they weigh as much as latents do.
    """

    def __init__(self, decoder: nn.Module, *, classes: int) -> None:
        """Wrap a `decoder` of d + `EMBEDDED` latents."""
        super().__init__()
        self.decoder = decoder
        self.embedding = nn.Linear(classes, EMBEDDED, bias=False)
        nn.init.normal_(self.embedding.weight)

    def forward(self, z: Tensor, weights: Tensor | None = None) -> Tensor:
        """Decode."""
        embedded = self.embedding(_given(weights, z, self.embedding.in_features))
        out: Tensor = self.decoder(torch.cat([z, embedded], dim=1))
        return out


class ClassEncoder(nn.Module):
    """Pictures `(N, C, H, W)` and class weights → `(N, outputs)`: a learnt map joins the channels.

    Concatenation as in conditional GANs and VAEs (Mirza and Osindero 2014; Sohn et al. 2015).
    """

    def __init__(self, encoder: nn.Module, *, classes: int, size: int) -> None:
        """Wrap an `encoder` of pictures with one channel more."""
        super().__init__()
        self.encoder = encoder
        self.size = size
        self.map = nn.Linear(classes, size * size, bias=False)
        nn.init.normal_(self.map.weight)

    def forward(self, pictures: Tensor, weights: Tensor | None = None) -> Tensor:
        """Encode."""
        flat = self.map(_given(weights, pictures, self.map.in_features))
        drawn = flat.view(-1, 1, self.size, self.size).to(pictures.dtype)
        out: Tensor = self.encoder(torch.cat([pictures, drawn], dim=1))
        return out


def told(net: nn.Module, inputs: Tensor, weights: Tensor | None) -> Tensor:
    """Call `net`, with the class weights if it was built with class inputs."""
    takes = isinstance(net, ClassDecoder | ClassEncoder)
    out: Tensor = net(inputs, weights) if takes else net(inputs)
    return out


def alike(count: int, classes: int, like: Tensor) -> Tensor:
    """Return weights `(count, classes)` that stand for all classes alike."""
    return torch.full((count, classes), 1.0 / classes, device=like.device)


def _given(weights: Tensor | None, inputs: Tensor, classes: int) -> Tensor:
    return alike(len(inputs), classes, inputs) if weights is None else weights
