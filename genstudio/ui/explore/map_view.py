"""The map itself: points, thumbnails when close, empty regions, a lasso, a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from genstudio.ui import theme
from genstudio.ui.explore.map_raster import (
    Camera,
    class_colours,
    ground,
    inside,
    raster,
    size_for,
)
from genstudio.ui.explore.thumbnail import thumbnail
from genstudio.ui.widgets.sheet import Layout, pack

if TYPE_CHECKING:
    from genstudio.runs.plane import Grid, Plane

Tool = Literal["move", "walk", "lasso"]
_THUMB = 36
_MOST_THUMBS = 160
_CLICK = 5  # pixels: less is no drag


class MapView(QWidget):
    """Shows a `Plane`; it only shows and tells what the pointer does."""

    hovered = Signal(object)  # place (1, 2), or None when the pointer has left
    picked = Signal(object)  # place (1, 2)
    walked = Signal(object)  # places (N, 2) of a drawn path
    caught = Signal(object)  # indices of the points in a lasso

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show a sentence until there is a plane."""
        super().__init__(parent)
        self.tool: Tool = "move"
        self.hidden: frozenset[int] = frozenset()  # classes that are not drawn
        self._plane: Plane | None = None
        self._grid: Grid | None = None
        self._camera = Camera(0, 0, 1, 1, 1)
        self._order = np.zeros(0, np.int64)
        self._colours = np.zeros(0, np.uint32)
        self._gathered: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
        self._buffer: np.ndarray | None = None  # the image's memory
        self._image: QImage | None = None
        self._seen = np.zeros(0, np.int64)
        self._shade: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None
        self._sheet: tuple[np.ndarray, QImage] | None = None
        self._thumbs: dict[int, QPixmap] = {}
        self._caught = np.zeros(0, np.int64)
        self._marker: np.ndarray | None = None
        self._inset: tuple[QPixmap, str] | None = None
        self._drag: list[QPointF] = []
        self._acting: Tool = "move"
        self._text = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 160)
        self.setAccessibleName("Map of the latents")

    # -- what is shown ----------------------------------------------------------------------

    @property
    def plane(self) -> Plane | None:
        """What is mapped."""
        return self._plane

    @property
    def camera(self) -> Camera:
        """Which part is seen."""
        return self._camera

    def show_plane(self, plane: Plane | None) -> None:
        """Show a layout, all of it."""
        self._plane, self._caught, self._marker = plane, np.zeros(0, np.int64), None
        self._thumbs.clear()
        self._shade = self._gathered = None
        self._seen = np.zeros(0, np.int64)
        if plane is not None:
            self._order = np.random.default_rng(0).permutation(len(plane))
            self._paint_classes()
            self._shade = _shade(plane)
            self.fit()
            words = f"{len(plane):,} points"
            self.setAccessibleDescription(f"{words}. Arrows move, + and − zoom, Enter goes there.")
        self._redraw()

    def show_grid(self, grid: Grid | None) -> None:
        """Show the decoder's pictures behind the points, or none."""
        self._grid, self._sheet, self._image = grid, None, None
        if grid is not None:
            height, width = grid.pictures.shape[2:]
            layout = Layout(len(grid.pictures), height, width, grid.side, 0)
            packed = pack(grid.pictures, layout)
            kind = QImage.Format.Format_ARGB32_Premultiplied
            across, down = layout.size
            self._sheet = packed, QImage(packed.data, across, down, packed.strides[0], kind)
        self.update()

    def show_text(self, sentence: str) -> None:
        """Show `sentence` while there is no plane."""
        self._text = sentence
        self.update()

    def show_inset(self, picture: QPixmap | None, words: str = "") -> None:
        """Show a picture in the corner: what is drawn under the pointer."""
        self._inset = None if picture is None else (picture, words)
        self.update()

    def show_marker(self, place: np.ndarray | None) -> None:
        """Mark where the sliders are, `(2,)`."""
        self._marker = place
        self.update()

    def show_caught(self, rows: np.ndarray) -> None:
        """Mark the points of a lasso."""
        self._caught, self._gathered = rows, None
        self._redraw()

    def hide_classes(self, hidden: frozenset[int]) -> None:
        """Draw these classes no more."""
        self.hidden, self._gathered = hidden, None
        self._redraw()

    def fit(self) -> None:
        """See everything."""
        if self._plane is not None:
            self._camera = Camera.over(self._plane.places, self.width(), self.height())
            self._redraw()

    def zoom(self, factor: float) -> None:
        """Go nearer to the middle, or away."""
        self._look(self._camera.zoomed(factor, (self.width() / 2, self.height() / 2)))

    # -- Qt ---------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """As much as there is."""
        return QSize(420, 420)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See the same middle."""
        first = self._camera.width <= 1
        self._camera = self._camera.sized(self.width(), self.height())
        if first:
            self.fit()
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._plane is not None:
            self._paint_classes()
            self._shade = _shade(self._plane)
            self._redraw()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the layers, from the ground up."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        if self._plane is None:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(20, 20, -20, -20), int(flags), self._text)
            return
        if self._sheet is not None and self._grid is not None:
            reach = self._grid.reach
            everything = self._rect(QRectF(-reach, -reach, 2 * reach, 2 * reach))
            painter.drawImage(everything, self._sheet[1])
        self._paint_points(painter)
        self._paint_marks(painter)
        self._paint_inset(painter)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move the map, a walk (Shift), or a lasso (Ctrl)."""
        if event.button() == Qt.MouseButton.LeftButton and self._plane is not None:
            keys = event.modifiers()
            self._acting = self.tool
            if keys & Qt.KeyboardModifier.ShiftModifier:
                self._acting = "walk"
            elif keys & Qt.KeyboardModifier.ControlModifier:
                self._acting = "lasso"
            self._drag = [event.position()]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the map, draw, or tell what is under the pointer."""
        place = event.position()
        if not self._drag:
            if self._plane is not None:
                self.hovered.emit(self._camera.place(place.x(), place.y()))
            return
        if self._acting == "move":
            step = place - self._drag[-1]
            self._look(self._camera.moved(step.x(), step.y()))
        self._drag.append(place)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take what was clicked or drawn."""
        if event.button() != Qt.MouseButton.LeftButton or not self._drag:
            return
        drawn, self._drag = [*self._drag, event.position()], []
        at = np.array([[p.x(), p.y()] for p in drawn])
        if np.ptp(at, axis=0).max() < _CLICK:
            self.picked.emit(self._camera.place(*at[0]))
        elif self._acting == "walk":
            self.walked.emit(np.concatenate([self._camera.place(*each) for each in at]))
        elif self._acting == "lasso" and self._plane is not None:
            shown = np.flatnonzero(self._is_shown())
            pixels = self._camera.pixels(self._plane.places[shown])
            self.caught.emit(shown[inside(at, pixels)])
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer now."""
        self.hovered.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        at = event.position()
        self._look(self._camera.zoomed(1.2 ** (event.angleDelta().y() / 120), (at.x(), at.y())))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, + and − zoom, 0 fits, Enter goes to the middle, Escape ends a drawing."""
        key, step = Qt.Key(event.key()), 40
        moves = {
            Qt.Key.Key_Left: (step, 0), Qt.Key.Key_Right: (-step, 0),
            Qt.Key.Key_Up: (0, step), Qt.Key.Key_Down: (0, -step),
        }  # fmt: skip
        if key in moves:
            self._look(self._camera.moved(*moves[key]))
            self.hovered.emit(self._camera.place(self.width() / 2, self.height() / 2))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(1 / 1.25 if key == Qt.Key.Key_Minus else 1.25)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._plane is not None:
            self.picked.emit(self._camera.place(self.width() / 2, self.height() / 2))
        elif key == Qt.Key.Key_Escape and self._drag:
            self._drag = []
            self.update()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.update()

    # -- private ----------------------------------------------------------------------------

    def _look(self, camera: Camera) -> None:
        self._camera = camera
        self._redraw()

    def _redraw(self) -> None:
        """The points are drawn with the next painting, once however often this is called."""
        self._image = None
        self.update()

    def _is_shown(self) -> np.ndarray:
        assert self._plane is not None
        labels = self._plane.codes.labels
        if labels is None or not self.hidden:
            return np.ones(len(self._plane), bool)
        return ~np.isin(labels, list(self.hidden))

    def _paint_classes(self) -> None:
        assert self._plane is not None
        codes, self._gathered = self._plane.codes, None
        is_dark = theme.colours().is_dark
        if codes.labels is None:
            self._colours = np.repeat(class_colours(1, is_dark=is_dark), len(self._plane))
        else:
            palette = class_colours(max(len(codes.class_names), 1), is_dark=is_dark)
            self._colours = palette[np.clip(codes.labels, 0, len(palette) - 1)]

    def _gather(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return places, colours and rows in the order of painting; what is caught comes last."""
        assert self._plane is not None
        if self._gathered is None:
            order, colours = self._order, self._colours
            if self.hidden:
                order = order[self._is_shown()[order]]
            if len(self._caught):
                faint = colours & np.uint32(0x00FFFFFF) | np.uint32(0x30000000)
                colours = _premultiplied(faint)
                colours[self._caught] = self._colours[self._caught]
                order = np.concatenate([order, self._caught])
            places = np.asfortranarray(self._plane.places[order], np.float32)
            self._gathered = places, colours[order], order
        return self._gathered

    def _draw_points(self) -> None:
        places, colours, order = self._gather()
        shape = self._camera.height, self._camera.width
        if self._buffer is None or self._buffer.shape != shape:
            self._buffer = np.zeros(shape, np.uint32)
        if self._sheet is not None or self._shade is None:
            self._buffer[:] = 0
        else:
            ground(*self._shade, self._camera, self._buffer)
        size = size_for(len(self._seen) or len(order))
        seen = raster(places, colours, self._camera, size=size, on=self._buffer)
        self._seen = order[seen]
        kind = QImage.Format.Format_ARGB32_Premultiplied
        self._image = QImage(self._buffer.data, shape[1], shape[0], 4 * shape[1], kind)

    def _paint_points(self, painter: QPainter) -> None:
        if self._image is None:
            self._draw_points()
        assert self._image is not None
        painter.drawImage(0, 0, self._image)
        if 0 < len(self._seen) <= _MOST_THUMBS:
            self._paint_thumbs(painter)

    def _paint_thumbs(self, painter: QPainter) -> None:
        assert self._plane is not None
        at = self._camera.pixels(self._plane.places[self._seen])
        ratio = self.devicePixelRatioF()
        for index, (x, y) in zip(self._seen, at, strict=True):
            small = self._thumbs.get(int(index))
            if small is None:
                picture = self._plane.picture(int(index))
                if picture is None:
                    return
                small = thumbnail(picture, round(_THUMB * ratio))
                small.setDevicePixelRatio(ratio)
                self._thumbs[int(index)] = small
            colour = QColor.fromRgb(int(self._colours[index]) & 0xFFFFFF)
            painter.fillRect(QRectF(x - 20, y - 20, 40, 40), colour)
            painter.drawPixmap(QPointF(x - 18, y - 18), small)

    def _paint_marks(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = self.palette().color(QPalette.ColorRole.Text)
        if self._marker is not None:
            x, y = self._camera.pixels(np.asarray(self._marker, np.float32).reshape(1, 2))[0]
            for colour, width in ((self.palette().color(QPalette.ColorRole.Base), 5), (text, 2)):
                painter.setPen(QPen(colour, width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(float(x), float(y)), 8, 8)
        if self._drag and self._acting != "move":
            painter.setPen(QPen(text, 2))
            line = QPolygonF(self._drag)
            if self._acting == "lasso":
                painter.drawPolygon(line)
            else:
                painter.drawPolyline(line)

    def _paint_inset(self, painter: QPainter) -> None:
        if self._inset is None:
            return
        picture, words = self._inset
        side, line = 148, self.fontMetrics().height() + 4
        box = QRectF(self.width() - side - 8, self.height() - side - line - 8, side, side + line)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
        painter.setBrush(self.palette().base())
        painter.drawRect(box)
        painter.drawPixmap(QRectF(box.x() + 2, box.y() + 2, side - 4, side - 4).toRect(), picture)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        place = QRectF(box.x(), box.bottom() - line, side, line)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words)

    def _rect(self, place: QRectF) -> QRectF:
        """Where a rectangle of the plane (its top is the smaller y) lies in the view."""
        corners = np.array([[place.left(), place.bottom()], [place.right(), place.top()]])
        (left, top), (right, bottom) = self._camera.pixels(corners).tolist()
        return QRectF(left, top, right - left, bottom - top)


def _premultiplied(colours: np.ndarray) -> np.ndarray:
    """Return uint32 0xAARRGGBB with the colour scaled by its alpha."""
    alpha = colours >> 24
    parts = [((colours >> shift & 0xFF) * alpha // 255) << shift for shift in (16, 8, 0)]
    mixed: np.ndarray = (alpha << 24 | parts[0] | parts[1] | parts[2]).astype(np.uint32)
    return mixed


def _shade(plane: Plane) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the ground's colours, greyer where no points are, and which places they cover."""
    empty, low, high = plane.empty
    colours = theme.colours()
    base, grey = QColor(colours.surface), QColor(colours.muted)
    pairs = (base.red(), grey.red()), (base.green(), grey.green()), (base.blue(), grey.blue())
    parts = [round(0.82 * own + 0.18 * other) for own, other in pairs]
    shaded = QColor(*parts).rgb()
    return np.where(empty, np.uint32(shaded), np.uint32(base.rgb())), low, high
