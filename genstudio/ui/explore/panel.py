"""The slider side: the list with its buttons, and the point it moves."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from genstudio.ui import icons
from genstudio.ui.explore.acts import button
from genstudio.ui.explore.heading import Heading
from genstudio.ui.explore.point import Point
from genstudio.ui.explore.ranking import Ranking
from genstudio.ui.explore.sliders import SliderList
from genstudio.ui.explore.steering import Steering
from genstudio.ui.widgets.acts import act

REACHES = (1.0, 2.0, 3.0, 5.0)


class SliderPanel(QWidget):
    """Everything that moves the point by hand."""

    focused = Signal(int)  # the dimension that has the keyboard

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show no dimension yet."""
        super().__init__(parent)
        self.point = Point(self)
        self.list = SliderList()
        self.steering = Steering()
        self.sampler = ""  # where the point on show was drawn from, if it was
        self._heading = Heading()
        self._count = QLabel()
        self._reach = QComboBox()
        self._ranking: Ranking | None = None
        self._dragging = False
        self._generator = np.random.default_rng()
        self._make_actions()
        self._make_reach()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._make_bar())
        layout.addWidget(self.steering)
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
        return [self.undo_act, self.redo_act, self.reset_act, self.shuffle_act, self.sort_act]

    def start_over(self, z: np.ndarray) -> None:
        """Show the dimensions of another model, at `z` `(d,)`."""
        self._ranking, self._dragging, self.sampler = None, False, ""
        self.list.start_over(len(z))
        self._heading.show_ranking(None)
        self.point.place(z)
        for action in (self.reset_act, self.shuffle_act, self.sort_act):
            action.setEnabled(len(z) > 0)
        self._show_count()

    def show_ranking(self, ranking: Ranking, *, sort: bool = True) -> None:
        """Show the effects; `sort` also brings the rows in order, once no knob is held."""
        self._ranking = ranking
        self.list.show_ranking(ranking)
        self._heading.show_ranking(ranking)
        self._show_count()
        if sort and not self._dragging:
            self._sort()

    def set_reach(self, reach: float) -> None:
        """Let the sliders go to ±`reach`, one of `REACHES`."""
        self._reach.setCurrentIndex(REACHES.index(reach) if reach in REACHES else 2)

    def set_sorted(self, is_sorted: bool) -> None:
        """Sort by effect, or by number."""
        self.sort_act.setChecked(is_sorted)

    # -- slots ------------------------------------------------------------------------------

    @Slot()
    def _show_point(self) -> None:
        self.list.show_point(self.point.z)

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
        natural = tuple(range(self.point.size))
        self.list.set_order(self._ranking.order if by_effect and self._ranking else natural)

    # -- private ----------------------------------------------------------------------------

    def _connect(self) -> None:
        self.point.moved.connect(self._show_point)
        self.point.lock_changed.connect(self.list.show_locked)
        self.list.changed.connect(self.point.set_value)
        self.list.lock_changed.connect(self.point.set_locked)
        self.list.began.connect(self._begin)
        self.list.ended.connect(self._end)
        self.list.focused.connect(self.focused)
        self.list.widened.connect(self._heading.set_wide)
        self._reach.currentIndexChanged.connect(self._change_reach)
        self.sort_act.toggled.connect(self._sort)

    def _shuffle(self) -> None:
        drawn = self.steering.draw(int(self._generator.integers(2**31)))
        if drawn is not None:
            self.sampler = self.steering.sampler
            self.point.shuffle(drawn)

    def _make_actions(self) -> None:
        self.reset_act = act(
            self, "&Reset all", "reset", "Ctrl+Backspace", self.point.reset,
            "Put every slider that is not locked on 0, the middle of the latent space.",
        )  # fmt: skip
        self.shuffle_act = act(
            self, "&Shuffle", "shuffle", "Ctrl+D", self._shuffle,
            "Draw a new point from the prior (or the mixture chosen below); locked sliders stay.",
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
        count = self.point.size
        dead = self._ranking.dead if self._ranking else 0
        word = "dimension" if count == 1 else "dimensions"
        idle = f", {dead} of them {'does' if dead == 1 else 'do'} nothing" if dead else ""
        self._count.setText(f"{count} {word}{idle}" if count else "")
