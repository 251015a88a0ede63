"""Axes found in real small models, kept with the run; the atlas measured, kept, refused."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from genstudio.core import axes as maths
from genstudio.core import storage
from genstudio.core.axes import AxesError
from genstudio.core.events import Worked, Working
from genstudio.core.storage import StorageError
from genstudio.runs import atlas, axes, pictures
from genstudio.runs.effects import changes
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model

NETS = ["mlp", "dcgan", "residual"]


@pytest.fixture
def opened(trained):
    def make(objective="vae", **values):
        return Model.open(trained(objective, **values).path)

    return make


@pytest.fixture
def fresh(quick):
    def make(objective, **values):
        return Model.fresh(quick(objective, **values), (1, 28, 28), tuple("0123456789"))

    return make


def first_layer(model):
    layers = model.net.decoder.named_modules()
    return next(m for n, m in layers if isinstance(m, torch.nn.Linear) and "embedding" not in n)


def finished(generator):
    while True:
        try:
            next(generator)
        except StopIteration as end:
            return end.value


def surveyed(model, which, **more):
    events = list(atlas.survey(model, which, **more))
    assert isinstance(events[-1], Worked)
    return events[-1].result, events


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("conditional", [False, True])
def test_first_layer_axes_are_the_singular_vectors_of_its_weights(fresh, net, conditional):
    model = fresh("nsgan", net=net, conditional=conditional)
    made = axes.first_layer_axes(model)
    weights = first_layer(model).weight[:, : model.latent].numpy()
    wanted = np.linalg.svd(weights)[2]
    assert np.abs(made.directions @ wanted.T) == pytest.approx(np.eye(model.latent), abs=1e-3)


def test_first_layer_axes_see_through_whitening(fresh):
    model = fresh("ae")
    model.net.whitening.covariance += torch.diag(torch.tensor([3.0, 0.0, 8.0]))
    matrix = model.net.decoder.layers[0].weight @ model.net.whitening._root()
    wanted = np.linalg.svd(matrix.numpy())[2]
    made = axes.first_layer_axes(model)
    assert np.abs(made.directions @ wanted.T) == pytest.approx(np.eye(model.latent), abs=1e-3)


@pytest.mark.parametrize("net", NETS)
def test_ganspace_axes_begin_with_what_moves_the_first_layer_most(fresh, net):
    model = fresh("nsgan", net=net, latent=5)
    first_layer(model).weight[:, 3] *= 8
    made = axes.principal(model)
    assert made.latent == 5 and 1 <= len(made) <= 5
    assert np.allclose(np.linalg.norm(made.directions, axis=1), 1, atol=1e-4)
    assert made.directions[0] == pytest.approx(np.eye(5)[3], abs=0.2)


def test_a_linear_model_has_no_first_layer(fresh):
    with pytest.raises(AxesError, match="no layers"):
        axes.first_layer_axes(fresh("pca"))


def test_axes_of_pictures_and_classes(opened):
    model = opened("vae")
    codes = finished(pictures.codes(model, most=300))
    assert codes.points.shape == (300, 3) and codes.labels.shape == (300,)
    made = axes.principal(model, codes.points)
    assert made.coordinates(codes.points).std(0) == pytest.approx(np.ones(3), abs=1e-2)
    classes = axes.of_classes(model, codes.points, codes.labels)
    assert classes.names == model.class_names


def test_axes_stay_with_the_run(opened):
    model = opened("vae")
    folder = RunFolder(model.path)
    assert model.axes() == ()
    sets = axes.put((), axes.first_layer_axes(model))
    for name in ("smile", "smile"):
        sets = axes.put(sets, maths.between(np.zeros(3), np.ones(3), name=name))
    axes.write_all(folder, sets)
    found = Model.open(model.path).axes()
    assert [each.name for each in found] == ["First layer", "My axes"]
    assert found[1].names == ("smile", "smile 2")
    assert found[0].weights == model.hash
    again = axes.put(found, axes.first_layer_axes(model))
    assert len(again) == 2, "the same axes found anew take the old ones' place"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"format": 1, "sets": [maths.raw(7).to_dict()]}, "7 dimensions, but this model has 3"),
        ({"format": 9, "sets": []}, "no axes"),
        ({"format": 1, "sets": "x"}, "no axes"),
        ({"format": 1, "sets": [3]}, "damaged"),
    ],
)
def test_files_that_do_not_fit_are_refused(opened, values, sentence):
    model = opened("vae")
    storage.write_json(axes.stored_at(RunFolder(model.path)), values)
    with pytest.raises(AxesError, match=sentence):
        model.axes()


def test_a_damaged_file_and_a_deleted_run(opened, tmp_path):
    model = opened("vae")
    axes.stored_at(RunFolder(model.path)).write_text("{")
    with pytest.raises(StorageError, match="damaged"):
        model.axes()
    with pytest.raises(StorageError, match="no longer there"):
        axes.write_all(RunFolder(tmp_path / "gone"), ())
    assert not (tmp_path / "gone").exists()


def test_the_atlas_measures_what_decoding_shows(opened):
    model = opened("vae")
    raw = maths.raw(3)
    found, events = surveyed(model, raw)
    assert [type(e) for e in events] == [Working] * 3 + [Worked]
    assert found.strips.shape == (3, 5, 1, 28, 28)
    z = np.zeros((1, 3), np.float32)
    z[0, 1] = 2
    assert np.array_equal(found.strips[1, 4], model.decode(z)[0])
    assert found.change == pytest.approx(changes(model.net).values, rel=0.1, abs=0.05)
    assert found.kl == pytest.approx(model.effects().values)


def test_the_atlas_is_kept_for_these_weights_alone(opened):
    model = opened("vae")
    first, _ = surveyed(model, maths.raw(3))
    again, events = surveyed(Model.open(model.path), maths.raw(3))
    assert len(events) == 1
    assert np.array_equal(first.strips, again.strips) and np.array_equal(first.kl, again.kl)
    tensors = {n: t.numpy() * 1.5 for n, t in model.net.state_dict().items()}
    other = model.with_weights(tensors, stamp="other")
    _, events = surveyed(other, maths.raw(3))
    assert len(events) == 4
    [file] = (model.path / "atlas").iterdir()
    file.write_bytes(b"rubbish")
    _, events = surveyed(model, maths.raw(3))
    assert len(events) == 4


def test_a_closed_survey_keeps_nothing_and_a_deleted_run_does_not_come_back(opened):
    model = opened("vae")
    survey = atlas.survey(model, maths.raw(3))
    next(survey)
    survey.close()
    assert not (model.path / "atlas").exists()
    survey = atlas.survey(model, maths.raw(3))
    next(survey)
    for path in sorted(model.path.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    model.path.rmdir()
    assert isinstance(list(survey)[-1], Worked)
    assert not model.path.exists()


def test_dead_axes_have_a_reason():
    strips = np.zeros((3, 5, 1, 8, 8), np.uint8)
    quiet = atlas.Atlas("", np.array([5.0, 0.001, 4.0]), strips)
    reasons = atlas.dead(quiet, "gan")
    assert reasons == ("", "changes a pixel by 0.00 %: the generator ignores it", "")
    told = atlas.Atlas("", np.array([5.0, 1.0, 4.0]), strips, np.array([2.0, 0.3, 0.001]))
    assert atlas.dead(told, "vae") == ("", "", "KL 0.00 nats: the encoder says nothing by it")
    nothing = atlas.Atlas("", np.zeros(3), strips)
    assert atlas.dead(nothing, "vae") == ("", "", "")


def test_the_atlas_of_a_class(opened):
    model = opened("nsgan", conditional=True, steps=2)
    raw, three = maths.raw(3), model.weights("3")
    found, _ = surveyed(model, raw, weights=three)
    assert np.array_equal(found.strips[0, 2], model.decode(np.zeros((1, 3)), three)[0])
    assert not (model.path / "atlas").exists(), "only what is drawn of all classes is kept"


def test_draws_stand_in_for_pictures(opened):
    model = opened("nsgan", steps=2)
    found = pictures.draws(model, count=50)
    assert np.array_equal(found.points, model.draw_latents(50))
    assert found.labels is None and pictures.known_factors(found) is None


def test_factors_are_known_of_shapes_alone(library, quick):
    from genstudio.runs import jobs

    recipe = quick("vae", data="builtin:shapes", size=16, steps=2, channels="colour")
    folder = library.create(recipe)
    list(jobs.train(folder))
    codes = finished(pictures.codes(Model.open(folder.path), most=100))
    names, values = pictures.known_factors(codes)
    assert names[0] == "shape" and values.shape == (100, 6)
    assert np.array_equal(values[:, 0], codes.labels)
