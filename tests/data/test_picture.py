from __future__ import annotations

import io
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from genstudio.data.imageset import DataError
from genstudio.data.picture import load_picture, short_side

from .made import noise, picture


def read(
    source: Path | bytes, size: int = 32, channels: str = "auto", fit: str = "crop"
) -> np.ndarray:
    return load_picture(source, size=size, channels=channels, fit=fit)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF", "PPM", "TGA", "ICO"])
def test_common_kinds_are_read(kind: str) -> None:
    original = picture(64, 64)
    close = np.asarray(original.resize((32, 32), Image.Resampling.LANCZOS)).transpose(2, 0, 1)
    pixels = read(encoded(original, kind))
    assert pixels.shape == (3, 32, 32) and pixels.dtype == np.uint8
    assert np.abs(pixels.astype(int) - close).mean() < 8


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
def test_exif_rotation_is_applied(orientation: int, fit: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = Image.open(io.BytesIO(encoded(picture(40, 80), exif=exif)))
    expected = encoded(ImageOps.exif_transpose(upright))
    turned = read(encoded(upright, exif=exif), fit=fit).astype(int)
    assert np.abs(turned - read(expected, fit=fit)).max() <= 2


def test_crop_keeps_the_middle_square() -> None:
    pixels = np.zeros((32, 96, 3), np.uint8)
    pixels[:, 32:64] = noise(32, 32)
    assert np.array_equal(read(encoded(Image.fromarray(pixels))), noise(32, 32).transpose(2, 0, 1))


def test_pad_borders_with_the_mean_colour() -> None:
    pixels = np.zeros((16, 32, 3), np.uint8)
    pixels[:, :16] = (200, 100, 40)
    padded = read(encoded(Image.fromarray(pixels)), fit="pad")
    assert padded[:, :8].reshape(3, -1).std() > 0
    assert np.array_equal(padded[:, 0, 0], [100, 50, 20])
    assert (padded[:, :8] == padded[:, :1, :1]).all() and (
        padded[:, 24:] == padded[:, :1, :1]
    ).all()
    assert np.array_equal(padded[:, 16, 4], [200, 100, 40])


def test_stretch_keeps_everything() -> None:
    pixels = np.zeros((16, 64, 3), np.uint8)
    pixels[:, 32:] = 250
    stretched = read(encoded(Image.fromarray(pixels)), fit="stretch")
    assert stretched[0, 5, 2] == 0 and stretched[0, 5, 29] == 250


def test_shrinking_is_antialiased() -> None:
    stripes = np.zeros((320, 320), np.uint8)
    stripes[:, ::2] = 255
    pixels = read(encoded(Image.fromarray(stripes)))
    assert np.abs(pixels.astype(int) - 127).max() <= 8


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_is_laid_on_white(mode: str) -> None:
    image = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 16, 32))
    pixels = read(encoded(image.convert(mode)), channels="colour")
    assert (pixels[:, :, :16] == 0).all() and (pixels[:, :, 16:] == 255).all()


def test_half_transparent_pixels_are_blended() -> None:
    image = Image.new("RGBA", (32, 32), (255, 0, 0, 128))
    assert read(encoded(image))[:, 5, 5].tolist() == [255, 127, 127]


def test_a_palette_and_one_bit_are_read() -> None:
    drawn = Image.new("RGB", (32, 32), (10, 200, 30))
    assert read(encoded(drawn.convert("P", palette=Image.Palette.ADAPTIVE)))[:, 0, 0].tolist() == [
        10, 200, 30,
    ]  # fmt: skip
    assert read(encoded(Image.new("1", (32, 32), 1))).max() == 255


def test_cmyk_is_read_as_colour() -> None:
    cmyk = Image.new("CMYK", (32, 32), (0, 255, 255, 0))
    red, green, blue = read(encoded(cmyk, "TIFF"))[:, 0, 0]
    assert red > 200 and green < 60 and blue < 60
    assert read(encoded(picture().convert("CMYK"), "JPEG")).shape == (3, 32, 32)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_become_eight(kind: str) -> None:
    ramp = np.linspace(0, 65535, 32 * 32).astype(np.uint16).reshape(32, 32)
    pixels = read(encoded(Image.fromarray(ramp), kind))
    assert pixels.shape == (1, 32, 32)
    assert np.abs(pixels[0].astype(int) - (ramp >> 8)).max() <= 1


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.0, 255.0), (-3.0, 1000.0)])
def test_floats_become_eight_bits(low: float, high: float) -> None:
    ramp = np.linspace(low, high, 32 * 32, dtype=np.float32).reshape(32, 32)
    pixels = read(encoded(Image.fromarray(ramp), "TIFF"))[0]
    assert pixels[0, 0] == 0 and pixels[-1, -1] == 255
    assert (np.diff(pixels.ravel().astype(int)) >= 0).all()


