"""How well a GAN's latents are found: `python -m benchmarks.inversion [--mnist FOLDER]`.

The bundled Digits GAN is asked for 32 digits of MNIST's test part, which neither it nor anything
that chose it has seen. The error of the latent that was sought stands beside that of the best of
1,000 random latents. Errors are mean squares, pixels taken as 0 to 1.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import torch

from genstudio.core import places
from genstudio.data import idx, wellknown
from genstudio.runs import inversion
from genstudio.runs.inversion import Effort
from genstudio.runs.model import Model

_HERE = (Path("../shared/data/mnist"), wellknown.home())
_RANDOM = 1000


def main(argv: list[str]) -> int:
    """Seek each digit, and print the errors."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inversion", description=__doc__)
    parser.add_argument("--count", type=int, default=32, help="how many digits")
    parser.add_argument("--restarts", type=int, default=8)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mnist", type=Path, help="the folder that holds the idx files")
    given = parser.parse_args(argv)
    torch.set_num_threads(1)
    model = Model.open(places.bundled("models") / "digits-gan")
    effort = Effort(given.restarts, given.steps, given.seed)
    digits = _digits(given.mnist)[: given.count]
    drawn = model.sample(_RANDOM, seed=given.seed).astype(np.float32)
    sought, lucky, began = [], [], time.process_time()
    for number, digit in enumerate(digits, 1):
        *_, last = inversion.seek(model, digit, effort=effort)
        sought.append(last.mse)
        lucky.append(float(np.square((drawn - digit) / 255).mean((1, 2, 3)).min()))
        print(f"{number:>4}  sought {sought[-1]:.5f}  random {lucky[-1]:.5f}", flush=True)
    seconds = (time.process_time() - began) / len(digits)
    better = sum(a < b for a, b in zip(sought, lucky, strict=True))
    print(
        f"\n{len(digits)} digits, {effort}: mean error {np.mean(sought):.5f} (median "
        f"{np.median(sought):.5f}, worst {max(sought):.5f}); best of {_RANDOM:,} random latents "
        f"{np.mean(lucky):.5f} (median {np.median(lucky):.5f}); "
        f"{np.mean(lucky) / np.mean(sought):.1f} times closer, better for {better}; "
        f"{seconds:.1f} s of processor time a digit"
    )
    return 0


def _digits(root: Path | None) -> np.ndarray:
    for place in _HERE if root is None else (root,):
        if found := wellknown.find("MNIST", place):
            stem = found[0].parent / "t10k-images-idx3-ubyte"
            return idx.read(stem if stem.is_file() else stem.with_name(stem.name + ".gz"))[:, None]
    raise SystemExit("MNIST is not there. Give its folder: --mnist FOLDER.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
