"""A run's curves and previews for other tools: TensorBoard's event files, tidy CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from genstudio.core import storage
from genstudio.core.events import Importing
from genstudio.runs.folder import RunFolder

if TYPE_CHECKING:
    from tensorboardX import SummaryWriter

MOST_POINTS = 20_000  # of one curve; longer ones are thinned evenly
_MISSING = (
    "TensorBoard's files need the package tensorboardX. Type: pip install genstudio[tensorboard]"
)


class ExportError(ValueError):
    """Something cannot be exported; the message is a sentence for the user."""


def tensorboard(folders: Sequence[RunFolder], out: Path) -> Iterator[Importing]:
    """Write each run's curves, previews and recipe below `out`, for `tensorboard --logdir OUT`.

    Yields progress. A run's older files there are replaced. Raises `ExportError` or
    `StorageError` with a sentence.
    """
    try:
        from tensorboardX import SummaryWriter
    except ImportError as error:
        raise ExportError(_MISSING) from error
    for number, folder in enumerate(folders):
        yield Importing(number, len(folders), "Writing event files")
        place = out / folder.path.name
        try:
            for old in place.glob("events.out.tfevents.*"):
                old.unlink()
            with SummaryWriter(str(place)) as writer:
                _write(folder, writer)
        except OSError as error:
            raise storage.explain(place, error) from error
    yield Importing(len(folders), len(folders), "Writing event files")


def to_csv(folders: Sequence[RunFolder], path: Path) -> None:
    """Write the runs' histories as one tidy table: run, step, seconds, figure, value.

    Raises `StorageError` with a sentence.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("run", "step", "seconds", "figure", "value"))
    for folder in folders:
        name, history = folder.read_summary().name, folder.read_history()
        steps, seconds = (history.get(key, np.empty(0)) for key in ("step", "seconds"))
        for figure, values in _figures(history):
            for step, second, value in zip(steps, seconds, values, strict=True):
                writer.writerow((name, int(step), f"{second:.3f}", figure, f"{value:.7g}"))
    storage.write_bytes(path, text.getvalue().encode("utf-8"))


def _figures(history: dict[str, np.ndarray]) -> list[tuple[str, np.ndarray]]:
    return [(name, values) for name, values in history.items() if name not in ("step", "seconds")]


def _write(folder: RunFolder, writer: SummaryWriter) -> None:
    history, summary = folder.read_history(), folder.read_summary()
    began = _timestamp(summary.created)
    count = len(history.get("step", ()))
    rows = np.unique(np.linspace(0, max(count - 1, 0), min(count, MOST_POINTS)).astype(np.int64))
    for name, values in _figures(history):
        for row in rows:
            moment = began + float(history["seconds"][row])
            writer.add_scalar(name, float(values[row]), int(history["step"][row]), moment)
    for path in folder.previews():
        writer.add_image("previews", _pixels(path), int(path.stem), dataformats="HWC")
    writer.add_text("recipe", f"```json\n{folder.read_recipe().to_json()}```", 0, began)


def _pixels(path: Path) -> np.ndarray:
    from PIL import Image

    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def _timestamp(created: str) -> float:
    try:
        return datetime.fromisoformat(created).timestamp()
    except ValueError:
        return 0.0
