"""The nearest training pictures of the picture on show, and whether it is suspiciously near."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QVBoxLayout, QWidget

from genstudio.core.events import Event, Imported, Worked
from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.labour import Labour
from genstudio.ui.explore.progress_row import ProgressRow
from genstudio.ui.explore.session import Session
from genstudio.ui.threads import Answer, Failure
from genstudio.ui.widgets.picture import PictureView

if TYPE_CHECKING:
    from genstudio.core.recipe import Recipe
    from genstudio.data.imageset import ImageSet
    from genstudio.evaluation.neighbours import Near, Space

_COUNT = 5
_PATIENCE_MS = 200
_GONE = "The run's own pictures are not on this computer: nothing can be said of originality."
_LOOKS = {"pixels": "Compared in pixels, from afar", "features": "Compared in learnt features"}


class NearestPanel(QWidget):
    """Compares while it is seen; what it needs is prepared in the background, once for a run."""

    def __init__(self, session: Session, explorer: Explorer) -> None:
        """Wait to be seen."""
        super().__init__()
        self._session, self._explorer = session, explorer
        self._key = ""
        self._images: ImageSet | None = None
        self._spaces: tuple[Space, ...] = ()
        self.labour = Labour(self)
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setMinimumWidth(1)
        self.space = QComboBox()
        self.space.setAccessibleName("How pictures are compared")
        self.space.setToolTip("Near in pixels, or in the features of a network learnt on them.")
        self.space.currentIndexChanged.connect(self._compare)
        self.view = PictureView(name="Nearest training pictures")
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.view.setFixedHeight(64)
        self.view.setToolTip(
            "The training pictures nearest to the one on show, nearest first. Small shifts and "
            "mirroring do not count; in pixels neither does a little brightness."
        )
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(self._compare)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(4)
        row = ProgressRow(self.labour, "comparing the run's pictures")
        for part in (self.space, row, self.view, self.note):
            layout.addWidget(part)
        self._show_nothing("")
        explorer.changed.connect(self.follow)
        explorer.painter.drawn.connect(self._wait)

    @Slot()
    def follow(self) -> None:
        """Prepare the pictures of the run on show, if it is another one."""
        opened = self._session.model
        key = opened.key if opened else ""
        if not self.isVisible() or key == self._key:
            return
        self._key = key
        self.labour.stop()
        self._session.forget("nearest")
        if opened is None or opened.front.is_points:
            self._show_nothing("Choose a run of pictures above." if key == "" else "")
            return
        self._show_nothing("Looking at the run's pictures…")
        recipe = opened.front.recipe
        self.labour.start(lambda: _prepare(recipe), self._take, self._fail)

    def showEvent(self, event: object) -> None:
        """Prepare now if that is due, and compare what is on show."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.follow()
        self._compare()

    def _show_nothing(self, sentence: str) -> None:
        self._images, self._spaces = None, ()
        self.note.setText(sentence)
        self.view.hide()
        self.space.hide()

    def _take(self, found: tuple[ImageSet, tuple[Space, ...]]) -> None:
        self._images, self._spaces = found
        self.space.blockSignals(True)
        self.space.clear()
        for space in self._spaces:
            self.space.addItem(_LOOKS[space.name], space.name)
        self.space.blockSignals(False)
        self.space.setVisible(len(self._spaces) > 1)
        self._compare()

    def _fail(self, failure: Failure) -> None:
        self._show_nothing(failure.message)

    @Slot()
    def _wait(self) -> None:
        if self._spaces and self.isVisible():
            self._timer.start()

    @Slot()
    def _compare(self) -> None:
        picture = self._explorer.picture
        if picture is None or not self._spaces or not self.isVisible():
            return
        space = self._spaces[max(self.space.currentIndex(), 0)]
        self._session.ask("nearest", lambda _: space.nearest(picture, _COUNT), self._show)

    def _show(self, answer: Answer) -> None:
        images = self._images
        if answer.failure is not None or images is None:
            return
        near: Near = answer.value
        self.view.show_pictures(np.array(images.pictures[near.rows]), _COUNT)
        self.view.show()
        self.note.setText(verdict(near))


def verdict(near: Near) -> str:
    """Say in a sentence how original a picture is."""
    share = 100 * near.nearer
    changed = f" when {near.changed}" if near.changed else ""
    told = f"Distance {near.distances[0]:.3f}{changed}; "
    if near.is_copy:
        return told + (
            "looks like a copy: it is nearer to a training picture than 99 of 100 held-out "
            "pictures are."
        )
    return told + (
        f"{share:.0f} of 100 held-out pictures are as near to a training picture, or nearer: "
        "nothing hints at a copy."
    )


def _prepare(recipe: Recipe) -> Iterator[Event]:
    """Read the run's pictures, but never start a download by the way; then compare them."""
    from genstudio.data import sources
    from genstudio.data.imageset import DataError
    from genstudio.evaluation import neighbours
    from genstudio.runs import pictures

    if sources.describe(recipe.data).needs_download:
        raise DataError(_GONE)
    images = None
    for event in pictures.read(recipe):
        if isinstance(event, Imported):
            images = event.images
        yield event
    assert images is not None
    train, held_out = images.split(recipe.held_out, recipe.split_seed)
    yield Worked((images, (yield from neighbours.spaces(images, train, held_out))))
