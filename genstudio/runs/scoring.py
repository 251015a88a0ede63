"""The job that examines a run's model: an iterator of frozen events that can be closed any time.

Nothing is stored before everything is known; what has not changed is not computed again.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch

from genstudio.core.events import Event, Imported, Scored, Scoring, Unscored
from genstudio.core.recipe import Recipe
from genstudio.core.score import Score
from genstudio.data import load
from genstudio.data.imageset import DataError, ImageSet
from genstudio.evaluation import extractors
from genstudio.evaluation.exam import EXAMS, Material
from genstudio.evaluation.features import Extractor
from genstudio.evaluation.learning import Learning, can_learn
from genstudio.evaluation.originality import Rows
from genstudio.runs import beside, factoring, likelihoods, scores, walking
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import timestamp
from genstudio.runs.model import Model, weights_file
from genstudio.runs.scores import Question, ScoreSet

T = TypeVar("T")

FEWEST = 32
_CHUNK = 256
_MOST_TRAIN_FEATURES = 4000
_SLICE = 0.2


def evaluate(
    folder: RunFolder, question: Question | None = None, *, again: bool = False
) -> Generator[Event, None, None]:
    """Examine a run's model on its held-out pictures; the last event is `Scored`.

    Raises `ValueError` or `OSError` with a sentence: no weights, other pictures, too few.
    """
    question = question or Question()
    model, file, looked_at = _open(folder, question)
    _refuse_sampler(model, question)
    images = yield from _pictures(folder, model.recipe)
    extractor = yield from _within(_extractor(images), 0.0, 0.3)
    scene = _Scene.of(model, images, extractor, question)
    facts = (scores.VERSION, question, images.fingerprint, scene.split, extractor.hash)
    stamp = scores.stamp(file, *facts)
    if scores.written(file) != looked_at:
        raise ValueError("The run's weights were just written anew. Score it once more.")
    known = scores.read(folder).get(question.key)
    if known is not None and known.stamp == stamp and not again:
        if known.weights != looked_at:  # the same weights, written at another time
            scores.write(folder, question, replace(known, weights=looked_at))
        yield Scored(str(folder.path), known.scores, is_known=True)
        return
    material = yield from _within(_material(scene), 0.3, 0.5)
    found = yield from _within(_examined(material), 0.5, 0.65)
    asked = likelihoods.likelihood(model, material.real, material.real_labels, draws=question.draws)
    found += yield from _within(asked, 0.65, 0.9)
    walks = walking.walking(model, extractor, seed=question.seed, sampler=question.sampler)
    found += yield from _within(walks, 0.9, 0.95)
    found += yield from _within(factoring.factoring(model), 0.95, 1.0)
    found += beside.critic(folder) + beside.cost(model, folder, file)
    told = tuple(scene.conditions(score) for score in found)
    scores.write(folder, question, ScoreSet(stamp, told, looked_at))
    yield Scored(str(folder.path), told)


@dataclass(frozen=True)
class _Scene:
    """A model, the rows it is judged on, and the conditions that every score carries."""

    model: Model
    images: ImageSet
    extractor: Extractor
    question: Question
    train: np.ndarray
    judged: np.ndarray
    is_held_out: bool

    @staticmethod
    def of(model: Model, images: ImageSet, extractor: Extractor, question: Question) -> _Scene:
        recipe = model.recipe
        train, held_out = images.split(recipe.held_out, recipe.split_seed)
        judged = held_out if len(held_out) else train
        some = np.random.default_rng(0).permutation(judged)[: question.count]
        if len(some) < FEWEST:
            raise DataError(
                f"{len(some)} held-out pictures are too few to judge on; {FEWEST} are the least. "
                "Train with more pictures or a larger held-out share."
            )
        is_held_out = len(held_out) > 0
        return _Scene(model, images, extractor, question, train, np.sort(some), is_held_out)

    @property
    def split(self) -> str:
        """A hash of the rows that are judged on; says so when they were trained on."""
        digest = hashlib.sha256(self.judged.astype("<i8").tobytes()).hexdigest()[:6]
        return digest if self.is_held_out else f"training {digest}"

    def conditions(self, score: Score) -> Score:
        """Return `score` with what all scores of this examination have in common."""
        question, model = self.question, self.model
        return replace(
            score,
            real=score.real or len(self.judged),
            made=score.made or len(self.judged),
            fingerprint=self.images.fingerprint,
            split=self.split,
            seed=question.seed,
            sampler=question.sampler,
            checkpoint=f"{question.checkpoint}@{model.stamp.rpartition('@')[2]}",
            ema=model.recipe.ema,
            date=timestamp(),
        )


def _within(part: Generator[Event, None, T], start: float, end: float) -> Generator[Event, None, T]:
    """Pass on the events of a part that goes from `start` to `end` of the whole."""
    with contextlib.closing(part):
        while True:
            try:
                event = next(part)
            except StopIteration as stop:
                result: T = stop.value
                return result
            if isinstance(event, Scoring):
                share = start + (end - start) * event.done / max(event.total, 1)
                event = replace(event, share=share)
            yield event


def _examined(material: Material) -> Generator[Event, None, list[Score]]:
    found: list[Score] = []
    for done, (what, exam) in enumerate(EXAMS):
        yield Scoring(done, len(EXAMS), what)
        found += exam(material)
    return found + likelihoods.windows(material.made, material.real)


def _open(folder: RunFolder, question: Question) -> tuple[Model, Path, scores.Written]:
    """Open the model, with its file as it was before."""
    file = weights_file(folder, question.checkpoint)
    looked_at = scores.written(file)
    return Model.open(folder.path, which=question.checkpoint), file, looked_at


def _refuse_sampler(model: Model, question: Question) -> None:
    if question.sampler not in model.samplers:
        model.draw_latents(1, sampler=question.sampler)  # says which there are


def _pictures(folder: RunFolder, recipe: Recipe) -> Generator[Event, None, ImageSet]:
    images: ImageSet | None = None
    for event in load.load(recipe.data, size=recipe.size, channels=recipe.channels, fit=recipe.fit):
        if isinstance(event, Imported):
            images = event.images
        yield event
    assert images is not None
    fingerprint = folder.read_summary().data_fingerprint
    if fingerprint not in ("", images.fingerprint):
        raise DataError(
            f"The pictures of {recipe.data} have changed since this run was trained, so that its "
            "scores would not be honest. Bring the old pictures back or train again."
        )
    if not can_learn(images):
        raise DataError(
            f"{images.name} cannot be scored: a feature network needs at least 100 pictures of 16 "
            "pixels or more."
        )
    return images


def _extractor(images: ImageSet) -> Generator[Event, None, Extractor]:
    known = extractors.find(images)
    if known is not None:
        return known
    learning = Learning(images, torch.device("cpu"))
    while not learning.is_done:
        yield Scoring(learning.step, learning.total, "steps of learning a feature network")
        learning.advance(_SLICE)
    return extractors.keep(images, learning.result())


def _material(scene: _Scene) -> Generator[Event, None, Material]:
    images, model, rows = scene.images, scene.model, scene.judged
    real = images.pictures[rows]
    labels = None if images.labels is None else images.labels[rows]
    made = yield from _gathered(_made(scene, labels), len(rows), "pictures made")
    redrawn = mu = None
    if model.can_encode:
        pairs = yield from _gathered(_redrawn(model, real, labels), len(rows), "pictures redrawn")
        redrawn, mu = pairs[0], pairs[1]
    train = np.unique(scene.train)
    some = np.sort(np.random.default_rng(1).permutation(train)[:_MOST_TRAIN_FEATURES])
    yield Scoring(0, 1, "features of real pictures")
    return Material(
        train=Rows(images.pictures, train),
        real=real,
        made=made[0],
        extractor=scene.extractor.hash,
        train_features=extractors.features(images, some, scene.extractor),
        real_features=extractors.features(images, rows, scene.extractor),
        made_features=scene.extractor(made[0]),
        train_labels=None if images.labels is None else images.labels[some],
        real_labels=labels,
        class_names=tuple(images.class_names),
        redrawn=redrawn,
        mu=mu,
        seed=scene.question.seed,
    )


Parts = Iterator[tuple[np.ndarray, ...]]


def _gathered(parts: Parts, total: int, what: str) -> Generator[Event, None, list[np.ndarray]]:
    """Put parts together, telling how many rows there are after each."""
    found: list[tuple[np.ndarray, ...]] = []
    done = 0
    yield Scoring(0, total, what)
    for part in parts:
        found.append(part)
        done += len(part[0])
        yield Scoring(done, total, what)
    return [np.concatenate(column) for column in zip(*found, strict=True)]


def _made(scene: _Scene, labels: np.ndarray | None) -> Parts:
    """As many pictures as are judged on, of the same classes where the model knows them."""
    model, question = scene.model, scene.question
    count = len(scene.judged)
    z = model.draw_latents(count, seed=question.seed, sampler=question.sampler)
    weights = _weights(model, labels) if labels is not None else model.weights_in_turn(count)
    for part in _parts(count):
        yield (model.decode(z[part], None if weights is None else weights[part]),)


def _redrawn(model: Model, real: np.ndarray, labels: np.ndarray | None) -> Parts:
    weights = _weights(model, labels)
    for part in _parts(len(real)):
        told = None if weights is None else weights[part]
        mu = model.encode(real[part], told).mu
        yield model.decode(mu, told), mu


def _weights(model: Model, labels: np.ndarray | None) -> np.ndarray | None:
    if not model.classes or labels is None:
        return None
    weights: np.ndarray = np.eye(model.classes, dtype=np.float32)[labels]
    return weights


def _parts(count: int) -> Iterator[slice]:
    return (slice(start, start + _CHUNK) for start in range(0, count, _CHUNK))


def evaluate_all(
    folders: Sequence[RunFolder], question: Question, *, threads: int
) -> Generator[Event, None, None]:
    """Examine one run after the other on `threads`; one that cannot be does not stop the rest.

    `Scoring` events tell the share of all runs; each run ends with `Scored` or `Unscored`.
    """
    torch.set_num_threads(threads)
    for place, folder in enumerate(folders):
        start, end = place / len(folders), (place + 1) / len(folders)
        job = evaluate(folder, question)
        with contextlib.closing(job):
            try:
                for event in job:
                    if isinstance(event, Scoring):
                        yield replace(event, share=start + (end - start) * event.share)
                    else:
                        yield event
            except (ValueError, OSError) as error:
                yield Unscored(str(folder.path), str(error))
