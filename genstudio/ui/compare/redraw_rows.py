"""The rows of the redrawing page: the originals, and below them what each run made of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from genstudio.ui import wording
from genstudio.ui.compare import deviation
from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.compare.deviation_legend import ground
from genstudio.ui.compare.drawing import Redrawn
from genstudio.ui.compare.run_label import RunLabel
from genstudio.ui.widgets.picture import PictureView

_LABEL_WIDTH = 230
_LEAST_HEIGHT, _LINE_HEIGHT = 54, 60  # of a sentence, and of a line of pictures


class RedrawRows(QWidget):
    """One strip of pictures for the originals and one for each run."""

    def __init__(self) -> None:
        """Show the originals' row alone."""
        super().__init__()
        self._rows: dict[str, tuple[RunLabel, PictureView]] = {}
        self._redrawn: dict[str, tuple[Redrawn, str]] = {}
        self.way = "redrawn"
        self.reach = 0.0  # of the scale of differences
        self.original = _strip("Original pictures")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._first = QLabel("Original")
        self._grid.addWidget(self._first, 0, 0)
        self._grid.addWidget(self.original, 0, 1)
        self._grid.setRowStretch(0, 1)

    @property
    def keys(self) -> tuple[str, ...]:
        """The runs' keys from top to bottom."""
        return tuple(self._rows)

    @property
    def views(self) -> list[PictureView]:
        """The redrawn pictures, run by run."""
        return [view for _, view in self._rows.values()]

    @property
    def labels(self) -> list[RunLabel]:
        """The runs' names and errors, row by row."""
        return [label for label, _ in self._rows.values()]

    def lay(self, chosen: Sequence[Chosen]) -> None:
        """Make a row for each of these runs; rows that stay keep their pictures."""
        for key in [key for key in self._rows if key not in {run.key for run in chosen}]:
            self._drop(key)
        for run in chosen:
            if run.key not in self._rows:
                self._rows[run.key] = self._make(run)
            self._rows[run.key][0].show_run(run)
        self._rows = {run.key: self._rows[run.key] for run in chosen}
        for line, (label, view) in enumerate(self._rows.values(), start=1):
            self._grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(view, line, 1)
            self._grid.setRowStretch(line, 1)
        for line in range(len(chosen) + 1, self._grid.rowCount()):
            self._grid.setRowStretch(line, 0)

    def show_all(
        self, pictures: np.ndarray, redrawn: Sequence[tuple[Redrawn, str]], way: str
    ) -> None:
        """Show the originals, what each run made of them and a remark about that.

        `way` is one of `deviation.WAYS`; differences of all runs are on one scale (`reach`).
        """
        self.way = way
        self._first.setText("Pixels mixed" if way == "walk" else "Original")
        self.original.show_pictures(pictures, len(pictures))
        self._redrawn = {each.key: (each, remark) for each, remark in redrawn}
        self.repaint_differences()

    def repaint_differences(self) -> None:
        """Draw all rows (again: the theme has other colours)."""
        absolute = self.way == "absolute"
        known = [each for each, _ in self._redrawn.values() if each.key in self._rows]
        found = {
            each.key: deviation.measure(each.originals, each.pictures, absolute=absolute)
            for each in known
            if self.way in ("signed", "absolute")
            and each.originals is not None
            and each.pictures is not None
        }
        self.reach = deviation.limit(found.values()) if found else 0.0
        for each in known:
            pictures = each.pictures
            if pictures is not None and each.key in found:
                paint = deviation.paint(found[each.key], self.reach, ground(), absolute=absolute)
                pictures = deviation.below(pictures, paint)
            self._show(each, pictures)

    def _show(self, redrawn: Redrawn, pictures: np.ndarray | None) -> None:
        label, view = self._rows[redrawn.key]
        lines = 0 if pictures is None else 2 if self.reach else 1
        view.setMinimumHeight(max(_LINE_HEIGHT * lines, _LEAST_HEIGHT))
        self._grid.setRowStretch(1 + list(self._rows).index(redrawn.key), max(lines, 1))
        if pictures is None:
            label.show_facts("")
            view.show_text(redrawn.problem)
            return
        remark = self._redrawn[redrawn.key][1]
        error = f"MSE {wording.with_error(redrawn.mse, redrawn.standard_error)}"
        facts = (error if redrawn.errors is not None else "", remark)
        label.show_facts("\n".join(filter(None, facts)))
        view.show_pictures(pictures, len(pictures) // lines)

    def show_problem(self, sentence: str) -> None:
        """Say why there are no pictures at all."""
        self._redrawn, self.reach = {}, 0.0
        self.original.show_text(sentence)
        for label, view in self._rows.values():
            label.show_facts("")
            view.show_text("")

    def _make(self, run: Chosen) -> tuple[RunLabel, PictureView]:
        label, view = RunLabel(run), _strip(f"Redrawn by {run.name}")
        label.setFixedWidth(_LABEL_WIDTH)
        view.show_text("…")
        return label, view

    def _drop(self, key: str) -> None:
        for widget in self._rows.pop(key):
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()


def _strip(name: str) -> PictureView:
    view = PictureView(name=name)
    view.setMinimumHeight(_LINE_HEIGHT)
    view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    return view
