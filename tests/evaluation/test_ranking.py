"""Ranks, ties and refusals."""

from __future__ import annotations

import math

import pytest

from genstudio.core.score import Score, from_dict
from genstudio.evaluation.ranking import rank


def score(value, error=0.1, **values):
    given = {
        "key": "fd_local", "label": "FD-local", "real": 500, "made": 500, "fingerprint": "f",
        "split": "s", "extractor": "a1b2c3",
    }  # fmt: skip
    return Score(value=value, error=error, **(given | values))


def ranks(scores):
    return {place.name: place.rank for place in rank(scores).places}


def test_lower_is_better_unless_higher_is():
    assert ranks({"a": score(3.0), "b": score(1.0)}) == {"b": 1, "a": 2}
    higher = {"a": score(3.0, better="higher"), "b": score(1.0, better="higher")}
    assert ranks(higher) == {"a": 1, "b": 2}


def test_overlapping_error_bars_are_a_tie():
    found = rank({"a": score(3.0), "b": score(1.0), "c": score(1.1)})
    assert {place.name: place.rank for place in found.places} == {"b": 1, "c": 1, "a": 3}
    assert found.has_ties


def test_a_tie_is_with_the_best_of_its_group_and_does_not_creep():
    chain = {name: score(value) for name, value in zip("abcd", (1.0, 1.2, 1.4, 1.6), strict=True)}
    assert ranks(chain) == {"a": 1, "b": 1, "c": 3, "d": 3}


def test_without_error_bars_only_equals_are_a_tie():
    plain = {"a": score(5, None), "b": score(5, None), "c": score(6, None)}
    assert ranks(plain) == {"a": 1, "b": 1, "c": 3}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"fingerprint": "g"}, "different pictures"),
        ({"split": "t"}, "held out"),
        ({"real": 400}, "real pictures"),
        ({"made": 400}, "were made"),
        ({"extractor": "ffffff"}, "feature networks"),
        ({"kind": "bernoulli"}, "kinds"),
        ({"key": "kid_local", "label": "KID-local"}, "different figures"),
        ({"value": math.nan}, "not finite"),
    ],
)
def test_a_false_rank_is_refused_with_the_reason(change, word):
    found = rank({"one": score(1.0), "other": score(**({"value": 2.0} | change))})
    assert found.places == () and word in found.refusals[0]


def test_several_reasons_are_all_told():
    found = rank({"one": score(1.0), "other": score(2.0, split="t", real=100)})
    assert len(found.refusals) == 2 and "“other” 100" in found.refusals[1]


def test_nothing_and_what_has_no_better_are_refused():
    assert "evaluate" in rank({}).refusals[0]
    assert "neither" in rank({"a": score(1.0, better="neither")}).refusals[0]


def test_a_score_survives_json_and_nonsense_is_a_sentence():
    there = score(1.25, note="x")
    assert from_dict(there.to_dict()) == there
    assert math.isnan(from_dict(score(math.nan).to_dict()).value)
    with pytest.raises(ValueError, match="real"):
        from_dict(there.to_dict() | {"real": "many"})


def test_digits_follow_the_error():
    assert score(3.14159, 0.2).text == "3.14 ± 0.20"
    assert score(1234.5, 50.0).text == "1234 ± 50"
    assert score(0.123456, None).text == "0.1235"
    assert score(541_234.0, None).text == "541,234"
