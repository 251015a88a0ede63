"""Two figures against each other: who is on the front, and who must not share a plot."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

from genstudio.core.score import Score
from genstudio.runs.entry import Entry
from genstudio.runs.folder import RunFolder, Summary
from genstudio.runs.scores import Standing
from genstudio.runs.tradeoff import Panel, axis_words, offered, steps, suggestion, to_csv, weigh


def run(
    name: str, fd: float, seconds: float, *, error: float = 0.1, stale: str = "", **judged: object
) -> Entry:
    alike = {"real": 500, "made": 500, "fingerprint": "abc", "split": "s", "extractor": "e"}
    scores = {
        "fd_local": Score(key="fd_local", label="FD-local", value=fd, error=error,
                          **(alike | judged)),  # type: ignore[arg-type]
        "train_seconds": Score(key="train_seconds", label="Time", value=seconds, unit="s"),
        "shown": Score(key="shown", label="Pictures shown", value=seconds, better="neither"),
        "coverage": Score(key="coverage", label="Coverage", value=1 / fd, better="higher",
                          **(alike | judged)),  # type: ignore[arg-type]
    }  # fmt: skip
    summary = Summary(name=name, data_name="digits")
    return Entry(RunFolder(Path(name)), summary, None, False, "", Standing("q", scores, stale))


def names(panel: Panel) -> list[str]:
    return [point.entry.name for point in panel.front]


def test_the_front_are_the_runs_that_no_other_beats() -> None:
    entries = [run("quick", 9, 10), run("good", 3, 60), run("worse", 9.5, 20), run("slow", 4, 90)]
    found = weigh(entries, "train_seconds", "fd_local")
    (panel,) = found.panels
    assert names(panel) == ["quick", "good"]
    assert steps(panel) == [(10, 9), (60, 9), (60, 3)]
    assert panel.label == "digits, 500 pictures"


def test_what_cannot_be_told_apart_stays_on_the_front() -> None:
    entries = [run("a", 3.0, 60, error=1), run("b", 3.2, 60, error=1), run("c", 9, 60, error=1)]
    (panel,) = weigh(entries, "train_seconds", "fd_local").panels
    assert sorted(names(panel)) == ["a", "b"]


def test_higher_may_be_better_on_either_axis() -> None:
    entries = [run("quick", 9, 10), run("good", 3, 60), run("worse", 9.5, 20)]
    for across, up in (("train_seconds", "coverage"), ("coverage", "train_seconds")):
        (panel,) = weigh(entries, across, up).panels
        assert set(names(panel)) == {"quick", "good"}
        corners = steps(panel)
        assert [x for x, _ in corners] == sorted(x for x, _ in corners)
        assert {(p.x.value, p.y.value) for p in panel.front} <= set(corners)


def test_runs_judged_differently_never_share_a_plot() -> None:
    entries = [
        run("a", 3, 60), run("b", 5, 20), run("other pictures", 1, 1, fingerprint="xyz"),
        run("fewer", 1, 1, real=100), run("other network", 1, 1, extractor="f"),
    ]  # fmt: skip
    found = weigh(entries, "train_seconds", "fd_local")
    assert [len(panel.points) for panel in found.panels] == [2, 1, 1, 1]
    assert len({panel.label for panel in found.panels}) == 4
    costs = weigh(entries, "train_seconds", "shown")
    assert [len(panel.points) for panel in costs.panels] == [5]  # a cost needs no pictures


def test_no_front_where_no_way_is_better() -> None:
    (panel,) = weigh([run("a", 3, 60), run("b", 5, 20)], "shown", "fd_local").panels
    assert "neither better high nor better low" in panel.no_front
    assert panel.front == () and steps(panel) == []


def test_runs_without_current_figures_are_named() -> None:
    entries = [run("a", 3, 60), run("old", 1, 1, stale="weights changed"), run("nan", math.nan, 1)]
    found = weigh(entries, "train_seconds", "fd_local")
    assert found.stale == ("old",) and found.unscored == ("nan",)
    assert weigh([], "train_seconds", "fd_local").panels == ()


def test_quality_is_set_against_a_cost_at_first() -> None:
    keys = offered([run("a", 3, 60)])
    assert set(keys) == {"fd_local", "train_seconds", "shown", "coverage"}
    assert suggestion(keys) == ("train_seconds", "fd_local")
    assert suggestion(["fd_local"]) == ("fd_local", "fd_local") and suggestion([]) == ("", "")


def test_axes_and_csv_say_unit_and_direction() -> None:
    (panel,) = weigh([run("a", 3, 60), run("b", 5, 90)], "train_seconds", "coverage").panels
    assert axis_words(panel.points[0].x) == "Time trained (s), lower is better"
    assert axis_words(panel.points[0].y) == "Coverage, higher is better"
    rows = list(csv.DictReader(io.StringIO(to_csv(panel))))
    assert [row["Run"] for row in rows] == ["a", "b"]
    assert [row["On the front"] for row in rows] == ["yes", "no"]
    assert float(rows[1]["Time trained (s), lower is better"]) == 90
