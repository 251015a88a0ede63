"""Forecasts: measured without a trace, right in what can be computed, and shrunk until it fits."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from genstudio.core.recipe import Recipe
from genstudio.data.imageset import ImageSet
from genstudio.objectives import catalog, presets
from genstudio.training import engine, footprint, forecast
from genstudio.training.footprint import Footprint, Kept
from genstudio.training.forecast import Forecast, Measuring, Sample, cost_key, measure

QUICK = [key for key in catalog.OBJECTIVES if key in ("vae", "hinge", "rpgan", "pca")]
GIB = 2**30


@pytest.fixture(autouse=True)
def brief(monkeypatch):
    monkeypatch.setattr(forecast, "_SECONDS", 0.03)
    monkeypatch.setattr(forecast, "_WARM_SECONDS", 0.0)


def last(recipe: Recipe, sample: Sample) -> Forecast:
    *steps, end = measure(recipe, sample)
    assert [event.steps for event in steps] == list(range(1, len(steps) + 1))
    assert isinstance(end, Forecast)
    return end


def noise(recipe: Recipe, count: int = 500) -> Sample:
    return Sample.noise(recipe, count, ("a", "b"))


@pytest.mark.parametrize("objective", QUICK)
def test_steps_times_seen_and_speed_agree(recipe, objective, images):
    found = last(recipe(objective, steps=1000), Sample.of(images))
    pca = objective == "pca"
    assert found.steps == (7 if pca else 1000)  # 108 pictures in batches of 16
    assert found.times_seen == pytest.approx(found.steps * 16 / 108)
    assert found.seconds * found.pictures_per_second == pytest.approx(found.steps * 16)
    assert found.is_real and not found.is_scaled and found.fits and not found.offer
    assert 0 < found.needed < GIB and found.free > 0


@pytest.mark.parametrize("objective", QUICK)
def test_it_leaves_no_trace(recipe, objective, images, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(3)
    before, numpy_before = torch.get_rng_state(), np.random.get_state()[1].copy()
    pixels = images.pictures.copy()
    last(recipe(objective), Sample.of(images))
    assert torch.equal(torch.get_rng_state(), before)
    assert np.array_equal(np.random.get_state()[1], numpy_before)
    assert np.array_equal(images.pictures, pixels) and not list(tmp_path.iterdir())


def test_a_training_after_a_forecast_is_the_same_training(recipe, images, files):
    plain = rows(recipe(), images, files)
    last(recipe(), Sample.of(images))
    assert np.array_equal(rows(recipe(), images, files), plain)


def rows(recipe: Recipe, images: ImageSet, files: engine.Files) -> np.ndarray:
    events = engine.train(recipe, images, files)
    return np.concatenate([event.rows for event in events if type(event).__name__ == "Step"])


def test_it_stops_between_two_steps(recipe, images):
    running = measure(recipe(), Sample.of(images))
    assert next(running) == Measuring(1)
    running.close()
    with pytest.raises(StopIteration):
        next(running)


def test_noise_has_the_recipes_shape():
    colour = Recipe(size=40, channels="auto")
    assert Sample.noise(colour, 9).pictures.shape[1:] == (3, 40, 40)
    assert Sample.noise(colour.change(channels="grey"), 9).pictures.shape[1:] == (1, 40, 40)
    found = last(Recipe(net="mlp", width=4, threads=1, size=40, channels="grey"), noise(Recipe()))
    assert not found.is_real


def test_a_sample_is_small_and_spread_over_the_set():
    pictures = np.arange(2000, dtype=np.int64).astype(np.uint8).reshape(2000, 1, 1, 1)
    sample = Sample.of(ImageSet("n", pictures, None, (), "n"))
    assert len(sample.pictures) == 512 and sample.count == 2000
    assert sample.pictures[1, 0, 0, 0] == 3


def test_what_does_not_fit_is_measured_carefully_and_shrunk(recipe, images, monkeypatch):
    plan = recipe(batch=4096, width=64)
    fine = last(plan, Sample.of(images))
    monkeypatch.setattr(footprint, "free_bytes", lambda _: round(fine.needed / 2))
    batches: list[int] = []
    real = engine.prepare
    monkeypatch.setattr(
        engine, "prepare", lambda r, *rest: (batches.append(r.batch), real(r, *rest))[1]
    )
    found = last(plan, Sample.of(images))
    assert batches == [8]  # the batch that would not fit was never tried
    assert not found.fits and found.is_scaled
    assert found.offer.keys() == {"batch"} and 8 <= found.offer["batch"] < 4096
    smaller = last(plan.change(**found.offer), Sample.of(images))
    assert smaller.fits and not smaller.offer


def test_running_out_of_memory_while_measuring_is_an_answer(recipe, images, monkeypatch):
    real = engine.prepare

    def prepare(plan, *rest):
        if plan.batch > 8:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return real(plan, *rest)

    monkeypatch.setattr(engine, "prepare", prepare)
    found = last(recipe(), Sample.of(images))
    assert not found.fits


def test_a_recipe_that_cannot_be_trained_is_a_sentence(recipe, images):
    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device")
    with pytest.raises(ValueError, match="no cuda device"):
        last(recipe(device="cuda"), Sample.of(images))


def test_recipes_of_equal_cost_share_one_measurement(recipe):
    plain = recipe()
    same = {"seed": 4, "beta": 4.0, "lr": 0.1, "steps": 7, "ema": 0.5}
    assert cost_key(plain) == cost_key(plain.change(**same))
    for name, value in {"batch": 32, "width": 8, "latent": 9, "size": 32, "ema": 0.0}.items():
        assert cost_key(plain) != cost_key(plain.change(**{name: value})), name
    gan = presets.recommend("rpgan", cores=2)
    assert cost_key(gan) == cost_key(gan.change(r1=9.0)) != cost_key(gan.change(r1=0.0))


def test_a_forecast_is_scaled_to_other_steps(recipe, images):
    found = last(recipe(steps=100), Sample.of(images))
    longer = found.at(recipe(steps=300))
    assert longer.seconds == pytest.approx(3 * found.seconds)
    assert longer.times_seen == pytest.approx(3 * found.times_seen)
    assert longer.pictures_per_second == found.pictures_per_second


# -- memory ---------------------------------------------------------------------------------


def test_the_weights_are_counted_with_gradients_optimiser_and_average(recipe, images):
    scene, _ = engine.prepare(recipe("vae"), images, forecast._NOWHERE)
    learnt = sum(p.numel() for p in scene.state.game.parameters())
    counted = footprint.weights_bytes(scene.state)
    assert 4 * 4 * learnt < counted < 6 * 4 * learnt


def test_what_backward_keeps_is_counted_exactly_and_let_go():
    class Game(torch.nn.Module):
        pass

    class State:
        game = Game()

    weight = torch.nn.Parameter(torch.ones(100, 100))
    State.game.weight = weight
    kept = Kept(State())  # type: ignore[arg-type]
    x = torch.ones(50, 100)
    with kept.counting():
        hidden = x @ weight  # keeps x: 20,000 bytes
        out = hidden.tanh().sum()  # keeps tanh's result: 20,000 bytes
        assert kept.peak == kept._live == 40_000
        out.backward()
        assert kept._live == 0
        (x @ weight).tanh().sum().backward()
    assert kept.peak == 40_000


def test_twice_the_batch_keeps_twice_as_much(recipe, images):
    peaks = []
    for batch in (8, 16):
        scene, turns = engine.prepare(recipe(batch=batch), images, forecast._NOWHERE)
        kept = Kept(scene.state)
        with kept.counting():
            turns.take()
        peaks.append(kept.peak)
    assert 1.8 < peaks[1] / peaks[0] <= 2.0


@pytest.mark.parametrize(
    ("free", "names"),
    [(10 * GIB, set()), (3 * GIB, {"batch"}), (0.2 * GIB, {"batch", "width"}), (1000, set())],
)
def test_the_smallest_change_that_fits_is_offered(free, names):
    found = Footprint(fixed=0.3 * GIB, picture=4 * GIB / 256, data=0.01 * GIB)
    recipe = Recipe(batch=256, width=64, size=64)
    changes = footprint.offer(recipe, found, free)
    assert changes.keys() == names
    if names:
        assert footprint.fits(found.of(recipe, **changes), free)


def test_free_memory_is_some_and_a_containers_limit_counts(tmp_path, monkeypatch):
    device = torch.device("cpu")
    assert footprint.free_bytes(device) > 0
    limit, used = tmp_path / "limit", tmp_path / "used"
    limit.write_text("1000\n")
    used.write_text("400\n")
    monkeypatch.setattr(footprint, "_CGROUPS", ((str(limit), str(used)),))
    assert footprint.free_bytes(device) == 600
    limit.write_text("max\n")
    assert footprint.free_bytes(device) > 600
