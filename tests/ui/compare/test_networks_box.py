"""Choosing feature networks in the question, and getting Inception's weights there."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from genstudio.core.events import Importing
from genstudio.evaluation import networks, weights
from genstudio.runs.scores import Question
from genstudio.ui.compare.networks_box import NetworksBox
from genstudio.ui.compare.question import QuestionDialog, remembered
from genstudio.ui.settings import Settings

CONTENT = b"these are the weights"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all packages, and other weights for the real ones."""
    monkeypatch.setattr(networks, "_is_installed", lambda _network: True)
    monkeypatch.setattr(weights, "SHA256", hashlib.sha256(CONTENT).hexdigest())


@pytest.fixture
def dialog(settings: Settings, qtbot: QtBot) -> Iterator[QuestionDialog]:
    """The question, shown."""
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = QuestionDialog("“one”", settings, parent)
    dialog.show()
    yield dialog
    dialog.reject()


def test_what_is_not_installed_cannot_be_ticked_and_says_why(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(networks, "_is_installed", lambda _network: False)
    box = NetworksBox(("lite0", "inception"))
    qtbot.addWidget(box)
    assert box.chosen == () and not any(each.isEnabled() for each in box.boxes.values())
    assert "genstudio[lite0]" in box.words.text() and "genstudio[fid]" in box.words.text()
    assert box.download.isHidden() and box.bar.isHidden()


def test_the_right_file_makes_fid_available_and_ticked(
    installed: None, dialog: QuestionDialog, tmp_path: Path, qtbot: QtBot, settings: Settings
) -> None:
    box = dialog.networks
    assert not box.boxes["inception"].isEnabled() and box.download.isVisible()
    assert "Nothing is downloaded unless you ask" in box.words.text()
    wrong = tmp_path / "wrong.pth"
    wrong.write_bytes(b"something else")
    box.take(wrong)
    qtbot.waitUntil(lambda: not box.is_busy)
    assert "another checksum" in box.words.text() and not box.boxes["inception"].isEnabled()
    right = tmp_path / "right.pth"
    right.write_bytes(CONTENT)
    box.take(right)
    qtbot.waitUntil(lambda: not box.is_busy)
    assert box.chosen == ("inception",) and box.download.isHidden()
    assert "checksum" not in box.words.text()
    assert "FID needs 2,049 pictures" in box.words.text()
    dialog.count.setValue(5000)
    assert "2,049" not in box.words.text()
    dialog.accept()
    assert remembered(settings) == Question(count=5000, also=("inception",))


def test_a_download_shows_progress_and_leaving_stops_it(
    installed: None, dialog: QuestionDialog, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    closed = []

    def slowly() -> Iterator[Importing]:
        try:
            for done in range(1, 100_000):
                yield Importing(done, 100_000, "weights (kB)")
                time.sleep(0.005)
        finally:
            closed.append(True)

    monkeypatch.setattr(weights, "fetch", slowly)
    box = dialog.networks
    box.fetch()
    qtbot.waitUntil(lambda: box.bar.value() > 0)
    assert box.bar.maximum() == 100_000 and box.stop.isVisible() and box.download.isHidden()
    dialog.reject()
    assert dialog.isVisible()  # until the thread has ended
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert closed and not box.is_busy and box.chosen == ()


def test_nothing_is_downloaded_without_a_yes(
    installed: None, dialog: QuestionDialog, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked, begun = [], []
    buttons = "genstudio.ui.compare.networks_box.QMessageBox.StandardButton"

    def question(*args: object) -> object:
        asked.append(args[2])
        return None

    monkeypatch.setattr("genstudio.ui.compare.networks_box.QMessageBox.question", question)
    monkeypatch.setattr(weights, "fetch", lambda: begun.append(buttons))
    dialog.networks.download.click()
    assert "96 MB will be downloaded from github.com" in str(asked[0]) and not begun
