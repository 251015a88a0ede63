"""When figures must not be ranked, and that the tab says why."""

from __future__ import annotations

from genstudio.runs import caution

from .conftest import MakeRun


def test_alike_runs_may_be_ranked(make_run: MakeRun) -> None:
    assert caution.sentence([make_run("a", seed=1), make_run("b", seed=2, lr=0.01)]) == ""
    assert caution.sentence([make_run("c", objective="rpgan")]) == ""
    assert caution.sentence([]) == ""


def test_other_pictures(make_run: MakeRun) -> None:
    other = {"data_fingerprint": "xyz", "data_name": "Shapes"}
    sentence = caution.sentence([make_run("a"), make_run("b", summary=other)])
    assert sentence.startswith("Do not rank")
    assert "learnt from different pictures" in sentence


def test_the_same_pictures_in_another_size(make_run: MakeRun) -> None:
    large = {"data_fingerprint": "xyz", "shape": (1, 64, 64)}
    sentence = caution.sentence([make_run("a"), make_run("b", summary=large)])
    assert "differ in size or colour" in sentence


def test_unknown_pictures_are_not_accused(make_run: MakeRun) -> None:
    assert caution.sentence([make_run("a"), make_run("b", summary={"data_fingerprint": ""})]) == ""


def test_other_held_out_pictures(make_run: MakeRun) -> None:
    sentence = caution.sentence([make_run("a"), make_run("b", split_seed=5)])
    assert "held out" in sentence


def test_likelihoods_and_kinds(make_run: MakeRun) -> None:
    gauss, bernoulli = make_run("a"), make_run("b", likelihood="bernoulli")
    assert "likelihoods differ" in caution.sentence([gauss, bernoulli])
    assert "different kinds" in caution.sentence([gauss, make_run("c", objective="pca")])
    gans = [make_run("d", objective="rpgan"), make_run("e", objective="hinge")]
    assert "GAN's losses" in caution.sentence(gans)


def test_reasons_are_joined(make_run: MakeRun) -> None:
    other = make_run("b", likelihood="bernoulli", split_seed=1, summary={"data_fingerprint": "x"})
    sentence = caution.sentence([make_run("a"), other])
    assert sentence.count(",") >= 2
    assert ", and " in sentence


def test_members_of_one_family_are_not_ranked(make_run: MakeRun) -> None:
    for objective in ("iwae", "tcvae", "wae"):
        pair = [make_run("a"), make_run("b", objective=objective)]
        assert "different kinds" in caution.sentence(pair)


def test_what_enters_the_figure_must_be_equal(make_run: MakeRun) -> None:
    pair = [make_run("a", objective="iwae"), make_run("b", objective="iwae", importance_samples=9)]
    assert "“Importance samples k” is part of what is measured" in caution.sentence(pair)
    assert "weight of the KL" in caution.sentence([make_run("c"), make_run("d", beta=4.0)])
    unused = [make_run("e"), make_run("f", importance_samples=9)]
    assert caution.sentence(unused) == ""


def test_the_error_of_redrawn_pictures_is_one_measure(make_run: MakeRun) -> None:
    runs = [make_run(key, objective=key) for key in ("ae", "rae", "pca")]
    assert caution.sentence(runs) == ""
