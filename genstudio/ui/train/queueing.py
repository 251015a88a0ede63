"""What Train does with the queue: adds, varies, edits, reorders, goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core.recipe import Recipe, RecipeError
from genstudio.core.sweep import Variant
from genstudio.runs.queue import Removed
from genstudio.ui.line import Line
from genstudio.ui.train.banner import Banner, Kind
from genstudio.ui.train.line_acts import LineActs, LineSituation
from genstudio.ui.train.queue_panel import QueuePanel
from genstudio.ui.train.sweep_dialog import SweepDialog
from genstudio.ui.train.sweep_forecast import SweepForecast

if TYPE_CHECKING:
    from genstudio.ui.studio import Studio
    from genstudio.ui.train.choices import ChoicesPanel
    from genstudio.ui.train.forecasting import Forecasting


class Queueing(QObject):
    """Brings the window's `Line`, its panel and its acts together."""

    recipe_wanted = Signal(object)  # a Recipe to show in the form

    def __init__(
        self, studio: Studio, choices: ChoicesPanel, forecasting: Forecasting, banner: Banner
    ) -> None:
        """Work on the line of `studio` with the recipes of `choices`."""
        super().__init__(choices)
        self._studio, self._choices, self._banner = studio, choices, banner
        self._forecasting = forecasting
        self._removed: list[Removed] = []
        self._editing = ""
        self.acts = LineActs(self)
        self.panel = QueuePanel(self.line, self.acts)
        self._connect()
        self.refresh()

    @property
    def line(self) -> Line:
        """The queue of the window."""
        return self._studio.line

    @Slot()
    def refresh(self) -> None:
        """Show the line, and allow what is possible now."""
        line, busy = self.line, self.line.in_training
        waiting = len(line.waiting)
        self.acts.refresh(
            LineSituation(
                is_torch_loaded=self._studio.is_torch_loaded,
                is_training=self._studio.is_training,
                is_held=line.is_held and waiting > 0,
                waiting=waiting,
                in_training=busy is not None,
                problem=self._choices.problem,
                can_undo=bool(self._removed),
            )
        )
        if self._editing not in {item.key for item in line.waiting if not item.run}:
            self._stop_editing()
        self.panel.refresh()

    # -- acts ---------------------------------------------------------------------------------

    @Slot()
    def add(self) -> None:
        """Put the recipe of the form at the end of the line."""
        if (recipe := self._recipe()) is not None:
            self._add_all([Variant("", recipe)], "")

    @Slot()
    def vary(self) -> None:
        """Ask what to vary, and put a run for each value into the line."""
        if (recipe := self._recipe()) is not None:
            dialog = SweepDialog(recipe, self._choices.draft.shown(), self._choices.window())
            dialog.chosen.connect(self._add_all)
            forecast = SweepForecast(dialog, self._forecasting)
            dialog.varied.connect(forecast.ask)
            dialog.open()

    @Slot(list, str)
    def _add_all(self, variants: list[Variant], varies: str) -> None:
        seconds = self._forecasting.seconds([variant.recipe for variant in variants])
        self.line.add(variants, varies=varies, seconds=seconds)

    @Slot()
    def go_on(self) -> None:
        """Start the line, go on with it, or hold it after the present run."""
        going = self._studio.is_training and not self.line.is_held
        (self.line.hold if going else self.line.go_on)()

    @Slot(list)
    def remove(self, keys: list[str]) -> None:
        """Take items out; `undo` brings them back."""
        removed = self.line.remove(keys)
        if removed is not None and removed.items:
            self._removed.append(removed)
            self.refresh()

    @Slot()
    def undo(self) -> None:
        """Bring back what was removed last."""
        if self._removed:
            self.line.restore(self._removed.pop())
            self.refresh()

    @Slot(str)
    def edit(self, key: str) -> None:
        """Show the recipe of an item in the form, to be saved into its place."""
        item = next(item for item in self.line.waiting if item.key == key)
        try:
            recipe = item.read_recipe()
        except RecipeError as error:
            self._banner.say(str(error), "bad")
            return
        self._editing = key
        self.panel.show_editing(item.name)
        self.recipe_wanted.emit(recipe)

    @Slot()
    def save_edit(self) -> None:
        """Give the item that is edited the recipe of the form."""
        recipe = self._recipe()
        if recipe is not None:
            self.line.edit(self._editing, recipe)
            self._stop_editing()

    @Slot()
    def _stop_editing(self) -> None:
        self._editing = ""
        self.panel.show_editing("")

    # -- private ------------------------------------------------------------------------------

    def _connect(self) -> None:
        acts, panel = self.acts, self.panel
        self.line.changed.connect(self.refresh)
        self.line.said.connect(self._say)
        acts.add.triggered.connect(self.add)
        acts.vary.triggered.connect(self.vary)
        acts.go_on.triggered.connect(self.go_on)
        acts.undo.triggered.connect(self.undo)
        panel.moved.connect(self.line.move)
        panel.remove_asked.connect(self.remove)
        panel.edit_asked.connect(self.edit)
        panel.save_asked.connect(self.save_edit)
        panel.cancel_asked.connect(self._stop_editing)

    def _recipe(self) -> Recipe | None:
        try:
            return self._choices.recipe()
        except RecipeError as error:
            self._banner.say(str(error), "bad")
            return None

    @Slot(str, str)
    def _say(self, sentence: str, kind: Kind) -> None:
        """Add to what the banner says of the run, with the way to go on if the line is held."""
        before = self._banner.sentence
        if kind == "info" and self._banner.kind in ("bad", "warning"):
            kind = self._banner.kind
        act = self.acts.go_on if self.line.is_held else None
        self._banner.say(f"{before} {sentence}".strip(), kind, act)
