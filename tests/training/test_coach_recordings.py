"""How often the coach is right on recorded trainings, at every checkup of them."""

from __future__ import annotations

import pytest

from benchmarks import coach as counted
from benchmarks.coach import Recording


@pytest.fixture(scope="module")
def parts() -> dict[str, list[Recording]]:
    return {part: counted.load(part) for part in counted.PARTS}


def broken(recordings, key=""):
    return [r for r in recordings if r.is_broken and (not key or key in r.right)]


def healthy(recordings):
    return [recording for recording in recordings if recording.is_healthy]


def test_there_are_enough_of_them(parts):
    everything = [recording for part in parts.values() for recording in part]
    assert len(healthy(everything)) >= 12 and len(broken(everything)) >= 24
    objectives = {recording.recipe.objective for recording in everything}
    assert {"vae", "rpgan", "hinge", "nsgan", "minimax"} <= objectives


@pytest.mark.parametrize(("part", "least"), [("held_back", 0.8), ("choosing", 0.9)])
def test_faults_are_named(parts, part, least):
    those = broken(parts[part])
    assert sum(recording.is_right for recording in those) / len(those) >= least


@pytest.mark.parametrize(("part", "most"), [("held_back", 0.04), ("choosing", 0.0)])
def test_healthy_runs_raise_no_alarm_at_any_time(parts, part, most):
    those = healthy(parts[part])
    asked = sum(len(recording.advice) for recording in those)
    assert sum(recording.alarms for recording in those) / asked <= most


@pytest.mark.parametrize(
    ("key", "least"),
    [
        ("lr_high", 1.0), ("lr_low", 1.0), ("critic_loses", 1.0), ("small_batch", 1.0),
        ("few_pictures", 1.0), ("posterior_collapse", 0.75), ("mode_collapse", 0.4),
    ],
)  # fmt: skip
def test_each_fault_is_named(parts, key, least):
    """Both parts together: held back alone are too few of a kind."""
    those = [recording for part in parts.values() for recording in broken(part, key)]
    assert len(those) >= 2
    assert sum(recording.is_right for recording in those) / len(those) >= least


def test_a_plateau_is_told_only_when_little_follows(parts):
    for recording in (r for part in parts.values() for r in part):
        for count, findings in enumerate(recording.advice, 1):
            if "plateau" in {finding.key for finding in findings}:
                assert recording.gain_after(count) < 0.05, recording.name


def test_every_suggestion_fits_its_recipe(parts):
    for recording in (r for part in parts.values() for r in part):
        for findings in recording.advice:
            for finding in findings:
                recording.recipe.change(**finding.changes)
                if finding.is_alarm and finding.key != "few_pictures":
                    assert finding.changes, finding.key


def test_the_table_counts_every_run_once(parts):
    header, _, *lines = counted.confusion(parts["held_back"])
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert sum(int(row[1]) for row in cells) == len(parts["held_back"])
    for row in cells:
        assert int(row[1]) == sum(int(cell or 0) for cell in row[3:])
    assert header.startswith("| broken on purpose | runs | right |")
