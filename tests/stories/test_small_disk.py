"""A library on a disk that really is full, or really read-only: told, and nothing is lost."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from person import Person
from PySide6.QtWidgets import QPushButton

from genstudio.core import places
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Library
from genstudio.ui.errors import ErrorDialog

pytestmark = pytest.mark.timeout(400)

_ROOM = 24 << 20  # bytes


@pytest.fixture
def disk(home: Path) -> Iterator[Path]:
    """A disk of its own for the library, 24 MB; needs the right to mount one."""
    library = places.library()
    library.mkdir(parents=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={_ROOM}", "tmpfs", str(library)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"no disk can be mounted here: {error}")
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    yield library
    subprocess.run(["umount", "--lazy", str(library)], check=True)


def the_run() -> RunFolder:
    (entry,) = [e for e in Library().entries() if not e.bundled]
    return entry.folder


def fill(path: Path) -> int | None:
    """Write until the disk refuses; return its reason."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        while True:
            os.write(handle, bytes(1 << 16))
    except OSError as error:
        return error.errno
    finally:
        os.close(handle)


def start_saving(person: Person) -> None:
    """Train a VAE that saves often, until it has saved."""
    person.click("Train on bundled pictures")
    person.wait(lambda: person.reads("5,000 pictures"))
    person.choose("Network", "Fully connected")
    person.type_into("Steps", "200000")
    person.click("Advanced")
    person.type_into("Save every, s", "0.3")
    person.click("Train")
    person.wait(lambda: the_run().has_checkpoint and the_run().read_summary().step > 0, 90_000)


def test_a_full_disk_is_told_and_after_tidying_the_run_goes_on(disk: Path, person: Person) -> None:
    start_saving(person)
    filler = disk / "filler"

    def is_told() -> bool:  # each save that still fits frees the room of the one before it
        assert fill(filler) == errno.ENOSPC
        return person.sees(ErrorDialog)

    person.wait(is_told, 120_000)
    assert person.reads("The disk is full: ")
    person.click("Close")
    from genstudio.runs.model import Model

    kept = Model.open(the_run().path, which="last")
    assert np.isfinite(kept.sample(4)).all()
    filler.unlink()
    step = the_run().read_summary().step
    person.click("Resume")
    person.wait(lambda: the_run().read_summary().step > step)
    person.click("Stop")
    person.wait(lambda: person.reads("saved. Resume goes on from exactly here."))
    steps = the_run().read_history()["step"]
    assert np.array_equal(steps, np.arange(1, len(steps) + 1))


def test_a_disk_that_becomes_read_only_is_told_and_what_was_saved_is_safe(
    disk: Path, person: Person
) -> None:
    start_saving(person)
    person.click("Stop")
    person.wait(lambda: person.reads("saved. Resume goes on from exactly here."))
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    before = {path: path.read_bytes() for path in the_run().path.rglob("*") if path.is_file()}
    person.click("Train")
    person.find(ErrorDialog)
    assert person.reads(f"No permission for {disk}") and person.reads("What was saved is safe.")
    person.click("Close")
    person.wait(person.find(QPushButton, "Train").isEnabled)
    person.click("Explore this run")
    person.rest(500)
    assert before == {path: path.read_bytes() for path in before}
    person.go_to("Compare")
