"""Where the film desk is: below the picture, made when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.session import Session
from genstudio.ui.explore.shelf import Shelf
from genstudio.ui.widgets.acts import act

if TYPE_CHECKING:
    from genstudio.runs.walk import Walk


class FilmCorner(QWidget):
    """Shows the film desk while `act` is checked."""

    said = Signal(str)

    def __init__(
        self, session: Session, panel: SliderPanel, explorer: Explorer, shelf: Shelf
    ) -> None:
        """Make nothing but the act."""
        super().__init__()
        self._parts = session, panel, explorer, shelf
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._closings: list[object] = []
        self.act = act(
            self, "&Film desk", "film", "Ctrl+Shift+F", lambda: None,
            "Make a film of a walk between keyframes, shown below the picture.",
        )  # fmt: skip
        self.act.setCheckable(True)
        self.act.toggled.connect(self._toggle)
        self.hide()

    def load(self, key: str, walk: Walk) -> None:
        """Lay a film out on the desk, for the run `key`."""
        self.act.setChecked(True)
        self.desk.show_choices(walk)
        self.filmer.load(key, walk.keyframes)

    def close_threads(self) -> None:
        """Give up a film that is being written, and wait until nothing of it is left."""
        for part in self._closings:
            part.close()  # type: ignore[attr-defined]

    @Slot(bool)
    def _toggle(self, on: bool) -> None:
        if on and not self._closings:
            self._make()
        self.setVisible(on)

    def _make(self) -> None:
        from genstudio.ui.explore.desk import FilmDesk
        from genstudio.ui.explore.filming import Filmer
        from genstudio.ui.explore.rendering import Renderer

        session, panel, explorer, shelf = self._parts
        self.desk = FilmDesk()
        self.filmer = Filmer(session, panel, explorer, shelf, self.desk)
        self.renderer = Renderer(session, self.desk, self.filmer.walk)
        self._closings = [self.filmer, self.renderer]
        for part in (self.filmer, self.renderer):
            part.said.connect(self.said)
        self._layout.addWidget(self.desk)
