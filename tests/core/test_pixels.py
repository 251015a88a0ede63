"""Pictures as numbers."""

from __future__ import annotations

import numpy as np

from genstudio.core import pixels


def test_bytes_survive_the_floats():
    pictures = np.arange(256, dtype=np.uint8).reshape(1, 1, 16, 16)
    assert (pixels.to_uint8(pixels.to_float(pictures)) == pictures).all()
    assert pixels.to_uint8(np.array([-9.0, 9.0])).tolist() == [0, 255]


def test_tile_places_pictures_row_by_row():
    pictures = np.stack([np.full((3, 2, 2), value, np.uint8) for value in (10, 20, 30)])
    sheet = pixels.tile(pictures, 2, gap=1, background=255)
    assert sheet.shape == (5, 5, 3)
    assert sheet[0, 0, 0] == 10 and sheet[0, 3, 0] == 20 and sheet[3, 0, 0] == 30
    assert sheet[2, 0, 0] == 255 and sheet[3, 3, 0] == 255
