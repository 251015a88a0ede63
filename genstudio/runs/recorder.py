"""Recording a job to disk: a generator that logs each event and passes it on."""

from __future__ import annotations

import os
import platform
from collections.abc import Generator, Iterator
from dataclasses import replace

import torch

from genstudio import __version__
from genstudio.core import checkups, history, judged
from genstudio.core.events import (
    Checkup,
    Event,
    Finished,
    Imported,
    Preview,
    Quality,
    RolledBack,
    Saved,
    Started,
    Step,
)
from genstudio.data.imageset import ImageSet
from genstudio.runs import png
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import timestamp

_MOST_PREVIEWS = 400


def record(folder: RunFolder, events: Iterator[Event]) -> Generator[Event, None, None]:
    """Write history, previews and summary of `events` into `folder`, passing each on.

    The summary on disk says "training" while it lasts and never claims more steps than the
    rolling checkpoint can give back.
    """
    recorder = _Recorder(folder)
    try:
        for event in events:
            recorder.take(event)
            yield event
    except (Exception, KeyboardInterrupt):
        recorder.status = "failed"
        raise
    finally:
        try:
            events.close()  # type: ignore[attr-defined]
        finally:
            recorder.close()


class _Recorder:
    """The open files of one run in training."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._history: history.HistoryWriter | None = None
        self._summary = folder.read_summary()
        self._columns: tuple[str, ...] = ()
        self.status = "stopped"

    def take(self, event: Event) -> None:
        match event:
            case Imported():
                self._describe(event.images)
            case Started():
                self._start(event)
            case Step():
                self._step(event)
            case Preview():
                self._preview(event)
            case Checkup():
                checkups.append(self._folder.checkups_path, event)
            case Quality():
                self._judge(event)
            case Saved() if event.checkpoint == "rolling":
                self._write("training")
            case RolledBack():
                self._reopen(event.to)
            case Finished():
                self.status = event.reason
            case _:
                return

    def close(self) -> None:
        if self._history is not None:
            self._history.close()
        if self._columns or self.status == "failed":
            self._write(self.status)

    def _describe(self, images: ImageSet) -> None:
        channels, height, width = images.shape
        self._summary = replace(
            self._summary,
            shape=(channels, height, width), data_name=images.name, data_count=len(images.used),
            data_fingerprint=images.fingerprint, class_names=tuple(images.class_names),
            environment=environment(),
        )  # fmt: skip

    def _start(self, event: Started) -> None:
        self._columns = event.columns
        self._summary = replace(
            self._summary,
            family=event.family, total=event.total, step=event.step,
            parameters=event.parameters, process=os.getpid(),
        )  # fmt: skip
        self._reopen(event.step)
        self._write("training")

    def _step(self, event: Step) -> None:
        assert self._history is not None
        self._history.extend(event)
        last = dict(zip(event.columns, event.rows[-1].tolist(), strict=True))
        self._summary = replace(self._summary, step=event.last, seconds=event.seconds, last=last)

    def _judge(self, event: Quality) -> None:
        row = judged.Judged(self._summary.seconds, event)
        judged.append(self._folder.judged_path, [row])
        if event.best:
            self._summary = replace(
                self._summary,
                best_name=event.name, best_value=event.value, best_step=event.step,
            )  # fmt: skip

    def _preview(self, event: Preview) -> None:
        """Keep the sheet; the older ones are thinned so that a long run keeps a film of itself."""
        path = self._folder.previews_path / f"{event.step:09d}.png"
        png.save_sheet(path, event.pictures, settings={"step": event.step})
        kept = self._folder.previews()
        if len(kept) > _MOST_PREVIEWS:
            for old in kept[1:-1:2]:
                old.unlink(missing_ok=True)

    def _reopen(self, step: int) -> None:
        if self._history is not None:
            self._history.close()
        history.cut(self._folder.history_path, step)
        checkups.cut(self._folder.checkups_path, step)
        judged.cut(self._folder.judged_path, step)
        self._history = history.HistoryWriter(self._folder.history_path, self._columns)

    def _write(self, status: str) -> None:
        self._summary = replace(self._summary, status=status, updated=timestamp())
        now = self._folder.read_summary()  # renamed, annotated or chosen from meanwhile
        mine = replace(self._summary, name=now.name, note=now.note, chosen_step=now.chosen_step)
        self._folder.write_summary(mine)


def environment() -> dict[str, str]:
    """Return the versions a run depends on."""
    return {
        "genstudio": __version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "platform": platform.platform(),
    }
