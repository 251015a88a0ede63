"""The slider side: the list with its buttons, and the point it moves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from genstudio.core import axes
from genstudio.core.axes import AxisSet
from genstudio.ui import icons
from genstudio.ui.explore.acts import button
from genstudio.ui.explore.axis_bar import AxisBar
from genstudio.ui.explore.dealer import Dealer
from genstudio.ui.explore.heading import Heading
from genstudio.ui.explore.labour import Labour
from genstudio.ui.explore.manner import Manner
from genstudio.ui.explore.point import Point
from genstudio.ui.explore.progress_row import ProgressRow
from genstudio.ui.explore.ranking import Ranking
from genstudio.ui.explore.sliders import SliderList
from genstudio.ui.explore.steering import Steering
from genstudio.ui.widgets.acts import act

REACHES = (1.0, 2.0, 3.0, 5.0)
FEW = 8  # sliders shown before all are asked for
_AXIS_KEY = 1 << 20  # above every dimension: moves along axes and dimensions are not one step


class SliderPanel(QWidget):
    """Everything that moves the point by hand."""

    focused = Signal(int)  # the dimension that has the keyboard

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show no dimension yet."""
        super().__init__(parent)
        self.point = Point(self)
        self.list = SliderList()
        self.steering = Steering()
        self.axis_bar = AxisBar()
        self.axes = axes.raw(0)
        self._heading = Heading()
        self._count = QLabel()
        self._reach = QComboBox()
        self._ranking: Ranking | None = None
        self._is_measured = False
        self._bands: np.ndarray | None = None
        self._dragging = False
        self.dealer = Dealer(self.point, self.steering, self)
        self._make_actions()
        self._make_reach()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._make_bar())
        layout.addWidget(self.steering)
        layout.addWidget(self.axis_bar)
        self._progress = QVBoxLayout()
        layout.addLayout(self._progress)
        layout.addWidget(self._heading)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._count)
        self._connect()
        self.start_over(np.zeros(0, np.float32))

    # -- what is shown ----------------------------------------------------------------------

    @property
    def is_dragging(self) -> bool:
        """Whether a knob is held."""
        return self._dragging

    @property
    def reach(self) -> float:
        """How far the sliders go, in σ."""
        return float(self._reach.currentData())

    @property
    def is_sorted(self) -> bool:
        """Whether the most effective dimension is on top."""
        return self.sort_act.isChecked()

    def acts(self) -> list[QAction]:
        """What the menu offers."""
        own = [self.undo_act, self.redo_act, self.reset_act, self.shuffle_act, self.sort_act]
        return [*own, *self.axis_bar.acts()]

    def add_progress(self, finding: Labour, measuring: Labour) -> None:
        """Show how far the search for axes and their measuring are."""
        for labour, name in ((finding, "finding axes"), (measuring, "measuring the sliders")):
            self._progress.addWidget(ProgressRow(labour, name))

    @property
    def is_raw(self) -> bool:
        """Whether the sliders are the latent's own dimensions."""
        return self.axes.kind == "raw"

    @property
    def dimension(self) -> int:
        """The dimension whose slider has, or last had, the keyboard; −1 if it is none."""
        return self.list.current if self.is_raw else -1

    def start_over(self, z: np.ndarray, manner: Manner | None = None) -> None:
        """Show the dimensions of another model, at `z` `(d,)`; without `manner` all is kept."""
        self._ranking, self._dragging = None, False
        self._bands, self._is_measured, self.axes = None, False, axes.raw(len(z))
        self.axis_bar.search.clear()
        self.list.start_over(len(z))
        self._heading.set_names("")
        self._heading.show_ranking(None)
        kept = self.point.manner if manner is None else manner
        self.point.place(z, self.steering.fitted(kept))
        self._sort()
        for action in (self.reset_act, self.shuffle_act, self.sort_act):
            action.setEnabled(len(z) > 0)
        self._show_count()

    def use_axes(self, chosen: AxisSet) -> None:
        """Let the sliders move along other axes; the point stays where it is."""
        had_keyboard = self.list.isAncestorOf(QApplication.focusWidget() or self)
        self.axes = chosen
        self._ranking, self._is_measured = None, False
        names = () if self.is_raw else chosen.names
        self.list.start_over(len(chosen), names)
        self._heading.set_names(max(names, key=len, default=""))
        self._heading.show_ranking(None)
        self.list.show_bands(self._turned_bands())
        self._show_point()
        self._show_locks()
        self.axis_bar.search.clear()
        self._sort()
        self._show_count()
        if had_keyboard and self.list.order:
            self.list.focus(self.list.order[0])

    def show_bands(self, bands: np.ndarray | None) -> None:
        """Draw μ ± σ on the sliders: `(d, 2)` of mu and sigma of the dimensions, or None."""
        self._bands = bands
        self.list.show_bands(self._turned_bands())

    def show_atlas(
        self, ranking: Ranking | None, strips: np.ndarray | None, stops: tuple[float, ...]
    ) -> None:
        """Show what was measured of the sliders on show; None: nothing that still holds."""
        self._is_measured = False
        self.list.show_strips(strips, stops)
        if ranking is not None:
            self.show_ranking(ranking)
            self._is_measured = True

    def show_ranking(self, ranking: Ranking, *, sort: bool = True) -> None:
        """Show the effects; `sort` also brings the rows in order, once no knob is held.

        What an atlas has measured is not pushed out by figures of something else.
        """
        if self._is_measured or len(ranking.order) != len(self.axes):
            return
        self._ranking = ranking
        self.list.show_ranking(ranking)
        self._heading.show_ranking(ranking)
        self._show_count()
        if sort and not self._dragging:
            self._sort()

    def reveal(self, slider: int) -> None:
        """Give the keyboard to a slider, which is shown if it was not."""
        if slider not in self.list.order:
            self.axis_bar.search.clear()
        if slider not in self.list.order:
            self.axis_bar.all_act.setChecked(True)
        self.list.focus(slider)

    def set_reach(self, reach: float) -> None:
        """Let the sliders go to ±`reach`, one of `REACHES`."""
        self._reach.setCurrentIndex(REACHES.index(reach) if reach in REACHES else 2)

    def set_sorted(self, is_sorted: bool) -> None:
        """Sort by effect, or by number."""
        self.sort_act.setChecked(is_sorted)

    # -- slots ------------------------------------------------------------------------------

    @Slot()
    def _show_point(self) -> None:
        self.steering.show_manner(self.point.manner)
        self.list.show_point(self.axes.coordinates(self.point.z))

    @Slot(int, float)
    def _move(self, slider: int, value: float) -> None:
        if self.is_raw:
            self.point.set_value(slider, value)
        else:
            moved = self.axes.moved(self.point.z, slider, value)
            self.point.slide(moved, _AXIS_KEY + slider, f"move {self.axes.names[slider]}")

    @Slot(int, bool)
    def _lock(self, slider: int, locked: bool) -> None:
        if self.is_raw:
            self.point.set_locked(slider, locked)
        else:
            direction = self.axes.directions[slider] if locked else None
            self.point.lock_axis((self.axes.name, self.axes.names[slider]), direction)
            self.list.show_locked(slider, locked)
        self._show_count()

    def keep_locks(self, sets: Sequence[AxisSet]) -> None:
        """Let go of the locks of axes that are not in `sets` any more."""
        known = {(each.name, name) for each in sets for name in each.names}
        for key in self.point.locked_axes - known:
            self.point.lock_axis(key, None)

    def _show_locks(self) -> None:
        """Show which of the sliders on show are locked: other sliders' locks hold as well."""
        keys = self.point.locked_axes
        locked = (
            self.point.locked if self.is_raw
            else [(self.axes.name, name) in keys for name in self.axes.names]
        )  # fmt: skip
        for slider in np.flatnonzero(locked):
            self.list.show_locked(int(slider), True)

    @Slot()
    def _begin(self) -> None:
        self._dragging = True
        self.point.begin()

    @Slot()
    def _end(self) -> None:
        self._dragging = False
        self.point.end()

    @Slot()
    def _change_reach(self) -> None:
        self.list.set_reach(self.reach)
        self._heading.set_reach(self.reach)

    @Slot()
    def _sort(self) -> None:
        by_effect = self._ranking is not None and self.is_sorted
        natural = tuple(range(len(self.axes)))
        order = self._ranking.order if by_effect and self._ranking else natural
        query = self.axis_bar.search.text().strip().casefold()
        if query:
            order = tuple(each for each in order if self._is_called(each, query))
        elif not self.axis_bar.all_act.isChecked() and len(natural) > FEW + 2:
            few = self._ranking.order[:FEW] if self._ranking else natural[:FEW]
            order = tuple(each for each in order if each in few)
        self.list.set_order(order)
        self.axis_bar.set_offers_all(len(natural) > FEW + 2)
        self.axis_bar.show_count(len(order), len(natural))

    def _is_called(self, slider: int, query: str) -> bool:
        name = self.axes.names[slider].casefold()
        return name == query or (str(slider + 1) == query if query.isdigit() else query in name)

    def _turned_bands(self) -> np.ndarray | None:
        """The bands as the axes on show see them: of μ and of each dimension's own σ."""
        if self._bands is None or self.is_raw:
            return self._bands
        mu, sigma = self._bands.T
        return np.stack([self.axes.coordinates(mu), self.axes.spread(sigma)], axis=1)

    # -- private ----------------------------------------------------------------------------

    def _connect(self) -> None:
        self.point.moved.connect(self._show_point)
        self.point.lock_changed.connect(self.list.show_locked)
        self.list.changed.connect(self._move)
        self.axis_bar.searched.connect(self._sort)
        self.axis_bar.all_act.toggled.connect(self._sort)
        self.list.lock_changed.connect(self._lock)
        self.list.began.connect(self._begin)
        self.list.ended.connect(self._end)
        self.list.focused.connect(self.focused)
        self.list.widened.connect(self._heading.set_wide)
        self._reach.currentIndexChanged.connect(self._change_reach)
        self.sort_act.toggled.connect(self._sort)

    def _make_actions(self) -> None:
        self.reset_act = act(
            self, "&Reset all", "reset", "Ctrl+Backspace", self.point.reset,
            "Put every slider that is not locked on 0, the middle of the latent space.",
        )  # fmt: skip
        self.shuffle_act = act(
            self, "&Shuffle", "shuffle", "Ctrl+D", self.dealer.shuffle,
            "Draw a new point from the prior (or the mixture chosen below), as far from the middle "
            "as truncation says; locked sliders stay.",
        )  # fmt: skip
        self.undo_act = self.point.stack.createUndoAction(self, "&Undo")
        self.redo_act = self.point.stack.createRedoAction(self, "&Redo")
        for action, icon, key, tip in (
            (self.undo_act, "undo", QKeySequence.StandardKey.Undo, "Take the last move back"),
            (self.redo_act, "redo", QKeySequence.StandardKey.Redo, "Make it again"),
        ):
            action.setIcon(icons.icon(icon))
            action.setToolTip(tip)
            action.setStatusTip(tip)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.sort_act = act(
            self, "Sort by &effect", "sort", "Ctrl+Shift+S", lambda: None,
            "Most visible dimensions on top; off: in the order of their numbers.",
        )  # fmt: skip
        self.sort_act.setCheckable(True)
        self.sort_act.setChecked(True)

    def _make_reach(self) -> None:
        for reach in REACHES:
            self._reach.addItem(f"±{reach:g}σ", reach)
        self._reach.setCurrentIndex(REACHES.index(3.0))
        self._reach.setAccessibleName("Range of the sliders")
        self._reach.setToolTip(
            "How far the sliders go, in standard deviations. ±3σ holds 99.7 % of what a model was "
            "trained for."
        )

    def _make_bar(self) -> QWidget:
        bar = QWidget()
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(2, 0, 2, 0)
        layout.setSpacing(4)
        layout.addWidget(button(self.shuffle_act, "Shuffle"))
        layout.addWidget(button(self.reset_act, "Reset"))
        layout.addWidget(button(self.undo_act))
        layout.addWidget(button(self.redo_act))
        layout.addStretch(1)
        layout.addWidget(button(self.sort_act, "By effect"))
        layout.addWidget(self._reach)
        return bar

    def _show_count(self) -> None:
        count = len(self.axes)
        dead = self._ranking.dead if self._ranking else 0
        word = (
            ("dimension" if self.is_raw else "axis")
            if count == 1
            else ("dimensions" if self.is_raw else "axes")
        )
        idle = f", {dead} of them {'does' if dead == 1 else 'do'} nothing" if dead else ""
        out = 0 if self.is_raw else int(self.point.locked.sum())
        out += sum(name != self.axes.name for name, _ in self.point.locked_axes)
        held = f"; {out} locked on other sliders" if out else ""
        self._count.setText(f"{count} {word}{idle}{held}" if count else "")
