"""Choosing runs: at most eight, each with a colour of its own that it keeps."""

from __future__ import annotations

import pytest

from genstudio.ui.compare.choice import Choice


def _slots(choice: Choice) -> dict[str, int]:
    return {key: choice.slot(key) for key in choice.keys}


def test_each_run_has_its_own_colour() -> None:
    choice = Choice()
    for key in "abcd":
        choice.add(key)
    assert choice.keys == ["a", "b", "c", "d"]
    assert sorted(_slots(choice).values()) == [0, 1, 2, 3]


def test_a_ninth_is_refused_with_a_sentence() -> None:
    choice = Choice()
    choice.replace("abcdefgh")
    with pytest.raises(ValueError, match="8 runs are chosen already"):
        choice.add("i")
    assert choice.keys == list("abcdefgh")
    assert sorted(_slots(choice).values()) == list(range(8))
    choice.add("a")  # again: no harm


def test_colours_stay_when_another_run_goes() -> None:
    choice = Choice()
    choice.replace("abc")
    before = _slots(choice)
    choice.remove("a")
    choice.add("d")
    after = _slots(choice)
    assert {key: after[key] for key in "bc"} == {key: before[key] for key in "bc"}
    assert after["d"] == before["a"]


def test_replace_takes_eight_and_keeps_known_colours() -> None:
    choice = Choice()
    choice.replace("ab")
    colour = choice.slot("b")
    choice.replace(["x", "b", "x", *"12345678"])
    assert choice.keys == ["x", "b", *"123456"]
    assert choice.slot("b") == colour
    assert len(set(_slots(choice).values())) == 8


def test_changed_is_told_once_and_only_for_changes() -> None:
    choice = Choice()
    told: list[list[str]] = []
    choice.changed.connect(lambda: told.append(choice.keys))
    choice.add("a")
    choice.add("a")
    choice.remove("b")
    choice.replace(["a"])
    choice.retain(["a", "z"])
    assert told == [["a"]]
    choice.retain(["z"])
    assert told == [["a"], []]


def test_it_is_remembered_whatever_the_settings_hold() -> None:
    choice, again = Choice(), Choice()
    choice.replace("abc")
    choice.remove("a")
    again.restore(choice.to_list())
    assert _slots(again) == _slots(choice)
    again.restore([["a", 9], ["b"], "c", ["d", 1], ["e", 1], ["f", "0"]])
    assert _slots(again) == {"d": 1}
    again.restore("nonsense")
    assert again.keys == []
