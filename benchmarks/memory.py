"""A million pictures of 64 px, larger than the memory allowed: imported and trained on.

The pictures are made as they are read, all different, and go through the real import into the
real cache; then a VAE takes real steps on them. A process of its own says what its peak was.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil

from benchmarks import studio
from benchmarks.figure import Figure
from genstudio.core.events import Imported
from genstudio.data.imageset import ImageSet
from genstudio.data.plan import Plan, Raw, Wanted

COUNT = int(os.environ.get("GENSTUDIO_BENCH_PICTURES", "1000000"))
SIZE, STEPS = 64, 20  # steps of the recommended net: what is resident shows in the first
_MB = 2**20


def measure() -> list[Figure]:
    """Run the child and read what it says."""
    with studio.home():
        command = [sys.executable, "-m", "benchmarks.memory"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout.strip().splitlines()[-1])
    size = COUNT * SIZE * SIZE / 1e9
    return [
        Figure(
            name=f"peak resident memory, {what} {COUNT:,} pictures of {SIZE} px ({size:.1f} GB)",
            measured=told[what], unit="MB", target=2048, note=note,
        )
        for what, note in (
            ("importing", f"{COUNT / told['import_seconds']:,.0f} pictures/s"),
            ("training on", f"recommended VAE, {STEPS} steps; {told['rate']:,.0f} pictures/s"),
        )
    ]  # fmt: skip


class Peak:
    """Looks at this process's resident memory, mapped pages included, every 20 ms."""

    def __init__(self) -> None:
        """Begin to look when entered."""
        self.bytes = 0
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._thread.join()

    def look(self) -> int:
        """Return what is resident now."""
        now = psutil.Process().memory_info().rss
        self.bytes = max(self.bytes, now)
        return now

    def _look(self) -> None:
        while not self._ends.wait(0.02):
            self.look()


def _child() -> None:
    start = time.perf_counter()
    with Peak() as importing:
        images = _import()
    imported = time.perf_counter() - start
    with Peak() as training:
        rate = _train(images)
    told = {
        "importing": importing.bytes / _MB,
        "training on": training.bytes / _MB,
        "import_seconds": imported,
        "rate": rate,
    }
    print(json.dumps(told))


def _import() -> ImageSet:
    from genstudio.data.collect import collect

    plan = Plan(
        "made:", "A made set", ("a", "b"), True, COUNT, identity=COUNT,
        raws=_raws, drops_copies=True,
    )  # fmt: skip
    for event in collect(plan, Wanted(SIZE, "grey", "crop")):
        if isinstance(event, Imported):
            images: ImageSet = event.images
    return images


def _raws(wanted: Wanted, start: int) -> Iterator[Raw]:
    noise = np.random.default_rng(0).integers(0, 256, (512, 1, SIZE, SIZE), dtype=np.uint8)
    for index in range(start, COUNT):
        picture = noise[index % len(noise)].copy()
        picture.reshape(-1)[:8] = np.frombuffer(index.to_bytes(8, "little"), np.uint8)
        yield Raw(f"picture {index + 1:,}", index % 2, picture)


def _train(images: ImageSet) -> float:
    import torch

    from genstudio.core.events import Step
    from genstudio.objectives import presets
    from genstudio.training import engine
    from genstudio.training.scene import Files

    torch.set_num_threads(1)
    recipe = presets.recommend("vae", size=SIZE, channels="grey").change(steps=STEPS, threads=1)
    home = Path(os.environ["GENSTUDIO_HOME"])
    files = Files(home / "rolling.safetensors", home / "best.safetensors")
    for event in engine.train(recipe, images, files):
        if isinstance(event, Step):
            rate = event.pictures_per_second
    return rate


if __name__ == "__main__":
    _child()
