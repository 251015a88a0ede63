"""PNG sheets: pictures tiled, with the settings that made them in a text chunk."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

from genstudio.core import pixels, storage

KEY = "genstudio"


def save_sheet(
    path: Path,
    pictures: np.ndarray,
    *,
    columns: int | None = None,
    scale: int = 1,
    settings: Mapping[str, Any] | None = None,
) -> None:
    """Write uint8 `(N, C, H, W)` pictures as one PNG; raises `StorageError` with a sentence."""
    columns = columns or int(np.ceil(np.sqrt(len(pictures))))
    sheet = pixels.tile(pictures, columns) if len(pictures) > 1 else pictures[0].transpose(1, 2, 0)
    sheet = np.repeat(np.repeat(sheet, scale, axis=0), scale, axis=1)
    image = Image.fromarray(sheet[:, :, 0] if sheet.shape[2] == 1 else sheet)
    text = PngImagePlugin.PngInfo()
    if settings is not None:
        text.add_itxt(KEY, as_text(settings))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", pnginfo=text)
    storage.write_bytes(path, buffer.getvalue())


def as_text(settings: Mapping[str, Any]) -> str:
    """Return settings as they stand in the text chunk: one line of JSON."""
    return json.dumps(dict(settings), ensure_ascii=False)


def read_settings(path: Path) -> dict[str, Any]:
    """Return the settings in a PNG's text chunk, {} if it has none."""
    try:
        with Image.open(path) as image:
            value = json.loads(image.info.get(KEY, "{}"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
