"""A person makes a film with a perfect loop."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from person import Person
from PySide6.QtWidgets import QFileDialog

from genstudio.core import places
from genstudio.runs import walk
from genstudio.runs.model import Model
from genstudio.ui.widgets.picture import PictureView


@pytest.mark.timeout(180)
def test_a_film_with_a_perfect_loop(person: Person, tmp_path: Path, monkeypatch) -> None:
    av = pytest.importorskip("av")
    person.go_to("Explore")
    person.choose("Run to explore", "Digits VAE")
    person.wait(lambda: person.find(PictureView, "Picture here").count == 1)
    person.click("Film desk")
    for _ in range(3):
        person.click("Shuffle")
        person.click("Add keyframe")
    person.type_into("Length", "2")
    person.choose("Format of the film", "MP4")
    person.choose("Size of the film", "4")
    path = tmp_path / "loop.mp4"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    person.click("Write the film")
    person.wait(lambda: person.reads("60 frames, exactly 30 a second"), 120_000)
    person.wait(path.is_file)
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        frames = [f.to_ndarray(format="rgb24")[..., 0].astype(int) for f in file.decode(stream)]
    assert stream.average_rate == 30 and len(frames) == 60
    person.wait(walk.sidecar(path).is_file)
    found = walk.read(walk.sidecar(path))
    assert found is not None and found.walk.loop
    # What would come after the last frame is the first one.
    after, first = (found.walk.latent(found.walk.when(index)) for index in (60, 0))
    np.testing.assert_array_equal(after, first)
    model = Model.open(places.bundled("models") / "digits-vae")
    assert found.model == model.hash
    exact = model.decode(first[None])[0, 0].repeat(4, 0).repeat(4, 1)
    assert np.abs(frames[0] - exact).mean() < 6  # as H.264 keeps it
    steps = [np.abs(a - b).mean() for a, b in zip(frames, frames[1:] + frames[:1], strict=True)]
    assert steps[-1] < 1.5 * max(steps[:-1])  # no jump over the seam
