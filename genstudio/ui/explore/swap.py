"""One step to undo: something frozen was put in the place of something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtGui import QUndoCommand

T = TypeVar("T")


class Swap(QUndoCommand, Generic[T]):
    """From `before` to `after`, by calling `show(from, to)`; undo calls it the other way round."""

    def __init__(self, show: Callable[[T, T], None], before: T, after: T, text: str) -> None:
        """Call it `text` in the menu."""
        super().__init__(text)
        self._show, self._before, self._after = show, before, after

    def redo(self) -> None:
        """Put `after` there."""
        self._show(self._before, self._after)

    def undo(self) -> None:
        """Put `before` back."""
        self._show(self._after, self._before)
