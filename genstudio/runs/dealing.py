"""Dealing a game of “real or made?”: held-out and made pictures, half of each, in a blind order.

Real pictures are read at the run's own size; made ones are rounded to the same 256 levels.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from genstudio.core.events import Event, Imported, Worked, Working
from genstudio.core.recipe import Recipe
from genstudio.data import load, sources
from genstudio.data.imageset import DataError, ImageSet
from genstudio.runs import critics
from genstudio.runs.folder import RunFolder
from genstudio.runs.guessing import Dealt, Round
from genstudio.runs.model import Model

_ASIDE = 64  # pictures of each kind that a critic's threshold is found on


@dataclass(frozen=True)
class _Hand:
    """What one run brings: its share of rounds, and what was said on the way."""

    rounds: list[Round]
    model: str
    critic: str
    sampler: str


def deal(
    folders: Sequence[RunFolder], *, rounds: int, seed: int, sampler: str = "prior"
) -> Generator[Event, None, None]:
    """Deal a game between these runs; the last event is `Worked(Dealt)`.

    Half of the `rounds` are real, and the runs' shares are as equal as they can be; both and the
    order follow `seed`. Made pictures come from `sampler` where a run has it, else from the prior.
    A run that cannot take part is left out and told of. Raises `DataError` with a sentence when
    none can.
    """
    torch.set_num_threads(1)
    problems: list[str] = []
    ready: list[tuple[RunFolder, Model, ImageSet]] = []
    for place, folder in enumerate(folders):
        yield Working(place, len(folders), "runs opened")
        try:
            model = Model.open(folder.path)
            ready.append((folder, model, (yield from _pictures(folder, model))))
        except (ValueError, OSError) as error:
            problems.append(told(folder, error))
    hands: dict[str, _Hand] = {}
    table = _Table(seed)
    for (folder, model, images), share in zip(ready, shares(rounds, len(ready), seed), strict=True):
        yield Working(len(hands), len(ready), "runs dealt")
        try:
            hands[str(folder.path)] = _hand(folder, model, images, share, table, sampler)
        except (ValueError, OSError) as error:
            problems.append(told(folder, error))
    found = [each for hand in hands.values() for each in hand.rounds]
    if not found:
        raise DataError(" ".join(problems) or "Choose a run to play against.")
    order = table.generator.permutation(len(found))
    yield Worked(
        Dealt(
            tuple(found[place] for place in order),
            {key: hand.model for key, hand in hands.items()},
            {key: hand.critic for key, hand in hands.items()},
            tuple(problems),
            seed,
            {key: hand.sampler for key, hand in hands.items()},
        )
    )


def shares(rounds: int, runs: int, seed: int) -> list[tuple[int, int]]:
    """Return how many real and made pictures each of `runs` brings; who brings more is random."""
    if not runs:
        return []
    real = rounds // 2 + (rounds % 2) * int(seed % 2)
    turns = np.random.default_rng([seed, 1]).permutation(runs)[np.arange(rounds) % runs]
    return [
        (int((turns[:real] == run).sum()), int((turns[real:] == run).sum())) for run in range(runs)
    ]


class _Table:
    """What the runs of one game share: the random order, and real pictures not yet shown."""

    def __init__(self, seed: int) -> None:
        self.generator = np.random.default_rng(seed)
        self._decks: dict[tuple[object, ...], np.ndarray] = {}

    def draw(self, images: ImageSet, recipe: Recipe, count: int) -> np.ndarray:
        """Take `count` rows that `recipe` held out and no run before has brought."""
        split = (images.fingerprint, recipe.held_out, recipe.split_seed)
        if split not in self._decks:
            held_out = images.split(recipe.held_out, recipe.split_seed)[1]
            self._decks[split] = self.generator.permutation(held_out)
        deck = self._decks[split]
        if len(deck) < count:
            raise DataError(
                f"{len(deck)} held-out pictures are left, too few for {count} rounds. Play fewer "
                "rounds, or train with a larger held-out share."
            )
        self._decks[split] = deck[count:]
        return deck[:count]

    def number(self) -> int:
        """Draw a seed."""
        return int(self.generator.integers(2**31))


def _hand(
    folder: RunFolder,
    model: Model,
    images: ImageSet,
    share: tuple[int, int],
    table: _Table,
    wanted: str,
) -> _Hand:
    """One run's pictures, real ones first, and what its critic says of them."""
    real, made = share
    sampler = wanted if wanted in model.samplers else "prior"
    rows = table.draw(images, model.recipe, real)
    labels = None if images.labels is None or not model.classes else images.labels
    kinds = None if labels is None else table.generator.choice(labels[images.used], made)
    pictures = np.concatenate(
        [
            np.ascontiguousarray(images.pictures[rows]),
            _made(model, kinds, made, table.number(), sampler),
        ]
    )
    told = None if labels is None or kinds is None else np.concatenate([labels[rows], kinds])
    judge, note = critics.open_judge(folder, model)
    said: list[bool | None] = [None] * len(pictures)
    if judge is not None:
        if judge.needs_calibration:
            _calibrate(judge, model, images, table.number(), sampler)
        said = [bool(each) for each in judge.says_real(pictures, told)]
    found = [
        Round(picture, place < real, str(folder.path), critic)
        for place, (picture, critic) in enumerate(zip(pictures, said, strict=True))
    ]
    return _Hand(found, model.hash, note, sampler)


