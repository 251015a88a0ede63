"""The map in the tab: charted in the background, decoded wherever the pointer is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from genstudio.core.events import Event, Worked
from genstudio.ui.explore.acts import button
from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.labour import Labour
from genstudio.ui.explore.lasso import Lasso
from genstudio.ui.explore.legend import Legend
from genstudio.ui.explore.map_raster import resampled
from genstudio.ui.explore.map_view import MapView
from genstudio.ui.explore.painter import Drawing, Painter
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.progress_row import ProgressRow
from genstudio.ui.explore.session import Session
from genstudio.ui.explore.surveyor import Surveyor
from genstudio.ui.explore.thumbnail import thumbnail
from genstudio.ui.threads import Failure
from genstudio.ui.widgets.acts import act

if TYPE_CHECKING:
    from genstudio.runs.model import Model

_WORDS = {"latents": "Both latents", "pca": "Principal axes", "t-sne": "t-SNE"}
_HOW = (
    "Point anywhere to see what is drawn there; click to go there. Wheel: nearer. Shift+drag: a "
    "walk. Ctrl+drag: a lasso."
)
_WALK_MS, _WALK_SECONDS = 33, 4.0
_INSET = 144


class MapPage(QWidget):
    """Follows the run on show while it is seen."""

    def __init__(
        self, session: Session, panel: SliderPanel, explorer: Explorer, surveyor: Surveyor
    ) -> None:
        """Chart nothing before it is seen."""
        super().__init__()
        self._session, self._panel = session, panel
        self._stamp = ""
        self._planes: dict[str, Any] = {}
        self._grid: Any = None
        self._hovered: np.ndarray | None = None
        self._way: list[np.ndarray] = []
        self.labour, self.painter = Labour(self), Painter(self)
        self.view, self.legend, self.note = MapView(), Legend(), QLabel(_HOW)
        self._layouts = QComboBox()
        self._play = QTimer(self, interval=_WALK_MS)
        self.lasso = Lasso(self.view, session, surveyor, self)
        self._make_acts()
        self._lay_out()
        self._play.timeout.connect(self._step)
        self._layouts.activated.connect(self._show_chosen)
        self.view.hovered.connect(self._hover)
        self.view.picked.connect(self._pick)
        self.view.walked.connect(self.walk)
        self.lasso.noted.connect(self._note)
        self.legend.hidden_changed.connect(self.view.hide_classes)
        self.painter.drawn.connect(self._show_drawing)
        panel.point.moved.connect(self._follow_point)
        panel.steering.class_changed.connect(self._follow_point)
        explorer.changed.connect(self.follow)

    # -- what is asked ----------------------------------------------------------------------

    @property
    def is_idle(self) -> bool:
        """Whether nothing is charted, drawn or walked now."""
        return not (self.labour.is_busy or self._play.isActive()) and self.painter.is_idle

    def close_threads(self) -> None:
        """End the threads."""
        self._end_walk()
        self.labour.close()
        self.painter.close()

    @Slot()
    def follow(self) -> None:
        """Chart the model on show, if it is another one."""
        opened = self._session.model
        stamp = f"{opened.key} {opened.front.stamp}" if opened else ""
        if not self.isVisible() or (stamp == self._stamp and self._planes):
            return
        self._stamp = stamp
        self._start_over()
        if opened is None:
            self.view.show_text("Choose a run above: its map appears here.")
        elif self._session.is_live:
            self._stamp = ""
            self.view.show_text(
                "The latents move while the run trains. Stop it, or let it end, to see its map."
            )
        else:
            self.view.show_text("The map is being drawn…")
            copy = self._session.copier()
            self.labour.start(lambda: _chart(copy), self._take, self._fail)

    @Slot(object)
    def walk(self, path: np.ndarray) -> None:
        """Move the sliders along a path of places `(N, 2)`, in one step to undo."""
        plane = self.view.plane
        if plane is None or len(path) < 2:
            return
        self._end_walk()
        places = resampled(path, round(1000 * _WALK_SECONDS / _WALK_MS))
        latents = plane.latents(places.astype(np.float32))
        self._way = list(latents)
        self._session.keep_way(latents)
        self._panel.point.begin()
        self._play.start()

    def showEvent(self, event: object) -> None:
        """Chart now if that is due."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.follow()

    def hideEvent(self, event: object) -> None:
        """A walk ends where it is."""
        super().hideEvent(event)  # type: ignore[arg-type]
        self._end_walk()

    # -- answers ----------------------------------------------------------------------------

    def _take(self, result: Any) -> None:
        from genstudio.runs.plane import Grid, Plane

        if isinstance(result, Grid):
            self.view.show_grid(result)
            self.grid_act.setEnabled(True)
            self.grid_act.setChecked(True)
            self._grid = result
        elif isinstance(result, Plane):
            first = not self._planes
            self._planes[result.kind] = result
            self._layouts.addItem(_WORDS[result.kind], result.kind)
            if first or result.kind == "t-sne":
                self._layouts.setCurrentIndex(self._layouts.count() - 1)
                self._show_chosen()
        else:
            self.painter.use(result)

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        if self._planes:
            self.note.setText(failure.message)
        else:
            self.view.show_text(f"There is no map. {failure.message}")

    @Slot(object)
    def _show_drawing(self, drawing: Drawing) -> None:
        words = "under the pointer" if self._hovered is not None else "at the sliders"
        self.view.show_inset(thumbnail(drawing.pictures[0], _INSET), words)

    # -- the pointer ------------------------------------------------------------------------

    @Slot(object)
    def _hover(self, place: np.ndarray | None) -> None:
        plane = self.view.plane
        self._hovered = place
        if plane is None:
            return
        if place is None:
            self.note.setText(_HOW)
            self._follow_point()
            return
        empty = bool(plane.is_empty(place)[0])
        self.note.setText(
            "No pictures lie near here: what is drawn is the model's guess." if empty
            else "Drawn exactly here." if plane.exact is not None
            else "Drawn from the latents of the nearest points."
        )  # fmt: skip
        self._draw(plane.latents(place))

    @Slot(object)
    def _pick(self, place: np.ndarray) -> None:
        plane = self.view.plane
        if plane is not None:
            self._end_walk()
            self._panel.point.move_to(plane.latents(place)[0], "go there on the map")
            self.view.show_marker(place[0])

    @Slot(str)
    def _note(self, sentence: str) -> None:
        self.note.setText(sentence or _HOW)

    # -- private ----------------------------------------------------------------------------

    def _start_over(self) -> None:
        self._end_walk()
        self.labour.stop()
        self.painter.use(None)
        self._planes.clear()
        self._layouts.clear()
        self.lasso.let_go()
        self._grid = None
        self.grid_act.setEnabled(False)
        self.view.show_grid(None)
        self.view.show_plane(None)
        self.view.show_inset(None)
        self.legend.show_classes(())

    @Slot()
    def _show_chosen(self) -> None:
        plane = self._planes.get(str(self._layouts.currentData()))
        self.view.hidden = frozenset()
        self.view.show_plane(plane)
        self.lasso.let_go()
        if plane is not None:
            codes = plane.codes
            self.legend.show_classes(() if codes.labels is None else codes.class_names)
        self._follow_point()

    @Slot()
    def _follow_point(self) -> None:
        """Mark where the sliders are, and draw them unless the pointer is elsewhere."""
        plane, z = self.view.plane, self._panel.point.z
        if plane is None or not self.isVisible() or plane.codes.points.shape[1] != len(z):
            return
        place = plane.place_of(z)
        if place is not None:
            self.view.show_marker(place)
        if self._hovered is None or self._play.isActive():
            self._draw(z[None])

    def _draw(self, z: np.ndarray) -> None:
        self.painter.draw(z, self._panel.steering.weights(len(z)))

    @Slot()
    def _step(self) -> None:
        if not self._way:
            self._end_walk()
            return
        self._panel.point.glide(self._way.pop(0), "walk on the map")

    def _end_walk(self) -> None:
        if self._play.isActive():
            self._play.stop()
            self._way.clear()
            self._panel.point.end()

    def _show_grid(self) -> None:
        self.view.show_grid(self._grid if self.grid_act.isChecked() else None)

    def _make_acts(self) -> None:
        self.fit_act = act(
            self, "See the &whole map", "zoom-fit", "Ctrl+0", self.view.fit, "See all points (0)."
        )
        self.grid_act = act(
            self, "&Manifold", "grid", "", self._show_grid,
            "Behind the points what the decoder draws everywhere, as in the VAE paper of 2013; for "
            "models with two latents.",
        )  # fmt: skip
        self.grid_act.setCheckable(True)

    def _make_tools(self) -> QHBoxLayout:
        row, group = QHBoxLayout(), QButtonGroup(self)
        row.setSpacing(4)
        tools = (
            ("Move", "move", "Drag moves the map."),
            ("Walk", "walk", "Drag draws a way that the sliders then go (or Shift + drag)."),
            ("Lasso", "lasso", "Drag catches points (or Ctrl + drag)."),
        )
        for word, tool, tip in tools:
            made = QToolButton()
            made.setText(word)
            made.setToolTip(tip)
            made.setAccessibleName(f"{word} on the map")
            made.setCheckable(True)
            made.setAutoRaise(True)
            made.setMinimumWidth(made.sizeHint().width())
            made.setChecked(tool == "move")
            made.clicked.connect(lambda *_, tool=tool: setattr(self.view, "tool", tool))
            group.addButton(made)
            row.addWidget(made)
        return row

    def _lay_out(self) -> None:
        self._layouts.setAccessibleName("Layout of the map")
        self._layouts.setToolTip(
            "How the latents are laid out: along two axes, which leads back exactly, or by who is "
            "whose neighbour."
        )
        self._layouts.setMinimumContentsLength(8)
        self.note.setWordWrap(True)
        self.note.setMinimumWidth(1)
        # Always two lines high: the map must not move while one points at it.
        self.note.setFixedHeight(2 * self.note.fontMetrics().lineSpacing() + 2)
        self.note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        bar = QHBoxLayout()
        bar.setSpacing(4)
        bar.addWidget(self._layouts)
        bar.addLayout(self._make_tools())
        bar.addStretch(1)
        bar.addWidget(button(self.grid_act, "Manifold"))
        bar.addWidget(button(self.fit_act))
        below = QHBoxLayout()
        below.addWidget(self.legend, 1)
        below.addWidget(button(self.lasso.axis_act, "Axis…"))
        below.addWidget(button(self.lasso.favourites_act))
        below.addWidget(button(self.lasso.clear_act))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(bar)
        layout.addWidget(self.view, 1)
        layout.addLayout(below)
        layout.addWidget(ProgressRow(self.labour, "drawing the map"))
        layout.addWidget(self.note)


def _chart(copy: Callable[[], Model]) -> Iterator[Event]:
    """Open one copy to draw with on the window's side, another to chart with on this one."""
    from genstudio.runs import plane

    yield Worked(copy())
    yield from plane.chart(copy())
