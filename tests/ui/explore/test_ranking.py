"""Order, figures and reasons of latent dimensions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from genstudio.ui.explore.ranking import figure, rank, spoken, symbol


@dataclass
class Effects:
    values: np.ndarray
    name: str = "KL"
    unit: str = "nats"


def test_rank_puts_the_most_visible_first_and_keeps_ties_in_order() -> None:
    ranking = rank(Effects(np.array([0.5, 2.0, 0.5, 1.0])), "vae")
    assert ranking.order == (1, 3, 0, 2)
    assert ranking.shares.tolist() == [0.25, 1.0, 0.25, 0.5]


def test_rank_says_why_a_dimension_is_dead() -> None:
    ranking = rank(Effects(np.array([1.0, 0.001, 0.0])), "vae")
    assert ranking.reasons == (
        "",
        "KL 0.00 nats: the decoder ignores it",
        "KL 0.00 nats: the decoder ignores it",
    )
    assert ranking.dead == 2


@pytest.mark.parametrize(("family", "word"), [("pca", "do not vary"), ("gan", "ignores")])
def test_rank_measures_other_families_against_their_largest(family: str, word: str) -> None:
    ranking = rank(Effects(np.array([100.0, 90.0, 1e-5]), "Change", "%"), family)
    assert [bool(reason) for reason in ranking.reasons] == [False, False, True]
    assert word in ranking.reasons[2]


def test_rank_does_not_call_everything_dead_before_anything_was_learnt() -> None:
    ranking = rank(Effects(np.zeros(4)), "vae")
    assert ranking.reasons == ("", "", "", "")
    assert ranking.order == (0, 1, 2, 3)


def test_rank_survives_figures_that_are_no_numbers() -> None:
    ranking = rank(Effects(np.array([np.nan, 1.0, np.inf])), "gan")
    assert ranking.order[0] == 1
    assert np.isfinite(ranking.shares).all()


def test_names_count_from_one() -> None:
    assert symbol(11) == "z₁₂"
    assert spoken(11) == "z 12"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0.00"), (0.004, "0.004"), (0.05, "0.05"), (3.14159, "3.14"), (20.84, "20.8"),
     (123456.0, "1.2e+05"), (1e-7, "1.0e-07")],
)  # fmt: skip
def test_figures_are_short(value: float, text: str) -> None:
    assert figure(value) == text
