"""Films of walks: a loop that closes, exact speed; the description makes a film again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from genstudio.core import latents
from genstudio.core.events import Filmed
from genstudio.runs import walk
from genstudio.runs.film import FilmError
from genstudio.runs.model import Model
from genstudio.runs.walk import Keyframe, Walk


def a_walk(count: int = 4, latent: int = 3, **values: object) -> Walk:
    loop = bool(values.setdefault("loop", True))
    stops = [Keyframe.of(z) for z in latents.sample(count, latent, 0)]
    return Walk(keyframes=walk.evenly(stops, loop=loop), **values)  # type: ignore[arg-type]


@given(
    count=st.integers(2, 9), frames=st.integers(2, 90), way=st.sampled_from(list(walk.WAYS)),
    easing=st.sampled_from(list(walk.EASINGS)),
)  # fmt: skip
def test_after_the_last_frame_of_a_loop_comes_the_first(count, frames, way, easing) -> None:
    made = a_walk(count, seconds=frames / 10, fps=10, way=way, easing=easing)
    assert made.frames == frames
    np.testing.assert_array_equal(made.latent(made.when(made.frames)), made.latent(made.when(0)))
    np.testing.assert_array_equal(made.latent(0.0), made.keyframes[0].z)


def test_the_step_over_the_seam_is_like_any_other() -> None:
    made = a_walk(4, seconds=4, fps=30, way="linear")
    z = np.stack([made.latent(made.when(index)) for index in range(made.frames + 1)])
    steps = np.linalg.norm(np.diff(z, axis=0), axis=1).reshape(4, 30)
    np.testing.assert_allclose(steps, steps[:, :1].repeat(30, 1), rtol=1e-3)  # seam included
    assert not np.array_equal(z[-2], z[0])  # nothing is shown twice


@pytest.mark.parametrize("easing", list(walk.EASINGS))
def test_every_keyframe_is_met_at_its_time(easing) -> None:
    z = latents.sample(3, 5, 1)
    times = (0.0, 0.2, 0.9)
    frames = tuple(Keyframe(tuple(map(float, each)), at) for each, at in zip(z, times, strict=True))
    for loop in (True, False):
        made = Walk(keyframes=frames, loop=loop, easing=easing)
        for each in frames:
            np.testing.assert_allclose(made.latent(each.at), each.z, atol=1e-6)
    assert np.array_equal(made.latent(1.0), z[2])  # it stands still after the last


def test_an_open_walk_ends_on_its_last_keyframe() -> None:
    made = a_walk(3, loop=False, seconds=1, fps=7)
    np.testing.assert_array_equal(made.latent(made.when(made.frames - 1)), made.keyframes[-1].z)


def test_halfway_slerp_keeps_the_length_and_linear_the_mean() -> None:
    ends = tuple(Keyframe(tuple(z), at) for z, at in (((2.0, 0.0), 0.0), ((0.0, 2.0), 0.5)))
    assert np.linalg.norm(Walk(keyframes=ends, way="slerp").latent(0.25)) == pytest.approx(2)
    assert Walk(keyframes=ends, way="linear").latent(0.25) == pytest.approx([1, 1])
    smooth = Walk(keyframes=ends, way="linear", easing="smooth")
    assert smooth.latent(0.125)[1] == pytest.approx(2 * (3 / 16 - 2 / 64))  # 3a² − 2a³ at ¼


@pytest.mark.parametrize(
    ("values", "words"),
    [({"seconds": 0.0}, "lasts 0.1 to 600"), ({"scale": 65}, "scale is from"),
     ({"keyframes": ()}, "at least two"), ({"keyframes": (Keyframe((0.0,), 0.0),)}, "at least two"),
     ({"keyframes": (Keyframe((0.0,), 0.5), Keyframe((1.0,), 0.5))}, "follow one another"),
     ({"keyframes": (Keyframe((0.0,), 0.0), Keyframe((1.0,), 1.0))}, "follow one another"),
     ({"keyframes": (Keyframe((0.0,), 0.0), Keyframe((1.0, 2.0), 0.5))}, "same dimensions")],
)  # fmt: skip
def test_what_cannot_be_is_a_sentence(values, words) -> None:
    with pytest.raises(FilmError, match=words):
        Walk(**({"keyframes": a_walk().keyframes} | values))


def test_every_frame_is_what_the_model_draws_there_at_exact_speed(trained, tmp_path: Path) -> None:
    model = Model.open(trained("vae").path)
    made = a_walk(3, seconds=1, fps=25, scale=2)
    path = tmp_path / "film.webp"
    told = list(walk.export(made, model, path))[-1]
    assert isinstance(told, Filmed) and (told.count, told.pixels) == (25, (56, 56))
    with Image.open(path) as image:
        back = [(np.asarray(f.convert("RGB")), f.info["duration"]) for f in
                ImageSequence.Iterator(image)]  # fmt: skip
    assert [duration for _, duration in back] == [40] * 25
    for index, (frame, _) in enumerate(back):
        picture = model.decode(made.latent(index / 25)[None])[0, 0]
        np.testing.assert_array_equal(frame[::2, ::2, 0], picture)


def test_video_has_the_exact_rate_and_number_of_frames(trained, tmp_path: Path) -> None:
    av = pytest.importorskip("av")
    model = Model.open(trained("vae").path)
    for name in ("film.mp4", "film.webm"):
        list(walk.export(a_walk(3, seconds=2, fps=24, scale=2), model, tmp_path / name))
        with av.open(str(tmp_path / name)) as file:
            stream = file.streams.video[0]
            times = [float(frame.pts * stream.time_base) for frame in file.decode(stream)]
        assert stream.average_rate == 24 and len(times) == 48
        assert times == pytest.approx([index / 24 for index in range(48)], abs=6e-4)


def test_the_description_makes_the_same_film_again(trained, tmp_path: Path) -> None:
    model = Model.open(trained("vae").path)
    made = a_walk(3, seconds=1, fps=10, way="linear", easing="smooth", scale=1)
    list(walk.export(made, model, tmp_path / "film.gif"))
    found = walk.read(tmp_path / "film.gif.json")
    assert found is not None and found.walk == made
    assert (found.run, found.model) == (model.name, model.hash)
    assert walk.read(tmp_path / "film.gif") is None


@pytest.mark.parametrize(
    "spoil", [lambda v: v.pop("walk"), lambda v: v["walk"].update(keyframes=[]),
              lambda v: v["walk"].update(way="sideways"), lambda v: v["walk"].update(seconds="x"),
              lambda v: v["walk"]["keyframes"][0].update(latent=[float("nan")]),
              lambda v: v["walk"].update(more=1)],
)  # fmt: skip
def test_a_damaged_description_is_a_sentence(spoil, tmp_path: Path, trained) -> None:
    model = Model.open(trained("pca").path)
    values = walk.described(a_walk(), model)
    values = json.loads(json.dumps(values))
    spoil(values)
    (tmp_path / "a.json").write_text(json.dumps(values))
    with pytest.raises(FilmError):
        walk.read(tmp_path / "a.json")
    (tmp_path / "b.json").write_text('{"other": 1}')
    assert walk.read(tmp_path / "b.json") is None


def test_another_models_keyframes_are_a_sentence(trained) -> None:
    model = Model.open(trained("vae").path)
    with pytest.raises(FilmError, match=r"4 dimensions, “.*” has 3"):
        a_walk(latent=4).drawn_by(model)


def test_classes_are_mixed_between_keyframes(trained) -> None:
    model = Model.open(trained("vae", conditional=True).path)
    z = tuple(latents.sample(1, 3, 0)[0].tolist())
    made = Walk(keyframes=(Keyframe(z, 0.0, "3"), Keyframe(z, 0.5, "8")))
    mixed = made.weights(0.125, model)
    assert mixed is not None and mixed[0, [3, 8]] == pytest.approx([0.75, 0.25])
    film = made.drawn_by(model)
    picture = model.decode(np.float32([z]), model.weights("3"))[0, 0]
    scale = film.size[0] // 28
    np.testing.assert_array_equal(film.draw(0)[::scale, ::scale, 0], picture)


def test_the_mix_between_keyframes_is_said_in_words_that_can_be_asked_for(trained) -> None:
    model = Model.open(trained("vae", conditional=True).path)
    z = (0.0, 0.0, 0.0)
    made = Walk(keyframes=(Keyframe(z, 0.0, "3"), Keyframe(z, 0.5, "8 + 0.5 1")))
    assert made.kind(0.0, model) == "3" and made.kind(0.125, model).startswith("0.75 3 + ")
    for share in (0.0, 0.125, 0.3):
        asked = model.weights(made.kind(share, model))
        np.testing.assert_allclose(asked, made.weights(share, model), atol=1e-5)
    even = Walk(keyframes=(Keyframe(z, 0.0), Keyframe(z, 0.5)))
    assert even.kind(0.2, model) == ""


def test_the_description_says_how_keyframes_were_drawn(trained, tmp_path) -> None:
    model = Model.open(trained("vae").path)
    frames = walk.evenly(walk.drawn(model, 2, seed=5, truncation=0.5), loop=True)
    assert np.array_equal(frames[1].z, model.draw_latents(2, seed=5, truncation=0.5)[1])
    path = tmp_path / "film.gif.json"
    values = walk.described(Walk(keyframes=frames), model)
    path.write_text(json.dumps(values), encoding="utf-8")
    found = walk.read(path)
    assert found is not None and found.walk.keyframes == frames
    assert (frames[0].sampler, frames[0].truncation) == ("prior", 0.5)
    for each in values["walk"]["keyframes"]:
        del each["sampler"], each["truncation"]  # as films were described before
    path.write_text(json.dumps(values), encoding="utf-8")
    found = walk.read(path)
    assert found is not None and found.walk.keyframes[0].truncation == 1.0
    values["walk"]["keyframes"][0]["truncation"] = 99
    path.write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(FilmError, match="damaged"):
        walk.read(path)
