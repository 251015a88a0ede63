"""An import goes on where it was, whoever cut it short, and does not depend on who decodes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from genstudio.core.events import Imported, Importing
from genstudio.data import decode, part, planning, sources, worker
from genstudio.data.imageset import DataError, ImageSet, Skipped
from genstudio.data.load import load
from genstudio.data.plan import Item, Plan, Raw, Wanted

from .made import load_folder, picture

SMALL = Wanted(32, "auto", "crop")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Two classes of 60 pictures, the last ones in colour, with a copy and a damaged file."""
    root = tmp_path / "many"
    for name, first in (("a", 0), ("b", 60)):
        (root / name).mkdir(parents=True)
        for index in range(first, first + 60):
            picture(seed=index, grey=index < 90).save(root / name / f"{index}.png")
    shutil.copy(root / "a" / "3.png", root / "a" / "50 again.png")
    (root / "b" / "70 bad.png").write_text("words")
    return root


def plan_of(folder: Path) -> Plan:
    steps = planning.make(sources.parse(str(folder)))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def same(first: ImageSet, second: ImageSet) -> bool:
    assert first.labels is not None and second.labels is not None
    return (
        first.fingerprint == second.fingerprint
        and np.array_equal(first.pictures, second.pictures)
        and first.labels.tolist() == second.labels.tolist()
        and (first.skipped, first.copied) == (second.skipped, second.copied)
        and list(first.names) == list(second.names)
    )


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("apart", [False, True])
def test_threads_and_processes_of_any_number_give_the_same(
    many: Path, workers: int, apart: bool
) -> None:
    plan = plan_of(many)
    expected = list(decode.items(plan, SMALL, workers=1, apart=False))
    found = list(decode.items(plan, SMALL, workers=workers, apart=apart))
    assert [_facts(e) for e in found if e] == [_facts(e) for e in expected if e]
    assert len([e for e in found if e]) == plan.total == 122


def _facts(item: Item | Skipped) -> tuple[object, ...]:
    if isinstance(item, Skipped):
        return item.path, item.reason
    return item.where, item.label, item.mark, item.pixels.tobytes()


