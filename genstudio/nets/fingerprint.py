"""A name for weights: equal nets with equal weights have equal names, on any computer."""

from __future__ import annotations

import hashlib

from torch import nn


def fingerprint(net: nn.Module) -> str:
    """Return the SHA-256 of the net's tensors with their names, in hex."""
    total = hashlib.sha256()
    for name, tensor in sorted(net.state_dict().items()):
        total.update(name.encode("ascii"))
        total.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return total.hexdigest()
