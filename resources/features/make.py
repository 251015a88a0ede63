"""Learn the feature networks of the bundled pictures (and of MNIST) again, for shipping.

python resources/features/make.py                                  all of them, a minute
python resources/features/make.py "torchvision:MNIST@~/mnist"      another source
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

from genstudio.data import load
from genstudio.evaluation import extractors
from genstudio.evaluation.learning import Learning

HERE = Path(__file__).resolve().parent
SOURCES = ("builtin:digits", "builtin:fashion", "torchvision:MNIST")


def main(specs: list[str]) -> None:
    """Learn and write the network of each of `specs` (all when none is given), at 28 pixels."""
    torch.set_num_threads(1)
    for spec in specs or SOURCES:
        images = load.load_now(spec, size=28, channels="grey", fit="crop")
        learning = Learning(images, torch.device("cpu"))
        while not learning.is_done:
            learning.advance(1.0)
        path = HERE / extractors.file_name(images)
        extractors.write(path, images, learning.result())
        sys.stdout.write(f"{spec}: {path.name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
