"""A person scores two runs, is refused a false ranking, and exports a report."""

from __future__ import annotations

from pathlib import Path

import pytest
from person import Person, tick_runs
from PySide6.QtWidgets import QTableWidget

from genstudio.core.recipe import Recipe
from genstudio.runs import jobs, scores
from genstudio.runs.library import Library

pytestmark = pytest.mark.timeout(400)
_PATIENCE_MS = 120_000


@pytest.fixture
def runs(home: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Two PCAs on the digits, and one that held out others; scoring is made short."""
    import torch

    torch.set_num_threads(1)
    monkeypatch.setattr("genstudio.evaluation.learning.STEPS", 5)
    monkeypatch.setattr("genstudio.runs.walking._WALKS", 4)
    library = Library()
    for name, values in {
        "coarse": {"latent": 2},
        "fine": {"latent": 24},
        "elsewhere": {"latent": 24, "split_seed": 3},
    }.items():
        recipe = Recipe(objective="pca", net="linear", threads=1, **values)
        list(jobs.train(library.create(recipe, name=name)))
    return library


def score_chosen(person: Person) -> None:
    person.click("Score these runs…")
    person.type_into("Pictures", "60")  # and Return, which is “Score”


def line(table: QTableWidget, label: str) -> list[str]:
    """The cells of one figure."""
    for row in range(table.rowCount()):
        cells = [table.item(row, column).text() for column in range(table.columnCount())]
        if cells[0].startswith(label):
            return cells
    return []


def test_two_runs_are_scored_and_a_false_ranking_is_refused(
    runs: Library, person: Person, tmp_path: Path
) -> None:
    person.go_to("Compare")
    tick_runs(person, "coarse", "fine")
    person.go_to("Scores")
    assert person.reads("Not scored yet. Press “Score these runs…”")
    score_chosen(person)
    person.wait(lambda: person.reads("All scored."), _PATIENCE_MS)
    table = person.find(QTableWidget, "Scores of the chosen runs")
    figures = line(table, "Redrawing error")
    assert any(cell.endswith("1st") for cell in figures)
    assert figures[-1] == "Lower is better."
    tick_runs(person, "elsewhere")
    person.wait(lambda: person.reads("Not scored yet: “elsewhere”."))
    score_chosen(person)
    person.wait(lambda: person.reads("All scored."), _PATIENCE_MS)
    refused = line(table, "Redrawing error")
    assert refused[-1].startswith("Not ranked: Different pictures were held out")
    assert not any("1st" in cell for cell in refused)
    path = tmp_path / "report.html"
    person.choose_folder("Export report…", path)
    person.wait(path.exists, _PATIENCE_MS)
    page = path.read_text(encoding="utf-8")
    assert "Not ranked: Different pictures were held out" in page and page.count("<svg") >= 2
    entries = {entry.name: entry for entry in runs.entries() if not entry.bundled}
    assert all(scores.read(entry.folder) for entry in entries.values())
