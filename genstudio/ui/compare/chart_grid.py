"""The charts of the curves page: two abreast, one horizontal range, one cursor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QScrollArea, QSplitter

from genstudio.ui.widgets.chart import Chart
from genstudio.ui.widgets.curve import Curve

if TYPE_CHECKING:
    from genstudio.ui.widgets.chart_view import ChartView

_LEAST_HEIGHT = 140
_ABREAST = 2  # charts beside each other: the room below the table is wide, not high


class ChartGrid(QScrollArea):
    """Shows charts whose horizontal axes move together."""

    def __init__(self) -> None:
        """Show no chart yet."""
        super().__init__()
        self._views: list[ChartView] = []
        self._curves: dict[str, dict[str, Curve]] = {}
        self._charts: tuple[Chart, ...] = ()
        self._range: tuple[float, float] | None = None  # None: from end to end
        self._is_log = False
        self._lines = QSplitter(Qt.Orientation.Vertical)
        self._lines.setChildrenCollapsible(False)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._lines)

    @property
    def views(self) -> tuple[ChartView, ...]:
        """The charts on show."""
        return tuple(self._views)

    def show_charts(
        self, charts: Sequence[Chart], curves: Mapping[str, Mapping[str, Curve]]
    ) -> None:
        """Show `charts`; `curves` gives the lines of each by its key and theirs."""
        if tuple(charts) != self._charts:
            self._make_views(tuple(charts), curves)
        for key, lines in self._curves.items():
            lines.update(curves[key])
        self.redraw()
        for view in self._views:
            view.describe()

    def show_log(self, wanted: bool) -> None:
        """Draw on a log scale where the values allow it."""
        self._is_log = wanted
        for view in self._views:
            view.show_log(wanted)
        self.show_all()

    def redraw(self) -> None:
        """Draw what is in view."""
        start, end = self._range or (0.0, self._end())
        for view in self._views:
            view.redraw(start, end)

    @Slot()
    def show_all(self) -> None:
        """Show the curves from end to end."""
        self._range = None
        for view in self._views:
            view.forget_zoom()
        self.redraw()

    # -- private ----------------------------------------------------------------------------

    def _make_views(
        self, charts: tuple[Chart, ...], curves: Mapping[str, Mapping[str, Curve]]
    ) -> None:
        from genstudio.ui.widgets.chart_view import ChartView  # brings pyqtgraph

        while (line := self._lines.widget(0)) is not None:
            line.setParent(None)
            line.deleteLater()
        self._charts = charts
        self._curves = {chart.key: dict(curves[chart.key]) for chart in charts}
        self._views = []
        for chart in charts:
            view = ChartView(chart, self._curves[chart.key])
            view.setMinimumHeight(_LEAST_HEIGHT)
            view.show_log(self._is_log)
            view.pointed.connect(self._point)
            view.moved.connect(self._move)
            view.all_asked.connect(self.show_all)
            self._views.append(view)
        for first in range(0, len(charts), _ABREAST):
            self._add_line(self._views[first : first + _ABREAST], first + _ABREAST >= len(charts))

    def _add_line(self, views: Sequence[ChartView], is_last: bool) -> None:
        line = QSplitter(Qt.Orientation.Horizontal)
        line.setChildrenCollapsible(False)
        for view in views:
            line.addWidget(view)
            view.plot.getAxis("bottom").enableAutoSIPrefix(False)
            view.show_steps_axis(is_last)
        self._lines.addWidget(line)

    def _end(self) -> float:
        curves = [curve for lines in self._curves.values() for curve in lines.values()]
        return max((float(curve.raw.x[-1]) for curve in curves if len(curve)), default=1.0)

    @Slot(object)
    def _point(self, place: float | None) -> None:
        for view in self._views:
            view.point_at(place)

    @Slot(float, float)
    def _move(self, start: float, end: float) -> None:
        whole = self._end()
        width = min(max(end - start, whole * 1e-5), whole)
        start = min(max(start, 0.0), whole - width)
        self._range = None if width >= whole else (start, start + width)
        self.redraw()
