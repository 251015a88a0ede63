"""Are copies told from honest pictures? `python -m benchmarks.copies [SOURCE …]`.

One half of the held-out pictures says how near honest ones come to the training pictures; the
other half must not be flagged (false alarms; 1 % is what the rule promises). Training pictures
are planted, as they are and changed, and must be (recall).
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from PIL import Image

from genstudio.data.imageset import ImageSet
from genstudio.data.load import load_now
from genstudio.evaluation import neighbours
from genstudio.evaluation.neighbours import Space

_PLANTED = 200


def main(argv: list[str]) -> int:
    """Print a row for each source and space."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies", description=__doc__)
    parser.add_argument("sources", metavar="SOURCE", nargs="*", default=["builtin:digits"])
    parser.add_argument("--size", type=int, default=28)
    given = parser.parse_args(argv)
    torch.set_num_threads(1)
    print("| pictures | space | false alarms | " + " | ".join(_CHANGES) + " |")
    print("| --- " * (3 + len(_CHANGES)) + "|")
    for source in given.sources:
        images = load_now(source, size=given.size, channels="auto", fit="crop")
        for row in _rows(source, images):
            print(row, flush=True)
    return 0


def _rows(source: str, images: ImageSet) -> list[str]:
    train, held_out = images.split(0.1, 0)
    half = len(held_out) // 2
    found = []
    began = time.process_time()
    spaces = _prepared(images, train, held_out[:half])
    print(f"<!-- {source}: {time.process_time() - began:.1f} s to get ready -->", flush=True)
    for space in spaces:
        honest = _share(space, images.pictures[held_out[half:]])
        planted = np.random.default_rng(0).permutation(train)[:_PLANTED]
        pictures = np.asarray(images.pictures[planted])
        recalls = [_share(space, np.stack([c(p) for p in pictures])) for c in _CHANGES.values()]
        cells = [f"{100 * each:.0f} %" for each in recalls]
        name = f"{source} ({len(train):,} + {half:,} / {len(held_out) - half:,})"
        found.append(
            f"| {name} | {space.name} | {100 * honest:.1f} % | " + " | ".join(cells) + " |"
        )
    return found


def _prepared(images: ImageSet, train: np.ndarray, held_out: np.ndarray) -> tuple[Space, ...]:
    work = neighbours.spaces(images, train, held_out)
    while True:
        try:
            next(work)
        except StopIteration as end:
            return tuple(end.value)


def _share(space: Space, pictures: np.ndarray) -> float:
    return float(np.mean([space.nearest(np.asarray(each), 1).is_copy for each in pictures]))


def _jpeg(picture: np.ndarray) -> np.ndarray:
    plane = picture[0] if len(picture) == 1 else picture.transpose(1, 2, 0)
    buffer = io.BytesIO()
    Image.fromarray(plane).save(buffer, "JPEG", quality=70)
    back = np.asarray(Image.open(buffer))
    return back[None] if back.ndim == 2 else back.transpose(2, 0, 1)


def _brighter(picture: np.ndarray, gain: float) -> np.ndarray:
    return np.clip(picture * gain, 0, 255).astype(np.uint8)


def _noisy(picture: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(1).normal(0, 8, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def _shifted(picture: np.ndarray, down: int, right: int) -> np.ndarray:
    return np.roll(picture, (down, right), axis=(1, 2))


_CHANGES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "as it is": lambda picture: picture,
    "JPEG 70": _jpeg,
    "noise, σ 8": _noisy,
    "20 % lighter": partial(_brighter, gain=1.2),
    "20 % darker": partial(_brighter, gain=0.8),
    "mirrored": lambda picture: picture[:, :, ::-1].copy(),
    "1 px to the right": partial(_shifted, down=0, right=1),
    "1 px up and left": partial(_shifted, down=-1, right=-1),
    "2 px down": partial(_shifted, down=2, right=0),
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
