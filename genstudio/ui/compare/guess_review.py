"""Every picture that was judged, in its order, marked right or wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem

from genstudio.runs.guessing import Guess
from genstudio.ui import icons, theme
from genstudio.ui.widgets.sheet import Layout, pack

_SIDE = 84  # px of a picture
_FRAME = 3
_MARK = 20
_AT_ONCE = 10
_CELL = QSize(132, 136)


class GuessReview(QListWidget):
    """A grid of the game's pictures with what was said of each."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._guesses: tuple[Guess, ...] = ()
        self._names: dict[str, str] = {}
        self._marks: dict[bool, QPixmap] = {}
        self._rest = QTimer(self, interval=0, singleShot=True)
        self._rest.timeout.connect(self._fill)
        self.setAccessibleName("Judged pictures")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setGridSize(_CELL)
        self.setUniformItemSizes(True)
        self.setWordWrap(True)

    def show_guesses(self, guesses: Sequence[Guess], names: Mapping[str, str]) -> None:
        """Show these rounds; `names` are the runs' by their key."""
        self._guesses, self._names = tuple(guesses), dict(names)
        self.recolour()

    def recolour(self) -> None:
        """Draw the marks in the theme's colours."""
        self.clear()
        surface = theme.colours().surface
        self._marks = {
            is_right: icons.picture("check" if is_right else "close", _MARK - 4, surface)
            for is_right in (True, False)
        }
        self._fill()

    @Slot()
    def _fill(self) -> None:
        """Add the next few; the window goes on in between."""
        start = self.count()
        for place, guess in enumerate(self._guesses[start : start + _AT_ONCE], start=start + 1):
            picture = _picture(guess, self._marks[guess.is_right])
            item = QListWidgetItem(QIcon(picture), _words(guess))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            item.setToolTip(self._tip(place, guess))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self._tip(place, guess))
            self.addItem(item)
        if self.count() < len(self._guesses):
            self._rest.start()

    def _tip(self, place: int, guess: Guess) -> str:
        name = self._names.get(guess.round.run, "")
        whose = f"held out from “{name}”" if guess.round.is_real else f"made by “{name}”"
        critic = {None: "", True: " Its discriminator said real.", False: " Its discriminator "
                  "said made."}[guess.round.critic]  # fmt: skip
        return f"Picture {place}, {whose}. {_verdict(guess)}.{critic}"


def _verdict(guess: Guess) -> str:
    if guess.said_real is None:
        return "Out of time"
    said = "real" if guess.said_real else "made"
    return f"{'Right' if guess.is_right else 'Wrong'}: you said {said}"


def _words(guess: Guess) -> str:
    kind = "Real" if guess.round.is_real else "Made"
    said = {True: "you: real", False: "you: made", None: "out of time"}[guess.said_real]
    return f"{kind}\n{said}"


def _picture(guess: Guess, mark: QPixmap) -> QPixmap:
    """The picture in a frame of the verdict's colour, with a tick or a cross for all eyes."""
    colours = theme.colours()
    colour = colours.good if guess.is_right else colours.bad
    pixmap = QPixmap(_SIDE, _SIDE)
    pixmap.fill(QColor(colours.surface))
    painter = QPainter(pixmap)
    room = QRect(0, 0, _SIDE, _SIDE).adjusted(_FRAME, _FRAME, -_FRAME, -_FRAME)
    painter.drawImage(room, _image(guess.round.picture))
    painter.setPen(QPen(QColor(colour), _FRAME))
    painter.drawRect(pixmap.rect().adjusted(1, 1, -2, -2))
    corner = QRect(_SIDE - _MARK, _SIDE - _MARK, _MARK, _MARK)
    painter.fillRect(corner, QColor(colour))
    painter.drawPixmap(corner.adjusted(2, 2, -2, -2), mark)
    painter.end()
    return pixmap


def _image(picture: np.ndarray) -> QImage:
    _, height, width = picture.shape
    sheet = pack(picture[None], Layout(1, height, width, 1, 0))
    image = QImage(
        sheet.data, width, height, sheet.strides[0], QImage.Format.Format_ARGB32_Premultiplied
    )
    return image.copy()  # the sheet's memory ends here
