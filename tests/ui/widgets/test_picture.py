"""The picture view: layout, pixels, keyboard, saving."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from genstudio.core.storage import StorageError
from genstudio.ui.widgets.picture import PictureView
from genstudio.ui.widgets.sheet import Layout, best_columns, pack


@pytest.fixture
def view(qtbot: QtBot) -> PictureView:
    view = PictureView(name="Made pictures")
    qtbot.addWidget(view)
    view.resize(320, 240)
    view.show()
    return view


def coloured(count: int) -> np.ndarray:
    pictures = np.zeros((count, 3, 28, 28), np.uint8)
    pictures[:, 0] = np.arange(count)[:, None, None] * 20
    pictures[:, 2] = 7
    return pictures


def test_pack_places_each_picture_and_leaves_gaps_clear() -> None:
    layout = Layout(3, 28, 28, 2, 1)
    sheet = pack(coloured(3), layout)
    assert layout.size == (57, 57)
    assert [int(sheet[y, x]) for y, x in ((0, 0), (0, 29), (29, 0))] == [
        0xFF000007, 0xFF140007, 0xFF280007,
    ]  # fmt: skip
    assert sheet[0, 28] == 0 and sheet[40, 40] == 0


def test_pack_spreads_grey_to_three_channels() -> None:
    sheet = pack(np.full((1, 1, 28, 28), 0x55, np.uint8), Layout(1, 28, 28, 1, 0))
    assert (sheet == 0xFF555555).all()


@pytest.mark.parametrize(
    ("room", "columns"), [((800, 100), 8), ((100, 800), 1), ((400, 400), 3), ((800, 400), 4)]
)
def test_best_columns_fill_the_room(room: tuple[int, int], columns: int) -> None:
    assert best_columns(8, 28, 28, room) == columns


def test_layout_knows_which_picture_lies_where() -> None:
    layout = Layout(5, 10, 10, 3, 1)
    assert [layout.index_at(*layout.corner(index)) for index in range(5)] == [0, 1, 2, 3, 4]
    assert layout.index_at(10.5, 3) is None
    assert layout.index_at(25, 15) is None
    assert layout.index_at(-1, 3) is None


def test_pixels_on_screen_are_crisp(view: PictureView) -> None:
    pictures = np.zeros((1, 1, 28, 28), np.uint8)
    pictures[0, 0, ::2, ::2] = 255
    view.show_pictures(pictures)
    shot = view.grab().toImage()
    rect = view.picture_rect(0).toRect()
    values = {
        shot.pixel(x, y) & 0xFF
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    }
    assert values == {0, 255}
    assert rect.width() % 28 == 0


def test_image_outlives_the_caller_s_array(view: PictureView) -> None:
    pictures = coloured(4)
    view.show_pictures(pictures, columns=2)
    pictures[:] = 0
    del pictures
    image = view.picture()
    assert image.pixel(29, 0) == 0xFF140007
    assert (image.width(), image.height()) == (57, 57)


def test_click_tells_the_index(view: PictureView, qtbot: QtBot) -> None:
    view.show_pictures(coloured(6), columns=3)
    with qtbot.waitSignal(view.clicked) as blocker:
        qtbot.mouseClick(
            view, Qt.MouseButton.LeftButton, pos=view.picture_rect(4).center().toPoint()
        )
    assert blocker.args == [4]
    assert view.index_at(QPointF(0, 0)) is None


def test_keyboard_moves_and_chooses(view: PictureView, qtbot: QtBot) -> None:
    view.show_pictures(coloured(6), columns=3)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(view, key)
    with qtbot.waitSignal(view.clicked) as blocker:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert blocker.args == [4]


def test_columns_follow_the_shape_of_the_widget(view: PictureView) -> None:
    view.show_pictures(coloured(8))
    view.resize(800, 120)
    wide = view.picture().width()
    view.resize(120, 800)
    assert view.picture().width() < wide


def test_copy_and_save(view: PictureView, tmp_path: Path) -> None:
    view.show_pictures(coloured(4), columns=4)
    view.copy_action.trigger()
    assert QGuiApplication.clipboard().image().size() == view.picture().size()
    view.save_png(tmp_path / "sheet.png", text={"genstudio": "z"})
    image = QImage(str(tmp_path / "sheet.png"))
    assert image.text("genstudio") == "z"
    assert image.pixel(29, 0) == 0xFF140007


def test_saving_where_one_may_not_is_a_sentence(view: PictureView, tmp_path: Path) -> None:
    view.show_pictures(coloured(1))
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError):
        view.save_png(tmp_path / "file" / "sheet.png")


def test_sentence_when_empty(view: PictureView) -> None:
    view.show_text("Nothing yet.")
    assert view.count == 0
    assert view.accessibleDescription() == "Nothing yet."
    assert not view.save_action.isEnabled()
    view.show_pictures(coloured(2))
    assert view.accessibleDescription() == "2 pictures of 28 by 28 pixels"
    assert [action.isEnabled() for action in view.context_menu().actions()] == [True, True]
