"""A few of the run's own held-out pictures to choose from."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from genstudio.core.events import Event, Imported, Importing
from genstudio.core.recipe import Recipe
from genstudio.data.imageset import ImageSet
from genstudio.ui.explore.posterior import Given
from genstudio.ui.threads import Failure, JobThread
from genstudio.ui.widgets.acts import act
from genstudio.ui.widgets.picture import PictureView

_ACROSS, _DOWN = 6, 2
_STAND_IN = (
    "The run's own pictures are not on this computer. These bundled ones are of the same kind; "
    "the model may have trained on some of them."
)
_UNSEEN = "Held-out pictures: the model never trained on them. Click one."
_SEEN = "The model may have trained on these pictures. Click one."


class Strip(QWidget):
    """Loads the pictures in the background and shows a dozen at a time."""

    chosen = Signal(object)  # Given
    turned = Signal()  # other pictures are on show, or none

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing until asked to load."""
        super().__init__(parent)
        self._job: JobThread | None = None
        self._leaving: list[JobThread] = []  # given up, but perhaps still at work
        self._recipe: Recipe | None = None
        self._images: ImageSet | None = None
        self._is_stand_in = self._are_unseen = False
        self._order = np.zeros(0, np.int64)
        self._page = 0
        self.view = PictureView(name="Pictures of the run's data")
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.view.setFixedHeight(112)
        self.view.clicked.connect(self._choose)
        self.more_act = act(
            self, "&Other pictures of the run", "dice", "Ctrl+Shift+D", self._turn_page,
            "Show another dozen of the run's held-out pictures.",
        )  # fmt: skip
        self.note = QLabel()
        self.note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self.note, self.view):
            layout.addWidget(part)
        self._show()

    @property
    def is_loading(self) -> bool:
        """Whether pictures are on their way."""
        return self._job is not None

    @property
    def are_unseen(self) -> bool:
        """Whether the model surely never trained on the pictures on show."""
        return self._are_unseen

    @property
    def first(self) -> np.ndarray | None:
        """The first picture on show, uint8 `(C, H, W)`."""
        if self._images is None or not len(self._order):
            return None
        return np.array(self._images.pictures[int(self._indices()[0])])

    def load(self, recipe: Recipe) -> None:
        """Show pictures of `recipe`'s data; at once if they are those on show."""
        if self._recipe is not None and _data(self._recipe) == _data(recipe):
            return
        from genstudio.runs import pictures

        self.stop()
        self._recipe, self._images = recipe, None
        stand_in = pictures.stand_in(recipe)
        self._is_stand_in = stand_in is not None
        chosen = stand_in or recipe
        self._job = JobThread(lambda: pictures.read(chosen), self)
        self._job.received.connect(self._take)
        self._job.failed.connect(self._fail)
        self._job.ended.connect(self._end)
        self._job.start()
        self._show("Loading the run's pictures…")

    def stop(self) -> None:
        """Stop loading and forget the pictures."""
        if self._job is not None:
            job, self._job = self._job, None
            job.received.disconnect(self._take)
            job.failed.disconnect(self._fail)
            job.ended.disconnect(self._end)
            self._leaving = [each for each in self._leaving if each.is_running]
            self._leaving.append(job)
            job.stop()
        self._recipe = self._images = None
        self._show()

    def close_thread(self) -> None:
        """Stop loading and wait until the thread has ended."""
        self.stop()
        for job in self._leaving:
            job.wait()
        self._leaving.clear()

    @Slot(list)
    def _take(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Importing) and event.total:
                self._show(f"Loading the run's pictures… {event.done:,} of {event.total:,}")
            elif isinstance(event, Imported):
                self._take_images(event.images)

    def _take_images(self, images: ImageSet) -> None:
        assert self._recipe is not None
        kept, held_out = images.split(self._recipe.held_out, self._recipe.split_seed)
        chosen = held_out if len(held_out) else kept
        if self._is_stand_in:  # what the run held out is not known of other pictures
            chosen = np.arange(len(images))
        self._are_unseen = len(held_out) > 0 and not self._is_stand_in
        self.view.setToolTip(_UNSEEN if self._are_unseen else _SEEN)
        self._images = images
        self._order = np.random.default_rng(0).permutation(chosen)
        self._page = 0
        self._show(_STAND_IN if self._is_stand_in else "")

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self._show(f"The run's own pictures cannot be shown. {failure.message}")

    @Slot()
    def _end(self) -> None:
        assert self._job is not None
        self._job.deleteLater()
        self._job = None

    def _turn_page(self) -> None:
        self._page += 1
        self._show(self.note.text())

    @Slot(int)
    def _choose(self, index: int) -> None:
        if self._images is not None:
            which = int(self._indices()[index])
            picture = np.array(self._images.pictures[which])
            self.chosen.emit(Given(f"picture {which} of {self._images.name}", picture))

    def _indices(self) -> np.ndarray:
        count = min(_ACROSS * _DOWN, len(self._order))
        start = self._page * count
        return np.take(self._order, np.arange(start, start + count), mode="wrap")

    def _show(self, note: str = "") -> None:
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.view.setVisible(self._images is not None)
        self.more_act.setEnabled(self._images is not None and len(self._order) > _ACROSS * _DOWN)
        if self._images is not None:
            self.view.show_pictures(np.array(self._images.pictures[self._indices()]), _ACROSS)
        self.turned.emit()


def _data(recipe: Recipe) -> tuple[object, ...]:
    return (
        recipe.data, recipe.size, recipe.channels, recipe.fit, recipe.held_out, recipe.split_seed,
    )  # fmt: skip
