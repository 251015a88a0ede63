"""Films: every format read back, frame by frame; exact speed; nothing half-written stays."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from genstudio.core import storage
from genstudio.core.events import Filmed, Filming
from genstudio.runs import film
from genstudio.runs.encoders.gif import Gif
from genstudio.runs.encoders.pngs import Pngs
from genstudio.runs.film import Film, FilmError

GREY = np.random.default_rng(0).integers(0, 256, (24, 20, 30, 1), np.uint8).repeat(3, 3)
COLOURS = np.random.default_rng(1).integers(0, 256, (12, 3), np.uint8)
COLOUR = COLOURS[np.random.default_rng(2).integers(0, 12, (24, 20, 30))]


def made(frames, fps=30):
    return Film(len(frames), (frames.shape[2], frames.shape[1]), fps, lambda i: frames[i])


def write(frames, path, fps=30):
    return list(film.write(made(frames, fps), path))


def read(path):
    with Image.open(path) as image:
        found = [
            (np.asarray(frame.convert("RGB")), frame.info["duration"])
            for frame in ImageSequence.Iterator(image)
        ]
    return np.stack([frame for frame, _ in found]), [duration for _, duration in found]


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
@pytest.mark.parametrize("frames", [GREY, COLOUR], ids=["grey", "colour"])
def test_every_frame_comes_back_exactly(suffix, frames, tmp_path):
    path = tmp_path / f"film{suffix}"
    events = write(frames, path)
    back, _ = read(path)
    np.testing.assert_array_equal(back, frames)
    told = events[-1]
    assert isinstance(told, Filmed) and (told.count, told.pixels) == (24, (30, 20))
    assert told.size == path.stat().st_size
    assert events[-2] == Filming(24, 24)


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_frames_that_are_equal_are_not_merged(suffix, tmp_path):
    frames = np.repeat(GREY[:2], [3, 4], axis=0)
    write(frames, tmp_path / f"film{suffix}", fps=25)
    back, durations = read(tmp_path / f"film{suffix}")
    np.testing.assert_array_equal(back, frames)
    assert durations == [40] * 7


@pytest.mark.parametrize(("suffix", "fps"), [(".gif", 30), (".gif", 7), (".webp", 60)])
def test_the_speed_is_exact_over_the_whole_film(suffix, fps, tmp_path):
    frames = np.concatenate([GREY] * 5)
    write(frames, tmp_path / f"film{suffix}", fps)
    _, durations = read(tmp_path / f"film{suffix}")
    assert abs(sum(durations) - 1000 * len(frames) / fps) <= 5  # milliseconds of 2 to 17 seconds
    unit = 10 if suffix == ".gif" else 1
    assert max(durations) - min(durations) <= unit


@given(fps=st.integers(1, 60), unit=st.sampled_from([100, 1000]), count=st.integers(1, 400))
def test_rounding_never_adds_up(fps, unit, count):
    class Counting(Pngs):
        def begin(self, draw):
            pass

    clock, total = Counting(Path(), count, (1, 1), fps, GREY.__getitem__), 0
    for _ in range(count):
        total += clock.delay(unit)
        clock.done += 1
        assert abs(total - clock.done * unit / fps) <= 0.5


@pytest.mark.parametrize(("suffix", "codec"), [(".mp4", "h264"), (".webm", "vp9")])
@pytest.mark.parametrize("fps", [24, 30])
def test_video_has_the_frames_the_size_and_the_speed(suffix, codec, fps, tmp_path):
    av = pytest.importorskip("av")
    smooth = np.broadcast_to(np.arange(24, dtype=np.uint8)[:, None, None, None] * 10, GREY.shape)
    path = tmp_path / f"film{suffix}"
    assert write(smooth, path, fps)[-1].pixels == (30, 20)
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        back = [frame.to_ndarray(format="rgb24") for frame in file.decode(stream)]
        assert stream.codec_context.name == codec
        assert (stream.average_rate, len(back)) == (fps, 24)
        assert abs(float(file.duration or 0) / 1e6 - 24 / fps) < 0.5 / fps
    assert np.abs(np.stack(back).astype(int) - smooth).mean() < 6


def test_a_video_of_odd_size_gets_one_more_pixel(tmp_path):
    pytest.importorskip("av")
    assert write(GREY[:, :19, :29], tmp_path / "film.mp4")[-1].pixels == (30, 20)


def test_without_av_a_sentence_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(FilmError, match=r"pip install av.*GIF, WebP or PNG"):
        write(GREY, tmp_path / "film.mp4")
    write(GREY, tmp_path / "film.gif")
    assert [path.name for path in tmp_path.iterdir()] == ["film.gif"]


def test_a_folder_gets_numbered_pngs(tmp_path):
    folder = tmp_path / "frames"
    folder.mkdir()
    write(GREY, folder)
    names = sorted(path.name for path in folder.iterdir())
    assert names == [f"{index:05d}.png" for index in range(24)]
    np.testing.assert_array_equal(np.asarray(Image.open(folder / "00007.png")), GREY[7])
    with pytest.raises(FilmError, match="not empty"):
        write(GREY, folder)


@pytest.mark.parametrize("name", ["film.gif", "film.webp", "film.mp4", "frames"])
def test_giving_up_leaves_nothing(name, tmp_path):
    if name.endswith("mp4"):
        pytest.importorskip("av")
    path = tmp_path / name
    if path.suffix:
        path.write_bytes(b"an older film")
    job = film.write(Film(10_000, (30, 20), 30, lambda i: GREY[i % 24]), path)
    assert next(job) == Filming(0, 10_000)
    next(job)
    job.close()
    assert [p.name for p in tmp_path.iterdir()] == [name] * bool(path.suffix)
    assert not path.suffix or path.read_bytes() == b"an older film"


def test_a_full_disk_is_a_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    def full(self, frame):
        if self.done == 5:
            raise OSError(errno.ENOSPC, "full")
        plain(self, frame)

    plain = Gif.add
    monkeypatch.setattr(Gif, "add", full)
    with pytest.raises(storage.StorageError, match="disk is full"):
        write(GREY, tmp_path / "film.gif")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "fps", "words"),
    [
        ("film.avi", 30, r"ends in \.gif, \.webp, \.mp4, \.webm, or is a folder"),
        ("film.gif", 60, "1 to 50 frames a second"),
        ("film.webp", 0, "1 to 60"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_drawn(name, fps, words, tmp_path):
    with pytest.raises(FilmError, match=words):
        write(GREY, tmp_path / name, fps)
    assert not list(tmp_path.iterdir())


def test_a_film_too_large_for_its_format(tmp_path):
    wide = Film(1, (17_000, 1), 30, lambda i: np.zeros((1, 17_000, 3), np.uint8))
    with pytest.raises(FilmError, match="do not fit"):
        list(film.write(wide, tmp_path / "film.webp"))
    assert not list(tmp_path.iterdir())
