"""Reading pictures: our import against torchvision's ImageFolder, both on one core.

Pictures are made here, as a camera or a collection would have them, so that the figure is the same
on every machine; only the ratio counts. Beside it stands what the ratio would be if nothing but
Pillow's decoding were left of an import: where that is below the aim, zlib or libjpeg is the limit.
"""

from __future__ import annotations

import contextlib
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks import studio
from benchmarks.figure import Figure
from genstudio.data import decode, planning, sources
from genstudio.data.plan import Plan, Wanted

SIZE = 64
ROUNDS = 5


@dataclass(frozen=True)
class Kind:
    """A kind of pictures: `count` files of `width` × `height` px."""

    label: str
    count: int
    width: int
    height: int
    ending: str
    target: float


KINDS = (
    Kind("photographs of 500 × 375 px", 160, 500, 375, "jpg", 1.5),
    Kind("photographs of 12 megapixels", 8, 4000, 3000, "jpg", 1.5),
    Kind("drawings of 256 × 256 px", 200, 256, 256, "png", 1.5),
    Kind("small photographs of 96 × 96 px", 500, 96, 96, "jpg", 1.5),
)


def measure() -> list[Figure]:
    """Time both on each kind of pictures, turn by turn."""
    figures = []
    for kind in KINDS:
        with studio.home(), tempfile.TemporaryDirectory() as folder:
            _draw(Path(folder), kind)
            figures.append(_compare(Path(folder), kind))
    return figures


def _compare(folder: Path, kind: Kind) -> Figure:
    plan = _plan(folder)
    wanted = Wanted(SIZE, "colour", "crop")
    ours, theirs = (lambda: _ours(plan, wanted)), _torchvision(folder)
    ours(), theirs()  # warm: the files are in the system's memory
    rates, ratios, limits = [], [], []
    for _ in range(ROUNDS):
        mine, other = _rate(ours, kind.count), _rate(theirs, kind.count)
        rates.append(mine)
        ratios.append(mine / other)
        limits.append(_rate(lambda: _decode(folder), kind.count) / other)
    spread = f"{min(ratios):.2f}–{max(ratios):.2f}"
    return Figure(
        name=f"our import ÷ torchvision's ImageFolder, one core: {kind.label}",
        measured=statistics.median(ratios), unit="", target=kind.target, sense="at least",
        note=f"to {SIZE} px; ours {statistics.median(rates):,.0f}/s; {ROUNDS} turns ({spread}); "
        f"decoding alone would be {statistics.median(limits):.2f}",
    )  # fmt: skip


def _ours(plan: Plan, wanted: Wanted) -> None:
    """Read every picture as an import does, digests included, with one worker in this process."""
    count = sum(item is not None for item in decode.items(plan, wanted, workers=1, apart=False))
    assert count == plan.total


def _decode(folder: Path) -> None:
    """Do nothing but open and decode, at the reduced size where the format has one."""
    for path in folder.glob("*/*"):
        with Image.open(path) as image:
            image.draft(image.mode, (SIZE, SIZE))
            image.load()


def _torchvision(folder: Path) -> Callable[[], None]:
    from torchvision import datasets, transforms

    steps = [transforms.Resize(SIZE), transforms.CenterCrop(SIZE), transforms.PILToTensor()]
    pictures = datasets.ImageFolder(str(folder), transforms.Compose(steps))

    def read() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for index in range(len(pictures)):
                pictures[index]

    return read


def _rate(act: Callable[[], None], count: int) -> float:
    start = time.process_time()
    act()
    return count / (time.process_time() - start)


def _plan(folder: Path) -> Plan:
    steps = planning.make(sources.parse(str(folder)))
    with contextlib.closing(steps):
        while True:
            try:
                next(steps)
            except StopIteration as end:
                plan: Plan = end.value
                return plan


def _draw(folder: Path, kind: Kind) -> None:
    """Draw pictures with as much detail as photographs have: noise of every scale."""
    for index, picture in enumerate(_pictures(kind)):
        place = folder / f"class{index % 2}"
        place.mkdir(exist_ok=True)
        picture.save(place / f"{index}.{kind.ending}")


def _pictures(kind: Kind) -> Iterator[Image.Image]:
    size = (kind.width, kind.height)
    for seed in range(kind.count):
        rng = np.random.default_rng(seed)
        total = np.zeros((kind.height, kind.width, 3), np.float32)
        for scale in (4, 16, 64, 256):
            side = min(scale, *size)
            coarse = rng.integers(0, 256, (side, side, 3), dtype=np.uint8)
            fine = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
            total += np.asarray(fine, np.float32) / scale**0.5
        yield Image.fromarray((total / total.max() * 255).astype(np.uint8))
