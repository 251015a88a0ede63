"""`genstudio report`: a page, a PDF, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from genstudio.cli import main
from genstudio.core.recipe import Recipe
from genstudio.runs import jobs
from genstudio.runs.library import Library


@pytest.fixture
def run(home):
    recipe = Recipe(objective="pca", net="linear", threads=1, latent=3)
    list(jobs.train(Library().create(recipe, name="one")))
    return "one"


def test_a_page_is_written_and_named(run, tmp_path, capsys):
    path = tmp_path / "report.html"
    assert main(["report", run, "--out", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] == str(path)
    assert "Report: one" in path.read_text(encoding="utf-8")


def test_a_pdf_is_written_without_a_screen(run, tmp_path):
    path = tmp_path / "report.pdf"
    words = [sys.executable, "-m", "genstudio", "report", run, "--out", str(path)]
    subprocess.run(words, check=True, timeout=100)  # in its own process: it makes a Qt application
    data = path.read_bytes()
    assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")
    assert data.count(b"/Subtype /Image") >= 2  # pictures and curves
    assert data.count(b"/Type /Page\n") >= 2


def test_what_cannot_be_is_a_sentence(run, tmp_path, capsys):
    assert main(["report", run, "--out", str(tmp_path / "report.docx")]) == 1
    assert "A report's file ends in" in capsys.readouterr().err
    assert main(["report", run, run, "--out", str(tmp_path / "report.html")]) == 2
    assert main(["report", "none", "--out", str(tmp_path / "report.html")]) != 0
    assert not list(tmp_path.glob("report*"))
