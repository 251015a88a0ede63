"""All sliders of a model in one scrolling list; rows are made when they come into view."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCursor, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from genstudio.ui.explore.columns import STRIP, columns
from genstudio.ui.explore.ranking import Ranking
from genstudio.ui.explore.row import Row
from genstudio.ui.explore.wheel import WheelIntent

_AHEAD = 4  # rows made beyond what is seen


class SliderList(QScrollArea):
    """Shows one row for each latent dimension, in any order."""

    changed = Signal(int, float)
    lock_changed = Signal(int, bool)
    rename_asked = Signal(int)
    began = Signal()
    ended = Signal()
    focused = Signal(int)  # the dimension that has the keyboard
    widened = Signal(int)  # how wide the rows are now

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._rows: dict[int, Row] = {}
        self._order: tuple[int, ...] = ()
        self._z = np.zeros(0, np.float32)
        self._locked = np.zeros(0, bool)
        self._reach = 3.0
        self._names: tuple[str, ...] = ()
        self._bands: np.ndarray | None = None
        self._strips: np.ndarray | None = None
        self._stops: tuple[float, ...] = ()
        self._ranking: Ranking | None = None
        self._current = -1
        self._wheel = WheelIntent()
        self._inside = QWidget()
        self._inside.setAutoFillBackground(False)
        self.setWidget(self._inside)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Sliders, one for each latent dimension")
        self.verticalScrollBar().valueChanged.connect(self._make_visible_rows)

    # -- what is shown ----------------------------------------------------------------------

    @property
    def order(self) -> tuple[int, ...]:
        """The dimensions from top to bottom."""
        return self._order

    @property
    def current(self) -> int:
        """The dimension that has, or last had, the keyboard; −1 if there is none."""
        return self._current

    def row(self, dimension: int) -> Row:
        """The row of a dimension, made now if it was never in view."""
        if dimension not in self._rows:
            self._rows[dimension] = self._make(dimension)
            self._place(dimension)
        return self._rows[dimension]

    def start_over(self, count: int, names: tuple[str, ...] = ()) -> None:
        """Show `count` fresh dimensions in the order of their numbers; or axes by their `names`."""
        for row in self._rows.values():
            row.hide()
            row.deleteLater()
        self._rows.clear()
        self._order = tuple(range(count))
        self._z, self._locked = np.zeros(count, np.float32), np.zeros(count, bool)
        self._bands, self._ranking, self._strips = None, None, None
        self._names = names
        self._current = 0 if count else -1
        self.verticalScrollBar().setValue(0)
        self._arrange()

    def show_point(self, z: np.ndarray) -> None:
        """Bring the sliders to `z` `(d,)`."""
        for dimension in np.flatnonzero(z != self._z):
            if row := self._rows.get(int(dimension)):
                row.show_value(float(z[dimension]))
        self._z = z

    def show_locked(self, dimension: int, locked: bool) -> None:
        """Show whether a dimension is locked."""
        self._locked[dimension] = locked
        if row := self._rows.get(dimension):
            row.show_locked(locked)

    def show_ranking(self, ranking: Ranking | None) -> None:
        """Show the effects; the order stays."""
        self._ranking = ranking
        for row in self._rows.values():
            row.show_ranking(ranking)

    def show_bands(self, bands: np.ndarray | None) -> None:
        """Draw μ ± σ on each row: `(d, 2)` of mu and sigma, or None."""
        self._bands = bands
        for dimension, row in self._rows.items():
            row.slider.set_band(self._band(dimension))

    def show_strips(self, strips: np.ndarray | None, stops: tuple[float, ...]) -> None:
        """Show small pictures below each slider: uint8 `(d, len(stops), C, h, w)`, or None."""
        self._strips, self._stops = strips, stops
        for dimension, row in self._rows.items():
            row.show_strip(self._strip(dimension), stops)
        self._arrange()

    def set_reach(self, reach: float) -> None:
        """Let the sliders go from −`reach` to +`reach`."""
        self._reach = reach
        for row in self._rows.values():
            row.slider.set_reach(reach)

    def set_order(self, order: tuple[int, ...]) -> None:
        """Show these rows, in this order; the first comes into view."""
        if order != self._order:
            self._order = order
            if not self._inside.isAncestorOf(self.focusWidget() or self):
                self._current = order[0] if order else -1
            self.verticalScrollBar().setValue(0)
            self._arrange()

    def focus(self, dimension: int) -> None:
        """Give the keyboard to a dimension on show and bring it into view."""
        row = self.row(dimension)
        self.ensureWidgetVisible(row, 0, row.height())
        row.slider.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- Qt ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the rows as wide as the view."""
        super().resizeEvent(event)
        self._arrange()
        self.widened.emit(self.viewport().width())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font and the theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, and remember where the pointer was: what comes under it was not aimed at."""
        self._wheel.scrolled(event.globalPosition().toPoint())
        super().wheelEvent(event)

    # -- private ----------------------------------------------------------------------------

    @property
    def _row_height(self) -> int:
        height = columns(self.viewport().width(), self.font()).height
        return height + (0 if self._strips is None else STRIP)

    def _arrange(self) -> None:
        self._inside.resize(self.viewport().width(), self._row_height * len(self._order))
        for dimension in self._rows:
            self._place(dimension)
        self._make_visible_rows()
        self._chain_tabs()

    def _place(self, dimension: int) -> None:
        height, row = self._row_height, self._rows[dimension]
        is_shown = dimension in self._order
        row.setVisible(is_shown)
        if is_shown:
            top = self._order.index(dimension) * height
            row.setGeometry(0, top, self.viewport().width(), height)

    def _make_visible_rows(self) -> None:
        height = max(self._row_height, 1)
        first = max(self.verticalScrollBar().value() // height - _AHEAD, 0)
        count = self.viewport().height() // height + 2 * _AHEAD + 1
        for dimension in self._order[first : first + count]:
            self.row(dimension)
        if self.isVisible():
            self._wheel.scrolled(QCursor.pos())

    def _make(self, dimension: int) -> Row:
        name = self._names[dimension] if self._names else ""
        longest = max(self._names, key=len, default="")
        row = Row(dimension, self._wheel, self._inside, name=name, names=longest)
        row.slider.set_reach(self._reach)
        row.show_value(float(self._z[dimension]))
        row.show_ranking(self._ranking)
        row.show_locked(bool(self._locked[dimension]))
        row.slider.set_band(self._band(dimension))
        row.show_strip(self._strip(dimension), self._stops)
        row.changed.connect(self.changed)
        row.lock_changed.connect(self.lock_changed)
        row.rename_asked.connect(self.rename_asked)
        row.slider.began.connect(self.began)
        row.slider.ended.connect(self.ended)
        row.slider.focused.connect(lambda: self._take_focus(dimension))
        row.slider.row_asked.connect(lambda by: self._go(dimension, by))
        return row

    def _strip(self, dimension: int) -> np.ndarray | None:
        return None if self._strips is None else self._strips[dimension]

    def _band(self, dimension: int) -> tuple[float, float] | None:
        if self._bands is None:
            return None
        return float(self._bands[dimension, 0]), float(self._bands[dimension, 1])

    def _go(self, dimension: int, by: int) -> None:
        position = self._order.index(dimension) + by
        if 0 <= position < len(self._order):
            self.focus(self._order[position])

    def _take_focus(self, dimension: int) -> None:
        previous, self._current = self._current, dimension
        for each in {previous, dimension} & set(self._rows):
            self._rows[each].update()
        self._chain_tabs()
        self.focused.emit(dimension)

    def _chain_tabs(self) -> None:
        """One row is a stop of the Tab key; the others are reached with ↑ and ↓."""
        for dimension, row in self._rows.items():
            stop = dimension == self._current
            policy = Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus
            row.slider.setFocusPolicy(policy)