def test_channels_are_as_asked() -> None:
    colourful, grey = encoded(picture()), encoded(picture(grey=True))
    assert len(read(colourful)) == 3 and len(read(grey)) == 1
    assert len(read(colourful, channels="grey")) == 1
    assert len(read(grey, channels="colour")) == 3


def test_grey_with_jpeg_noise_in_three_channels_counts_as_grey() -> None:
    stored = np.repeat(noise(64, 64, 1)[:, :, None], 3, axis=2)
    nearly = np.clip(
        stored.astype(int) + np.random.default_rng(0).integers(-4, 5, stored.shape), 0, 255
    )
    assert len(read(encoded(Image.fromarray(nearly.astype(np.uint8)), "JPEG"))) == 1


def test_a_small_spot_of_colour_counts_as_colour() -> None:
    stored = np.repeat(noise(32, 32, 1)[:, :, None], 3, axis=2)
    stored[10:14, 10:14] = (220, 30, 30)
    assert len(read(encoded(Image.fromarray(stored)))) == 3


def test_a_very_wide_picture_is_read() -> None:
    wide = Image.new("RGB", (20_000, 60), (30, 60, 90))
    for fit in ("crop", "pad", "stretch"):
        assert read(encoded(wide, "JPEG"), fit=fit).shape == (3, 32, 32)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "I;16", "F"])
def test_a_large_picture_looks_like_its_small_copy(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.linspace(0, 65535 if mode == "I;16" else 255, 900 * 700).reshape(900, 700)
    kinds = {"I;16": np.uint16, "F": np.float32}
    image = Image.fromarray(values.astype(kinds.get(mode, np.uint8)))
    if mode in ("RGB", "RGBA", "P"):
        image = picture(900, 700).convert(mode)
    kind = "TIFF" if mode == "F" else "PNG"
    for fit in ("crop", "pad", "stretch"):
        whole = read(encoded(image, kind), fit=fit).astype(int)
        with monkeypatch.context() as patched:
            patched.setattr("genstudio.data.picture._LARGE", 100_000)
            large = read(encoded(image, kind), fit=fit)
        assert np.abs(large - whole).mean() < 2


def png_header(width: int, height: int) -> bytes:
    """A small file that claims to be a huge picture."""
    small = bytearray(encoded(Image.new("L", (8, 8))))
    small[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    small[29:33] = zlib.crc32(small[12:29]).to_bytes(4, "big")
    return bytes(small)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [11_000, 20_000])
def test_a_decompression_bomb_is_refused(side: int) -> None:
    with pytest.raises(DataError, match="too large: more than 100 million pixels"):
        read(png_header(side, side))


TROUBLES = {
    "report.pdf": (b"%PDF-1.7 hello", "not a picture"),
    "text.png": (b"these are words\n" * 50, "not a picture"),
    "empty.jpg": (b"", "an empty file"),
    "phone.heic": (b"\x00\x00\x00\x18ftypheic" + bytes(90), "HEIC"),
    "cut.jpg": (encoded(picture(200, 200), "JPEG")[:2000], "cut off"),
    "cut.png": (encoded(picture(200, 200))[:3000], "cut off|damaged"),
    "dot.png": (encoded(Image.new("RGB", (1, 1))), "too small: 1 × 1 pixels"),
    "line.png": (encoded(Image.new("RGB", (500, 2))), "too small: 500 × 2 pixels"),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_what_is_wrong_is_said_by_name(name: str, tmp_path: Path) -> None:
    data, reason = TROUBLES[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=f"^“{name}” could not be used: .*({reason}).*\\.$"):
        read(tmp_path / name)


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not there any more"):
        read(tmp_path / "gone.png")
    with pytest.raises(DataError, match=r"a folder, not a picture|no permission"):
        read(tmp_path)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_random_damage_is_a_sentence_and_never_another_error() -> None:
    rng = np.random.default_rng(0)
    refused = 0
    for kind in ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP"):
        whole = encoded(picture(48, 48), kind)
        for _ in range(25):
            damaged = bytearray(whole)
            for place in rng.integers(0, len(whole), 12):
                damaged[place] = rng.integers(0, 256)
            try:
                read(bytes(damaged))
            except DataError:
                refused += 1
    assert refused > 0


def test_short_side_comes_from_the_header(tmp_path: Path) -> None:
    picture(40, 70).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes(b"words")
    assert short_side(tmp_path / "a.png") == 40 and short_side(tmp_path / "b.png") is None
