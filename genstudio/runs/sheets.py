"""Sheets for paper: a grid, a traversal or an interpolation, with names and axes, at 300 dpi."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

from genstudio.core import storage
from genstudio.runs import png
from genstudio.runs.model import Model
from genstudio.runs.walk import Walk

DPI = 300
_INCHES = 6.7  # the text width of A4 with margins of 20 mm
_MOST_SIDE = 12_000  # pixels
_INK, _PAPER, _FAINT = (20, 20, 20), (255, 255, 255), (110, 110, 110)


@dataclass(frozen=True)
class Sheet:
    """Pictures uint8 `(N, C, H, W)` row by row, what is written around them, and what made them.

    `rows` and `across` are labels, empty for none; `settings` goes into the file.
    """

    pictures: np.ndarray
    columns: int
    title: str
    caption: str
    settings: Mapping[str, Any]
    rows: Sequence[str] = ()
    across: Sequence[str] = ()


def grid(
    model: Model,
    *,
    count: int = 64,
    seed: int = 0,
    sampler: str = "prior",
    truncation: float = 1.0,
    kind: str = "",
) -> Sheet:
    """Return `count` pictures drawn by the model, of class `kind` or of all in turn."""
    columns = int(np.ceil(np.sqrt(count)))
    pictures = model.sample(
        count, seed=seed, sampler=sampler, truncation=truncation, label=kind or None
    )
    how = sampler if truncation == 1 else f"{sampler} · truncation {truncation:g}"
    told = f" · class {kind}" if kind else ""
    caption = f"{count} pictures · {how} · seed {seed}{told} · {_made_by(model)}"
    settings = {
        "sheet": "grid", "seed": seed, "sampler": sampler, "truncation": truncation,
        "count": count, "class": kind,
    }  # fmt: skip
    return Sheet(pictures, columns, model.name, caption, _settings(model, settings))


def traversal(
    model: Model,
    z: np.ndarray,
    *,
    kind: str = "",
    dimensions: int = 8,
    steps: int = 9,
    reach: float = 3.0,
) -> Sheet:
    """Return one row for each of the most effective dimensions: it alone goes from −reach to reach.

    All others stay at `z` `(d,)`.
    """
    order = np.argsort(-model.effects().values, kind="stable")[:dimensions]
    values = np.linspace(-reach, reach, steps, dtype=np.float32)
    around = np.repeat(z[None].astype(np.float32), len(order) * steps, axis=0)
    around[np.arange(len(around)), np.repeat(order, steps)] = np.tile(values, len(order))
    weights = model.weights(kind, len(around)) if kind else None
    told = f" · class {kind}" if kind else ""
    caption = f"Traversal: one dimension a row, the others stay{told} · {_made_by(model)}"
    settings = {
        "sheet": "traversal", "latent_of_all": z.tolist(), "dimensions": order.tolist(),
        "values": values.tolist(), "class": kind,
    }  # fmt: skip
    return Sheet(
        model.decode(around, weights), steps, model.name, caption, _settings(model, settings),
        rows=[f"z {each + 1}" for each in order],
        across=[f"{value:+.1f}" for value in values],
    )  # fmt: skip


def interpolation(model: Model, walk: Walk, *, steps: int = 9) -> Sheet:
    """Return one row for each stretch of a walk, from keyframe to keyframe in `steps` pictures."""
    count = len(walk.keyframes)
    times = [keyframe.at for keyframe in walk.keyframes]
    ends = [*times[1:], times[0] + 1.0] if walk.loop else times[1:]
    rows, pictures = [], []
    for number, (start, end) in enumerate(zip(times, ends, strict=False)):
        second = (number + 1) % count
        rows.append(f"{number + 1} to {second + 1}")
        inside = np.linspace(start, end, steps)
        inside[-1] -= 1e-9 * (end - start)  # still of this stretch
        for share in inside:
            made = model.decode(walk.latent(share)[None], walk.weights(share, model))
            pictures.append(made[0])
    caption = f"Interpolation ({walk.way}) between {count} keyframes · {_made_by(model)}"
    settings = {"sheet": "interpolation", "walk": asdict(walk)}
    across = [f"{100 * share:.0f} %" for share in np.linspace(0, 1, steps)]
    return Sheet(
        np.stack(pictures), steps, model.name, caption, _settings(model, settings), rows, across
    )


def write(sheet: Sheet, path: Path) -> tuple[int, int]:
    """Write a PNG (with what made it inside) or a PDF; returns its width and height in pixels.

    Raises `ValueError` for another ending and `StorageError`, each with a sentence.
    """
    kind = path.suffix.lower()
    if kind not in (".png", ".pdf"):
        raise ValueError(f"A sheet ends in .png or .pdf, not “{path.name}”.")
    image = _drawn(sheet)

    def save(temporary: Path) -> None:
        if kind == ".pdf":
            image.save(temporary, "PDF", resolution=DPI, title=sheet.title)
            return
        text = PngImagePlugin.PngInfo()
        text.add_itxt(png.KEY, png.as_text(sheet.settings))
        image.save(temporary, "PNG", dpi=(DPI, DPI), pnginfo=text)

    storage.write_file(path, save)
    return image.size


def _drawn(sheet: Sheet) -> Image.Image:
    """The pictures enlarged by a whole number to the width of a page, words around them."""
    count, _, height, width = sheet.pictures.shape
    down = -(-count // sheet.columns)
    letter = round(DPI * 9 / 72)  # 9 points
    font, small = ImageFont.load_default(letter), ImageFont.load_default(letter * 7 / 9)
    left = max((round(small.getlength(row)) for row in sheet.rows), default=0)
    left += letter if left else 0
    room = round(DPI * _INCHES) - left
    scale = max(room // (sheet.columns * (width + 1)), 1)
    gap = max(scale // 2, 1)
    step = width * scale + gap, height * scale + gap
    if max(step[0] * sheet.columns + left, step[1] * down) > _MOST_SIDE:
        raise ValueError("The sheet would be larger than any page. Ask for fewer pictures.")
    head, foot = 2 * letter + (round(1.5 * letter) if sheet.across else 0), 2 * letter
    widest = max(font.getlength(sheet.title), small.getlength(sheet.caption))
    size = (
        max(left + step[0] * sheet.columns - gap, math.ceil(widest)),
        head + step[1] * down + foot,
    )
    image = Image.new("RGB", size, _PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((0, 0), sheet.title, _INK, font)
    for index, picture in enumerate(sheet.pictures):
        row, column = divmod(index, sheet.columns)
        pixels = picture.transpose(1, 2, 0).repeat(scale, 0).repeat(scale, 1)
        plane = Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
        image.paste(plane, (left + column * step[0], head + row * step[1]))
    for row, words in enumerate(sheet.rows):
        middle = head + row * step[1] + step[1] // 2
        pen.text((left - letter // 2, middle), words, _FAINT, small, anchor="rm")
    for column, words in enumerate(sheet.across):
        middle = left + column * step[0] + step[0] // 2
        pen.text((middle, head - letter // 3), words, _FAINT, small, anchor="mb")
    pen.text((0, size[1] - letter // 4), sheet.caption, _FAINT, small, anchor="lb")
    return image


def _made_by(model: Model) -> str:
    return f"{model.stamp} · weights {model.hash}"


def _settings(model: Model, more: Mapping[str, Any]) -> dict[str, Any]:
    return {"run": model.name, "model": model.hash, "stamp": model.stamp, **more}
