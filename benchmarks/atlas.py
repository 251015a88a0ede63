"""Whether the atlas agrees with known factors: `python -m benchmarks.atlas RUN`, RUN on Shapes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from genstudio.core import axes
from genstudio.core.events import Event, Worked
from genstudio.evaluation.disentanglement import disentanglement
from genstudio.runs import atlas, pictures
from genstudio.runs.model import Model
from genstudio.runs.pictures import Codes

TELLS = 0.05  # a dimension that tells more than this share of a factor stands for something
_PICTURES = 8_000


def main(argv: list[str]) -> int:
    """Print each dimension's effect beside what it tells, and how far the two agree."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.atlas", description=__doc__)
    parser.add_argument("run", type=Path)
    model = Model.open(parser.parse_args(argv).run)
    codes = _codes(model)
    known = pictures.known_factors(codes)
    if known is None:
        parser.error("the run was not trained on builtin:shapes")
    found = disentanglement(known[1], codes.points)
    [laid] = [
        e.result for e in atlas.survey(model, axes.raw(model.latent)) if isinstance(e, Worked)
    ]
    reasons = atlas.dead(laid, model.family)
    print(f"| dimension | change, % | {' | '.join(known[0])} | dead |")
    print("| --- " * (len(known[0]) + 3) + "|")
    for row in np.argsort(-laid.change):
        shares = " | ".join(f"{100 * share:.0f} %" for share in found.shares[:, row])
        print(f"| z{row + 1} | {laid.change[row]:.2f} | {shares} | {reasons[row]} |")
    total = found.shares.sum(0)
    ranks = [np.argsort(np.argsort(values)) for values in (laid.change, total)]
    print(f"\nMIG {found.gap:.3f}")
    print(f"rank correlation of change and all that is told: {np.corrcoef(*ranks)[0, 1]:.2f}")
    tells = found.told > TELLS
    if 0 < tells.sum() < len(tells):
        above, count = roc_auc_score(tells, laid.change), f"{tells.sum()} of {len(tells)} tell"
        print(f"chance that a telling dimension stands above a silent one: {above:.2f} ({count})")
    return 0


def _codes(model: Model) -> Codes:
    steps = pictures.codes(model, most=_PICTURES)
    event: Event
    while True:
        try:
            event = next(steps)
        except StopIteration as end:
            found: Codes = end.value
            return found
        assert event is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
