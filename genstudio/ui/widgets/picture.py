"""A view of one picture or a grid of them: a single image, crisp at any size."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QImageWriter,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFileDialog, QMenu, QSizePolicy, QWidget

from genstudio.core import storage
from genstudio.ui.threads import Failure
from genstudio.ui.widgets.sheet import Layout, best_columns, pack

_MARGIN = 4
_WHOLE_ENOUGH = 0.7  # a whole-number scale is taken when it loses no more room than this


class PictureView(QWidget):
    """Shows uint8 pictures in a grid, scaled without blur; or a sentence when there are none."""

    clicked = Signal(int)  # the index of a picture, by mouse or by Enter

    def __init__(self, parent: QWidget | None = None, *, name: str = "Pictures") -> None:
        """Show nothing yet; `name` is what a screen reader says."""
        super().__init__(parent)
        self._pictures: np.ndarray | None = None
        self._columns: int | None = None
        self._layout: Layout | None = None
        self._sheet: np.ndarray | None = None  # the image's memory: must live as long as it does
        self._image = QImage()
        self._large: QImage | None = None
        self._text = ""
        self._current = 0
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(48, 48)
        self.copy_action = QAction("&Copy picture", self)
        self.copy_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.copy_action.triggered.connect(self.copy)
        self.save_action = QAction("&Save as PNG…", self)
        self.save_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.save_action.triggered.connect(self.ask_and_save)
        self.addActions([self.copy_action, self.save_action])
        self._describe()

    # -- what is shown ----------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many pictures are shown."""
        return self._layout.count if self._layout else 0

    @property
    def current(self) -> int:
        """The picture that the keyboard is on."""
        return self._current

    def show_pictures(self, pictures: np.ndarray, columns: int | None = None) -> None:
        """Show uint8 `(N, C, H, W)`, C of 1 or 3, in `columns` (None: what fits best)."""
        assert pictures.dtype == np.uint8 and pictures.ndim == 4 and pictures.shape[1] in (1, 3)
        if len(pictures) == 0:
            self.show_text(self._text)
            return
        self._pictures, self._columns = pictures, columns
        self._current = min(self._current, len(pictures) - 1)
        same = self._layout is not None and self._layout.count == len(pictures)
        self._arrange(again=True)
        if not same:
            self._describe()
        self.update()

    def show_text(self, sentence: str) -> None:
        """Show `sentence` and no pictures."""
        self._text, self._pictures, self._layout = sentence, None, None
        self._image, self._sheet = QImage(), None
        self._describe()
        self.update()

    def picture(self) -> QImage:
        """Return a copy of what is shown, one image pixel for each picture pixel."""
        return self._image.copy()

    def picture_rect(self, index: int) -> QRectF:
        """Where picture `index` lies in the widget."""
        assert self._layout is not None
        target, scale = self._target()
        left, top = self._layout.corner(index)
        width, height = self._layout.width * scale, self._layout.height * scale
        return QRectF(target.x() + left * scale, target.y() + top * scale, width, height)

    def index_at(self, place: QPointF) -> int | None:
        """Which picture lies at `place`; None beside them."""
        if self._layout is None:
            return None
        target, scale = self._target()
        offset = (place - target.topLeft()) / scale
        return self._layout.index_at(offset.x(), offset.y())

    @Slot()
    def copy(self) -> None:
        """Put the picture on the clipboard."""
        if not self._image.isNull():
            QGuiApplication.clipboard().setImage(self.picture())

    def save_png(self, path: Path, *, text: Mapping[str, str] | None = None) -> None:
        """Write the picture to `path`, with `text` as PNG text chunks.

        Raises `StorageError` with a sentence; an older file of that name is then untouched.
        """
        image = self.picture()
        for key, value in (text or {}).items():
            image.setText(key, value)
        storage.write_file(path, lambda temporary: _write_png(image, temporary))

    @Slot()
    def ask_and_save(self) -> None:
        """Ask for a file name and save the picture there."""
        name, _ = QFileDialog.getSaveFileName(
            self, "Save as PNG", f"{self.accessibleName().lower()}.png", "PNG pictures (*.png)"
        )
        if not name:
            return
        path = Path(name) if name.lower().endswith(".png") else Path(f"{name}.png")
        try:
            self.save_png(path)
        except OSError as error:
            from genstudio.ui import errors

            errors.show_failure(self, Failure.of(error))

    # -- Qt ---------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """A comfortable size; the view grows with its room."""
        return QSize(256, 256)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the letterbox and the sheet, or the sentence."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        if self._layout is None:
            self._paint_text(painter)
            return
        target, scale = self._target()
        pixels = scale * self.devicePixelRatioF()
        is_whole = pixels >= 1 and pixels == int(pixels)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_whole)
        painter.drawImage(target, self._image if is_whole else self._enlarged(pixels))
        if self.hasFocus():
            self._paint_focus(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the best number of columns for the new size."""
        self._arrange(again=False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which picture was clicked."""
        index = self.index_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index is not None:
            self._current = index
            self.update()
            self.clicked.emit(index)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrows, choose with Enter or Space."""
        key = Qt.Key(event.key())
        if self._layout is None:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit(self._current)
        elif (target := self._neighbour(key)) is not None:
            self._current = target
            self.update()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy and to save."""
        if self._layout is not None:
            self.context_menu().exec(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide where the keyboard was."""
        super().focusOutEvent(event)
        self.update()

    def context_menu(self) -> QMenu:
        """The menu of a right click."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.actions())
        return menu

    # -- private ----------------------------------------------------------------------------

    def _arrange(self, *, again: bool) -> None:
        if self._pictures is None:
            return
        count, _, height, width = self._pictures.shape
        room = (max(self.width() - 2 * _MARGIN, 1), max(self.height() - 2 * _MARGIN, 1))
        columns = self._columns or best_columns(count, height, width, room)
        gap = 0 if count == 1 else max(round(max(height, width) / 28), 1)
        layout = Layout(count, height, width, min(columns, count), gap)
        if again or layout != self._layout:
            self._layout, self._sheet = layout, pack(self._pictures, layout)
            across, down = layout.size
            self._large = None
            self._image = QImage(
                self._sheet.data,
                across,
                down,
                self._sheet.strides[0],
                QImage.Format.Format_ARGB32_Premultiplied,
            )

    def _target(self) -> tuple[QRectF, float]:
        """Where the sheet goes, and how many widget pixels a sheet pixel is wide."""
        assert self._layout is not None
        ratio = self.devicePixelRatioF()
        across, down = self._layout.size
        margin = min(_MARGIN, self.width() // 8, self.height() // 8)
        room = (self.width() - 2 * margin) * ratio, (self.height() - 2 * margin) * ratio
        scale = min(room[0] / across, room[1] / down)
        if scale >= 1 and int(scale) / scale >= _WHOLE_ENOUGH:
            scale = float(int(scale))
        left = round((self.width() * ratio - across * scale) / 2) / ratio
        top = round((self.height() * ratio - down * scale) / 2) / ratio
        return QRectF(left, top, across * scale / ratio, down * scale / ratio), scale / ratio

    def _enlarged(self, scale: float) -> QImage:
        """The sheet at the next whole scale; shrunk from there all its pixels look alike."""
        times = math.ceil(scale)
        if times <= 1:
            return self._image
        if self._large is None or self._large.width() != times * self._image.width():
            self._large = self._image.scaled(self._image.size() * times)
        return self._large

    def _neighbour(self, key: Qt.Key) -> int | None:
        assert self._layout is not None
        columns, last = self._layout.columns, self._layout.count - 1
        targets = {
            Qt.Key.Key_Left: self._current - 1,
            Qt.Key.Key_Right: self._current + 1,
            Qt.Key.Key_Up: self._current - columns,
            Qt.Key.Key_Down: self._current + columns,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        target = targets.get(key)
        return target if target is not None and 0 <= target <= last else None

    def _paint_text(self, painter: QPainter) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        room = self.rect().adjusted(16, 16, -16, -16)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(flags), self._text)
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _paint_focus(self, painter: QPainter) -> None:
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.picture_rect(self._current).adjusted(-1, -1, 1, 1))

    def _describe(self) -> None:
        enabled = self._layout is not None
        self.copy_action.setEnabled(enabled)
        self.save_action.setEnabled(enabled)
        if self._layout is None:
            self.setAccessibleDescription(self._text or "No pictures yet.")
            return
        size = f"{self._layout.width} by {self._layout.height} pixels"
        word = "picture" if self.count == 1 else "pictures"
        self.setAccessibleDescription(f"{self.count} {word} of {size}")


def _write_png(image: QImage, path: Path) -> None:
    writer = QImageWriter(str(path), b"PNG")
    if not writer.write(image):
        raise OSError(f"{path.name} could not be written: {writer.errorString()}")
