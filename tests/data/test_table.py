"""Labels from tables inside a folder or archive, beside it, or chosen themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from genstudio.data import sources
from genstudio.data.imageset import DataError

from .made import load_folder, picture
from .test_archive import pack, png

NAMES = [f"{number}.png" for number in range(8)]
KINDS = ["fern", "moss"]


@pytest.fixture
def plants(tmp_path: Path) -> Path:
    root = tmp_path / "plants"
    root.mkdir()
    for index, name in enumerate(NAMES):
        picture(seed=index).save(root / name)
    return root


def rows(write: Callable[[str, str], str]) -> str:
    return "".join(write(name, KINDS[index % 2]) + "\n" for index, name in enumerate(NAMES))


def check(source: Path, names: tuple[str, ...] = ("fern", "moss")) -> None:
    images = load_folder(source)
    assert images.class_names == names and images.labels is not None
    assert images.labels.tolist() == [0, 1] * 4 and images.skipped == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("metadata.csv", "file_name,label\n" + rows(lambda n, k: f"{n},{k}")),
        ("labels.csv", "Label;Image\n" + rows(lambda n, k: f"{k};{n}")),
        ("anything.tsv", "id\tspecies\n" + rows(lambda n, k: f"{n[:-4]}\t{k}")),
        ("metadata.csv", rows(lambda n, k: f'"{n}","{k}"')),
        ("train.csv", "path,width,kind\n" + rows(lambda n, k: f"./x/{n},40,{k}")),
        ("metadata.csv", "﻿file_name,text,label\r\n" + rows(lambda n, k: f'{n},"a, b",{k}')),
        ("metadata.jsonl", rows(lambda n, k: json.dumps({"file_name": n, "label": k, "z": [1]}))),
    ],
)
def test_a_table_inside_gives_the_classes(plants: Path, name: str, text: str) -> None:
    (plants / name).write_text(text, encoding="utf-8")
    check(plants)


def test_a_table_beside_the_folder_or_chosen_itself_gives_the_classes(plants: Path) -> None:
    path = plants.parent / "plants.csv"
    path.write_text("file,class\n" + rows(lambda n, k: f"plants/{n},{k}"))
    check(plants)
    assert load_folder(path).fingerprint == load_folder(plants).fingerprint
    assert sources.describe(str(path)).spec == f"file:{path}"
    assert sources.describe(str(path)).class_names == ("fern", "moss")


def test_a_table_in_an_archive_gives_the_classes(tmp_path: Path) -> None:
    files = {f"all/{name}": png(index) for index, name in enumerate(NAMES)}
    files["all/labels.csv"] = ("file,label\n" + rows(lambda n, k: f"{n},{k}")).encode()
    check(pack(tmp_path / "x.zip", files))


def test_the_column_of_classes_can_be_chosen(plants: Path) -> None:
    path = plants / "more.csv"
    path.write_text("file,label,age\n" + rows(lambda n, k: f"{n},{k},{int(n[0]) // 4}"))
    assert load_folder(path).class_names == ("fern", "moss")
    aged = load_folder(Path(f"{path}#age"))
    assert aged.class_names == ("0", "1") and aged.labels is not None
    assert aged.labels.tolist() == [0] * 4 + [1] * 4
    with pytest.raises(DataError, match="has no column “size”, only label, age"):
        load_folder(Path(f"{path}#size"))


def test_a_changed_table_is_another_set(plants: Path) -> None:
    path = plants / "labels.csv"
    path.write_text("file,label\n" + rows(lambda n, k: f"{n},{k}"))
    before = load_folder(plants)
    path.write_text("file,label\n" + rows(lambda n, k: f"{n},{'moss' if n < '4' else 'fern'}"))
    after = load_folder(plants)
    assert after.labels is not None and after.labels.tolist() == [1] * 4 + [0] * 4
    assert before.fingerprint != after.fingerprint


def test_the_classes_of_a_table_go_before_those_of_folders(classes: Path) -> None:
    lines = [f"cats/cats{n}.png,{'old' if n < 3 else 'young'}" for n in range(6)]
    lines += [f"dogs/dogs{n}.png,old" for n in range(3)]
    (classes / "metadata.csv").write_text("file,label\n" + "\n".join(lines))
    images = load_folder(classes)
    assert images.class_names == ("old", "young") and images.labels is not None
    assert images.labels.tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 0]


def test_pictures_without_a_class_are_left_out_and_listed(plants: Path) -> None:
    text = rows(lambda n, k: f"{n},{k if n != '5.png' else ''}")
    (plants / "labels.csv").write_text("file,label\n" + text)
    images = load_folder(plants)
    assert len(images) == 7
    assert images.skipped[0].path == "5.png" and "without a class" in images.skipped[0].reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("file,label\n0.png,a\n1.png,b\n", "it names 2 of the 8 pictures"),
        ("file,label\n" + rows(lambda n, k: f"{n},{n}{k}"), "8 different values for 8 pictures"),
        ("file,label\n", "holds no rows"),
        ("words\nmore words\n", "one column only"),
        ("", "holds no rows"),
        ('file,label\n"' + "x" * 200_000, "field larger than field limit"),
    ],
)
def test_a_table_that_is_none_of_labels_is_not_used_and_listed(
    plants: Path, text: str, reason: str
) -> None:
    (plants / "labels.csv").write_text(text)
    images = load_folder(plants)
    assert len(images) == 8 and images.labels is None
    assert [each.path for each in images.skipped] == ["labels.csv"]
    assert reason in images.skipped[0].reason


@pytest.mark.parametrize("text", ["file,label\n", "words\n", "file,label\nx.png,a\ny.png,b\n"])
def test_a_table_that_is_chosen_and_cannot_be_used_is_a_sentence(plants: Path, text: str) -> None:
    (plants / "labels.csv").write_text(text)
    with pytest.raises(DataError, match=r"The table labels\.csv (cannot be|names no)"):
        load_folder(plants / "labels.csv")


def test_a_table_cannot_lead_out_of_its_folder(plants: Path, tmp_path: Path) -> None:
    picture(seed=99).save(tmp_path / "secret.png")
    text = "file,label\n../secret.png,a\n/etc/passwd,a\n" + rows(lambda n, k: f"{n},{k}")
    (plants / "labels.csv").write_text(text)
    images = load_folder(plants / "labels.csv")
    assert len(images) == 8 and images.class_names == ("fern", "moss")
    missing = {each.path for each in images.skipped}
    assert missing == {"../secret.png", "/etc/passwd"}
    assert "but not there" in images.skipped[0].reason


def test_two_tables_that_tell_nothing_are_not_guessed_at(plants: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (plants / name).write_text("file,label\n" + rows(lambda n, k: f"{n},{k}"))
    assert load_folder(plants).labels is None
