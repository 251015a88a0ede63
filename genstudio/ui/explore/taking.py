"""What is given to the tab: a picture saved here leads back, any other one is redrawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from genstudio.runs import origin as origins
from genstudio.runs.origin import Origin
from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.my_picture import from_image
from genstudio.ui.explore.posterior import Given
from genstudio.ui.explore.session import Session
from genstudio.ui.studio import Studio

if TYPE_CHECKING:
    from genstudio.runs.walk import Walk


class Taker(QObject):
    """Decides what becomes of a picture; says in a sentence what it did."""

    def __init__(
        self,
        studio: Studio,
        session: Session,
        explorer: Explorer,
        parent: QWidget,
        *,
        open_run: Callable[[str], None],
        read: Callable[[Given], None],
        load_film: Callable[[str, Walk], None],
    ) -> None:
        """`open_run` opens a run by its key, `read` has the model redraw a picture.

        `load_film` lays a film out for the run of that key.
        """
        super().__init__(parent)
        self._studio, self._session, self._explorer = studio, session, explorer
        self._open_run, self._read, self._window = open_run, read, parent
        self._load_film = load_film
        explorer.returned.connect(self._tell_return)

    @Slot(str)
    def take_file(self, path: str) -> None:
        """Take a picture by its path."""
        self.take(Given(Path(path).name, Path(path)))

    @Slot()
    def ask_for_drawing(self) -> None:
        """Let the user draw a picture, and take it."""
        model = self._session.model
        if model is None:
            return
        from genstudio.ui.explore.sketch import Sketch

        shown = self._explorer.picture
        is_dark = shown is None or float(shown.mean()) < 128
        is_colour = model.front.shape[0] == 3
        sketch = Sketch(self._window, is_dark=is_dark, is_colour=is_colour)
        sketch.accepted.connect(lambda: self.take(from_image("drawing", sketch.paper.image)))
        sketch.finished.connect(sketch.deleteLater)
        sketch.open()

    def take(self, given: Given) -> None:
        """Restore the sliders from a picture saved here; have any other picture redrawn.

        The description of a film lays the film out again.
        """
        if isinstance(given.source, Path) and given.source.suffix.lower() == ".json":
            self._take_film(given.source)
            return
        try:
            known = isinstance(given.source, Path | bytes)
            origin = origins.read(given.source) if known else None  # type: ignore[arg-type]
        except ValueError as error:
            self._studio.said.emit(str(error))
            return
        if origin is not None:
            self._go_back_to(origin)
        elif self._session.model is None:
            self._studio.said.emit("Choose a run above first; then it can redraw your picture.")
        else:
            self._read(given)

    def _take_film(self, path: Path) -> None:
        if not self._studio.is_torch_loaded:
            self._studio.said.emit("Getting ready: possible in a moment.")
            return
        from genstudio.runs import walk

        try:
            found = walk.read(path)
        except ValueError as error:
            self._studio.said.emit(str(error))
            return
        if found is None:
            self._studio.said.emit(f"“{path.name}” describes no film made here.")
            return
        entries = self._studio.library.entries()
        key = next((e.key for e in entries if e.folder.path.name == found.folder), "")
        if not key:
            self._studio.said.emit(f"“{found.run}”, which drew this film, is not here.")
            return
        self._load_film(key, found.walk)
        self._open_run(key)
        self._studio.said.emit(f"The film of “{found.run}” is on the desk again.")

    def _go_back_to(self, origin: Origin) -> None:
        """Open the run that made a picture and move there; else try the one on show."""
        entries = self._studio.library.entries()
        key = next((e.key for e in entries if e.folder.path.name == origin.folder), "")
        if key:
            self._explorer.restore(origin)
            self._open_run(key)
        elif self._explorer.move_if_it_fits(origin):
            self._studio.said.emit(
                f"“{origin.run}”, which drew this picture, is not here; its latent is shown with "
                "another model."
            )
        else:
            self._studio.said.emit(
                f"“{origin.run}”, which drew this picture, is not here. Put its folder into the "
                "library, or drop it on the window, and then drop the picture again."
            )

    @Slot(object, str)
    def _tell_return(self, origin: Origin, model: str) -> None:
        sentence = f"The sliders are where “{origin.run}” drew this picture."
        if origin.model and model != origin.model:
            sentence = (
                f"The sliders are where this picture was drawn, but “{origin.run}” has other "
                f"weights now than at {origin.stamp.rpartition('@')[2]} steps: it draws another "
                "picture here."
            )
        self._studio.said.emit(sentence)
