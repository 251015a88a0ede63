"""The growth film: the same latents from a run's first moment to its last."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from genstudio.core import pixels
from genstudio.core.events import Event, Filming
from genstudio.runs import film, moments
from genstudio.runs.film import Film, FilmError
from genstudio.runs.folder import RunFolder
from genstudio.runs.model import Model
from genstudio.runs.moments import Moment
from genstudio.training.checkpoint import CheckpointError

Between = Literal["weights", "fade", "none"]
BETWEEN: dict[Between, str] = {
    "weights": "Mix the weights of the two nearest moments: sharp, but never seen in training",
    "fade": "Cross-fade the pictures of the two nearest moments",
    "none": "Jump from moment to moment",
}
"""What may be shown between two moments."""

_HELD = 0.12  # of the film: the last moment stands still
_WIDE = 640  # pixels a film is scaled up to, about
_MOST_SECONDS, _MOST_COUNT, _MOST_SCALE = 600.0, 400, 64
_INK, _STRIP = (235, 235, 235), (24, 24, 24)
_LOADED = 3
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a growth film shall be; `seed` None takes the run's previews, `scale` 0 a good one."""

    seconds: float = 6.0
    fps: int = 30
    count: int = 36
    seed: int | None = None
    scale: int = 0
    between: Between = "weights"
    caption: bool = True

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        limits: dict[str, tuple[float, float, float]] = {
            "seconds": (self.seconds, 0.1, _MOST_SECONDS),
            "pictures": (self.count, 1, _MOST_COUNT),
            "scale": (self.scale, 0, _MOST_SCALE),
        }
        for name, (value, low, high) in limits.items():
            if not low <= value <= high:
                raise FilmError(f"The number of {name} is from {low:g} to {high:g}, not {value:g}.")

    @property
    def frames(self) -> int:
        """How many frames that makes."""
        return max(round(self.seconds * self.fps), 1)


@dataclass(frozen=True)
class Grown:
    """A growth film ready to be drawn; `left_out` are the steps of damaged moments."""

    film: Film
    steps: tuple[int, ...]
    left_out: tuple[int, ...]


def export(folder: RunFolder, path: Path, wish: Wish) -> Generator[Event, None, None]:
    """Write the run's growth film to `path`; see `genstudio.runs.film.write`."""
    film.check(path, wish.fps)
    yield Filming(0, wish.frames)
    yield from film.write(grow(folder, wish).film, path)


def grow(folder: RunFolder, wish: Wish) -> Grown:
    """Open the run's moments; raises `FilmError` if fewer than two can be read."""
    known = moments.timeline(folder)
    sound = [moment for moment in known if _is_sound(moment)]
    if len(sound) < 2:
        name = folder.read_summary().name
        raise FilmError(
            f"“{name}” has fewer than two moments to make a film of. Train a new run with “Time "
            "machine” under Advanced above 0."
        )
    drawing = _Drawing(folder, sound, wish)
    made = Film(wish.frames, drawing.size, wish.fps, drawing.frame)
    left_out = tuple(moment.step for moment in known if moment not in sound)
    return Grown(made, tuple(moment.step for moment in sound), left_out)


def places(frames: int, stops: int) -> np.ndarray:
    """Where each frame stands between the stops 0 … `stops` − 1; the last stop is held a while."""
    moving = max(frames - round(frames * _HELD), 2)
    return np.minimum(np.arange(frames) / (moving - 1), 1.0) * (stops - 1)