@pytest.mark.parametrize("after", [1, 40, 95, 121])
def test_a_cancelled_import_goes_on_where_it_was(
    many: Path, home: Path, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = load_folder(many)
    shutil.rmtree(home)
    stop_after(monkeypatch, after)
    with pytest.raises(KeyboardInterrupt):
        load_folder(many)
    monkeypatch.undo()
    monkeypatch.setenv("GENSTUDIO_HOME", str(home))
    read = count_raws(monkeypatch)
    *told, last = load(str(many), size=32, channels="auto", fit="crop")
    assert isinstance(last, Imported) and same(last.images, whole)
    assert isinstance(told[0], Importing) and told[0].done == after
    assert len(read) == 122 - after
    assert [path.name[0] for path in (home / "cache" / "pictures").iterdir()] != ["."]


def stop_after(monkeypatch: pytest.MonkeyPatch, entries: int) -> None:
    """Interrupt the import when it has taken in so many entries."""
    original = part.Part.add

    def add(self: part.Part, item: Item | Skipped) -> None:
        if self.done == entries:
            raise KeyboardInterrupt
        original(self, item)

    monkeypatch.setattr(part.Part, "add", add)


def count_raws(monkeypatch: pytest.MonkeyPatch) -> list[Raw]:
    read: list[Raw] = []
    original = decode._Crew.decode
    monkeypatch.setattr(
        decode._Crew, "decode", lambda self, chunk: read.extend(chunk) or original(self, chunk)
    )
    return read


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 on this system")
def test_a_killed_import_goes_on_where_it_was_last_saved(many: Path, home: Path) -> None:
    code = """
        import sys, time
        from genstudio.data import part
        from genstudio.data.load import load_now
        part._SAVE_SECONDS = 0.0
        add = part.Part.add
        def slowly(self, item):
            add(self, item)
            self.save()
            if self.done == 60:
                print("half", flush=True)
                time.sleep(60)
        part.Part.add = slowly
        load_now(sys.argv[1], size=32, channels="auto", fit="crop")
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(many)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "half\n"
        os.kill(process.pid, signal.SIGKILL)
    told = next(iter(load(str(many), size=32, channels="auto", fit="crop")))
    assert isinstance(told, Importing) and told.done == 60
    killed = load_folder(many)
    shutil.rmtree(home)
    assert same(load_folder(many), killed)


@pytest.mark.parametrize("name", ["part.json", "ledger.bin", "names.part", "left_out.jsonl", "npy"])
@pytest.mark.parametrize("how", ["gone", "cut", "nonsense"])
def test_a_damaged_part_is_begun_anew(
    many: Path, home: Path, name: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = load_folder(many)
    shutil.rmtree(home)
    stop_after(monkeypatch, 100)
    with pytest.raises(KeyboardInterrupt):
        load_folder(many)
    monkeypatch.undo()
    monkeypatch.setenv("GENSTUDIO_HOME", str(home))
    [path] = [path for path in home.rglob(f"*{name}") if path.is_file()]
    data = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(data[: len(data) // 2] if how == "cut" else b"{}")
    assert same(load_folder(many), whole)


def test_two_who_want_the_same_set_take_turns(many: Path) -> None:
    first = load(str(many), size=32, channels="auto", fit="crop")
    begun = next(first)
    assert isinstance(begun, Importing) and begun.done == 0
    second = load(str(many), size=32, channels="auto", fit="crop")
    waiting = next(second)
    assert waiting == Importing(0, 122, "Reading many")
    *_, mine = first
    *_, theirs = second
    assert isinstance(mine, Imported) and isinstance(theirs, Imported)
    assert same(mine.images, theirs.images)


def test_a_picture_that_kills_its_reader_is_skipped_alone(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = worker._CODE.replace(
        "worker.serve()",
        "inner = worker.picture.decode_any\n"
        "def decode_any(content, *args, **options):\n"
        "    if str(content).endswith('70.png'): import os; os._exit(9)\n"
        "    return inner(content, *args, **options)\n"
        "worker.picture.decode_any = decode_any\n"
        "worker.serve()",
    )
    monkeypatch.setattr(worker, "_CODE", code)
    found = [each for each in decode.items(plan_of(many), SMALL, workers=2, apart=True) if each]
    skipped = {each.path: each.reason for each in found if isinstance(each, Skipped)}
    assert set(skipped) == {"b/70.png", "b/70 bad.png"} and len(found) == 122
    assert "brought its reader down" in skipped["b/70.png"]


@pytest.mark.parametrize("apart", [False, True])
def test_what_takes_minutes_can_be_cancelled_at_once(
    many: Path, monkeypatch: pytest.MonkeyPatch, apart: bool
) -> None:
    def slowly(*_: object, **__: object) -> None:
        time.sleep(5)
        raise DataError("slow")

    monkeypatch.setattr("genstudio.data.picture.decode_any", slowly)
    sleeping = "import time\nworker.picture.decode_any = lambda *_, **__: time.sleep(60)\n"
    code = worker._CODE.replace("worker.serve()", sleeping + "worker.serve()")
    monkeypatch.setattr(worker, "_CODE", code)
    items = decode.items(plan_of(many), SMALL, workers=2, apart=apart)
    assert next(items) is None  # each worker has 32 pictures in hand: minutes, were they waited for
    items.close()


def test_a_large_picture_is_decoded_by_the_program_itself(tmp_path: Path) -> None:
    Image.new("RGB", (5000, 4000), (200, 20, 20)).save(tmp_path / "large.png")
    child = worker.Child()
    try:
        [found] = child.decode([tmp_path / "large.png"], SMALL)
    finally:
        child.close()
    assert not isinstance(found, str) and found[0].shape == (3, 32, 32)


def test_a_decoding_process_knows_neither_torch_nor_qt(many: Path) -> None:
    code = worker._CODE.replace(
        "worker.serve()",
        "assert not {'torch', 'PySide6', 'pydantic'} & set(sys.modules), sys.modules\n"
        "worker.serve()",
    )
    before, worker._CODE = worker._CODE, code
    child = worker.Child()
    try:
        found = child.decode([many / "a" / "1.png"], SMALL)
        assert not isinstance(found[0], str)
    finally:
        worker._CODE = before
        child.close()


def test_too_little_room_on_the_disk_is_said_before_anything_is_read(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil._ntuple_diskusage(100, 100, 64 * 2**20 + 1000)
    monkeypatch.setattr("genstudio.data.part.shutil.disk_usage", lambda _: usage)
    with pytest.raises(DataError, match=r"many needs 0\.0 GB of room .* 0\.0 GB are free"):
        load_folder(many)


def test_looking_through_a_folder_can_be_closed(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("genstudio.data.folder._OFTEN", 1)
    monkeypatch.setattr("genstudio.data.planning._INTERVAL", 0.0)
    steps = sources.describing(str(many))
    first = next(steps)
    assert first.total == 0 and first.what == "Looking through many"
    steps.close()
    told = list(load(str(many), size=32, channels="auto", fit="crop"))
    assert {"Looking through many", "Reading many"} <= {
        event.what for event in told if isinstance(event, Importing)
    }
