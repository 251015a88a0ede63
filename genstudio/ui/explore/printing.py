"""Sheets for print from what is explored: a grid of draws, and what each dimension does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.session import Session
from genstudio.ui.threads import Answer
from genstudio.ui.widgets.acts import act

if TYPE_CHECKING:
    from genstudio.runs.model import Model
    from genstudio.runs.sheets import Sheet

_KINDS = "PNG, 300 dpi (*.png);;PDF (*.pdf)"


class Printer(QObject):
    """Asks where to, and has the sheet drawn in the background."""

    said = Signal(str)

    def __init__(self, session: Session, panel: SliderPanel, window: QWidget) -> None:
        """Make the acts."""
        super().__init__(window)
        self._session, self._panel, self._window = session, panel, window
        self.grid_act = act(
            window, "Grid for &print…", "pictures", "", self._print_grid,
            "Save 64 draws of the model as a sheet for print; sampler, truncation and class hold.",
        )  # fmt: skip
        self.traversal_act = act(
            window, "&Traversal for print…", "grid", "", self._print_traversal,
            "Save what each of the most visible dimensions does here as a sheet for print.",
        )  # fmt: skip

    def acts(self) -> list[QAction]:
        """What the menu offers."""
        return [self.grid_act, self.traversal_act]

    def _print_grid(self) -> None:
        manner = self._panel.steering.manner

        def draw(model: Model) -> Sheet:
            from genstudio.runs import sheets

            return sheets.grid(
                model, sampler=manner.sampler, truncation=manner.truncation, kind=manner.kind
            )

        self._print("grid", draw)

    def _print_traversal(self) -> None:
        z, kind, reach = self._panel.point.z, self._panel.steering.label, self._panel.reach

        def draw(model: Model) -> Sheet:
            from genstudio.runs import sheets

            return sheets.traversal(model, z, kind=kind, reach=reach)

        self._print("traversal", draw)

    def _print(self, what: str, draw: Callable[[Model], Sheet]) -> None:
        if self._session.model is None:
            self.said.emit("Choose a run above first; then it can be printed.")
            return
        slug = re.sub(r"[^\w-]+", "-", self._session.name).strip("-") or "run"
        name, chosen = QFileDialog.getSaveFileName(
            self._window, "Save the sheet", f"{slug}-{what}.png", _KINDS
        )
        if not name:
            return
        path = Path(name)
        if path.suffix.lower() not in (".png", ".pdf"):
            path = path.with_name(path.name + (".pdf" if "pdf" in chosen else ".png"))

        def write(model: Model) -> None:
            from genstudio.runs import sheets

            sheets.write(draw(model), path)

        def then(answer: Answer) -> None:
            told = f"The sheet is in {path}, for print at 300 dpi."
            self.said.emit(answer.failure.message if answer.failure else told)

        self._session.ask(f"print {what}", write, then)
