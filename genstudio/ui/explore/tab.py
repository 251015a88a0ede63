"""The Explore tab: a run above, its sliders, its picture, and one's own picture beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QHideEvent,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from genstudio.ui.explore import saving
from genstudio.ui.explore.axis_acts import AxisActs
from genstudio.ui.explore.bars import RunBar
from genstudio.ui.explore.canvas import Canvas
from genstudio.ui.explore.empty import EmptyState
from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.factors_panel import FactorsPanel
from genstudio.ui.explore.film_corner import FilmCorner
from genstudio.ui.explore.ideas import Ideas
from genstudio.ui.explore.keeping import Keeper
from genstudio.ui.explore.map_page import MapPage
from genstudio.ui.explore.middle import Middle
from genstudio.ui.explore.my_picture import MyPicture, from_mime
from genstudio.ui.explore.nearest_panel import NearestPanel
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.picker import RunPicker, describe
from genstudio.ui.explore.posterior import Given
from genstudio.ui.explore.printing import Printer
from genstudio.ui.explore.reader import Reader
from genstudio.ui.explore.session import Session
from genstudio.ui.explore.shelf import Shelf
from genstudio.ui.explore.side import Side
from genstudio.ui.explore.surveyor import Surveyor
from genstudio.ui.explore.taking import Taker
from genstudio.ui.explore.thirds import Thirds
from genstudio.ui.settings import Settings
from genstudio.ui.studio import Studio
from genstudio.ui.widgets.acts import act

_WATCHER = "explore"


class ExploreTab(QWidget):
    """Any run's latent space in one's hands."""

    def __init__(self, studio: Studio, settings: Settings, parent: QWidget | None = None) -> None:
        """Show the run explored last, once the tab is seen; or offer some."""
        super().__init__(parent)
        self._studio, self._settings = studio, settings
        self._is_restored = False
        self.picker = RunPicker(studio)
        self.panel, self.canvas, self.mine = SliderPanel(), Canvas(), MyPicture()
        self.empty = EmptyState()
        self.shelf = Shelf()
        self.session = Session(studio, self)
        self.reader = Reader(self.session, self.panel, self.mine, self)
        self.explorer = Explorer(self.session, self.panel, self.canvas, self.reader, self)
        self.surveyor = Surveyor(self.session, self.panel, self.explorer, self)
        self.factors = FactorsPanel(self.session, self.explorer)
        self.nearest = NearestPanel(self.session, self.explorer)
        self.ideas = Ideas(
            studio, self.session, self.panel, self.explorer, self.canvas, self.mine,
            self.surveyor, self,
        )  # fmt: skip
        self.side = Side(self.mine, self.ideas, self.shelf, self.nearest, self.factors)
        self.axis_acts = AxisActs(
            self.session, self.panel, self.explorer, self.surveyor, self.shelf, self
        )
        self.panel.add_progress(self.surveyor.finding, self.surveyor.measuring)
        self.keeper = Keeper(self.session, self.panel, self.explorer, self.shelf, self)
        self.film = FilmCorner(self.session, self.panel, self.explorer, self.shelf)
        self.printer = Printer(self.session, self.panel, self)
        self.taker = Taker(
            studio, self.session, self.explorer, self, open_run=self.explore, read=self._redraw,
            load_film=self.film.load,
        )  # fmt: skip
        self._make_actions()
        acts = [
            (self.grid_act, "Neighbourhood"), (self.map_act, "Map"), (self.keep_act, "Keep"),
            (self.copy_act, ""), (self.save_act, "Save"), (self.film.act, "Film"),
        ]  # fmt: skip
        self.middle = Middle(self.canvas, acts, self._make_map, self.film)
        self._end_threads = _closing(
            self.film.close_threads, self.mine.strip.close_thread, self.surveyor.close,
            self.factors.labour.close, self.nearest.labour.close, self.middle.close_threads,
            self.reader.seeker.close, *self.ideas.closings(), self.explorer.close,
        )  # fmt: skip
        self._splitter = Thirds(self.panel, self.middle, self.side)
        self._pages = QStackedWidget()
        self._bar = RunBar(self.picker)
        self._lay_out()
        self._connect()
        self._restore_state()
        self.setAcceptDrops(True)
        self.addActions(self.actions_())
        self._follow_model()

    def actions_(self) -> list[QAction]:
        """Every act of the tab, in the order of the menu."""
        own = [self.grid_act, self.map_act, self.save_act, self.copy_act, self.keep_act]
        own += [self.film.act, *self.printer.acts()]
        own += self.ideas.acts()
        return [*self.panel.acts(), *own, *self.shelf.acts(), *self.mine.acts()]

    def save_state(self) -> None:
        """Remember the choices."""
        settings = self._settings
        settings.set("explore/run", self.picker.key)
        settings.set("explore/reach", self.panel.reach)
        settings.set("explore/by_effect", self.panel.is_sorted)
        settings.set("explore/truncation", self.panel.point.manner.truncation)
        settings.set("explore/grid", self.canvas.is_grid)
        settings.set("explore/film", self.film.act.isChecked())
        settings.set("explore/mine_open", self.side.mine_fold.is_open)
        settings.set("explore/shelf_open", self.side.shelf_fold.is_open)
        settings.set("explore/words_open", self.side.words_fold.is_open)
        settings.set("explore/nearest_open", self.side.nearest_fold.is_open)
        settings.set("explore/factors_open", self.side.factors_fold.is_open)
        self.ideas.save_state(settings)
        settings.set("explore/all_sliders", self.panel.axis_bar.all_act.isChecked())
        settings.set_bytes("explore/splitter", self._splitter.saveState())

    @Slot(str)
    def explore(self, key: str) -> None:
        """Explore a run."""
        self._open_run(key, None)

    @Slot(str, int)
    def explore_moment(self, key: str, step: int) -> None:
        """Explore a run as it was after `step`."""
        self._open_run(key, step)

    def shut(self) -> None:
        """End the threads; the tab is not used any more."""
        self._end_threads()
        self.keeper.finish()
        self.surveyor.finish()

    # -- Qt ---------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the threads with the window."""
        self.shut()
        super().closeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Open the last run when the tab is first seen; ask for live weights while it is."""
        super().showEvent(event)
        if not self._is_restored:
            self.explore(self.picker.key)
        self._want_weights()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for no more weights: copying them costs the training."""
        super().hideEvent(event)
        self._want_weights()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome a picture; folders are for the window."""
        if from_mime(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Redraw the picture, or go where it was made."""
        given = from_mime(event.mimeData())
        if given is not None:
            event.acceptProposedAction()
            self.take(given)

    # -- slots ------------------------------------------------------------------------------

    @Slot(object)
    def take(self, given: Given) -> None:
        """Go where a picture saved here was drawn; have any other picture redrawn."""
        self.taker.take(given)

    def _redraw(self, given: Given) -> None:
        self.side.mine_fold.set_open(True)
        if self.session.model is not None and not self.session.model.front.is_points:
            self.reader.read(given)
        else:
            self._studio.said.emit("This run takes no pictures. Choose another one for that.")

    @Slot(bool)
    def _show_grid(self, grid: bool) -> None:
        if grid:
            self.map_act.setChecked(False)
        self.canvas.set_grid(grid)

    def _save(self) -> None:
        origin = self.explorer.origin
        if origin is not None:
            path = saving.ask_and_save(self, self.canvas.view.picture(), origin)
            if path is not None:
                self._studio.said.emit(f"Saved {path.name}. Drop it here to get the sliders back.")

    def _copy(self) -> None:
        if self.canvas.drawing is not None:
            saving.copy(self.canvas.view.picture())
            self._studio.said.emit("The picture is on the clipboard.")

    @Slot(bool)
    def _show_map(self, shown: bool) -> None:
        self.middle.show_map(shown)
        self.side.explain(topic="map" if shown else "picture")

    @Slot()
    def _follow_run(self) -> None:
        """The list of runs or the job has changed."""
        key = self.session.key
        entry = self._studio.library.entry(key) if key else None
        self._bar.describe(describe(entry) if entry and entry.folder.exists else "")
        if not key:
            live = self._studio.job_key if self._studio.is_training else ""
            self.empty.offer(self._studio.library.entries(), live)
        self._pages.setCurrentWidget(self._splitter if key else self.empty)
        self._want_weights()

    @Slot()
    def _follow_model(self) -> None:
        shown = bool(self.explorer.family)
        own = (self.grid_act, self.save_act, self.copy_act, self.keep_act, *self.printer.acts())
        for action in own:
            action.setEnabled(shown)
        self.side.explain(family=self.explorer.family)
        self._follow_run()

    @Slot(QWidget, QWidget)
    def _follow_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self.isAncestorOf(now):
            return
        steering = self.panel.steering
        if steering.isAncestorOf(now):
            self.side.explain(topic="class" if steering.classes.isAncestorOf(now) else "draw")
        elif self.panel.isAncestorOf(now):
            self.side.explain(topic="slider")
        elif self.canvas.isAncestorOf(now):
            self.side.explain(topic="grid" if self.canvas.is_grid else "picture")
        elif self.middle.map is not None and self.middle.map.isAncestorOf(now):
            self.side.explain(topic="map")
        elif self.mine.isAncestorOf(now):
            self.side.explain(topic="mine")
        elif (topic := self.ideas.topic(now)) is not None:
            self.side.explain(topic=topic)

    # -- private ----------------------------------------------------------------------------

    def _open_run(self, key: str, moment: int | None) -> None:
        self._is_restored = True
        self.session.choose(key, moment)
        self.picker.choose(key, "" if moment is None else self.session.name)
        self._follow_run()

    def _make_map(self) -> MapPage:
        page = MapPage(self.session, self.panel, self.explorer, self.surveyor)
        page.lasso.keep_asked.connect(self.keeper.keep_points)
        return page

    def _want_weights(self) -> None:
        self._studio.want_weights(_WATCHER, self.isVisible() and self.session.is_live)

    def _make_actions(self) -> None:
        self.grid_act = act(
            self, "&Neighbourhood", "grid", "Ctrl+G", lambda: None,
            "Show the 4 × 4 pictures around this point instead of one.",
        )  # fmt: skip
        self.grid_act.setCheckable(True)
        self.map_act = act(
            self, "&Map", "explore", "Ctrl+K", lambda: None,
            "Show where the pictures lie in latent space, and what the model draws between them.",
        )  # fmt: skip
        self.map_act.setCheckable(True)
        self.save_act = act(
            self, "&Save PNG…", "save", "Ctrl+S", self._save,
            "Save the picture with its latent inside; dropped here, it brings the sliders back.",
        )  # fmt: skip
        copy = QKeySequence(QKeySequence.StandardKey.Copy).toString()
        self.copy_act = act(
            self, "&Copy picture", "copy", copy, self._copy, "Put the picture on the clipboard."
        )
        self.keep_act = act(
            self, "&Keep as favourite", "star", "Ctrl+H", self.keeper.keep,
            "Put this picture on the shelf of favourites, which stays with the run.",
        )  # fmt: skip
        # The picture's own two acts would say the same without the latent.
        for action in list(self.canvas.view.actions()):
            self.canvas.view.removeAction(action)
        self.canvas.view.addActions([self.copy_act, self.save_act])

    def _lay_out(self) -> None:
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 6)
        layout.addWidget(self._bar)
        layout.addWidget(self._pages, 1)

    def _connect(self) -> None:
        studio = self._studio
        self.picker.picked.connect(self.explore)
        self.empty.chosen.connect(self.explore)
        studio.explore_requested.connect(self.explore)
        studio.moment_requested.connect(self.explore_moment)
        studio.picture_given.connect(self.taker.take_file)
        for changed in (studio.runs_changed, studio.job_began, studio.job_ended):
            changed.connect(self._follow_run)
        self.explorer.changed.connect(self._follow_model)
        self.ideas.opened.connect(lambda topic: self.side.explain(topic=topic))
        self.grid_act.toggled.connect(self._show_grid)
        self.map_act.toggled.connect(self._show_map)
        self.mine.given.connect(self.take)
        self.mine.draw_asked.connect(self.taker.ask_for_drawing)
        QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]
        for telling in (self.keeper, self.surveyor, self.film, self.printer):
            telling.said.connect(studio.said)
        self.destroyed.connect(self._end_threads)

    def _restore_state(self) -> None:
        settings = self._settings
        key = settings.get("explore/run", "")
        if isinstance(key, str) and key and self._studio.library.entry(key).folder.exists:
            self.picker.choose(key)
        self.panel.set_reach(settings.get("explore/reach", 3.0))
        self.panel.set_sorted(bool(settings.get("explore/by_effect", True)))
        self.panel.dealer.set_truncation(settings.get("explore/truncation", 1.0))
        self.grid_act.setChecked(bool(settings.get("explore/grid", False)))
        self.film.act.setChecked(bool(settings.get("explore/film", False)))
        self.side.mine_fold.set_open(bool(settings.get("explore/mine_open", True)))
        self.side.shelf_fold.set_open(bool(settings.get("explore/shelf_open", True)))
        self.side.words_fold.set_open(bool(settings.get("explore/words_open", True)))
        self.side.nearest_fold.set_open(bool(settings.get("explore/nearest_open", False)))
        self.side.factors_fold.set_open(bool(settings.get("explore/factors_open", False)))
        self.ideas.restore_state(settings)
        self.panel.axis_bar.all_act.setChecked(bool(settings.get("explore/all_sliders", False)))
        self._splitter.restoreState(settings.get_bytes("explore/splitter"))


def _closing(*closings: Callable[[], None]) -> Callable[[], None]:
    """Return what ends all threads; it needs no widget of the tab, which may be gone by then."""

    def end() -> None:
        for close in closings:
            close()

    return end