def _made(
    model: Model, kinds: np.ndarray | None, count: int, seed: int, sampler: str
) -> np.ndarray:
    """Pictures from the sampler, of classes `kinds` `(count,)` where the model knows classes."""
    weights = None if kinds is None else np.eye(model.classes, dtype=np.float32)[kinds]
    return model.decode(model.draw_latents(count, seed=seed, sampler=sampler), weights)


def _calibrate(
    judge: critics.Judge, model: Model, images: ImageSet, seed: int, sampler: str
) -> None:
    """Find the threshold on training pictures and other made ones."""
    train = np.unique(images.split(model.recipe.held_out, model.recipe.split_seed)[0])
    some = np.sort(np.random.default_rng(seed).permutation(train)[:_ASIDE])
    labels = images.labels[some] if images.labels is not None and model.classes else None
    made = _made(model, labels, len(some), seed, sampler)
    real = np.ascontiguousarray(images.pictures[some])
    judge.calibrate(judge.scores(real, labels), judge.scores(made, labels))


def _pictures(folder: RunFolder, model: Model) -> Generator[Event, None, ImageSet]:
    """The pictures that the run learnt from; raises `DataError` where they cannot be had."""
    recipe = model.recipe
    if model.is_points:
        raise DataError("It learnt points of a plane: there are no pictures to judge.")
    if sources.describe(recipe.data).needs_download:
        raise DataError(
            f"Its pictures ({recipe.data}) are not on this computer. Choose them in Train, which "
            "downloads them, then play."
        )
    images: ImageSet | None = None
    for event in load.load(recipe.data, size=recipe.size, channels=recipe.channels, fit=recipe.fit):
        if isinstance(event, Imported):
            images = event.images
        else:
            yield event
    assert images is not None
    if folder.read_summary().data_fingerprint not in ("", images.fingerprint):
        raise DataError(
            f"The pictures of {recipe.data} have changed since: which ones it was trained on is "
            "not known any more. Bring the old pictures back or train again."
        )
    if recipe.held_out <= 0:
        raise DataError("It held no pictures out, and those it trained on would not be fair.")
    return images


def told(folder: RunFolder, error: Exception) -> str:
    """Say which run cannot take part, and why."""
    try:
        name = folder.read_summary().name or folder.path.name
    except OSError:
        name = folder.path.name
    return f"“{name}” cannot take part: {error}"
