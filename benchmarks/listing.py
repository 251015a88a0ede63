"""A thousand runs with scores: listed, shown in the table, sorted by a score."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks import studio
from benchmarks.figure import Figure
from genstudio.core.recipe import Recipe
from genstudio.core.score import Score
from genstudio.evaluation.catalogue import KNOWN
from genstudio.runs import scores
from genstudio.runs.library import Library
from genstudio.runs.scores import Question, ScoreSet

RUNS = 1000


def measure() -> list[Figure]:
    """Write the runs, then list, sort and list again."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        _fill(Library(root, bundled=root / "none"))
        start = time.perf_counter()
        library = Library(root, bundled=root / "none")
        library.entries()
        read = time.perf_counter() - start
        shown, ordered = _show(library)
        start = time.perf_counter()
        library.entries()
        again = time.perf_counter() - start
    return [
        _figure("1,000 runs with scores listed and sorted by a score", read + shown + ordered, 1.0,
                f"read {read:.2f} s (in the background at the start), shown {shown:.2f} s, "
                f"sorted {ordered:.2f} s"),
        _figure("listed again, nothing changed", again, 0.1, "what the window does every 3 s"),
    ]  # fmt: skip


def _show(library: Library) -> tuple[float, float]:
    with studio.window() as (app, _):
        from PySide6.QtCore import Qt

        from genstudio.ui.compare.choice import Choice
        from genstudio.ui.compare.proxy import RunsProxy
        from genstudio.ui.compare.view import RunsView
        from genstudio.ui.runs_columns import INDEX
        from genstudio.ui.runs_table import RunsTable
        from genstudio.ui.settings import Settings
        from genstudio.ui.studio import Studio

        start = time.perf_counter()
        table = RunsTable(Studio(library))
        view = RunsView(RunsProxy(table, Choice()), Settings())
        view.resize(1280, 700)
        view.show()
        app.processEvents()
        shown = time.perf_counter() - start
        start = time.perf_counter()
        view.sortByColumn(INDEX["score:fd_local"], Qt.SortOrder.AscendingOrder)
        app.processEvents()
        ordered = time.perf_counter() - start
        view.close()
    return shown, ordered


def _fill(library: Library) -> None:
    for number in range(RUNS):
        folder = library.create(Recipe(seed=number), name=f"run {number}")
        folder.best_path.write_bytes(b"weights")
        found = tuple(
            Score(key=known.key, label=known.label, value=(number * 7919 % RUNS) / 10, error=0.1)
            for known in KNOWN
        )
        written = scores.written(folder.best_path)
        scores.write(folder, Question(), ScoreSet("stamp", found, written))


def _figure(name: str, seconds: float, target: float, note: str) -> Figure:
    return Figure(name=name, measured=seconds, unit="s", target=target, note=note)
