"""What is said of a VAE and a GAN follows from their scores, and only from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from genstudio.core.score import Score
from genstudio.runs.contrast import findings
from genstudio.runs.entry import Entry
from genstudio.runs.folder import RunFolder, Summary
from genstudio.runs.scores import Standing

HIGHER = ("coverage", "precision", "recall", "ssim")


def run(
    name: str, family: str, *, stale: str = "", fingerprint: str = "f", **values: float
) -> Entry:
    found = {
        key: Score(
            key=key, label=key, value=value, error=0.01, fingerprint=fingerprint,
            better="higher" if key in HIGHER else "neither" if key == "sharpness" else "lower",
        )
        for key, value in values.items()
    }  # fmt: skip
    summary = Summary(name=name, family=family)
    return Entry(RunFolder(Path(name)), summary, None, False, "", Standing("q", found, stale))


VAE = {"jump": 1.5, "fd_local": 4.0, "mse": 0.02, "coverage": 0.9, "sharpness": 0.6}
GAN = {"jump": 2.5, "fd_local": 2.0, "coverage": 0.7, "sharpness": 0.95}


def words(*entries: Entry) -> str:
    return "\n".join(f"{each.sentence} [{each.evidence}]" for each in findings(entries))


def test_each_sentence_names_the_better_run_and_its_figures() -> None:
    told = words(run("soft", "vae", **VAE), run("crisp", "gan", **GAN))
    assert "“soft” changes more evenly" in told and "1.500 ± 0.010 against 2.500" in told
    assert "Pictures of “crisp” are nearer to real ones" in told
    assert "“soft” can redraw a given picture; “crisp” has no encoder" in told
    assert "“soft” covers more" in told and "“crisp” is nearer to the sharpness" in told


def test_other_figures_turn_the_sentences_round() -> None:
    told = words(
        run("soft", "vae", **(VAE | {"jump": 3.0, "fd_local": 1.0})), run("crisp", "gan", **GAN)
    )
    assert "“crisp” changes more evenly" in told and "Pictures of “soft” are nearer" in told


def test_overlapping_error_bars_are_no_difference() -> None:
    told = words(run("soft", "vae", **VAE), run("crisp", "gan", **(GAN | {"jump": 1.51})))
    assert "equally evenly" in told and "The error bars overlap." in told


def test_figures_on_other_pictures_are_not_compared() -> None:
    told = words(run("soft", "vae", **VAE), run("crisp", "gan", fingerprint="g", **GAN))
    assert "must not be compared: They were judged on different pictures" in told
    assert "nearer to real" not in told and "covers more" not in told


@pytest.mark.parametrize("lacking", ["vae", "gan"])
def test_without_one_of_each_nothing_is_said(lacking: str) -> None:
    both = {"vae": run("soft", "vae", **VAE), "gan": run("crisp", "gan", **GAN)}
    both[lacking] = replace(both[lacking], standing=replace(both[lacking].standing, stale="old"))
    assert findings(list(both.values())) == []
