"""10,000 pictures scored, real features cached: how long it takes, and the most memory it needs.

20,000 pictures of 32 px in colour, half of them held out, are made up; a small VAE takes a few
steps on them and is scored once. Then a process of its own scores it again, and says what it used:
resident memory, mapped pages included, and processor time, with one thread.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks import studio
from benchmarks.figure import Figure
from benchmarks.memory import Peak

COUNT = int(os.environ.get("GENSTUDIO_BENCH_PICTURES", "10000"))
SIDE = int(os.environ.get("GENSTUDIO_BENCH_SIDE", "32"))
_MB = 2**20


def measure() -> Iterator[Figure]:
    """Make the run, score it, then score it again in a child and read what that says."""
    with studio.home() as home:
        pictures = home / "pictures.npy"
        np.save(pictures, _pictures())
        for step in ("train", "score", "score"):
            command = [sys.executable, "-m", "benchmarks.scoring", step, str(pictures)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout.strip().splitlines()[-1])
    what = f"{COUNT:,} pictures of {SIDE} px scored, features cached"
    yield Figure(
        name=f"{what}: processor time", measured=told["cpu"], unit="s", target=120,
        note=f"VAE, {told['scores']} scores, one thread; {told['seconds']:.0f} s by the clock",
    )  # fmt: skip
    yield Figure(
        name=f"{what}: peak resident memory", measured=told["peak"] / _MB, unit="MB", target=1024,
        note=f"{told['before'] / _MB:.0f} MB of it before the first picture",
    )  # fmt: skip


def _pictures() -> np.ndarray:
    """Smooth coloured noise, uint8 `(2 COUNT, 3, SIDE, SIDE)`."""
    random = np.random.default_rng(0)
    coarse = random.integers(0, 256, (2 * COUNT, 3, SIDE // 4, SIDE // 4), dtype=np.uint8)
    return coarse.repeat(4, axis=2).repeat(4, axis=3)


def _train(data: Path) -> None:
    from genstudio.objectives import presets
    from genstudio.runs import jobs
    from genstudio.runs.library import Library

    recipe = presets.recommend("vae", data=str(data), size=SIDE, channels="colour").change(
        data=str(data), net="mlp", width=16, steps=20, threads=1, held_out=0.5
    )
    for _ in jobs.train(Library().create(recipe, name="scored")):
        pass


def _score() -> None:
    import torch

    from genstudio.core.events import Scored
    from genstudio.runs import scoring
    from genstudio.runs.library import Library
    from genstudio.runs.scores import Question

    torch.set_num_threads(1)
    (entry,) = (each for each in Library().entries() if not each.bundled)
    with Peak() as peak:
        before, start, cpu = peak.look(), time.perf_counter(), time.process_time()
        question = Question(checkpoint="last", count=COUNT)
        *_, last = scoring.evaluate(entry.folder, question, again=True)
    assert isinstance(last, Scored)
    told = {
        "cpu": time.process_time() - cpu, "seconds": time.perf_counter() - start,
        "peak": peak.bytes, "before": before, "scores": len(last.scores),
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    if sys.argv[1] == "train":
        _train(Path(sys.argv[2]))
    else:
        _score()
