"""The point that the sliders stand for, with its class and how it was drawn: moved, undone."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from genstudio.ui.explore.manner import Manner
from genstudio.ui.explore.ranking import symbol

_MERGE_SECONDS = 0.8  # key presses and wheel turns closer than this are one step to undo
_MERGE_ID = 1
_LEAST_FREE = 1e-6  # of a locked axis, that other locks do not hold already
Place = tuple[np.ndarray, Manner]
AxisKey = tuple[str, str]  # the names of a set and of one of its axes


class Point(QObject):
    """One latent z `(d,)` and its manner; all can be undone, a whole drag in one step."""

    moved = Signal()
    resized = Signal()
    lock_changed = Signal(int, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with no dimension."""
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self._z = np.zeros(0, np.float32)
        self._manner = Manner()
        self._locked = np.zeros(0, bool)
        self._locked_axes: dict[AxisKey, np.ndarray] = {}
        self._gesture = 0
        self._dragging = False
        self._last: tuple[int, float] = (-1, 0.0)

    @property
    def z(self) -> np.ndarray:
        """A copy of the latent, float32 `(d,)`."""
        return self._z.copy()

    @property
    def manner(self) -> Manner:
        """Its class, and how it was drawn."""
        return self._manner

    @property
    def size(self) -> int:
        """The number of dimensions."""
        return len(self._z)

    @property
    def locked_axes(self) -> frozenset[AxisKey]:
        """The axes that shuffle leaves alone, by set and name."""
        return frozenset(self._locked_axes)

    @property
    def locked(self) -> np.ndarray:
        """Which dimensions shuffle leaves alone, `(d,)`."""
        return self._locked.copy()

    def place(self, z: np.ndarray, manner: Manner | None = None) -> None:
        """Start over at `z` (another model): forgets the history and the locks."""
        self._z = z.astype(np.float32)
        self._manner = self._manner if manner is None else manner
        self._locked = np.zeros(len(z), bool)
        self._locked_axes = {}
        self._dragging = False
        self._last = (-1, 0.0)
        self.stack.clear()
        self.resized.emit()
        self.moved.emit()

    def begin(self) -> int:
        """A drag begins: until `end`, all changes are one step. Returns what it is known by."""
        self._gesture += 1
        self._dragging = True
        return self._gesture

    def is_held(self, gesture: int) -> bool:
        """Whether the drag `gesture` still goes on, and nothing else has moved the point since."""
        return self._dragging and self._gesture == gesture

    def end(self) -> None:
        """The drag is over."""
        self._dragging = False
        self._last = (-1, 0.0)

    def set_value(self, dimension: int, value: float) -> None:
        """Move along one dimension."""
        after = self.z
        after[dimension] = value
        self.slide(after, dimension, f"move {symbol(dimension)}")

    def slide(self, z: np.ndarray, slider: int, text: str, manner: Manner | None = None) -> None:
        """Go to `z` by a slider: what one slider does quickly, or in a drag, is one step."""
        if self._is_here(z, manner):
            return
        now = time.monotonic()
        if not self._dragging:
            previous, when = self._last
            if previous != slider or now - when > _MERGE_SECONDS:
                self._gesture += 1
            self._last = (slider, now)
        self._push(z, manner, text)

    def move_to(self, z: np.ndarray, text: str, manner: Manner | None = None) -> None:
        """Go to `z` in one step, called `text` in the menu; locks do not hold it back."""
        if self._is_here(z, manner):
            return
        self._gesture += 1
        self._last = (-1, 0.0)
        self._push(z, manner, text)

    def glide(self, z: np.ndarray, text: str, manner: Manner | None = None) -> None:
        """Go to `z` within the gesture that `begin` began: the whole way is one step to undo."""
        assert self._dragging, "glide belongs between begin and end"
        if not self._is_here(z, manner):
            self._push(z, manner, text)

    def reset(self) -> None:
        """Go to the origin, the middle of the latent space; locked dimensions stay."""
        self.move_to(self.held(np.zeros_like(self._z)), "reset")

    def shuffle(self, drawn: np.ndarray, manner: Manner | None = None) -> None:
        """Go to a latent `(d,)` that was drawn; locked dimensions stay."""
        self.move_to(self.held(drawn), "shuffle", manner)

    def held(self, z: np.ndarray) -> np.ndarray:
        """Return `z` `(d,)` with every locked dimension, and the place along locked axes, as now.

        For axes it is the nearest such point.
        """
        kept = np.where(self._locked, self._z, z).astype(np.float32)
        if not self._locked_axes:
            return kept
        directions = np.stack(list(self._locked_axes.values())).astype(np.float64)
        free = np.where(self._locked, 0.0, directions)
        missing = directions @ (self._z.astype(np.float64) - kept)
        step = np.linalg.lstsq(free, missing, rcond=None)[0]
        return (kept + step).astype(np.float32)

    def freedom(self) -> np.ndarray:
        """Return the projection `(d, d)` onto what no lock holds."""
        free = np.diag(np.where(self._locked, 0.0, 1.0))
        if self._locked_axes:
            held = np.stack(list(self._locked_axes.values())).astype(np.float64) @ free
            _, sizes, rows = np.linalg.svd(held, full_matrices=False)
            basis = rows[sizes > _LEAST_FREE]
            free -= basis.T @ basis
        return free

    def set_locked(self, dimension: int, locked: bool) -> None:
        """Have shuffle and reset leave a dimension alone, or not."""
        if self._locked[dimension] != locked:
            self._locked[dimension] = locked
            self.lock_changed.emit(dimension, locked)

    def lock_axis(self, key: AxisKey, direction: np.ndarray | None) -> None:
        """Have shuffle and reset leave the place along an axis `(d,)` alone; None: no more."""
        self._locked_axes.pop(key, None)
        if direction is not None:
            self._locked_axes[key] = direction

    def _is_here(self, z: np.ndarray, manner: Manner | None) -> bool:
        stays = manner is None or manner == self._manner
        return stays and np.array_equal(z.astype(np.float32), self._z)

    def _push(self, z: np.ndarray, manner: Manner | None, text: str) -> None:
        after = z.astype(np.float32), manner or self._manner
        self.stack.push(_Move(self, after, self._gesture, text))

    def _go(self, place: Place) -> None:
        self._z, self._manner = place
        self.moved.emit()


class _Move(QUndoCommand):
    """From one place to another; moves of one gesture become one step."""

    def __init__(self, point: Point, after: Place, gesture: int, text: str) -> None:
        super().__init__(text)
        self._point = point
        self._before: Place = (point.z, point.manner)
        self._after = after
        self._gesture = gesture

    def id(self) -> int:
        return _MERGE_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Move) or other._gesture != self._gesture:
            return False
        self._after = other._after
        same = np.array_equal(self._before[0], self._after[0])
        self.setObsolete(same and self._before[1] == self._after[1])
        return True

    def redo(self) -> None:
        self._point._go(self._after)

    def undo(self) -> None:
        self._point._go(self._before)
