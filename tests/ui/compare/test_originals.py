"""Which real pictures are shown, and the remarks that keep the look at them fair."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from genstudio.data import sources
from genstudio.data.imageset import DataError, ImageSet
from genstudio.runs.entry import Entry
from genstudio.ui.compare import originals
from genstudio.ui.compare.fetch import Fetch
from genstudio.ui.compare.picture_sources import (
    PictureSource,
    Wanted,
    common_shape,
    first_choice,
    offered,
    remark,
)

from .conftest import MakeRun


def _images(count: int = 50) -> ImageSet:
    pictures = np.zeros((count, 1, 8, 8), np.uint8)
    pictures[:, 0, 0, 0] = np.arange(count)  # each picture says its index
    return ImageSet("Numbers", pictures, None, (), "f")


def _source(entry: Entry) -> PictureSource:
    assert entry.recipe is not None
    return PictureSource(entry.key, entry.name, Wanted.of(entry.recipe), entry)


def test_held_out_pictures_were_never_trained_on(make_run: MakeRun) -> None:
    images, source = _images(), _source(make_run("a", held_out=0.2, split_seed=3))
    train, held = images.split(0.2, 3)
    found = originals.pick(images, source, count=6, seed=1)
    indices = found.pictures[:, 0, 0, 0]
    assert len(set(indices)) == 6
    assert set(indices) <= set(held)
    assert not set(indices) & set(train)
    assert found.sentence == "Numbers: 6 of 10 held-out pictures."


def test_equal_seeds_give_equal_pictures_and_few_are_enough(make_run: MakeRun) -> None:
    images, source = _images(), _source(make_run("a", held_out=0.1))
    first, again, other = (
        originals.pick(images, source, count=4, seed=seed).pictures for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    assert len(originals.pick(images, source, count=100, seed=0).pictures) == 5


def test_nothing_held_out_is_said(make_run: MakeRun) -> None:
    found = originals.pick(_images(), _source(make_run("a", held_out=0.0)), count=4, seed=0)
    assert "trained on" in found.sentence
    assert len(found.pictures) == 4


def test_a_bundled_set_gives_any_of_its_pictures() -> None:
    source = PictureSource("builtin:x", "x", Wanted("builtin:x", 28, "grey", "crop"))
    found = originals.pick(_images(), source, count=50, seed=0)
    assert found.sentence == "Numbers: 50 of 50 pictures."
    assert len(set(found.pictures[:, 0, 0, 0])) == 50


def test_dropped_files_bad_ones_told_good_ones_shown(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    Image.new("RGB", (40, 30), (200, 10, 10)).save(good)
    bad.write_text("not a picture")
    found = originals.dropped([good, bad], size=28, channels="colour", fit="crop")
    assert found.pictures.shape == (1, 3, 28, 28)
    assert len(found.problems) == 1
    assert "bad.png" in found.problems[0]
    with pytest.raises(DataError, match=r"bad\.png"):
        originals.dropped([bad], size=28, channels="grey", fit="crop")


def test_remarks_tell_what_would_flatter_or_wrong_a_run(make_run: MakeRun) -> None:
    source = _source(make_run("source"))
    assert source.entry is not None
    assert remark(source.entry, source) == ""
    assert remark(make_run("alike", seed=9), source) == ""
    assert "trained on" in remark(make_run("split", split_seed=1), source)
    assert "other pictures" in remark(make_run("other", data="builtin:shapes"), source)


def test_remarks_about_bundled_sets(make_run: MakeRun) -> None:
    names = {"class_names": tuple("0123456789")}
    digits = next(source for source in offered([]) if source.key == "builtin:digits")
    assert "trained on" in remark(make_run("same"), digits)
    mnist = make_run("larger", data="torchvision:MNIST", summary=names)
    assert "trained on" in remark(mnist, digits)
    assert "other pictures" in remark(make_run("shapes", data="builtin:shapes"), digits)


def test_runs_that_can_redraw_are_offered_first(make_run: MakeRun) -> None:
    gan = make_run("gan", objective="rpgan", summary={"family": "gan"})
    vae = make_run("vae", summary={"shape": (3, 32, 32)})
    found = offered([gan, vae])
    assert [source.key for source in found[:2]] == [vae.key, gan.key]
    assert [source.key for source in found[2:]] == [
        "builtin:digits", "builtin:fashion", "builtin:shapes", "builtin:stacked",
    ]  # fmt: skip
    assert found[2].wanted == Wanted("builtin:digits", 32, "colour", "crop")
    assert first_choice(found, [gan, vae]) == 0


def test_nothing_is_downloaded_unasked(make_run: MakeRun) -> None:
    run = make_run(
        "mnist", data="torchvision:FashionMNIST",
        summary={"class_names": sources.describe("builtin:fashion").class_names},
    )  # fmt: skip
    found = offered([run])
    assert found[0].needs_download
    assert "downloaded" in found[0].label
    assert found[first_choice(found, [run])].key == "builtin:fashion"


def test_originals_are_read_as_large_and_colourful_as_any_run_needs(make_run: MakeRun) -> None:
    small = make_run("a", summary={"shape": (1, 64, 64)})
    colour = make_run("b", summary={"shape": (3, 32, 32)})
    assert common_shape([small, colour]) == (3, 64, 64)


@pytest.fixture
def fetch(app: object) -> Iterator[Fetch]:
    """A fetch whose thread ends with the test."""
    owner = QObject()
    fetch = Fetch(owner)
    yield fetch
    fetch.close()


def test_fetch_brings_pictures_once(fetch: Fetch, qtbot: QtBot) -> None:
    wanted = Wanted("builtin:digits", 28, "grey", "crop")
    with qtbot.waitSignal(fetch.fetched):
        fetch.ask(wanted)
        assert fetch.is_loading
        fetch.ask(wanted)  # the same again: nothing new
    images = fetch.images(wanted)
    assert images is not None
    assert images.shape == (1, 28, 28)
    qtbot.waitUntil(lambda: not fetch.is_loading)
    with qtbot.waitSignal(fetch.fetched):
        fetch.ask(wanted)
        assert not fetch.is_loading


def test_fetch_tells_what_is_wrong(fetch: Fetch, qtbot: QtBot) -> None:
    with qtbot.waitSignal(fetch.failed) as failed:
        fetch.ask(Wanted("folder:/nowhere/at/all", 28, "grey", "crop"))
    assert "/nowhere/at/all" in failed.args[0]
    qtbot.waitUntil(lambda: not fetch.is_loading)


def test_another_question_gives_up_the_first(
    fetch: Fetch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    from genstudio.core.events import Imported, Importing
    from genstudio.ui.compare import fetch as module

    closed: list[str] = []
    going = threading.Event()

    def slow(wanted: Wanted):
        try:
            if wanted.spec == "slow":
                for done in range(100_000):
                    going.wait(0.002)
                    yield Importing(done, 0, "Reading")
            yield Imported(_images())
        finally:
            closed.append(wanted.spec)

    monkeypatch.setattr(module, "_load", slow)
    said: list[str] = []
    fetch.progressed.connect(said.append)
    fetch.ask(Wanted("slow", 28, "grey", "crop"))
    qtbot.waitUntil(lambda: bool(said))
    with qtbot.waitSignal(fetch.fetched) as fetched:
        fetch.ask(Wanted("quick", 28, "grey", "crop"))
    assert fetched.args[0].spec == "quick"
    assert closed[0] == "slow"
    assert said[0].startswith("Reading: ")


def test_loading_can_be_stopped(
    fetch: Fetch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from genstudio.core.events import Importing
    from genstudio.ui.compare import fetch as module

    monkeypatch.setattr(module, "_load", lambda _: (Importing(i, 0, "x") for i in range(10**9)))
    told: list[str] = []
    fetch.failed.connect(told.append)
    fetch.ask(Wanted("endless", 28, "grey", "crop"))
    fetch.cancel()
    qtbot.waitUntil(lambda: not fetch.is_loading)
    assert told == ["Loading the pictures was stopped."]
