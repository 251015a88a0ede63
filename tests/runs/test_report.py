"""A report is one file, says everything, is the same again, and says what is missing."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser

import numpy as np
import pytest

from genstudio.core.events import Worked
from genstudio.core.score import Score
from genstudio.runs import scores
from genstudio.runs.report import svg, write
from genstudio.runs.scores import Question, ScoreSet

VOID = ("meta", "img", "br", "circle", "path")


class Balanced(HTMLParser):
    """Fails where tags are not closed in order; collects text, and what would be fetched."""

    def __init__(self):
        super().__init__()
        self.open, self.fetched, self.words = [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        self.fetched += [value for name, value in attributes if name in ("src", "href")]

    def handle_startendtag(self, tag, attributes):
        """A tag that closes itself."""

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture
def runs(trained, library):
    def give(folder, name, value, fingerprint):
        folder.change_summary(name=name, data_fingerprint=fingerprint)
        score = Score(
            key="fd_local", label="FD-local", value=value, error=0.1, real=60, made=60,
            fingerprint=fingerprint, split="s", extractor="e", note="This is not FID.",
        )  # fmt: skip
        written = scores.written(folder.best_path)
        scores.write(folder, Question(), ScoreSet("s", (score,), written))
        return folder

    def make(other="f"):
        folders = [
            give(trained("vae"), "a <b>VAE</b>", 2.0, "f"),
            give(trained("hinge"), "GAN & co", 1.0, other),
        ]
        return [library.entry(folder.path) for folder in folders]

    return make


def written(entries, path):
    *_, last = write.write(entries, path)
    assert isinstance(last, Worked)
    return path.read_text(encoding="utf-8")


def test_the_page_needs_nothing_else_and_says_everything(runs, tmp_path):
    page = Balanced()
    text = written(runs(), tmp_path / "report.html")
    page.feed(text)
    assert page.open == []
    assert page.fetched and all(each.startswith("data:image/png;base64,") for each in page.fetched)
    words = " ".join(page.words)
    for said in (
        "a <b>VAE</b>", "GAN & co", "2.00 ± 0.10", "1.00 ± 0.10   1st", "This is not FID.",
        "Held-out pictures", "Lower is better.", "60 real and 60 made", "Latent",
    ):  # fmt: skip
        assert said in words, said
    assert text.count("<svg") >= 3 and len(page.fetched) == 3  # two of made, one of redrawn ones


def test_the_same_runs_give_the_same_report(runs, tmp_path):
    entries = runs()
    assert written(entries, tmp_path / "a.html") == written(entries, tmp_path / "b.html")


def test_a_false_rank_is_refused_on_paper_too(runs, tmp_path):
    text = written(runs(other="g"), tmp_path / "report.html")
    assert "Not ranked: They were judged on different pictures" in text and "1st" not in text
    assert "Do not rank these runs by their losses" in text


def test_json_and_csv_hold_everything(runs, tmp_path):
    entries = runs()
    facts = json.loads(written(entries, tmp_path / "all.json"))
    assert [run["name"] for run in facts["runs"]] == ["a <b>VAE</b>", "GAN & co"]
    assert facts["runs"][0]["scores"]["scores"][0]["value"] == 2.0
    assert facts["runs"][0]["recipe"]["objective"] == "vae"
    assert len(facts["runs"][1]["curves"]["loss_generator"]["value"]) == 10
    rows = list(csv.DictReader(io.StringIO(written(entries, tmp_path / "all.csv"))))
    assert {row["what"] for row in rows} == {"recipe", "score", "curve"}
    [score] = [row for row in rows if row["name"] == "fd_local" and row["run"] == "GAN & co"]
    assert float(score["value"]) == 1.0 and float(score["standard error"]) == 0.1


def test_what_is_missing_is_said_and_the_rest_is_there(runs, library, quick, tmp_path):
    broken = runs()[0].folder
    broken.best_path.unlink()
    broken.best_path.write_bytes(b"damaged")
    empty = library.create(quick(), name="never trained")
    entries = [library.entry(broken.path), library.entry(empty.path)]
    text = written(entries, tmp_path / "report.html")
    assert "no weights yet" in text and "Out of date" in text
    alone = written(entries[1:], tmp_path / "alone.html")
    assert "None of the runs was scored" in alone and "None of the runs has a history" in alone


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(ValueError, match="docx"):
        list(write.write([], tmp_path / "report.docx"))


def test_a_chart_leaves_gaps_and_marks_a_lone_value():
    steps = np.arange(5.0)
    text = svg.chart("a & b", [("x", "#000000", steps, np.array([1, 2, np.nan, 3, 4.0]))])
    assert "a &amp; b" in text and text.count("M") >= 2
    assert len(re.findall(r"M[\d.]+ [\d.]+L", text)) == 2  # a stroke before the gap, one behind
    assert "<circle" in svg.chart("a", [("x", "#000000", steps[:1], steps[:1])])


def test_a_long_curve_is_drawn_in_few_points():
    steps = np.arange(200_000.0)
    text = svg.chart("long", [("x", "#000000", steps, np.sin(steps))])
    assert len(text) < 40_000


@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
def test_a_browser_shows_it(runs, tmp_path):
    path = tmp_path / "report.html"
    written(runs(), path)
    done = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1100,1600",
         f"--user-data-dir={tmp_path / 'profile'}", f"--screenshot={tmp_path / 'shot.png'}",
         "--dump-dom", path.as_uri()],
        capture_output=True, text=True, timeout=100, check=True,
    )  # fmt: skip
    assert "2.00 ± 0.10" in done.stdout
