"""What judging costs while training, learning the feature network included, as a share.

`python -m benchmarks.judging` trains the recommended light GAN on digits whose network is not
there yet, until it has been learnt and used (some minutes), and prints shares of the time. They
are ratios of one run and so hold on a busy machine as well.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from genstudio.core.events import Event, Quality
from genstudio.data import load
from genstudio.objectives import presets
from genstudio.training import engine
from genstudio.training.asides import Aside, Judging, Looking

_AFTER = 3  # judgements by the learnt network before it ends


def main(objective: str = "hinge") -> None:
    """Train, and print how the time was spent."""
    shipped = load.load_now("builtin:digits", size=28, channels="grey", fit="crop")
    images = replace(shipped, fingerprint=f"measured-{time.time():.0f}")
    recipe = presets.recommend(objective).change(steps=1_000_000)
    spent = {kind: _timed(kind) for kind in (Looking, Judging)}
    start, by_network = time.perf_counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        files = engine.Files(Path(folder) / "rolling", Path(folder) / "best")
        with contextlib.closing(engine.train(recipe, images, files)) as job:
            for event in job:
                if isinstance(event, Quality) and event.chooses:
                    by_network += event.name.startswith("FD-local")
                    _say(_line(event, time.perf_counter() - start, spent))
                if by_network == _AFTER:
                    break


def _line(event: Quality, total: float, spent: dict[type[Aside], list[float]]) -> str:
    shares = {kind: sum(times) / total for kind, times in spent.items()}
    return (
        f"{total:.0f} s, step {event.step:,}: {event.name} {event.value:.3g}; learning the network "
        f"{shares[Looking]:.2%}, judging {shares[Judging]:.2%} of the time so far"
    )


def _timed(kind: type[Aside]) -> list[float]:
    """Have every `take` of `kind` measured into the list returned."""
    times: list[float] = []
    take = kind.take

    def measured(self: Aside) -> Sequence[Event]:
        start = time.perf_counter()
        told = take(self)
        times.append(time.perf_counter() - start)
        return told

    kind.take = measured  # type: ignore[method-assign]
    return times


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:2])
