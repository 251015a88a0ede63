"""The job that examines a run's model: an iterator of frozen events that can be closed any time.

Nothing is stored before everything is known; what has not changed is not computed again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from genstudio.core.events import Event, Imported, Scored, Scoring, Unscored
from genstudio.core.recipe import Recipe
from genstudio.core.score import Score
from genstudio.data import load
from genstudio.data.imageset import DataError, ImageSet
from genstudio.evaluation import extractors, networks
from genstudio.evaluation.exam import EXAMS, Material
from genstudio.evaluation.features import Extractor
from genstudio.evaluation.learning import Learning, can_learn
from genstudio.runs import beside, factoring, likelihoods, scores, stacking, standard, walking
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model
from genstudio.runs.scene import Scene, material
from genstudio.runs.scores import Question, ScoreSet
from genstudio.runs.shares import within
from genstudio.runs.stored import weights_file

_SLICE = 0.2
_LEARNT = 0.3  # share of the progress that learning a feature network is
_WIDE_SHARE = 1.5  # of one large network, where all the rest is 0.7


def evaluate(
    folder: RunFolder, question: Question | None = None, *, again: bool = False
) -> Generator[Event, None, None]:
    """Examine a run's model on its held-out pictures; the last event is `Scored`.

    Raises `ValueError` or `OSError` with a sentence: no weights, other pictures, too few.
    """
    question = question or Question()
    model, file, looked_at = _open(folder, question)
    _refuse(model, question)
    images = yield from _pictures(folder, model.recipe)
    extractor = yield from within(_extractor(images), 0.0, _LEARNT)
    scene = Scene.of(model, images, extractor, question)
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
    examined = yield from _examined(scene, folder, file)
    told = tuple(scene.conditions(score) for score in examined)
    scores.write(folder, question, ScoreSet(stamp, told, looked_at))
    yield Scored(str(folder.path), told)


def _examined(scene: Scene, folder: RunFolder, file: Path) -> Generator[Event, None, list[Score]]:
    """Go through all examinations; each part's share of the progress is about its time."""
    model, question = scene.model, scene.question
    wide = _WIDE_SHARE * len(question.also)
    stacks = _WIDE_SHARE if model.recipe.data == stacking.SPEC else 0.0
    pace = (1 - _LEARNT) / (0.7 + wide + stacks)
    given = yield from within(material(scene), _LEARNT, _LEARNT + 0.15 * pace)
    train = np.unique(scene.train)
    parts = (
        (0.1, _exams(given)),
        (wide, standard.standard(question.also, scene.images, scene.judged, train, given.made)),
        (0.35, likelihoods.likelihood(model, given.real, given.real_labels, draws=question.draws)),
        (0.05, walking.walking(
            model, scene.extractor, seed=question.seed, sampler=question.sampler
        )),
        (0.05, factoring.factoring(model)),
        (stacks, stacking.stacking(model, seed=question.seed, sampler=question.sampler)),
    )  # fmt: skip
    found: list[Score] = []
    start = _LEARNT + 0.15 * pace
    for share, part in parts:
        found += yield from within(part, start, start + share * pace)
        start += share * pace
    return found + beside.critic(folder) + beside.cost(model, folder, file)


def _exams(material: Material) -> Generator[Event, None, list[Score]]:
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


def _refuse(model: Model, question: Question) -> None:
    """Say at once what would fail after minutes."""
    if question.sampler not in model.samplers:
        model.draw_latents(1, sampler=question.sampler)  # says which there are
    for key in question.also:
        if reason := networks.missing(key):
            raise ValueError(reason)


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