class _Drawing:
    """Draws any frame; keeps the last few moments and sheets it needed."""

    def __init__(self, folder: RunFolder, found: Sequence[Moment], wish: Wish) -> None:
        self._moments, self._wish = found, wish
        self._model = Model.open(folder.path, moment=found[0].step)
        self._name = self._model.name
        self._seed = self._model.recipe.seed if wish.seed is None else wish.seed
        self._places = places(wish.frames, len(found))
        self._weights: OrderedDict[int, Mapping[str, np.ndarray]] = OrderedDict()
        self._sheets: OrderedDict[float, np.ndarray] = OrderedDict()
        _, height, width = self._model.shape
        self._columns = math.ceil(math.sqrt(wish.count))
        self._scale = wish.scale or max(_WIDE // (self._columns * (width + 1)), 1)
        rows = math.ceil(wish.count / self._columns)
        down = (rows * (height + 1) - 1) * self._scale
        across = (self._columns * (width + 1) - 1) * self._scale
        self._strip = max(round(across / 22), 16) if wish.caption else 0
        self.size = across, down + self._strip

    def frame(self, index: int) -> np.ndarray:
        place = float(self._places[index])
        first = int(place)
        share = place - first
        if self._wish.between == "none":
            first, share = round(place), 0.0
        if self._wish.between == "fade" and share:
            sheets = self._sheet(first), self._sheet(first + 1)
            mixed = (1 - share) * sheets[0] + share * sheets[1].astype(np.float32)
            sheet = np.rint(mixed).astype(np.uint8)
        else:
            sheet = self._sheet(first + share)
        return self._finished(sheet, self._step(first, share))

    def _sheet(self, place: float) -> np.ndarray:
        def draw() -> np.ndarray:
            model = self._model.with_weights(self._mixed(place), stamp="growth")
            tiled = pixels.tile(model.sample(self._wish.count, seed=self._seed), self._columns)
            return np.broadcast_to(tiled, (*tiled.shape[:2], 3))

        return _remembered(self._sheets, place, draw)

    def _mixed(self, place: float) -> Mapping[str, np.ndarray]:
        first, share = int(place), place - int(place)
        earlier = self._of(first)
        if not share:
            return earlier
        later = self._of(first + 1)
        return {name: _between(earlier[name], later[name], share) for name in earlier}

    def _of(self, index: int) -> Mapping[str, np.ndarray]:
        return _remembered(self._weights, index, lambda: moments.weights(self._moments[index]))

    def _step(self, first: int, share: float) -> int:
        steps = [moment.step for moment in self._moments[first : first + 2]]
        return round(steps[0] + share * (steps[-1] - steps[0]))

    def _finished(self, sheet: np.ndarray, step: int) -> np.ndarray:
        frame = np.repeat(np.repeat(sheet, self._scale, axis=0), self._scale, axis=1)
        if not self._strip:
            return frame
        strip = Image.new("RGB", (self.size[0], self._strip), _STRIP)
        font = ImageFont.load_default(self._strip * 0.62)
        middle = self._strip / 2
        pen = ImageDraw.Draw(strip)
        number = f"step {step:,}"
        room = self.size[0] - pen.textlength(number, font) - 3 * middle
        pen.text((middle / 2, middle), _fit(pen, self._name, font, room), _INK, font, anchor="lm")
        pen.text((self.size[0] - middle / 2, middle), number, _INK, font, anchor="rm")
        return np.concatenate([frame, np.asarray(strip)])


def _remembered(known: OrderedDict[K, V], key: K, make: Callable[[], V]) -> V:
    if key not in known:
        known[key] = make()
        while len(known) > _LOADED:
            known.popitem(last=False)
    known.move_to_end(key)
    return known[key]


def _between(earlier: np.ndarray, later: np.ndarray, share: float) -> np.ndarray:
    if not np.issubdtype(earlier.dtype, np.floating):
        return earlier
    first = earlier.astype(np.float32)
    return np.asarray(first + np.float32(share) * (later.astype(np.float32) - first))


def _fit(
    pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    room: float,
) -> str:  # fmt: skip
    """Shorten `text` until it has room."""
    if pen.textlength(text, font) <= room:
        return text
    while text and pen.textlength(f"{text}…", font) > room:
        text = text[:-1]
    return f"{text.rstrip()}…" if text else ""


def _is_sound(moment: Moment) -> bool:
    try:
        moments.weights(moment)
    except (CheckpointError, OSError):
        return False
    return True
