"""Tells the dialog of sweeps how long its runs would take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from genstudio.core.sweep import Variant
from genstudio.ui.train.sweep_dialog import SweepDialog

if TYPE_CHECKING:
    from genstudio.ui.train.forecasting import Forecasting


class SweepForecast(QObject):
    """Lives as long as its dialog."""

    def __init__(self, dialog: SweepDialog, forecasting: Forecasting) -> None:
        """Answer `dialog` with what `forecasting` measures."""
        super().__init__(dialog)
        self._dialog, self._forecasting = dialog, forecasting
        forecasting.measured.connect(self._tell)
        dialog.finished.connect(self._end)

    @Slot(list)
    def ask(self, variants: Sequence[Variant]) -> None:
        """Have the costs that are not known yet measured."""
        self._forecasting.watch([variant.recipe for variant in variants])
        self._tell()

    @Slot()
    def _tell(self) -> None:
        recipes = [variant.recipe for variant in self._dialog.variants]
        seconds = self._forecasting.seconds(recipes) if len(recipes) > 1 else []
        is_measuring = self._forecasting.forecaster.is_busy
        self._dialog.show_seconds(seconds, is_measuring=is_measuring)

    @Slot()
    def _end(self) -> None:
        self._forecasting.watch(())
