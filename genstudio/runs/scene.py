"""What a model is examined on: its held-out pictures, as many made ones, and what carries them."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

import numpy as np

from genstudio.core.events import Event, Scoring
from genstudio.core.score import Score
from genstudio.data.imageset import DataError, ImageSet
from genstudio.evaluation import extractors
from genstudio.evaluation.exam import Material
from genstudio.evaluation.features import Extractor
from genstudio.evaluation.originality import Rows
from genstudio.runs.library import timestamp
from genstudio.runs.model import Model
from genstudio.runs.scores import Question
from genstudio.runs.shares import within

FEWEST = 32
_CHUNK = 256
_MOST_TRAIN_FEATURES = 4000


@dataclass(frozen=True)
class Scene:
    """A model, the rows it is judged on, and the conditions that every score carries."""

    model: Model
    images: ImageSet
    extractor: Extractor
    question: Question
    train: np.ndarray
    judged: np.ndarray
    is_held_out: bool

    @staticmethod
    def of(model: Model, images: ImageSet, extractor: Extractor, question: Question) -> Scene:
        """Choose the rows; raises `DataError` for too few."""
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
        return Scene(model, images, extractor, question, train, np.sort(some), is_held_out)

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


def material(scene: Scene) -> Generator[Event, None, Material]:
    """Make, redraw and look at pictures, with progress."""
    images, model, rows = scene.images, scene.model, scene.judged
    real = images.pictures[rows]
    labels = None if images.labels is None else images.labels[rows]
    making = _gathered(_made(scene, labels), len(rows), "pictures made")
    made = yield from within(making, 0.0, 0.4)
    redrawn = mu = None
    if model.can_encode:
        drawing = _gathered(_redrawn(model, real, labels), len(rows), "pictures redrawn")
        redrawn, mu = yield from within(drawing, 0.4, 0.8)
    train = np.unique(scene.train)
    some = _some(train, len(rows))
    yield Scoring(0, 1, "features of real pictures", share=0.8)
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


def _some(train: np.ndarray, judged: int) -> np.ndarray:
    """Rows of training pictures: to know the classes by, and as many as are judged for a floor."""
    drawn = np.random.default_rng(1).permutation(train)
    return np.sort(drawn[: max(_MOST_TRAIN_FEATURES, judged)])


Parts = Iterator[tuple[np.ndarray, ...]]


def _gathered(parts: Parts, total: int, what: str) -> Generator[Event, None, list[np.ndarray]]:
    """Put parts together, telling how many rows there are after each."""
    found: list[np.ndarray] = []
    done = 0
    yield Scoring(0, total, what)
    for part in parts:
        found = found or [np.empty((total, *rows.shape[1:]), rows.dtype) for rows in part]
        for whole, rows in zip(found, part, strict=True):
            whole[done : done + len(rows)] = rows
        done += len(part[0])
        yield Scoring(done, total, what)
    return found


def _made(scene: Scene, labels: np.ndarray | None) -> Parts:
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
