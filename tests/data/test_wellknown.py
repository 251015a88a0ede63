from __future__ import annotations

import gzip
import hashlib
import io
import struct
import tarfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from genstudio.core import places
from genstudio.core.events import Importing
from genstudio.data import cifar, idx, sources, wellknown
from genstudio.data.imageset import DataError, ImageSet
from genstudio.data.load import load, load_now

from .test_download import Site, site  # noqa: F401  (a fixture)

PICTURES = np.random.default_rng(0).integers(0, 256, (30, 28, 28), dtype=np.uint8)
LABELS = (np.arange(30) % 10).astype(np.uint8)
IMAGES_NAME, LABELS_NAME = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


def encode(array: np.ndarray) -> bytes:
    head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    return head + array.tobytes()


def write_idx(folder: Path, *, zipped: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in ((IMAGES_NAME, PICTURES), (LABELS_NAME, LABELS)):
        if zipped:
            (folder / f"{name}.gz").write_bytes(gzip.compress(encode(array)))
        else:
            (folder / name).write_bytes(encode(array))


def read(spec: str, size: int = 28) -> ImageSet:
    return load_now(spec, size=size, channels="auto", fit="crop")


@pytest.mark.parametrize("where", ["MNIST/raw", "raw", "."])
@pytest.mark.parametrize("zipped", [True, False])
def test_an_existing_folder_is_read_offline(tmp_path: Path, where: str, zipped: bool) -> None:
    write_idx(tmp_path / where, zipped=zipped)
    spec = f"torchvision:MNIST@{tmp_path}"
    assert not sources.describe(spec).needs_download
    images = read(spec)
    assert np.array_equal(images.pictures[:, 0], PICTURES)
    assert images.labels is not None and images.labels.tolist() == LABELS.tolist()
    assert images.class_names == tuple("0123456789")


def test_a_folder_without_the_set_is_a_sentence(tmp_path: Path) -> None:
    spec = f"torchvision:KMNIST@{tmp_path}"
    for ask in (sources.describe, read):
        with pytest.raises(DataError, match=r"Kuzushiji-MNIST is not in .* looked for train"):
            ask(spec)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0\0", b"words and words", encode(PICTURES)[:-9], struct.pack(">HBBI", 0, 8, 1, 2**31)],
)
@pytest.mark.parametrize("zipped", [True, False])
def test_a_damaged_idx_file_is_a_sentence(tmp_path: Path, data: bytes, zipped: bool) -> None:
    path = tmp_path / ("x.gz" if zipped else "x")
    path.write_bytes(gzip.compress(data) if zipped else data)
    with pytest.raises(DataError, match=r"damaged or no idx file .* Download or copy it again"):
        idx.read(path)


def test_a_cut_off_gzip_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(gzip.compress(encode(PICTURES))[:-500])
    with pytest.raises(DataError, match="damaged or no idx file"):
        idx.read(tmp_path / "x.gz")


def test_files_that_do_not_belong_together_are_a_sentence(tmp_path: Path) -> None:
    write_idx(tmp_path, zipped=False)
    (tmp_path / LABELS_NAME).write_bytes(encode(LABELS[:-1]))
    with pytest.raises(DataError, match="do not belong together"):
        read(f"torchvision:MNIST@{tmp_path}")


def test_real_mnist_gzipped(shared: Callable[[str], Path]) -> None:
    images = read(f"torchvision:MNIST@{shared('mnist')}")
    assert images.pictures.shape == (60_000, 1, 28, 28) and images.labels is not None
    assert images.labels[:8].tolist() == [5, 0, 4, 1, 9, 2, 1, 3]


