"""The queue: an order that survives everything, one worker, names that say what varies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from genstudio.core import storage, sweep
from genstudio.core.recipe import Recipe, RecipeError
from genstudio.runs.library import Library
from genstudio.runs.queue import Queue, Waiting
from genstudio.runs.turns import line_up, take_turn


@pytest.fixture
def empty(home) -> Library:
    return Library(bundled=home / "none")


@pytest.fixture
def queue(empty) -> Queue:
    return Queue(empty.root)


def item(name: str, **values) -> Waiting:
    return Waiting(recipe=Recipe(**values).model_dump(), name=name)


def names(queue: Queue) -> list[str]:
    return [waiting.name for waiting in queue.waiting()]


def test_an_empty_queue_needs_no_file(queue):
    assert queue.waiting() == () and queue.front() is None
    assert not queue.path.exists()


def test_what_is_added_is_there_for_the_next_program(queue):
    queue.add([item("a", seed=3), item("b")])
    again = Queue(queue.path.parent)
    assert names(again) == ["a", "b"]
    assert again.waiting()[0].read_recipe() == Recipe(seed=3)
    assert again.waiting() == queue.waiting()


def test_reordering_editing_removing_and_undoing(queue):
    queue.add([item(name) for name in "abcd"])
    keys = [waiting.key for waiting in queue.waiting()]
    queue.move(keys[3], 0)
    queue.move(keys[0], 99)
    assert names(queue) == ["d", "b", "c", "a"]
    queue.change(keys[1], recipe=Recipe(steps=7).model_dump(), name="B")
    assert queue.waiting()[1].read_recipe().steps == 7
    removed = queue.remove([keys[3], keys[2]])
    assert names(queue) == ["B", "a"]
    queue.restore(removed)
    assert names(queue) == ["d", "B", "c", "a"]
    queue.restore(removed)  # a second undo brings nothing twice
    assert names(queue) == ["d", "B", "c", "a"]
    queue.remove(keys)
    assert queue.front() is None


def test_one_that_has_begun_stays_in_front(queue, empty):
    queue.add([item("a"), item("b"), item("c")])
    first, _, third = queue.waiting()
    folder = take_turn(empty, queue, first)
    queue.move(third.key, 0)
    queue.move(first.key, 2)
    assert names(queue) == ["a", "c", "b"]
    assert queue.front().run == str(folder.path)
    assert folder.read_summary().name == "a"
    assert take_turn(empty, queue, queue.front()) == folder  # not a second run


@pytest.mark.parametrize("status", ["done", "diverged", "failed"])
def test_the_front_skips_what_ended_elsewhere(queue, empty, status):
    queue.add([item("a"), item("b")])
    take_turn(empty, queue, queue.front()).change_summary(status=status)
    assert queue.front().name == "b" and names(queue) == ["b"]


def test_the_front_skips_a_run_that_was_deleted_and_keeps_one_that_was_stopped(queue, empty):
    queue.add([item("a"), item("b")])
    folder = take_turn(empty, queue, queue.front())
    folder.change_summary(status="stopped")
    assert queue.front().name == "a"
    empty.delete(empty.entry(folder.path))
    assert queue.front().name == "b"


def test_a_sweep_gets_names_that_say_what_varies_and_a_group(queue, empty):
    recipe = Recipe(data="builtin:digits")
    axes = [sweep.Axis("beta", (1.0, 4.0)), sweep.seeds(0, 2)]
    made = sweep.variants(lambda values: recipe.change(**values), axes)
    line_up(empty, queue, made, varies=sweep.describe(axes), seconds=[1.0, 2.0, 3.0, 4.0])
    assert names(queue) == [f"vae digits, beta {b}, seed {s}" for b in (1, 4) for s in (0, 1)]
    assert {waiting.group for waiting in queue.waiting()} == {"vae digits: beta × seed"}
    assert [waiting.seconds for waiting in queue.waiting()] == [1, 2, 3, 4]
    folder = take_turn(empty, queue, queue.front())
    assert folder.read_summary().group == "vae digits: beta × seed"
    line_up(empty, queue, made[:1])  # the same again is not mistaken for the first
    assert names(queue)[-1] == "vae digits, beta 1, seed 0 2"
    line_up(empty, queue, sweep.variants(lambda _: recipe, []))
    assert names(queue)[-1] == "vae digits"


def test_a_damaged_file_is_named_and_left_alone(queue):
    queue.add([item("a")])
    queue.path.write_text("{not json", encoding="utf-8")
    with pytest.raises(storage.StorageError, match=r"queue\.json is damaged"):
        queue.add([item("b")])
    assert queue.path.read_text(encoding="utf-8") == "{not json"


def test_a_recipe_of_another_version_is_one_bad_item_not_a_bad_queue(queue):
    queue.add([Waiting(recipe={"colour_of_magic": 8}, name="odd"), item("b")])
    with pytest.raises(RecipeError, match="colour_of_magic"):
        queue.front().read_recipe()
    assert names(queue) == ["odd", "b"]


def test_many_programs_at_once_lose_nothing(queue):
    def add(number: int) -> None:
        for index in range(10):
            Queue(queue.path.parent).add([item(f"{number}-{index}")])

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(queue)) == 40
    assert [n for n in names(queue) if n[0] == "0"] == [f"0-{index}" for index in range(10)]


def test_one_program_works_through_the_line_at_a_time(queue):
    queue.add([item("a")])
    other = subprocess.Popen(
        [sys.executable, "-c", _WORK, str(queue.path.parent)], stdout=subprocess.PIPE
    )
    try:
        assert other.stdout.readline() == b"working\n"
        assert queue.other_worker() == other.pid
        with pytest.raises(ValueError, match=f"process {other.pid}"), queue.working():
            raise AssertionError("two at work")
    finally:
        other.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        other.wait()
        other.stdout.close()
    assert queue.other_worker() == 0  # the dead hold nothing
    with queue.working():
        assert json.loads(queue.path.read_text(encoding="utf-8"))["worker"] == os.getpid()
    assert names(queue) == ["a"]


def test_another_process_of_the_same_number_is_not_the_worker(queue):
    with queue.working():
        values = json.loads(queue.path.read_text(encoding="utf-8"))
    stranger = {"worker": psutil.Process().ppid(), "worker_began": values["worker_began"] - 900}
    queue.path.write_text(json.dumps(values | stranger), encoding="utf-8")
    assert queue.other_worker() == 0


def test_killed_while_changing_the_line_it_is_whole(queue):
    queue.add([item("keep")])
    for _ in range(3):
        churn = subprocess.Popen([sys.executable, "-c", _CHURN, str(queue.path.parent)])
        while len(names(queue)) < 4 and churn.poll() is None:
            time.sleep(0.002)
        churn.kill()
        churn.wait()
        assert names(queue)[0] == "keep" and len(names(queue)) >= 4
        queue.remove([waiting.key for waiting in queue.waiting()[1:]])
    assert names(queue) == ["keep"]


_WORK = """
import sys, time, pathlib
from genstudio.runs.queue import Queue
with Queue(pathlib.Path(sys.argv[1])).working():
    print("working", flush=True)
    time.sleep(60)
"""
_CHURN = """
import sys, pathlib
from genstudio.core.recipe import Recipe
from genstudio.runs.queue import Queue, Waiting
queue = Queue(pathlib.Path(sys.argv[1]))
while True:
    queue.add([Waiting(recipe=Recipe().model_dump(), name="more")])
"""
