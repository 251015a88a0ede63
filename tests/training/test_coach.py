"""The coach's rules on made-up figures: each fault is named, with evidence and a usable change."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from genstudio.core.events import Checkup
from genstudio.core.recipe import Recipe, fields
from genstudio.objectives import presets
from genstudio.training import coach
from genstudio.training.coach import describe
from genstudio.training.coach.reading import neat

VAE = {
    "pictures": 4500, "held_out_pictures": 500, "rollbacks": 0, "lr_scale": 1, "latents": 10,
    "active": 10, "kl": 25, "unexplained": [0.9, 0.6, 0.5, 0.4], "diversity": 0.6, "nearest": 0.5,
    "distance": [0.9, 0.3, 0.1, 0.06], "loss_train": [900, 400, 200, 100],
    "loss_held_out": [905, 420, 230, 140],
}  # fmt: skip
GAN = {
    "pictures": 4500, "held_out_pictures": 500, "rollbacks": 0, "lr_scale": 1,
    "diversity": [0.1, 0.5, 0.7, 0.8], "nearest": [0.1, 0.3, 0.4, 0.4], "told": 0.9,
    "distance": [1.8, 0.5, 0.1, 0.05], "told_held_out": 0.9, "remembered": 0.5,
    "score_train": 2.0, "score_held_out": 2.0, "score_made": -1.0,
}  # fmt: skip
STEPS = 2000


def advise(healthy, recipe=None, share=0.6, count=24, **changes):
    """Ask at `share` of a run whose figures go from point to point."""
    figures = {**healthy, **changes}
    steps = np.linspace(share * STEPS / count, share * STEPS, count).astype(int)
    curves = {
        name: np.interp(np.linspace(0, 1, count), np.linspace(0, 1, np.size(v)), np.atleast_1d(v))
        for name, v in figures.items()
    }
    checkups = [
        Checkup(int(step), {name: float(curve[i]) for name, curve in curves.items()})
        for i, step in enumerate(steps)
    ]
    recipe = recipe or presets.recommend("vae" if "kl" in figures else "hinge")
    history = {"step": steps.astype(float), "loss": np.linspace(900, 100, count)}
    return coach.diagnose(recipe.change(steps=STEPS), history, checkups, STEPS)


def recipe(objective, **changes):
    return presets.recommend(objective).change(**changes)


CASES = {
    "diverged": lambda: advise(VAE, recipe("vae", lr=0.5), rollbacks=[0, 0, 2, 2]),
    "lr_high": lambda: advise(VAE, recipe("vae", lr=0.1), unexplained=[1e6, 3000, 60, 5]),
    "lr_low": lambda: advise(VAE, recipe("vae", lr=1e-6), unexplained=[1.1, 1.0, 0.97]),
    "posterior_collapse": lambda: advise(
        VAE, recipe("vae", beta=50), active=0, kl=0.1, unexplained=[1.0, 0.97, 0.96]
    ),
    "unused_latents": lambda: advise(VAE, active=3),
    "overfitting": lambda: advise(VAE, loss_held_out=[905, 300, 260, 300, 380]),
    "few_pictures": lambda: advise(VAE, pictures=40),
    "small_batch": lambda: advise(VAE, recipe("vae", batch=2)),
    "plateau": lambda: advise(VAE, loss_held_out=[905, 300, 200, 199, 199, 199]),
    "critic_wins": lambda: advise(
        GAN, recipe("hinge", critic_turns=10), told=1.0, distance=[1.2, 1.1, 1.1]
    ),
    "critic_loses": lambda: advise(
        GAN, recipe("nsgan", critic_lr=0.02), told=0.55, distance=[1.2, 0.6, 0.6, 0.6]
    ),
    "mode_collapse": lambda: advise(
        GAN, recipe("minimax"), diversity=[0.3, 0.1, 0.05, 0.05], nearest=0.02
    ),
    "critic_overfits": lambda: advise(
        GAN, remembered=[0.5, 0.9, 0.95], told=1.0, told_held_out=0.8, distance=[1.2, 0.3, 0.3]
    ),
    "critic_restless": lambda: advise(
        GAN, recipe("hinge", critic_lr=20), distance=[1.2, 0.6, 0.6, 0.6],
        score_train=[8, -3] * 12, score_made=[4, -7] * 12,
    ),
}  # fmt: skip


@pytest.mark.parametrize("key", CASES)
def test_each_fault_is_named_with_evidence_and_a_change_that_can_be_made(key):
    findings = {finding.key: finding for finding in CASES[key]()}
    assert key in findings, findings.keys()
    finding = findings[key]
    assert finding.evidence and finding.words
    assert finding.sentence.endswith(".") and len(finding.sentence) < 130
    base = recipe("vae")
    assert finding.changes and finding.reason
    base.change(**finding.changes)  # within the limits of the fields
    assert "→" in describe(recipe("vae", lr=0.5, batch=2), finding.changes)


@pytest.mark.parametrize("key", [key for key in CASES if key not in ("unused_latents", "plateau")])
def test_a_fault_comes_first_and_all_is_not_well(key):
    findings = CASES[key]()
    assert findings[0].key == key and findings[0].is_alarm
    assert "well" not in {finding.key for finding in findings}


@pytest.mark.parametrize("healthy", [VAE, GAN], ids=["vae", "gan"])
def test_a_healthy_run_is_well_and_the_reason_is_said(healthy):
    [finding] = advise(healthy)
    assert finding.key == "well" and finding.severity == "good"
    assert finding.sentence.startswith("All is well, because ") and len(finding.evidence) >= 3
    assert not finding.changes


def test_a_gan_is_told_that_its_losses_are_not_quality():
    for findings in (advise(GAN), CASES["critic_wins"](), CASES["mode_collapse"]()):
        assert "loss curves" in findings[0].words


def test_the_first_checkups_are_too_early():
    assert [f.key for f in advise(GAN, share=0.01, count=2, told=1.0)] == ["early"]
    nothing = coach.diagnose(recipe("vae"), {}, [], 100)
    assert [finding.key for finding in nothing] == ["early"]


def test_figures_that_are_missing_or_not_numbers_are_no_fault():
    for healthy in (VAE, GAN):
        for name in healthy:
            assert not any(f.is_alarm for f in advise(healthy, **{name: np.nan})), name
        sparse = {name: healthy[name] for name in ("pictures", "rollbacks")}
        assert not any(f.is_alarm for f in advise(sparse, recipe("vae")))


def test_what_is_suggested_suits_the_recipe():
    assert CASES["posterior_collapse"]()[0].changes == {"beta": 1.0}
    gentle = advise(VAE, active=0, kl=0.1, unexplained=[1.0, 0.97, 0.96])
    assert gentle[0].changes == {"kl_warmup": 0.3}
    assert CASES["diverged"]()[0].changes == {"lr": 2e-3}
    small = advise(VAE, recipe("vae", lr=1e-3), rollbacks=1)
    assert small[0].changes == {"lr": 1e-4}
    assert CASES["critic_wins"]()[0].changes == {"critic_turns": 1}
    assert CASES["critic_loses"]()[0].changes == {"critic_lr": 1.0}
    assert CASES["mode_collapse"]()[0].changes == {"r1": pytest.approx(0.4, abs=0.15)}
    assert CASES["lr_low"]()[0].changes == {"lr": 2e-3}


def test_a_change_reads_like_the_form():
    labels = fields()["lr"].label, fields()["spectral_norm"].label
    changes = {"lr": 0.001, "spectral_norm": True}
    text = describe(Recipe(lr=0.1), changes)
    assert text == f"{labels[0]} 0.1 → 0.001 and {labels[1]} off → on"


@pytest.mark.parametrize(
    ("value", "neater"), [(0.00012, 1e-4), (0.041, 0.05), (970, 1000), (0.0, 0.0), (2.4, 2.0)]
)
def test_neat_numbers(value, neater):
    assert neat(value) == pytest.approx(neater)


def test_the_coach_needs_no_torch():
    code = "import sys, genstudio.runs.coaching; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
