"""Where Shuffle draws from, and which class is drawn: offered only where the model has it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from genstudio.core.recipe import Recipe
from genstudio.runs.library import Library
from genstudio.runs.model import Model

from .conftest import Lab
from .test_tab import shown


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAE that was taught the ten digits, for a moment."""
    from genstudio.objectives import catalog
    from genstudio.runs import jobs

    if "labels" not in catalog.objective("vae").traits:
        pytest.skip("no objective can be taught classes")
    root = tmp_path_factory.mktemp("taught")
    recipe = Recipe(
        objective="vae", net="mlp", latent=4, width=4, steps=30, batch=32, conditional=True
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENSTUDIO_HOME", str(root / "home"))
        folder = Library(root, bundled=root / "none").create(recipe, path=root / "taught")
        for _ in jobs.train(folder):
            pass
    return root / "taught"


def test_a_gan_and_pca_offer_neither(lab: Lab) -> None:
    for name in ("gan", "pca"):
        lab.explore(name)
        assert not lab.tab.panel.steering.isVisible()
        assert lab.tab.panel.steering.sampler == "prior"


def test_shuffle_draws_from_the_mixture_and_the_picture_says_so(lab: Lab) -> None:
    lab.explore("vae")
    panel = lab.tab.panel
    assert panel.steering.isVisible() and not panel.steering._classes.isVisible()
    assert panel.sampler == ""
    panel.shuffle_act.trigger()
    lab.settle()
    origin = lab.tab.explorer.origin
    assert origin is not None and origin.sampler == "prior"
    index = panel.steering._samplers.findData("mixture")
    panel.steering._samplers.setCurrentIndex(index)
    model = Model.open(Path(lab.key("vae")))
    panel._generator = np.random.default_rng(5)
    seed = int(np.random.default_rng(5).integers(2**31))
    panel.shuffle_act.trigger()
    lab.settle()
    expected = model.draw_latents(1, seed=seed, sampler="mixture")
    assert np.array_equal(panel.point.z, expected[0])
    assert np.array_equal(shown(lab), model.decode(expected)[0])
    origin = lab.tab.explorer.origin
    assert origin is not None and origin.sampler == "mixture"


def test_a_class_is_chosen_by_name_and_comes_back_with_the_picture(lab: Lab, taught: Path) -> None:
    shutil.copytree(taught, lab.library.root / "taught")
    lab.studio.runs_changed.emit()
    lab.explore("taught")
    steering, point = lab.tab.panel.steering, lab.tab.panel.point
    model = Model.open(Path(lab.key("taught")))
    assert model.classes == 10 and steering.label == ""
    assert np.array_equal(shown(lab), model.decode(point.z[None])[0])
    steering._classes.setCurrentText("7")
    lab.settle()
    expected = model.decode(point.z[None], model.weights("7"))[0]
    assert np.array_equal(shown(lab), expected)
    assert not np.array_equal(expected, model.decode(point.z[None])[0])
    origin = lab.tab.explorer.origin
    assert origin is not None and origin.kind == "7"
    steering._classes.setCurrentText("3")
    lab.tab.explorer.restore(origin)
    lab.settle()
    assert steering.label == "7" and np.array_equal(shown(lab), expected)


def test_the_class_stays_when_another_model_knows_it_too(lab: Lab, taught: Path) -> None:
    for name in ("taught", "again"):
        shutil.copytree(taught, lab.library.root / name)
    lab.studio.runs_changed.emit()
    lab.explore("taught")
    lab.tab.panel.steering._classes.setCurrentText("4")
    lab.explore("again")
    assert lab.tab.panel.steering.label == "4"
    lab.explore("gan")
    assert lab.tab.panel.steering.label == "" and lab.tab.panel.steering.weights(1) is None
