"""Direct or threaded, newest wins, nothing stale."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from genstudio.ui.explore.painter import DIRECT_MS, Drawing, Painter
from genstudio.ui.threads import Failure


class Net:
    """A model whose pictures say which latent they were made from; notes who decodes."""

    def __init__(self, stamp: str = "a", seconds: float = 0.0) -> None:
        self.stamp, self.seconds = stamp, seconds
        self.threads: list[int] = []
        self.seen: list[float] = []
        self.gate = threading.Event()
        self.gate.set()
        self.failure: Exception | None = None

    def decode(self, z: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        self.threads.append(threading.get_ident())
        self.gate.wait(10)
        if self.failure is not None:
            raise self.failure
        time.sleep(self.seconds)
        self.seen.append(float(z[0, 0]))
        return np.repeat(z[:, :1].astype(np.uint8), 4, 1).reshape(len(z), 1, 2, 2)

    def with_weights(self, tensors: Any, *, stamp: str) -> Net:
        newer = Net(stamp, self.seconds)
        newer.threads = self.threads
        return newer


@pytest.fixture
def painter(app: QApplication) -> Iterator[Painter]:
    owner = QObject()
    painter = Painter(owner)
    yield painter
    painter.close()


@pytest.fixture
def drawn(painter: Painter) -> list[Drawing]:
    drawings: list[Drawing] = []
    painter.drawn.connect(drawings.append)
    return drawings


def z(value: float, count: int = 1) -> np.ndarray:
    return np.full((count, 3), value, np.float32)


def use(painter: Painter, net: Net) -> None:
    painter.use(net)  # type: ignore[arg-type]


def test_the_first_decode_never_holds_up_the_window(
    painter: Painter, drawn: list[Drawing], qtbot: QtBot
) -> None:
    net = Net()
    use(painter, net)
    painter.draw(z(1))
    assert not drawn
    qtbot.waitUntil(lambda: len(drawn) == 1)
    assert net.threads[0] != threading.get_ident()
    assert drawn[0].pictures[0, 0, 0, 0] == 1


def test_a_quick_decoder_draws_in_the_same_turn(
    painter: Painter, drawn: list[Drawing], qtbot: QtBot
) -> None:
    net = Net()
    use(painter, net)
    painter.draw(z(1))
    qtbot.waitUntil(lambda: len(drawn) == 1)
    qtbot.wait(20)
    painter.draw(z(2))
    assert [d.pictures[0, 0, 0, 0] for d in drawn] == [1, 2]
    assert net.threads[-1] == threading.get_ident()
    assert drawn[-1].direct


def test_moves_within_a_frame_share_one_decode_of_the_newest(
    painter: Painter, drawn: list[Drawing], qtbot: QtBot
) -> None:
    net = Net()
    use(painter, net)
    painter.draw(z(1))
    qtbot.waitUntil(lambda: len(drawn) == 1)
    qtbot.wait(20)
    for value in range(2, 60):
        painter.draw(z(value))
    qtbot.waitUntil(lambda: drawn[-1].z[0, 0] == 59)
    assert len(net.seen) < 30


def test_a_slow_decoder_stays_on_its_thread_and_draws_only_the_newest(
    painter: Painter, drawn: list[Drawing], qtbot: QtBot
) -> None:
    net = Net(seconds=2 * DIRECT_MS / 1000)
    use(painter, net)
    painter.draw(z(0))
    qtbot.waitUntil(lambda: len(drawn) == 1)
    net.gate.clear()
    for value in range(1, 20):
        painter.draw(z(value))
        qtbot.wait(1)
    net.gate.set()
    qtbot.waitUntil(lambda: drawn[-1].z[0, 0] == 19)
    assert threading.get_ident() not in net.threads
    assert len(net.seen) <= 4
    assert painter.is_idle


def test_an_answer_of_the_model_before_is_dropped(
    painter: Painter, drawn: list[Drawing], qtbot: QtBot
) -> None:
    old, new = Net("old"), Net("new")
    old.gate.clear()
    use(painter, old)
    painter.draw(z(1))
    use(painter, new)
    painter.draw(z(2))
    old.gate.set()
    qtbot.waitUntil(lambda: painter.is_idle)
    assert [d.stamp for d in drawn] == ["new"]


def test_without_a_model_nothing_is_drawn_and_nothing_late_arrives(
    painter: Painter, drawn: list[Drawing], qtbot: QtBot
) -> None:
    net = Net()
    net.gate.clear()
    use(painter, net)
    painter.draw(z(1))
    painter.use(None)
    net.gate.set()
    painter.draw(z(2))
    qtbot.waitUntil(lambda: painter.is_idle)
    qtbot.wait(20)
    assert drawn == []


def test_newer_weights_come_with_the_next_drawing(
    painter: Painter, drawn: list[Drawing], qtbot: QtBot
) -> None:
    use(painter, Net("step 0"))
    painter.draw(z(1))
    for step in range(1, 4):
        painter.sharpen({}, f"step {step}")
        painter.draw(z(1))
        qtbot.waitUntil(lambda step=step: bool(drawn) and drawn[-1].stamp == f"step {step}")
    assert painter.model is not None
    assert painter.model.stamp == "step 3"


def test_weights_are_not_lost_when_their_question_is_overtaken(
    painter: Painter, drawn: list[Drawing], qtbot: QtBot
) -> None:
    net = Net("step 0", seconds=0.02)
    net.gate.clear()
    use(painter, net)
    painter.draw(z(1))
    painter.sharpen({}, "step 1")
    painter.draw(z(2))  # waits behind the first
    painter.draw(z(3))  # takes its place
    net.gate.set()
    qtbot.waitUntil(lambda: painter.is_idle)
    assert drawn[-1].stamp == "step 1"
    assert drawn[-1].z[0, 0] == 3


@pytest.mark.parametrize("direct", [False, True])
def test_a_decode_that_fails_is_told_and_the_next_one_is_drawn(
    painter: Painter, drawn: list[Drawing], qtbot: QtBot, direct: bool
) -> None:
    net, failures = Net(), list[Failure]()
    painter.failed.connect(failures.append)
    use(painter, net)
    if direct:
        painter.draw(z(0))
        qtbot.waitUntil(lambda: len(drawn) == 1)
        qtbot.wait(20)
    net.failure = ValueError("These weights are broken. Choose another run.")
    painter.draw(z(1))
    qtbot.waitUntil(lambda: len(failures) == 1)
    assert failures[0].message == "These weights are broken. Choose another run."
    net.failure = None
    painter.draw(z(2))
    qtbot.waitUntil(lambda: bool(drawn) and drawn[-1].z[0, 0] == 2)
