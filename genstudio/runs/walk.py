"""A walk through latent space as a film: keyframes on a timeline, drawn by frame index alone.

A loop of N frames goes round once: frame N would be frame 0 again, so that the last frame is as
far from the first as any two neighbours are, and nothing is shown twice.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from genstudio.core import blend, latents, storage
from genstudio.core.events import Event, Filming
from genstudio.runs import film
from genstudio.runs.film import Film, FilmError
from genstudio.runs.model import Model

Way = Literal["slerp", "linear"]
Easing = Literal["even", "smooth"]
WAYS: dict[Way, str] = {
    "slerp": "Great circle: stays as far from the middle as the keyframes are",
    "linear": "Straight line",
}
EASINGS: dict[Easing, str] = {
    "even": "Even speed",
    "smooth": "Slow at each keyframe",
}
MOST_KEYFRAMES, MOST_SECONDS, MOST_SCALE = 200, 600.0, 64
_KIND = "genstudio film"
_WIDE = 512  # pixels a film is scaled up to, about
_GONE = "A film's description is damaged: "


@dataclass(frozen=True)
class Keyframe:
    """A latent, the class asked for ("" for none), and when: a share of the film, 0 to 1.

    `sampler` and `truncation` say how the latent was drawn; "" if it was not.
    """

    latent: tuple[float, ...]
    at: float
    kind: str = ""
    sampler: str = ""
    truncation: float = 1.0

    @staticmethod
    def of(z: np.ndarray, kind: str = "", sampler: str = "", truncation: float = 1.0) -> Keyframe:
        """Return one of a latent `(d,)`, at the beginning of the film; see `evenly`."""
        return Keyframe(tuple(float(value) for value in z), 0.0, kind, sampler, truncation)

    @property
    def z(self) -> np.ndarray:
        """The latent, float32 `(d,)`."""
        return np.array(self.latent, np.float32)


@dataclass(frozen=True, kw_only=True)
class Walk:
    """What a film shall be. `scale` film pixels a pixel; 0 takes a good one.

    Keyframes come in the order of their times; before the first and after the last the film
    stands still, or, as a loop, goes on from the last to the first.
    """

    keyframes: tuple[Keyframe, ...]
    seconds: float = 4.0
    fps: int = 30
    loop: bool = True
    way: Way = "slerp"
    easing: Easing = "even"
    scale: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be, with a sentence."""
        times = [keyframe.at for keyframe in self.keyframes]
        if len(times) < 2:
            raise FilmError("A film needs at least two keyframes. Add another one.")
        if len(times) > MOST_KEYFRAMES:
            raise FilmError(f"A film has {MOST_KEYFRAMES} keyframes at most, not {len(times):,}.")
        if len({len(keyframe.latent) for keyframe in self.keyframes}) > 1:
            raise FilmError("All keyframes of a film come from models with the same dimensions.")
        last = 1.0 - 1e-9 if self.loop else 1.0  # a loop is at its first keyframe again at 1
        if sorted(set(times)) != times or not (times[0] >= 0 and times[-1] <= last):
            raise FilmError("Keyframes follow one another between the film's begin and end.")
        if not 0.1 <= self.seconds <= MOST_SECONDS:
            raise FilmError(f"A film lasts 0.1 to {MOST_SECONDS:g} s, not {self.seconds:g}.")
        if not 0 <= self.scale <= MOST_SCALE:
            raise FilmError(f"A scale is from 0 to {MOST_SCALE}, not {self.scale}.")

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return max(round(self.seconds * self.fps), 2)

    def when(self, index: int) -> float:
        """When frame `index` is, as a share of the film; frame 0 is at 0."""
        return index / (self.frames if self.loop else self.frames - 1)

    def stretch(self, share: float) -> tuple[int, int, float]:
        """Return which two keyframes lie around `share` of the film, and how far between them."""
        times = [keyframe.at for keyframe in self.keyframes]
        last = len(times) - 1
        if self.loop:
            share = times[0] + (share - times[0]) % 1.0
        elif share <= times[0]:
            return 0, 0, 0.0
        elif share >= times[-1]:
            return last, last, 0.0
        first = max(int(np.searchsorted(times, share, side="right")) - 1, 0)
        second = (first + 1) % len(times)
        length = (times[second] - times[first]) % 1.0 or 1.0
        amount = min((share - times[first]) / length, 1.0)
        if self.easing == "smooth":
            amount = amount * amount * (3 - 2 * amount)
        return first, second, amount

    def latent(self, share: float) -> np.ndarray:
        """Return the latent `(d,)` at `share` of the film."""
        first, second, amount = self.stretch(share)
        start, end = self.keyframes[first].z, self.keyframes[second].z
        if self.way == "slerp":
            return np.asarray(latents.slerp(start, end, np.array([amount]))[0])
        return np.asarray((1 - amount) * start + amount * end, np.float32)

    def weights(self, share: float, model: Model) -> np.ndarray | None:
        """Return the class weights `(1, classes)` at `share`, mixed; None for all alike.

        Raises `ValueError` with a sentence for a class that the model was not taught.
        """
        first, second, amount = self.stretch(share)
        ends = [_weights(self.keyframes[each].kind, model) for each in (first, second)]
        if ends[0] is None and ends[1] is None:
            return None
        even = np.full((1, model.classes), 1 / max(model.classes, 1), np.float32)
        start, end = (even if each is None else each for each in ends)
        return np.asarray((1 - amount) * start + amount * end, np.float32)

    def kind(self, share: float, model: Model) -> str:
        """Return the classes at `share` in words, as `weights` mixes them; "" for all alike."""
        first, second, _ = self.stretch(share)
        one, other = (self.keyframes[each].kind for each in (first, second))
        if one == other:
            return one
        weights = self.weights(share, model)
        return "" if weights is None else blend.spelt(weights[0], model.class_names)

    def drawn_by(self, model: Model) -> Film:
        """Return the film that `model` draws; raises `FilmError` if it has other dimensions."""
        wanted = len(self.keyframes[0].latent)
        if wanted != model.latent:
            raise FilmError(
                f"The keyframes have {wanted} dimensions, “{model.name}” has {model.latent}. "
                "Open the run they were made with."
            )
        _, height, width = model.shape
        scale = self.scale or max(_WIDE // max(height, width), 1)

        def draw(index: int) -> np.ndarray:
            share = self.when(index)
            picture = model.decode(self.latent(share)[None], self.weights(share, model))[0]
            frame = picture.transpose(1, 2, 0).repeat(scale, 0).repeat(scale, 1)
            return np.broadcast_to(frame, (*frame.shape[:2], 3))

        return Film(self.frames, (width * scale, height * scale), self.fps, draw)


def evenly(keyframes: Sequence[Keyframe], *, loop: bool) -> tuple[Keyframe, ...]:
    """Spread keyframes over a film, in their order."""
    parts = len(keyframes) if loop else max(len(keyframes) - 1, 1)
    return tuple(replace(each, at=index / parts) for index, each in enumerate(keyframes))


def drawn(
    model: Model,
    count: int,
    *,
    seed: int,
    sampler: str = "prior",
    truncation: float = 1.0,
    kind: str = "",
) -> list[Keyframe]:
    """Return keyframes drawn by a model (see `Model.draw_latents`), all at the beginning."""
    z = model.draw_latents(count, seed=seed, sampler=sampler, truncation=truncation)
    return [Keyframe.of(each, kind, sampler, truncation) for each in z]


def export(walk: Walk, model: Model, path: Path) -> Generator[Event, None, None]:
    """Write the film to `path` and how it was made beside it; see `genstudio.runs.film.write`."""
    film.check(path, walk.fps)
    yield Filming(0, walk.frames)
    yield from film.write(walk.drawn_by(model), path)
    storage.write_json(sidecar(path), described(walk, model))


def sidecar(path: Path) -> Path:
    """Return where a film's description lies: its name and `.json`."""
    return path.with_name(f"{path.name}.json")


def described(walk: Walk, model: Model) -> dict[str, Any]:
    """Return everything that makes the film again, as plain values."""
    made_by = {
        "run": model.name,
        "folder": model.path.name if model.path else "",
        "stamp": model.stamp,
        "model": model.hash,
    }
    return {"kind": _KIND, "format": 1, **made_by, "walk": asdict(walk)}


@dataclass(frozen=True)
class Described:
    """A film's description: the walk, and the name, folder and hash of what drew it."""

    walk: Walk
    run: str
    folder: str
    model: str


def read(path: Path) -> Described | None:
    """Read a film's description; None for any other file. Raises `ValueError` with a sentence."""
    try:
        values = storage.read_json(path)
    except OSError:
        return None
    if values.get("kind") != _KIND:
        return None
    try:
        given = dict(values["walk"])
        given["keyframes"] = tuple(_keyframe(each) for each in given["keyframes"])
        if given["way"] not in get_args(Way) or given["easing"] not in get_args(Easing):
            raise ValueError("it names an unknown way or easing")
        numbers = float(given["seconds"]), int(given["fps"]), int(given["scale"])
        given["seconds"], given["fps"], given["scale"] = numbers
        words = (str(values[name]) for name in ("run", "folder", "model"))
        return Described(Walk(**given), *words)
    except FilmError:
        raise
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise FilmError(f"{_GONE}{path.name} ({error}).") from error


def _keyframe(values: Any) -> Keyframe:
    latent = tuple(float(value) for value in values["latent"])
    at, truncation = float(values["at"]), float(values.get("truncation", 1.0))
    if not latent or not all(map(math.isfinite, (*latent, at))):
        raise ValueError("a keyframe holds no numbers")
    if not 0 <= truncation <= latents.MOST_TRUNCATION:
        raise ValueError("a keyframe's truncation is out of range")
    return Keyframe(latent, at, str(values["kind"]), str(values.get("sampler", "")), truncation)


def _weights(kind: str, model: Model) -> np.ndarray | None:
    return model.weights(kind) if kind else None
