"""Any two figures of all listed runs against each other, with the front that no run beats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
)

from genstudio.core import storage
from genstudio.evaluation.catalogue import label
from genstudio.runs import tradeoff
from genstudio.runs.entry import Entry
from genstudio.runs.tradeoff import Panel, Tradeoff
from genstudio.ui.compare.page import Page
from genstudio.ui.compare.proxy import RunsProxy
from genstudio.ui.settings import Settings
from genstudio.ui.threads import Answer, AnswerThread
from genstudio.ui.widgets.acts import act, tool_button
from genstudio.ui.widgets.muted import MutedLabel

if TYPE_CHECKING:
    from genstudio.ui.compare.scatter_view import ScatterView

_SETTING = "compare/tradeoff"
_FILTERS = "PNG pictures (*.png);;SVG drawings (*.svg);;CSV tables (*.csv)"
_ABOUT = (
    "Bars are ± one standard error. Ringed: no other run is clearly better in one figure and not "
    "worse in the other. Click a point to select its run."
)
_SEEING = (
    "What am I seeing? Each point is a run that the table above lists; ticked runs have their "
    "colour. The dashed line is the Pareto front: the best of one figure that can be had for each "
    "value of the other. Filter the table, and the plot follows. With the keyboard: arrows walk "
    "through the points, Enter selects one."
)


class TradeoffPage(Page):
    """A scatter plot; runs that were judged differently never share it."""

    title = "Trade-off"
    icon = "plot"
    tip = "Any two figures against each other, such as quality against cost"
    run_asked = Signal(str)  # a run's key: select it
    refused = Signal(str)  # a sentence
    said = Signal(str)  # a sentence: what was done

    def __init__(self, proxy: RunsProxy, settings: Settings) -> None:
        """Plot the runs that `proxy` lists, as `settings` remember."""
        super().__init__()
        self._proxy, self._settings = proxy, settings
        state = settings.get(_SETTING, {})
        self._state = state if isinstance(state, dict) else {}
        self._found = Tradeoff(())
        self._view: ScatterView | None = None
        self._writer: AnswerThread | None = None
        self.up, self.across, self.group = QComboBox(), QComboBox(), QComboBox()
        self.logs = (QCheckBox("Log &across"), QCheckBox("Log &up"))
        self._verdict, self._rest = QLabel(), QLabel()
        self._make_controls()
        self._build()
        self._soon = QTimer(self, interval=0, singleShot=True)  # a filter tells of many rows
        self._soon.timeout.connect(self._follow)
        for signal in (
            proxy.dataChanged, proxy.rowsInserted, proxy.rowsRemoved, proxy.modelReset,
            proxy.layoutChanged,
        ):  # fmt: skip
            signal.connect(self._soon.start)

    @property
    def view(self) -> ScatterView:
        """The plot."""
        if self._view is None:
            from genstudio.ui.compare.scatter_view import ScatterView  # brings pyqtgraph

            self._view = ScatterView()
            self._view.picked.connect(self.run_asked)
            self._room.addWidget(self._view, 1)
        return self._view

    @property
    def verdict(self) -> str:
        """Who is on the front, or why there is none."""
        return self._verdict.text()

    @property
    def rest(self) -> str:
        """Which runs are not in the plot, and why."""
        return self._rest.text()

    @property
    def panel(self) -> Panel | None:
        """What is plotted now."""
        place = max(self.group.currentIndex(), 0)
        return self._found.panels[place] if place < len(self._found.panels) else None

    def empty_sentence(self) -> str:
        """Say what to do while no listed run is scored."""
        if any(entry.standing.scores for entry in self._entries()):
            return ""
        return "No run in the table is scored yet. Select runs there, then Score…"

    def refresh(self) -> None:
        """Offer what the runs have and plot it."""
        entries = self._entries()
        self._offer(tradeoff.offered(entries))
        across, up = (str(box.currentData() or "") for box in (self.across, self.up))
        self._found = tradeoff.weigh(entries, across, up)
        self._offer_groups()
        self._plot()

    def recolour(self) -> None:
        """Take the theme's colours."""
        if self._view is not None:
            self._plot()

    def save_state(self) -> None:
        """Remember figures and scales."""
        self._settings.set(
            _SETTING,
            {
                "across": self.across.currentData() or self._state.get("across"),
                "up": self.up.currentData() or self._state.get("up"),
                "logs": [box.isChecked() for box in self.logs],
            },
        )

    def close_page(self) -> None:
        """End the thread that writes."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def save(self, path: Path) -> None:
        """Write the plot as .png, .svg or .csv by the name's end; in the background."""
        panel = self.panel
        if panel is None:
            self.refused.emit("There is no plot to save: no run has both figures.")
            return
        made: dict[str, Callable[[], bytes]] = {
            ".png": self.view.to_png,
            ".svg": self.view.to_svg,
            ".csv": lambda: tradeoff.to_csv(panel).encode("utf-8"),
        }
        if path.suffix.lower() not in made:
            self.refused.emit(f"“{path.name}” must end in .png, .svg or .csv.")
            return
        data = made[path.suffix.lower()]()
        if self._writer is None:
            self._writer = AnswerThread(self)
            self._writer.answered.connect(self._written)
        self._writer.ask(path, lambda: storage.write_bytes(path, data))

    # -- building ---------------------------------------------------------------------------

    def _make_controls(self) -> None:
        tips = {
            self.up: ("Figure up", "The figure that the vertical axis shows"),
            self.across: ("Figure across", "The figure that the horizontal axis shows"),
            self.group: ("Judged on", "Runs judged on other pictures have a plot of their own"),
        }
        for box, (name, tip) in tips.items():
            box.setAccessibleName(name)
            box.setToolTip(tip)
            box.setMinimumContentsLength(12)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for box in (self.up, self.across):
            box.activated.connect(self.renew)
        self.group.activated.connect(self._plot)
        logs = self._state.get("logs")
        for place, check in enumerate(self.logs):
            check.setToolTip("A log scale spreads figures that differ by factors")
            check.setChecked(isinstance(logs, list) and len(logs) == 2 and logs[place] is True)
            check.toggled.connect(self._plot)
        for words in (self._verdict, self._rest):
            words.setWordWrap(True)
        self._rest.setObjectName("caution")
        self.save_act = act(self, "Save plot…", "save", "", self._ask_and_save,
                            "Saves the plot as PNG or SVG, or its figures as CSV")  # fmt: skip

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(6)
        self._judged = QLabel("&Judged on")
        for words, box in ((QLabel("U&p"), self.up), (QLabel("Acr&oss"), self.across),
                           (self._judged, self.group)):  # fmt: skip
            words.setBuddy(box)
            bar.addWidget(words)
            bar.addWidget(box)
        for check in self.logs:
            bar.addWidget(check)
        bar.addStretch(1)
        bar.addWidget(tool_button(self.save_act, says=False))
        self._room = QVBoxLayout()
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(bar)
        layout.addWidget(self._verdict)
        layout.addWidget(self._rest)
        layout.addLayout(self._room, 1)
        about = MutedLabel(_ABOUT, wraps=True)
        about.setToolTip(_SEEING)
        layout.addWidget(about)

    # -- showing ----------------------------------------------------------------------------

    def _entries(self) -> list[Entry]:
        return [self._proxy.entry(row) for row in range(self._proxy.rowCount())]

    def _offer(self, keys: list[str]) -> None:
        first = tradeoff.suggestion(keys)
        for box, name, usual in ((self.across, "across", first[0]), (self.up, "up", first[1])):
            if [box.itemData(place) for place in range(box.count())] == keys:
                continue
            wanted = box.currentData() or self._state.get(name)
            box.clear()
            for key in keys:
                box.addItem(label(key), key)
            box.setCurrentIndex(box.findData(wanted if wanted in keys else usual))

    def _offer_groups(self) -> None:
        before = self.group.currentText().partition(" (")[0]
        self.group.clear()
        for panel in self._found.panels:
            count = len(panel.points)
            self.group.addItem(f"{panel.label} ({count} {'run' if count == 1 else 'runs'})")
        labels = [panel.label for panel in self._found.panels]
        self.group.setCurrentIndex(labels.index(before) if before in labels else 0)
        for widget in (self._judged, self.group):
            widget.setVisible(len(labels) > 1)

    @Slot()
    def _plot(self) -> None:
        panel = self.panel
        self.view.setVisible(panel is not None)
        self.save_act.setEnabled(panel is not None)
        self._verdict.setText(_verdict(panel))
        rest = _rest(self._found, panel)
        if panel is not None:
            logs, refused = self._log_scales(panel)
            rest = " ".join(filter(None, (rest, refused)))
            colours = {run.key: run.colour for run in self.chosen}
            self.view.show_panel(panel, colours, logs)
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))

    def _log_scales(self, panel: Panel) -> tuple[tuple[bool, bool], str]:
        lows = [min(score.value for score in scores) for scores in (
            [point.x for point in panel.points], [point.y for point in panel.points])]  # fmt: skip
        wanted = [box.isChecked() for box in self.logs]
        able = [want and low > 0 for want, low in zip(wanted, lows, strict=True)]
        refused = "Not on a log scale: some figures are not above 0." if wanted != able else ""
        return (able[0], able[1]), refused

    # -- slots ------------------------------------------------------------------------------

    @Slot()
    def _follow(self) -> None:
        self.show_runs(self.chosen)

    @Slot()
    def _ask_and_save(self) -> None:
        name, chosen = QFileDialog.getSaveFileName(self, "Save plot", "trade-off.png", _FILTERS)
        if name:
            path = Path(name)
            end = chosen.partition("*")[2].rstrip(")")
            self.save(path if path.suffix else path.with_name(f"{path.name}{end}"))

    @Slot(object)
    def _written(self, answer: Answer) -> None:
        if answer.failure is not None:
            self.refused.emit(answer.failure.message)
        else:
            self.said.emit(f"Saved {answer.stamp}.")


def _verdict(panel: Panel | None) -> str:
    if panel is None:
        return "No listed run has both figures. Choose others, or score more runs."
    if panel.no_front:
        return panel.no_front
    if len(panel.points) == 1:
        return "One run: there is nothing to weigh it against."
    names = ", ".join(f"“{point.entry.name}”" for point in panel.front)
    return f"Best trade-offs (Pareto front; what cannot be told apart counts): {names}."


def _rest(found: Tradeoff, panel: Panel | None) -> str:
    others = sum(len(each.points) for each in found.panels if each is not panel)
    parts = [f"{others} judged on other pictures, or otherwise: see “Judged on”"] if others else []
    parts += [f"{len(found.stale)} out of date (score again)"] if found.stale else []
    parts += [f"{len(found.unscored)} without both figures"] if found.unscored else []
    return f"Not in this plot: {'; '.join(parts)}." if parts else ""
