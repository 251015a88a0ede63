"""What the components of a PCA run keep: as pictures, as a share, and of one picture in numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from genstudio.ui.explore.beside_list import BesideList
from genstudio.ui.explore.component_grid import ComponentGrid
from genstudio.ui.explore.errands import Errands
from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.my_picture import MyPicture
from genstudio.ui.explore.session import Session
from genstudio.ui.explore.sizes import Sizes
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Answer
from genstudio.ui.widgets.muted import MutedLabel
from genstudio.ui.widgets.scree import Scree

if TYPE_CHECKING:
    from genstudio.runs.model import Model
    from genstudio.runs.principal import Principal

_FIRST = 8  # components kept at the beginning


class Components(QWidget):
    """Works while it is seen; its picture is My picture, else a held-out one of the run."""

    def __init__(
        self, studio: Studio, session: Session, explorer: Explorer, mine: MyPicture
    ) -> None:
        """Wait to be seen."""
        super().__init__()
        self._studio, self._session, self._mine = studio, session, mine
        self._stamp = ""
        self._found: Principal | None = None
        self._kept = np.zeros(0, bool)
        self._other: tuple[str, Model] | None = None  # the run beside, opened on the thread
        self._errands = Errands(self)
        self.grid, self.scree, self.sizes = ComponentGrid(), Scree(), Sizes()
        self.beside = BesideList()
        self.count = QSlider(Qt.Orientation.Horizontal)
        self.count.setAccessibleName("Components kept")
        self.count.setToolTip("Keep the first components, the most important ones.")
        self.words, self.note = QLabel(), MutedLabel(wraps=True)
        self.words.setWordWrap(True)
        self._lay_out()
        explorer.changed.connect(self.follow)
        studio.runs_changed.connect(self._offer)
        mine.seen_changed.connect(self._redraw)
        mine.strip.turned.connect(self._redraw)
        self.grid.switched.connect(self._switch)
        self.count.valueChanged.connect(self._keep_first)
        self.beside.chosen.connect(self._redraw_beside)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is asked."""
        return self._errands.is_idle

    @property
    def kept(self) -> np.ndarray:
        """Which components are kept, `(d,)`."""
        return self._kept.copy()

    def close_threads(self) -> None:
        """End the thread."""
        self._errands.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the model on show, if that is due."""
        super().showEvent(event)
        self.follow()
        self._redraw()

    @Slot()
    def follow(self) -> None:
        """Look at the components of the model on show, if it is another one."""
        opened = self._session.model
        if not self.isVisible() or self._now == self._stamp:
            return
        self._stamp, self._found = self._now, None
        self._session.forget("principal", "compress")
        self._offer()
        if opened is not None and opened.front.family == "pca":
            self._session.ask("principal", _principal, self._take)

    def _take(self, answer: Answer) -> None:
        if answer.failure is not None:
            self.note.setText(answer.failure.message)
            return
        found: Principal = answer.value
        self._found = found
        self.scree.show_curve(found.cumulative)
        self.count.blockSignals(True)
        self.count.setRange(0, len(found.shares))
        self.count.setValue(min(_FIRST, len(found.shares)))
        self.count.blockSignals(False)
        self._keep(np.arange(len(found.shares)) < self.count.value())

    # -- what is kept -----------------------------------------------------------------------

    @Slot(int)
    def _switch(self, component: int) -> None:
        if component < len(self._kept):
            kept = self.kept
            kept[component] = not kept[component]
            self._keep(kept)

    @Slot(int)
    def _keep_first(self, count: int) -> None:
        self._keep(np.arange(len(self._kept)) < count)

    def _keep(self, kept: np.ndarray) -> None:
        if self._found is None:
            return
        self._kept = kept
        count, share = int(kept.sum()), float(self._found.shares[kept].sum())
        self.grid.show_components(self._found, kept)
        self.scree.show_mark(count, share)
        self.words.setText(
            f"{count} of {len(kept)} components keep {100 * share:.1f} % of the variance."
        )
        self._redraw()

    @property
    def _now(self) -> str:
        """Which model is on show; what was found of another does not hold."""
        opened = self._session.model
        return f"{opened.key} {opened.front.stamp}" if opened else ""

    # -- one picture ------------------------------------------------------------------------

    @property
    def _picture(self) -> np.ndarray | None:
        seen = self._mine.seen
        return seen.original if seen is not None else self._mine.strip.first

    @Slot()
    def _redraw(self) -> None:
        """Bring the picture to its numbers and back, here and in the run beside."""
        picture, kept, opened = self._picture, self._kept, self._session.model
        fits = opened is not None and picture is not None and picture.shape == opened.front.shape
        self.sizes.setVisible(fits and self._found is not None)
        if not self.isVisible() or self._found is None or self._now != self._stamp:
            return
        if not fits or picture is None:
            self.note.setText("Give a picture under “My picture”: it is brought to numbers here.")
            return
        unseen = " that it never trained on" if self._mine.strip.are_unseen else ""
        whose = "Your picture" if self._mine.seen is not None else f"A picture{unseen}"
        self.note.setText(f"{whose}, brought to a few numbers and back:")
        self.sizes.show_original(picture)
        self._session.ask("compress", lambda model: _redrawn(model, picture, kept), self._show)
        self._redraw_beside()

    def _show(self, answer: Answer) -> None:
        if answer.failure is not None:
            self.note.setText(answer.failure.message)
        else:
            self.sizes.show_redrawn(answer.value)

    @Slot()
    def _redraw_beside(self) -> None:
        key, picture, opened = self.beside.key, self._picture, self._other
        if not key or picture is None or not self.isVisible():
            self._errands.forget("beside")
            self.sizes.show_other("", None)
            return

        def ask() -> Any:
            model = opened[1] if opened is not None and opened[0] == key else _open(Path(key))
            return key, model, _redrawn(model, picture, None)

        self._errands.ask("beside", ask, self._show_beside)

    def _show_beside(self, answer: Answer) -> None:
        if answer.failure is not None:
            self.note.setText(answer.failure.message)
            self.sizes.show_other("", None)
            return
        key, model, redrawn = answer.value
        self._other = (key, model)
        self.sizes.show_other(model.name, redrawn)

    @Slot()
    def _offer(self) -> None:
        if self.isVisible():
            library = self._studio.library
            own = library.entry(self._session.key) if self._session.key else None
            self.beside.offer(library.entries(), own)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        label = QLabel("Components &kept")
        label.setBuddy(self.count)
        row.addWidget(label)
        row.addWidget(self.count, 1)
        self.words.setMinimumWidth(1)
        self.note.setMinimumWidth(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(4)
        layout.addWidget(self.grid)
        layout.addLayout(row)
        for part in (self.words, self.scree, self.note, self.sizes, self.beside):
            layout.addWidget(part)


def _principal(model: Model) -> Principal:
    from genstudio.runs.principal import principal

    return principal(model)


def _redrawn(model: Model, picture: np.ndarray, kept: np.ndarray | None) -> Any:
    from genstudio.runs.principal import redraw

    return redraw(model, picture, kept)


def _open(path: Path) -> Model:
    from genstudio.runs.model import Model

    return Model.open(path)
