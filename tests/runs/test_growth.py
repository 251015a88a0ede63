"""The growth film: from the first moment to the last, with what was chosen between them."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from genstudio.cli import main
from genstudio.core import pixels
from genstudio.runs import growth
from genstudio.runs.growth import Wish, grow
from genstudio.runs.model import Model
from genstudio.training.cadence import Cadence
from genstudio.training.moments import Shelf


@pytest.fixture(autouse=True)
def eager(monkeypatch):
    from genstudio.training import engine
    from genstudio.training import moments as keeping

    monkeypatch.setattr(engine, "Cadence", lambda seconds: Cadence(0.0, share=float("inf")))
    monkeypatch.setattr(keeping, "_SHARE", float("inf"))


def sheet(folder, step, count=4, seed=0):
    made = Model.open(folder.path, moment=step).sample(count, seed=seed)
    return np.broadcast_to(pixels.tile(made, 2), (57, 57, 3))


@pytest.mark.parametrize("objective", ["vae", "rpgan", "pca"])
def test_it_begins_with_the_first_and_ends_with_the_last(objective, trained):
    folder = trained(objective, batch=512)
    for between in growth.BETWEEN:
        check_ends(folder, between)


def check_ends(folder, between):
    wish = Wish(seconds=2, fps=10, count=4, scale=1, between=between, caption=False)
    grown = grow(folder, wish)
    drawn = [grown.film.draw(index) for index in range(grown.film.count)]
    assert grown.film.count == 20 and grown.film.size == (57, 57)
    total = folder.read_summary().total
    assert grown.steps[0] == 0 and grown.steps[-1] == total
    np.testing.assert_array_equal(drawn[0], sheet(folder, 0))
    np.testing.assert_array_equal(drawn[-1], sheet(folder, total))
    np.testing.assert_array_equal(drawn[-1], drawn[-2])  # held
    seen = [frame.tobytes() for frame in drawn]
    real = {sheet(folder, step).tobytes() for step in grown.steps}
    if between == "none":
        assert set(seen) <= real
    else:
        assert len(set(seen) - real) > 3


def test_weights_are_mixed_and_pictures_cross_faded(trained):
    folder = trained("pca", batch=512)
    for between in ("weights", "fade"):
        wish = Wish(seconds=1, fps=25, count=4, scale=1, between=between, caption=False)
        grown = grow(folder, wish)
        where = growth.places(25, len(grown.steps))
        index = next(i for i, place in enumerate(where) if 0.3 < place % 1 < 0.7)
        low, high = (sheet(folder, grown.steps[int(where[index]) + more]) for more in (0, 1))
        share = where[index] % 1
        faded = np.rint((1 - share) * low + share * high.astype(np.float32)).astype(np.uint8)
        same = bool((grown.film.draw(index) == faded).all())
        assert same == (between == "fade")


def test_every_place_is_visited_in_order_and_the_last_is_held():
    where = growth.places(100, 7)
    assert where[0] == 0 and (np.diff(where) >= 0).all()
    assert (where == 6).sum() >= 12 and len(where) == 100
    assert growth.places(1, 2).tolist() == [0.0]


def test_frames_may_be_asked_for_in_any_order(trained):
    grown = grow(trained(), Wish(seconds=1, fps=10, count=4, scale=1))
    forth = [grown.film.draw(index) for index in range(10)]
    back = [grown.film.draw(index) for index in reversed(range(10))]
    np.testing.assert_array_equal(forth, back[::-1])


def test_the_caption_tells_the_step_and_has_its_own_strip(trained):
    folder = trained()
    plain = grow(folder, Wish(count=4, caption=False)).film
    told = grow(folder, Wish(count=4)).film
    width, height = plain.size
    assert told.size[0] == width and told.size[1] > height
    first, last = told.draw(0), told.draw(told.count - 1)
    np.testing.assert_array_equal(first[:height], plain.draw(0))
    assert (first[height:] != last[height:]).any()  # another step stands there
    assert first[height:].max() > 200 and first[height:, : width // 8].max() > 200


def test_a_damaged_moment_is_left_out(trained):
    folder = trained()
    Shelf(folder.moments_path).path(2).write_bytes(b"junk")
    grown = grow(folder, Wish(seconds=1, fps=5, count=4))
    assert grown.left_out == (2,) and 2 not in grown.steps
    assert len([grown.film.draw(index) for index in range(5)]) == 5


def test_a_run_without_moments_is_a_sentence(trained):
    folder = trained(moments_mb=0)
    folder.best_path.unlink()
    with pytest.raises(ValueError, match="fewer than two moments"):
        grow(folder, Wish())


def test_what_cannot_be_wished():
    for bad in ({"seconds": 0}, {"count": 0}, {"scale": 99}):
        with pytest.raises(ValueError, match="is from"):
            Wish(**bad)


def test_from_the_command_line(trained, tmp_path, capsys):
    folder, out = trained(), tmp_path / "film.gif"
    words = ["growth", str(folder.path), "--out", str(out), "--seconds", "1", "--fps", "10"]
    assert main([*words, "--count", "4", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {"event": "filming", "done": 0, "total": 10}
    assert lines[-1]["event"] == "filmed" and lines[-1]["count"] == 10
    with Image.open(out) as image:
        assert image.n_frames == 10
    assert main(["growth", str(folder.path), "--out", str(out), "--fps", "60"]) == 2
    assert "1 to 50" in capsys.readouterr().err
    assert main([*words, "--count", "4"]) == 0
    assert "10 frames, 10 a second" in capsys.readouterr().err
