"""The discriminator's eye on any GAN that kept its own: `python -m benchmarks.eye RUN…`.

Heat: into held-out pictures a blot of noise is put, and the darkest place of the heat map, the one
that speaks most against "real", either lies in the blot (two pixels of slack) or not: the pointing
game (Zhang et al. 2016, "Top-down neural attention by excitation backprop"). Occlusion stands
beside gradient × input, the plain gradient's size, and a place chosen at random. Only blots that
lower the score are counted, for others there is nothing to point at.

Ascent: the score after it beside where it began and the best of as many random latents as it took
steps; the held-out share that scores lower; and how far out z ended.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
import torch

from genstudio.core import pixels
from genstudio.core.events import Event, Imported
from genstudio.evaluation.occlusion import occlusion
from genstudio.runs import critics, persuading, pictures, realness
from genstudio.runs.critics import Judge
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model

_BLOT, _SLACK = 5, 2  # pixels at 28; the blot grows with the picture
T = TypeVar("T")
Map = Callable[[Judge, np.ndarray], np.ndarray]


def main(argv: list[str]) -> int:
    """Print figures of each run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.eye", description=__doc__)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=100, help="pictures")
    parser.add_argument("--climbs", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(argv)
    torch.set_num_threads(1)
    for path in given.runs:
        model = Model.open(path)
        judge, why = critics.open_judge(RunFolder(path), model)
        if judge is None:
            print(f"{path}: {why}")
            continue
        held_out = _held_out(model, given.seed)
        print(f"\n{model.name} ({model.recipe.objective}, {model.recipe.net}, step {judge.step:,})")
        _point(judge, held_out[: given.count], given.seed)
        _climb(model, judge, given.climbs, given.seed)
    return 0


def _point(judge: Judge, real: np.ndarray, seed: int) -> None:
    generator = np.random.default_rng(seed)
    side = real.shape[-1]
    blot, slack = max(_BLOT * side // 28, 1), max(_SLACK * side // 28, 1)
    hits: dict[str, list[bool]] = {name: [] for name in (*_MAPS, "random")}
    spent = dict.fromkeys(_MAPS, 0.0)
    for picture in real:
        spoilt, (y, x) = _blotted(picture, blot, generator)
        if judge.weighed(spoilt[None], None)[0] >= judge.weighed(picture[None], None)[0]:
            continue
        for name, find in _MAPS.items():
            began = time.process_time()
            heat = find(judge, spoilt)
            spent[name] += time.process_time() - began
            hits[name].append(_is_hit(heat, y, x, blot, slack))
        chance = generator.random((side, side))
        hits["random"].append(_is_hit(chance, y, x, blot, slack))
    counted = len(hits["random"])
    print(f"  {counted} of {len(real)} blots lower the score; pointed at by")
    for name, found in hits.items():
        cost = f", {1000 * spent[name] / max(counted, 1):.0f} ms" if name in spent else ""
        print(f"    {name:<18} {100 * float(np.mean(found or [False])):5.1f} %{cost}")


def _climb(model: Model, judge: Judge, climbs: int, seed: int) -> None:
    standing = _result(realness.stand(model, judge, seed=seed))
    weights = None if not model.classes else model.weights(model.class_names[0])
    rows, began = [], time.process_time()
    for number, z in enumerate(model.draw_latents(climbs, seed=seed)):
        found = list(persuading.persuade(model, judge, z, weights))
        drawn = model.draw_latents(len(found), seed=1000 + number)
        many = None if weights is None else np.repeat(weights, len(drawn), 0)
        lucky = judge.weighed(model.decode(drawn, many), many).max()
        first, last = found[0], found[-1]
        out = float(np.linalg.norm(last.z)) / persuading.reach(model)
        shares = [standing.verdict(each).over_real for each in (first.score, last.score)]
        rows.append((first.score, last.score, lucky, *shares, out))
    first, last, lucky, before, after, _ = np.mean(np.array(rows, float), axis=0)
    furthest = max(row[-1] for row in rows)
    won = sum(row[1] > row[2] for row in rows)
    seconds = (time.process_time() - began) / climbs
    print(
        f"  told {standing.told:.3f}; {climbs} ascents: score {first:+.2f} → {last:+.2f}, best of "
        f"151 random latents {lucky:+.2f} (beaten {won} times); over {100 * before:.0f} → "
        f"{100 * after:.0f} % of held-out pictures; z at most {furthest:.2f} of the fence; "
        f"{seconds:.1f} s of processor time each"
    )


def _blotted(
    picture: np.ndarray, blot: int, generator: np.random.Generator
) -> tuple[np.ndarray, tuple[int, int]]:
    """A copy with a square of noise, away from the edge."""
    side = picture.shape[-1]
    y, x = generator.integers(2, side - blot - 2, 2)
    spoilt = picture.copy()
    noise = generator.integers(0, 256, (picture.shape[0], blot, blot), np.uint8)
    spoilt[:, y : y + blot, x : x + blot] = noise
    return spoilt, (int(y), int(x))


def _is_hit(heat: np.ndarray, y: int, x: int, blot: int, slack: int) -> bool:
    down, across = np.unravel_index(int(heat.argmin()), heat.shape)
    within = slack + blot
    return bool(y - slack <= down < y + within and x - slack <= across < x + within)


def _occluded(judge: Judge, picture: np.ndarray) -> np.ndarray:
    return _result(occlusion(lambda shown: judge.weighed(shown, None), picture))


def _slope(judge: Judge, picture: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    shown = torch.from_numpy(pixels.to_float(picture))[None].requires_grad_(True)
    with torch.enable_grad():
        score = judge.net(shown, judge.told(None, 1)).sum()
    [slope] = torch.autograd.grad(score, shown)
    return slope[0], shown.detach()[0]


def _gradient_input(judge: Judge, picture: np.ndarray) -> np.ndarray:
    """Gradient × input, smoothed as occlusion's patches smooth."""
    slope, shown = _slope(judge, picture)
    return _smooth((slope * shown).sum(0).numpy())


def _gradient(judge: Judge, picture: np.ndarray) -> np.ndarray:
    """Minus the size of the gradient: where the score is most sensitive."""
    slope, _ = _slope(judge, picture)
    return _smooth(-slope.abs().sum(0).numpy())


def _smooth(heat: np.ndarray) -> np.ndarray:
    """The mean over a window as large as occlusion's patch, so that none wins by its grain."""
    reach = max(heat.shape[0] // 12, 1)
    padded = np.pad(heat.astype(np.float64), reach, mode="edge")
    for axis in (0, 1):
        padded = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis).mean(-1)
    return padded


_MAPS: dict[str, Map] = {
    "occlusion": _occluded, "gradient × input": _gradient_input, "size of gradient": _gradient,
}  # fmt: skip


def _held_out(model: Model, seed: int) -> np.ndarray:
    recipe = model.recipe
    [images] = [e.images for e in pictures.read(recipe) if isinstance(e, Imported)]
    rows = images.split(recipe.held_out, recipe.split_seed)[1]
    return np.array(images.pictures[np.random.default_rng(seed).permutation(rows)])


def _result(work: Generator[Event, None, T]) -> T:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return cast(T, end.value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