def test_a_set_is_downloaded_by_torchvisions_list(
    site: Site,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from torchvision import datasets

    files = {f"{name}.gz": gzip.compress(encode(array)) for name, array in (
        (IMAGES_NAME, PICTURES), (LABELS_NAME, LABELS),
    )}  # fmt: skip
    site.files |= files
    sums = [(name, hashlib.md5(data).hexdigest()) for name, data in files.items()]
    unused = ("t10k-images-idx3-ubyte.gz", "0")
    monkeypatch.setattr(datasets.KMNIST, "mirrors", ["http://127.0.0.1:9/", f"{site.url}/"])
    monkeypatch.setattr(datasets.KMNIST, "resources", [*sums, unused])
    assert sources.describe("torchvision:KMNIST").needs_download
    *told, last = load("torchvision:KMNIST", size=28, channels="auto", fit="crop")
    assert np.array_equal(last.images.pictures[:, 0], PICTURES)
    assert all(isinstance(each, Importing) for each in told)
    assert told[0].what.startswith("Downloading train-images")
    assert [name for name, _ in site.asked] == list(files)
    assert not sources.describe("torchvision:KMNIST").needs_download
    assert wellknown.home().is_relative_to(places.cache())
    assert read("torchvision:KMNIST").fingerprint == last.images.fingerprint
    assert len(site.asked) == 2


def test_torchvision_still_lists_what_we_ask_for() -> None:
    for name in wellknown.SETS:
        wanted = list(wellknown._downloads(name))
        assert len(wanted) == (1 if name == "CIFAR10" else 2)
        assert all(each.urls and len(each.checksum) == 32 for each in wanted)


# -- CIFAR-10: batches as Python 2 pickled them, written opcode by opcode ---------------------


def text(value: str) -> bytes:
    return b"U" + bytes([len(value)]) + value.encode()


def batch(pixels: bytes, labels: list[int]) -> bytes:
    listed = b"](" + b"".join(b"K" + bytes([label]) for label in labels) + b"e"
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\x00t" + text("b") + b"tR(K\x01"
        b"(K\x02M\x00\x0ctcnumpy\ndtype\n(" + text("u1") + b"K\x00K\x01tR(K\x03" + text("|")
        + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T" + struct.pack("<i", len(pixels))
        + pixels + b"tb"
    )  # fmt: skip
    names = b"](" + b"".join(text(f"leptodactylus_{n}.png") for n in range(len(labels))) + b"e"
    return (
        b"\x80\x02}(" + text("batch_label") + text("training batch 1 of 5") + text("labels")
        + listed + text("data") + array + text("filenames") + names + b"u."
    )  # fmt: skip


CIFAR_PICTURES = np.random.default_rng(1).integers(0, 256, (10, 3, 32, 32), dtype=np.uint8)
CIFAR_LABELS = [6, 9, 9, 4, 1, 1, 2, 7, 8, 3]


def batches() -> dict[str, bytes]:
    pairs = zip(cifar.BATCHES, range(0, 10, 2), strict=True)
    return {
        name: batch(CIFAR_PICTURES[at : at + 2].tobytes(), CIFAR_LABELS[at : at + 2])
        for name, at in pairs
    }


def write_archive(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in {**batches(), "test_batch": b"other"}.items():
            member = tarfile.TarInfo(f"{cifar.FOLDER}/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


@pytest.mark.parametrize("packed", [True, False])
def test_cifar_is_read_without_unpickling(tmp_path: Path, packed: bool) -> None:
    if packed:
        write_archive(tmp_path / cifar.ARCHIVE)
    else:
        (tmp_path / cifar.FOLDER).mkdir()
        for name, data in batches().items():
            (tmp_path / cifar.FOLDER / name).write_bytes(data)
    images = read(f"torchvision:CIFAR10@{tmp_path}", 32)
    assert np.array_equal(images.pictures, CIFAR_PICTURES)
    assert images.labels is not None and images.labels.tolist() == CIFAR_LABELS


def test_the_batches_of_the_test_are_true_pickles() -> None:
    import pickle

    found = pickle.loads(batches()["data_batch_1"], encoding="latin-1")  # noqa: S301 (our own)
    assert found["labels"] == CIFAR_LABELS[:2]
    assert np.array_equal(found["data"].reshape(-1, 3, 32, 32), CIFAR_PICTURES[:2])


@pytest.mark.parametrize(
    "data", [b"", b"words", batch(b"", [1]), batch(bytes(3072), [1, 2]), b"\x80\x02}."]
)
def test_a_damaged_cifar_is_a_sentence(tmp_path: Path, data: bytes) -> None:
    for name in cifar.BATCHES:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match="damaged or not CIFAR-10"):
        read(f"torchvision:CIFAR10@{tmp_path}", 32)
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / cifar.ARCHIVE).write_bytes(data)
    with pytest.raises(DataError, match="damaged or not CIFAR-10"):
        read(f"torchvision:CIFAR10@{tmp_path / 'x'}", 32)
