"""Classes in words: what is meant, what it weighs, and what is said when nothing is meant."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genstudio.core import blend
from genstudio.core.blend import ClassError

FASHION = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker",
           "Bag", "Ankle boot")  # fmt: skip
DIGITS = tuple("0123456789")


@pytest.mark.parametrize("names", [FASHION, DIGITS])
def test_one_name_is_exactly_the_plain_class(names: tuple[str, ...]) -> None:
    eye = np.eye(10, dtype=np.float32)
    for index, name in enumerate(names):
        for text in (name, name.upper(), f"  {name} ", str(index), f"0.4 {name}"):
            found = blend.parse(text, names)
            assert np.array_equal(found.weights(10), eye[index]) and found.text == name


@pytest.mark.parametrize(
    ("text", "amounts", "spelt"),
    [("sneaker + 0.3 boot", {7: 1, 9: 0.3}, "Sneaker + 0.3 Ankle boot"),
     ("70% coat + 30 % bag", {4: 0.7, 8: 0.3}, "0.7 Coat + 0.3 Bag"),
     ("2*bag+,5 dress", {8: 2, 3: 0.5}, "2 Bag + 0.5 Dress"),
     ("0,5boot + top + boot", {9: 1.5, 0: 1}, "1.5 Ankle boot + T-shirt/top"),
     ("bag + 0 coat", {8: 1}, "Bag + 0 Coat")],
)  # fmt: skip
def test_mixes_sum_to_one(text: str, amounts: dict[int, float], spelt: str) -> None:
    found = blend.parse(text, FASHION)
    wanted = np.zeros(10)
    wanted[list(amounts)] = list(amounts.values())
    np.testing.assert_allclose(found.weights(10), wanted / wanted.sum(), rtol=1e-6)
    assert found.text == spelt
    assert blend.parse(spelt, FASHION).text == spelt


def test_numbers_are_classes_or_amounts_by_where_they_stand() -> None:
    assert blend.parse("3 + 0.5 8", DIGITS).classes == (3, 8)
    np.testing.assert_allclose(blend.parse("2 3 + 8", DIGITS).weights(10)[[3, 8]], [2 / 3, 1 / 3])
    assert blend.parse("1", ("two", "one")).text == "one"
    assert blend.parse("1", ("1", "0")).classes == (0,)  # a name goes before a place


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("snaeker", "Did you mean “Sneaker”"), ("bott", "Did you mean “Ankle boot”"),
     ("zebra", "“zebra” is not a class of “mine”. Known: T-shirt/top"),
     ("s", "can be T-shirt/top, Sandal, Shirt, Sneaker: write more"), ("10", "“10” is not a class"),
     ("bag +", "missing beside"), ("", "missing beside"), ("0 bag", "All amounts are 0"),
     ("5000 bag + coat", "from 0 to 1000"), ("0.3", "“0.3” is not a class"),
     ("coat - bag", "“coat - bag” is not a class")],
)  # fmt: skip
def test_what_means_nothing_is_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ClassError, match=sentence.replace("(", r"\(")):
        blend.parse(text, FASHION, owner="mine")


def test_long_lists_of_names_are_cut() -> None:
    with pytest.raises(ClassError, match=r"and 88 more\.$"):
        blend.parse("nothing", [f"class {number}" for number in range(100)])


@given(st.lists(st.integers(0, 99), min_size=10, max_size=10).filter(any))
def test_weights_in_words_are_read_back(parts: list[int]) -> None:
    weights = np.float32(parts) / np.float32(sum(parts))
    found = blend.parse(blend.spelt(weights, FASHION), FASHION)
    np.testing.assert_allclose(found.weights(10), weights, atol=2e-4)


@given(st.text(alphabet="0123456789.,+*%× abcs-/", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = blend.parse(text, FASHION)
    except ClassError:
        return
    assert found.weights(10).sum() == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "parts"),
    [("sne", ("", "sne")), ("Sneaker + 0.3 bo", ("Sneaker + 0.3 ", "bo")), ("3", ("", "3")),
     ("30% c", ("30% ", "c")), ("bag+", ("bag+", ""))],
)  # fmt: skip
def test_the_name_typed_last_can_be_completed(text: str, parts: tuple[str, str]) -> None:
    assert blend.unfinished(text) == parts
