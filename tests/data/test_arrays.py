"""Pictures in arrays: npy, npz, idx, in every layout; headers are not believed."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from genstudio.data import sources
from genstudio.data.imageset import DataError, ImageSet
from genstudio.data.load import load_now

from .made import load_folder

GREY = np.random.default_rng(0).integers(0, 256, (30, 32, 32), dtype=np.uint8)
COLOUR = np.random.default_rng(1).integers(0, 256, (30, 32, 32, 3), dtype=np.uint8)
LABELS = np.arange(30) % 3


def read(path: Path, part: str = "", **changes: object) -> ImageSet:
    wanted = {"size": 32, "channels": "auto", "fit": "crop", **changes}
    return load_now(f"file:{path}{part}", **wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "array",
    [
        GREY, GREY[..., None], GREY[:, None], GREY.reshape(30, -1), GREY.astype(np.int64),
        GREY.astype(np.float32), GREY / 255, GREY / 127.5 - 1, (GREY.astype(np.uint16) << 8) + 5,
        np.asfortranarray(GREY), GREY.astype(">i4"), GREY.astype(np.float16),
    ],
    ids=lambda a: f"{a.shape}-{a.dtype}-{'F' if np.isfortran(a) else 'C'}",
)  # fmt: skip
def test_every_layout_and_type_gives_the_same_pictures(array: np.ndarray, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", array)
    images = read(tmp_path / "x.npy")
    assert np.abs(images.pictures[:, 0].astype(int) - GREY).max() <= 1
    assert images.labels is None and images.shape == (1, 32, 32)


def test_bool_and_odd_floats_become_levels(tmp_path: Path) -> None:
    np.save(tmp_path / "b.npy", GREY > 127)
    assert np.array_equal(read(tmp_path / "b.npy").pictures[:, 0], 255 * (GREY > 127))
    odd = GREY.astype(np.float64) * 10 - 700
    odd[0, 0, :2] = np.nan, np.inf
    np.save(tmp_path / "f.npy", odd)
    found = read(tmp_path / "f.npy").pictures[:, 0]
    assert np.abs(found[1:].astype(int) - GREY[1:]).max() <= 3


@pytest.mark.parametrize("array", [COLOUR, COLOUR.transpose(0, 3, 1, 2)])
def test_colours_may_be_last_or_first(array: np.ndarray, tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "x.npz", images=array, labels=LABELS)
    images = read(tmp_path / "x.npz")
    assert np.array_equal(images.pictures, COLOUR.transpose(0, 3, 1, 2))
    assert images.labels is not None and images.labels.tolist() == LABELS.tolist()
    assert images.class_names == ("0", "1", "2")
    assert read(tmp_path / "x.npz", size=16, channels="grey").shape == (1, 16, 16)


def test_transparency_and_sides_that_differ_are_treated_as_in_files(tmp_path: Path) -> None:
    clear = np.zeros((4, 32, 48, 4), np.uint8)
    clear[:, :, :16, 3] = 255
    clear[..., :3] = 2 * np.arange(4, dtype=np.uint8)[:, None, None, None]
    np.save(tmp_path / "x.npy", clear)
    padded = read(tmp_path / "x.npy", fit="stretch").pictures
    assert padded.shape == (4, 1, 32, 32)
    assert (padded[:, :, 8, 20:] == 255).all() and (padded[:, :, 8, :8] < 9).all()


@pytest.mark.parametrize(
    ("labels", "names", "expected"),
    [
        (LABELS[:, None].astype(np.uint8), None, ("0", "1", "2")),
        (np.eye(3)[LABELS], None, ("0", "1", "2")),
        (LABELS + 7.0, None, ("7", "8", "9")),
        (np.array(["cat", "dog", "eel"])[LABELS], None, ("cat", "dog", "eel")),
        (np.array([b"cat", b"dog", b"eel"])[LABELS], None, ("cat", "dog", "eel")),
        (LABELS, np.array(["a", "b", "c", "d"]), ("a", "b", "c", "d")),
    ],
)
def test_labels_of_every_kind(
    labels: np.ndarray, names: np.ndarray | None, expected: tuple[str, ...], tmp_path: Path
) -> None:
    more = {} if names is None else {"class_names": names}
    np.savez(tmp_path / "x.npz", x=GREY, y=labels, **more)
    images = read(tmp_path / "x.npz")
    assert images.class_names == expected and images.labels is not None
    assert images.labels.tolist() == LABELS.tolist()


@pytest.mark.parametrize(
    "labels", [LABELS / 7, np.random.default_rng(0).random((30, 3)), np.zeros(30), LABELS[:7]]
)
def test_labels_that_tell_no_classes_are_ignored(labels: np.ndarray, tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", x=GREY, y=labels)
    images = read(tmp_path / "x.npz")
    assert images.labels is None and len(images) == 30


def test_medmnist_gives_its_training_part_or_the_one_asked_for(tmp_path: Path) -> None:
    parts = {"train": slice(0, 20), "val": slice(20, 25), "test": slice(25, 30)}
    arrays = {f"{name}_images": GREY[part] for name, part in parts.items()}
    arrays |= {f"{name}_labels": LABELS[part, None] for name, part in parts.items()}
    path = tmp_path / "pathmnist.npz"
    np.savez(path, **arrays)
    assert len(read(path)) == 20 and len(read(path, "#val")) == 5
    tested = read(path, "#test")
    assert tested.labels is not None and tested.labels.tolist() == LABELS[25:].tolist()
    assert sources.describe(f"{path}#test").spec == f"file:{path}#test"
    assert len(read(path, "#train_images")) == 20
    with pytest.raises(DataError, match=r"no array “valid” in .* only train_images \(20 × 32"):
        read(path, "#valid")


def test_copies_are_left_out(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.concatenate([GREY, GREY[:4]]))
    images = read(tmp_path / "x.npy")
    assert len(images) == 30 and images.copies == 4 and images.copied[0].path == "picture 31"


@pytest.mark.parametrize("shape", [(30,), (30, 5), (5, 4, 4), (2, 3, 4, 5, 6), (30, 32, 32, 7), ()])
def test_an_array_that_is_no_set_of_pictures_says_so(shape: tuple, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.zeros(shape, np.uint8))
    with pytest.raises(DataError, match=r"holds no set of pictures\. Wanted is N"):
        read(tmp_path / "x.npy")


def test_which_array_is_meant_is_asked_when_it_cannot_be_told(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", first=GREY, second=GREY, few=LABELS)
    with pytest.raises(DataError, match=r"first \(30 × 32 × 32\).*x\.npz#NAME"):
        read(tmp_path / "x.npz")
    assert len(read(tmp_path / "x.npz", "#second")) == 30
    np.savez(tmp_path / "y.npz", whatever=GREY, few=LABELS)
    assert len(read(tmp_path / "y.npz")) == 30


class Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        import os

        return os.mkdir, ("owned",)


@pytest.mark.parametrize("name", ["x.npy", "x.npz"])
def test_pickled_objects_are_refused_and_never_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    array = np.array([Evil(), Evil()], dtype=object)
    if name == "x.npy":
        np.save(tmp_path / name, array, allow_pickle=True)
    else:
        np.savez(tmp_path / name, x=array)
    with pytest.raises(DataError, match="holds pickled Python objects"):
        read(tmp_path / name)
    assert not (tmp_path / "owned").exists()


def header(shape: tuple[int, ...], descr: str = "|u1") -> bytes:
    buffer = io.BytesIO()
    facts = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, facts)
    return buffer.getvalue()


@pytest.mark.parametrize("shape", [(10**12, 32, 32), (10, 10**6, 10**6), (31, 32, 32)])
@pytest.mark.parametrize("is_packed", [False, True])
def test_a_header_that_promises_more_than_there_is_is_refused(
    shape: tuple[int, ...], is_packed: bool, tmp_path: Path
) -> None:
    data = header(shape) + GREY.tobytes()
    path = tmp_path / ("x.npz" if is_packed else "x.npy")
    if is_packed:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
            opened.writestr("x.npy", data)
    else:
        path.write_bytes(data)
    with pytest.raises(DataError, match=r"damaged: its header speaks of [\d,]+ bytes, and 30,720"):
        read(path)


def test_a_packed_array_that_explodes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("x.npy", header((40_000, 32, 32)) + bytes(40_000 * 32 * 32))
    with pytest.raises(DataError, match="zip bomb"):
        read(path)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x93NUMPY", b"\x93NUMPY\x09\x00" + bytes(50), header((30, 32, 32))[:40],
        b"\x93NUMPY\x01\x00\x10\x00" + b"__import__('os')", header((-3, 32, 32)) + bytes(99),
        header((30, 32, 32), "<M8[s]") + bytes(30 * 32 * 32 * 8), b"PK\3\4 nonsense",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["x.npy", "x.npz"])
def test_a_damaged_file_is_a_sentence(data: bytes, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=r"damaged|holds .*, not the numbers|no set of pictures"):
        read(tmp_path / name)


def test_random_damage_is_a_sentence(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "x.npz", images=GREY[:4], labels=LABELS[:4])
    whole = (tmp_path / "x.npz").read_bytes()
    rng = np.random.default_rng(0)
    for turn in range(40):
        damaged = bytearray(whole)
        for place in rng.integers(0, len(whole), 6):
            damaged[place] = rng.integers(0, 256)
        (tmp_path / f"{turn}.npz").write_bytes(damaged)
        try:
            assert len(read(tmp_path / f"{turn}.npz")) <= 4
        except DataError:
            continue


# -- idx --------------------------------------------------------------------------------------


def idx(array: np.ndarray) -> bytes:
    head = struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    return head + array.astype(np.uint8).tobytes()


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_idx_pictures_come_with_the_labels_beside_them(ending: str, tmp_path: Path) -> None:
    pack = gzip.compress if ending else bytes
    path = tmp_path / f"train-images-idx3-ubyte{ending}"
    path.write_bytes(pack(idx(GREY)))
    assert read(path).labels is None
    (tmp_path / f"train-labels-idx1-ubyte{ending}").write_bytes(pack(idx(LABELS)))
    images = read(path)
    assert np.array_equal(images.pictures[:, 0], GREY) and images.class_names == ("0", "1", "2")
    assert sources.describe(str(path)).spec == f"file:{path}"
    (tmp_path / f"train-labels-idx1-ubyte{ending}").write_bytes(pack(idx(LABELS[:9])))
    fewer = read(path)
    assert fewer.labels is None and "it has 9 for 30 pictures" in fewer.skipped[0].reason


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (idx(GREY)[:-1], "damaged"),
        (struct.pack(">HBB3I", 0, 8, 3, 2**32 - 1, 28, 28) + bytes(99), "2,000,000 are the most"),
        (struct.pack(">HBB3I", 0, 8, 3, 5, 2**31, 2**31) + bytes(99), "no pictures"),
        (struct.pack(">HBB3I", 0, 8, 3, 0, 28, 28), "no pictures"),
    ],
)
def test_a_wrong_idx_header_is_a_sentence(
    data: bytes, sentence: str, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a-images-idx3-ubyte{ending}"
    path.write_bytes(gzip.compress(data) if ending else data)
    with pytest.raises(DataError, match=sentence):
        read(path)


def test_real_digits(shared: Callable[[str], Path]) -> None:
    raw = shared("mnist") / "MNIST" / "raw"
    images = load_folder(raw / "t10k-images-idx3-ubyte.gz", size=28)
    assert images.pictures.shape[1:] == (1, 28, 28) and len(images) + images.copies == 10_000
    assert images.labels is not None and images.class_names == tuple("0123456789")


def test_real_sprites_are_not_taken_for_pictures(shared: Callable[[str], Path]) -> None:
    with pytest.raises(DataError, match=r"base_sprites.npz"):
        load_folder(shared("dsprites_like") / "base_sprites.npz")
