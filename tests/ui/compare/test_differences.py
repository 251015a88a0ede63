"""Recipe differences: what differs first, what a kind does not use is no difference."""

from __future__ import annotations

from genstudio.ui.compare.differences import NOT_USED, Row, rows

from .conftest import MakeRun


def _by_label(found: list[Row]) -> dict[str, Row]:
    return {row.label: row for row in found}


def test_differing_fields_come_first_in_the_forms_order(make_run: MakeRun) -> None:
    found = rows([make_run("a"), make_run("b", seed=3, beta=4.0, latent=8)])
    flags = [row.differs for row in found]
    assert flags == sorted(flags, reverse=True)
    different = [row.label for row in found if row.differs]
    assert different == ["Latent dimensions", "β (weight of the KL)", "Seed"]


def test_values_are_in_the_users_words(make_run: MakeRun) -> None:
    vae, gan = make_run("a", net="mlp"), make_run("b", objective="rpgan", spectral_norm=True)
    found = _by_label(rows([vae, gan]))
    assert found["What to train"].values == ("VAE", "GAN (R3: relativistic, R1 + R2)")
    assert found["Network"].values == ("Fully connected", "Residual convolutions")
    assert found["Spectral normalisation"].values == (NOT_USED, "yes")
    assert found["Picture size (px)"].values == ("28", "28")


def test_a_field_that_only_one_kind_uses_does_not_differ(make_run: MakeRun) -> None:
    found = _by_label(rows([make_run("a"), make_run("b", objective="rpgan")]))
    assert found["Likelihood"].values == ("gaussian", NOT_USED)
    assert not found["Likelihood"].differs
    assert found["What to train"].differs


def test_fields_that_no_run_uses_are_left_out(make_run: MakeRun) -> None:
    labels = _by_label(rows([make_run("a", objective="pca")]))
    assert "Likelihood" not in labels
    assert "Discriminator turns (per step)" not in labels
    assert "Latent dimensions" in labels


def test_a_run_without_a_readable_recipe_has_dashes(make_run: MakeRun) -> None:
    broken = make_run("b")
    broken.folder.recipe_path.write_text("{", encoding="utf-8")
    from genstudio.runs.entry import read

    found = rows([make_run("a"), read(broken.folder, bundled=False)])
    assert all(row.values[1] == NOT_USED for row in found)
    assert not any(row.differs for row in found)
