"""Blind votes without a window: ballots, counting, keeping."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from genstudio.core.events import Worked
from genstudio.data.imageset import DataError
from genstudio.runs import pairing, votes
from genstudio.runs.folder import RunFolder
from genstudio.runs.votes import Ballots, Session, Vote


def dealt(*folders: RunFolder, ballots: int = 10, seed: int = 0) -> Ballots:
    last = list(pairing.deal(folders, ballots=ballots, seed=seed))[-1]
    assert isinstance(last, Worked)
    return last.result


def test_every_pair_comes_equally_often_on_both_sides(trained) -> None:
    runs = [trained("vae"), trained("pca"), trained("nsgan", conditional=True)]
    found = dealt(*runs, ballots=20)
    pairs = Counter(frozenset(each.runs) for each in found.ballots)
    assert sorted(pairs.values()) == [6, 7, 7] and len(set(found.models.values())) == 3
    sides = Counter(each.runs[0] for each in found.ballots)
    assert all(0 < sides[str(run.path)] < 14 for run in runs)
    pictures = [p for each in found.ballots for p in (each.left, each.right)]
    assert {p.dtype for p in pictures} == {np.dtype(np.uint8)}
    assert len({p.tobytes() for p in pictures}) > 30
    again = dealt(*runs, ballots=20)
    assert [each.runs for each in again.ballots] == [each.runs for each in found.ballots]


def test_one_model_alone_is_refused(trained, library, quick) -> None:
    with pytest.raises(DataError, match="need two models"):
        dealt(trained("vae"))
    bare = library.create(quick(), name="bare")
    with pytest.raises(DataError, match="“bare” cannot take part"):
        dealt(trained("pca"), bare)


def test_votes_are_counted_by_weights_and_halved_when_untold() -> None:
    given = (
        Vote("a", "b", "left"), Vote("b", "a", "right"), Vote("a", "b", "neither"),
        Vote("a", "gone", "right"),
    )  # fmt: skip
    table = votes.wins(["a", "b"], [Session("1", {}, given)])
    assert table.tolist() == [[0.0, 2.5], [0.5, 0.0]]
    assert votes.ranked(np.zeros((2, 2)))[1].startswith("Some of these were never compared")
    assert votes.ranked(table)[0][0].chance > 0.5


def test_sessions_are_kept_and_damaged_ones_left_alone(home: Path) -> None:
    first = Session("1", {"x": "old", "y": "b"}, (Vote("old", "b", "left"),))
    second = Session("2", {"x": "new"}, (Vote("new", "b", "neither"),))
    for session in (first, second):
        votes.keep(session)
    (votes.place() / "3.json").write_text('{"format": 1, "runs": {')
    (votes.place() / "4.json").write_text(
        '{"format": 1, "runs": {}, "votes": [{"left": "a", "right": "b", "said": "both"}]}'
    )
    assert votes.read_all() == [first, second]
    assert votes.models(["x", "y", "z"], votes.read_all()) == {"x": "new", "y": "b"}
    assert len(list(votes.place().glob("*.json"))) == 4


def test_only_votes_between_the_models_named_are_forgotten(home: Path) -> None:
    mixed = Session("1", {}, (Vote("a", "b", "left"), Vote("a", "c", "right")))
    alone = Session("2", {}, (Vote("b", "a", "neither"),))
    both = [mixed, alone]
    for session in both:
        votes.keep(session)
    votes.forget_between(both, {"a", "b"})
    assert votes.read_all() == [Session("1", {}, (Vote("a", "c", "right"),))]
    votes.bring_back(both, {"a", "b"})
    assert votes.read_all() == both
