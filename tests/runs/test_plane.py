"""The map on real small models: exact planes lead back, neighbours stand in, empty is empty."""

from __future__ import annotations

import numpy as np
import pytest

from genstudio.core.events import Worked, Working
from genstudio.runs import embedding, plane
from genstudio.runs.model import Model
from genstudio.runs.pictures import Codes
from genstudio.runs.plane import Grid, Plane


@pytest.fixture(autouse=True)
def quick_tsne(monkeypatch):
    monkeypatch.setattr(embedding, "_FITTED", 150)
    monkeypatch.setattr(embedding, "_EARLY", 30)
    monkeypatch.setattr(embedding, "_LATE", 30)


@pytest.fixture
def heaps():
    """Two heaps far apart on the plane, each with latents of its own."""
    generator = np.random.default_rng(0)
    places = np.concatenate([generator.standard_normal((200, 2)) * 0.3 + at for at in (-3, 3)])
    points = np.repeat(np.array([[1, 0, 0], [0, 1, 2]], np.float32), 200, axis=0)
    codes = Codes(points, np.arange(400), None, (), object())
    return Plane("t-sne", places.astype(np.float32), codes)


def results(model, **more):
    events = list(plane.chart(model, **more))
    assert any(isinstance(event, Working) for event in events)
    return [event.result for event in events if isinstance(event, Worked)]


def test_a_place_is_answered_with_its_neighbours(heaps):
    near = heaps.latents(np.array([[-3.0, -3.0], [3.0, 3.0]]))
    assert near == pytest.approx(np.array([[1, 0, 0], [0, 1, 2]]), abs=1e-6)
    one = heaps.latents(heaps.places[:5], neighbours=1)
    assert np.array_equal(one, heaps.codes.points[:5])
    assert heaps.place_of(np.zeros(3)) is None


def test_places_without_points_are_empty(heaps):
    places = np.array([[0.0, 0.0], [-3.0, -3.0], [3.0, 3.0], [9.0, -9.0]])
    assert heaps.is_empty(places).tolist() == [True, False, False, True]


def test_two_latents_are_their_own_plane(trained):
    model = Model.open(trained("vae", latent=2).path)
    first, grid = results(model, most=200)
    assert first.kind == "latents" and np.array_equal(first.places, first.codes.points)
    places = np.array([[0.5, -1.0], [2.0, 2.0]], np.float32)
    assert np.array_equal(first.latents(places), places)
    assert isinstance(grid, Grid) and grid.pictures.shape == (400, 1, 28, 28)
    corner = np.array([[-2.85, 2.85]], np.float32)
    assert np.abs(grid.pictures[0].astype(int) - model.decode(corner)[0]).max() <= 1


def test_pca_leads_back_exactly_and_tsne_is_kept(trained):
    model = Model.open(trained("vae", latent=4).path)
    flat, laid = results(model, most=300)
    assert (flat.kind, laid.kind) == ("pca", "t-sne")
    z = flat.latents(flat.places[:20])
    assert flat.exact.coordinates(z) == pytest.approx(flat.places[:20], abs=1e-4)
    assert flat.place_of(z[3]) == pytest.approx(flat.places[3], abs=1e-4)
    assert laid.places.shape == (300, 2) and np.isfinite(laid.places).all()
    again = results(Model.open(model.path), most=300)[1]
    assert np.array_equal(again.places, laid.places)
    (model.path / "map.safetensors").write_bytes(b"rubbish")
    third = results(model, most=300)[1]
    assert third.places.shape == (300, 2)
    assert np.array_equal(laid.picture(7), laid.codes.images.pictures[laid.codes.rows[7]])


def test_a_gan_is_mapped_by_what_it_makes(trained):
    model = Model.open(trained("nsgan", latent=5, steps=2).path)
    flat, laid = results(model, most=200)
    assert flat.codes.images is None and flat.made.shape == (200, 1, 28, 28)
    lengths = np.linalg.norm(laid.latents(laid.places[:50]), axis=1)
    assert lengths.mean() == pytest.approx(
        np.linalg.norm(laid.codes.points, axis=1).mean(), rel=0.2
    )


def test_closing_stops_and_keeps_nothing(trained):
    model = Model.open(trained("vae", latent=4).path)
    chart = plane.chart(model, most=300)
    for event in chart:
        if isinstance(event, Working) and "t-SNE" in event.what and event.done:
            break
    chart.close()
    assert not (model.path / "map.safetensors").exists()
