"""The filter of the runs: what it lets through, what it says when it cannot be read, offers."""

from __future__ import annotations

from pathlib import Path

import pytest

from genstudio.core.recipe import Recipe
from genstudio.core.score import Score
from genstudio.runs.entry import Entry
from genstudio.runs.folder import RunFolder, Summary
from genstudio.runs.scores import Standing
from genstudio.ui.compare.filtering import Filter, FilterError, known_fields, parse, suggest


def run(name: str, fd: float | None = None, tags: tuple[str, ...] = (), **recipe: object) -> Entry:
    scores = {} if fd is None else {"fd_local": Score(key="fd_local", label="FD-local", value=fd)}
    return Entry(
        RunFolder(Path(name)), Summary(name=name, step=100), Recipe(**recipe), False, "",
        Standing("q", scores), tags,
    )  # fmt: skip


RUNS = [
    run("digits one", 12.5, ("good", "for the talk"), objective="vae", lr=0.001, latent=10),
    run("digits two", 25.0, objective="rpgan", lr=0.0002, latent=32),
    run("clothes", None, ("Good",), objective="rpgan", lr=0.001, latent=32, mirror=True),
]


def passing(text: str) -> list[str]:
    found = parse(text)
    return [entry.name for entry in RUNS if found.accepts(entry, entry.name)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["digits one", "digits two", "clothes"]),
        ("DIG one", ["digits one"]),
        ('"digits t"', ["digits two"]),
        ("FD-local < 20", ["digits one"]),
        ("fd_local<20", ["digits one"]),
        ("fd local >= 12.5", ["digits one", "digits two"]),  # none for a run without the score
        ("objective = rpgan", ["digits two", "clothes"]),
        ("objective != rpgan", ["digits one"]),
        ("Learning rate >= 1e-3", ["digits one", "clothes"]),
        ("digits objective = rpgan and fd-local < 30", ["digits two"]),
        ("latent = 32, lr < 0.001", ["digits two"]),
        ("tag = good", ["digits one", "clothes"]),
        ('tag = "for the talk"', ["digits one"]),
        ("tag != good", ["digits two"]),
        ("mirror = yes", ["clothes"]),
        ("step > 99 name = clothes", ["clothes"]),
    ],
)
def test_words_and_conditions(text: str, names: list[str]) -> None:
    assert passing(text) == names


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("FD-local <", "After “FD-local <” comes a number."),
        ("objective = ", "comes a word"),
        ("FD-local < many", "“FD-local” is a number, and “many” is none."),
        ("FD-locl < 20", "Did you mean “FD-local”?"),
        ("objective < rpgan", "has no order: ask with = or !=."),
        ("likelihood = gausian", "Did you mean “gaussian”?"),
        ("< 20", "Before “<” comes what is meant"),
        ("nonsense = 4", "Runs have nothing called “nonsense”."),
    ],
)
def test_what_cannot_be_read_is_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert sentence in str(caught.value)


def test_equal_filters_are_equal_only_without_conditions() -> None:
    assert parse("  ") == Filter()
    assert parse("a") == Filter(("a",))
    assert parse("fd-local < 1") != Filter()


def test_names_are_offered_and_then_values() -> None:
    assert "FD-local < " in suggest("fd", RUNS)
    assert "digits FD-local < " in suggest("digits fd-l", RUNS)
    assert "objective = " in suggest("obj", RUNS)
    assert suggest("objective = rp", RUNS)[0].startswith("objective = rp")
    assert suggest("tag = ", RUNS) == ["tag = Good", 'tag = "for the talk"', "tag = good"]
    assert suggest("mirror =", RUNS) == ["mirror = no", "mirror = yes"]
    assert suggest("x", RUNS) == [] and suggest("FD-local < ", RUNS) == []


def test_every_offer_of_a_field_can_be_read_back() -> None:
    for field in known_fields():
        value = "1" if field.is_number else (field.choices or ("x",))[0]
        assert parse(f"{field.name} = {value}").tests
