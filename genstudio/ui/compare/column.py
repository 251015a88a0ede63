"""One run among several side by side."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from genstudio.ui import runs_columns
from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.compare.drawing import Drawn
from genstudio.ui.compare.run_label import RunLabel
from genstudio.ui.widgets.picture import PictureView


class Column(QWidget):
    """One run: its name, and what it makes of the latents."""

    def __init__(self, run: Chosen) -> None:
        """Name the run; its pictures come later."""
        super().__init__()
        self.label = RunLabel(run)
        self.pictures = PictureView(name=f"Pictures of {run.name}")
        self.pictures.show_text("Opening…")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.label)
        layout.addWidget(self.pictures, 1)

    def show_drawn(self, run: Chosen, drawn: Drawn, columns: int) -> None:
        """Show what came of it, or why nothing did."""
        kind = runs_columns.kind(run.entry).split(" (")[0]
        if drawn.pictures is None:
            self.label.show_facts(kind)
            self.pictures.show_text(drawn.problem)
        else:
            facts = (kind, f"{drawn.latent} latent dimensions", drawn.remark)
            self.label.show_facts(" · ".join(filter(None, facts)))
            self.pictures.show_pictures(drawn.pictures, columns)
