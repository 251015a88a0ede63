"""The folds that show the idea behind a family of models; each shows only for its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from genstudio.objectives import catalog
from genstudio.ui.explore.canvas import Canvas
from genstudio.ui.explore.components import Components
from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.eye import EyePanel
from genstudio.ui.explore.my_picture import MyPicture
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.session import Session
from genstudio.ui.explore.surveyor import Surveyor
from genstudio.ui.explore.telling import Telling
from genstudio.ui.explore.words import Topic
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio
from genstudio.ui.widgets.fold import Fold


class Ideas(QObject):
    """Makes the panels and shows those that the run on show has something to say to."""

    opened = Signal(str)  # the topic of what was unfolded

    def __init__(
        self,
        studio: Studio,
        session: Session,
        panel: SliderPanel,
        explorer: Explorer,
        canvas: Canvas,
        mine: MyPicture,
        surveyor: Surveyor,
        parent: QObject,
    ) -> None:
        """Hide all until a run is there."""
        super().__init__(parent)
        self._session, self._panel, self._surveyor = session, panel, surveyor
        self.eye = EyePanel(session, panel, explorer, canvas)
        self.components = Components(studio, session, explorer, mine)
        self.telling = Telling(session, panel, explorer, canvas)
        self.telling.slider_asked.connect(self._go_to_slider)
        self._folds: dict[Topic, Fold] = {
            "eye": Fold("The discriminator's eye", self.eye),
            "kl": Fold("What each dimension tells", self.telling),
            "pca": Fold("What the components keep", self.components),
        }
        for topic, fold in self._folds.items():
            fold.folded.connect(partial(self._tell, topic))
            fold.hide()
        explorer.changed.connect(self._follow)

    @property
    def folds(self) -> tuple[Fold, ...]:
        """From top to bottom."""
        return tuple(self._folds.values())

    @property
    def is_idle(self) -> bool:
        """Whether nothing is worked out."""
        return self.eye.is_idle and self.components.is_idle

    def fold(self, topic: Topic) -> Fold:
        """The fold that a topic is about."""
        return self._folds[topic]

    def acts(self) -> list[QAction]:
        """What the menu offers."""
        return [*self.eye.acts(), *self.telling.acts()]

    def topic(self, widget: QWidget) -> Topic | None:
        """What `widget` is about, if it is a part of one of the folds."""
        found = (topic for topic, fold in self._folds.items() if fold.isAncestorOf(widget))
        return next(found, None)

    def save_state(self, settings: Settings) -> None:
        """Remember what is unfolded."""
        for topic, fold in self._folds.items():
            settings.set(f"explore/{topic}_open", fold.is_open)

    def restore_state(self, settings: Settings) -> None:
        """Unfold what was unfolded."""
        for topic, fold in self._folds.items():
            fold.set_open(bool(settings.get(f"explore/{topic}_open", False)))

    def closings(self) -> tuple[Callable[[], None], ...]:
        """What ends the threads."""
        return (self.eye.close_threads, self.components.close_threads)

    @Slot(int)
    def _go_to_slider(self, dimension: int) -> None:
        """Show the dimensions, if other axes were chosen, and the one asked for."""
        if not self._panel.is_raw:
            self._surveyor.choose("")
        self._panel.reveal(dimension)

    def _tell(self, topic: Topic, is_folded: bool) -> None:
        if not is_folded:
            self.opened.emit(topic)

    @Slot()
    def _follow(self) -> None:
        opened = self._session.model
        traits = catalog.objective(opened.front.recipe.objective).traits if opened else ()
        shows_pictures = opened is not None and not opened.front.is_points
        self._folds["eye"].setVisible("critic" in traits)
        is_linear = opened is not None and opened.front.family == "pca"
        self._folds["kl"].setVisible(opened is not None and opened.front.family == "vae")
        self._folds["pca"].setVisible(is_linear and shows_pictures)
