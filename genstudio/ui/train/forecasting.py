"""Keeps the forecast of the recipe in the form up to date while nothing is in training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from genstudio.core.recipe import Recipe, Value
from genstudio.ui.threads import Failure
from genstudio.ui.train.forecast_line import ForecastLine
from genstudio.ui.train.forecaster import Forecaster

if TYPE_CHECKING:
    from genstudio.training.forecast import Forecast, Sample
    from genstudio.ui.studio import Studio
    from genstudio.ui.train.choices import ChoicesPanel

_MOST_PICTURES, _MOST_BYTES = 512, 2**25


class Forecasting(QObject):
    """Asks for forecasts when they can be had, and shows them above Train."""

    measured = Signal()

    def __init__(self, studio: Studio, choices: ChoicesPanel) -> None:
        """Forecast the recipes of `choices`; nothing is measured while `studio` trains."""
        super().__init__(choices)
        self._studio, self._choices = studio, choices
        self._others: Sequence[Recipe] = ()
        self.forecaster = Forecaster(self)
        self.line = ForecastLine()
        self.line.apply_asked.connect(self._apply)
        self.forecaster.measured.connect(self._take)
        self.forecaster.failed.connect(self._fail)
        studio.job_began.connect(self.stop)

    @Slot()
    def refresh(self) -> None:
        """Show what is known of the recipe in the form; measure it if nothing is."""
        recipe, sample = self._recipe(), self._sample()
        if recipe is None or sample is None:
            self.forecaster.stop()
            self.line.say("")
            return
        self._show(recipe, sample)
        if self._may_measure():
            self.forecaster.ask([recipe, *self._others], sample)
            if not self.line.text and self.forecaster.is_busy:
                self.line.say("Measuring how long it will take…")
        else:
            self.forecaster.stop()

    def watch(self, recipes: Sequence[Recipe]) -> None:
        """Measure `recipes` as well (a sweep's); `measured` tells of each. () for no others."""
        self._others = recipes
        self.refresh()

    def seconds(self, recipes: Sequence[Recipe]) -> list[float | None]:
        """Return how long each would take, None where that is not known."""
        sample = self._sample()
        if sample is None:
            return [None for _ in recipes]
        found = [self.forecaster.known(recipe, sample) for recipe in recipes]
        return [each.seconds if each is not None else None for each in found]

    @Slot()
    def stop(self) -> None:
        """Measure nothing now."""
        self.forecaster.stop()

    def close(self) -> None:
        """End the background work; blocks until it has ended."""
        self.forecaster.close()

    # -- private ------------------------------------------------------------------------------

    def _may_measure(self) -> bool:
        return not self._studio.is_training and self._choices.isVisible()

    def _recipe(self) -> Recipe | None:
        if not self._studio.is_torch_loaded or self._choices.problem:
            return None
        return self._choices.recipe()

    def _sample(self) -> Sample | None:
        """Return the pictures of the first look, or noise of their shape; None before that."""
        box = self._choices.data_box
        if not self._studio.is_torch_loaded or box.info is None or self._choices.problem:
            return None
        from genstudio.training.forecast import Sample

        recipe, look = self._choices.recipe(), box.look
        if look is None or look.size != recipe.size:
            return Sample.noise(recipe, box.info.count, box.info.class_names)
        most = max(min(_MOST_PICTURES, _MOST_BYTES // look.pictures[0].nbytes), 1)
        pictures = np.resize(look.pictures, (most, *look.pictures.shape[1:]))
        return Sample(pictures, look.count, look.class_names)

    def _show(self, recipe: Recipe, sample: Sample) -> None:
        forecast: Forecast | None = self.forecaster.known(recipe, sample)
        if forecast is None:
            self.line.say("")
        else:
            self.line.show_forecast(forecast)

    @Slot()
    def _take(self) -> None:
        recipe, sample = self._recipe(), self._sample()
        if recipe is not None and sample is not None:
            self._show(recipe, sample)
        self.measured.emit()

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self.line.say("No forecast for this recipe.", failure.message)

    @Slot(dict)
    def _apply(self, changes: dict[str, Value]) -> None:
        self._choices.form.apply(changes)
