"""The quiet line above Train: how long it will take, whether it fits, the change that fits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from genstudio.core.recipe import Value, fields
from genstudio.ui import wording
from genstudio.ui.widgets.muted import MutedLabel

if TYPE_CHECKING:
    from genstudio.training.forecast import Forecast

_MB = 2**20


class ForecastLine(QWidget):
    """Says what a `Forecast` says; the details are its tip."""

    apply_asked = Signal(dict)  # the changes that make it fit

    def __init__(self) -> None:
        """Say nothing."""
        super().__init__()
        self._forecast: Forecast | None = None
        self._label = MutedLabel(wraps=True)
        self._label.setAccessibleName("Forecast")
        self._apply = QPushButton("&Apply")
        self._apply.setAccessibleName("Apply the change that fits")
        self._apply.clicked.connect(self._ask_apply)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._label, 1)
        row.addWidget(self._apply)
        self.say("")

    @property
    def text(self) -> str:
        """What it says, "" for nothing."""
        return "" if self.isHidden() else self._label.text()

    def say(self, sentence: str, tip: str = "") -> None:
        """Show a sentence in place of a forecast; "" hides the line."""
        self._forecast = None
        self._show(sentence, tip)
        self._apply.hide()
        self.setVisible(bool(sentence))

    def show_forecast(self, forecast: Forecast) -> None:
        """Show `forecast`."""
        self._forecast = forecast
        self._show(sentence(forecast), details(forecast))
        self._apply.setVisible(bool(forecast.offer))
        self._apply.setToolTip(f"Sets {changes(forecast.offer)} in the choices above")
        self.show()

    def _show(self, text: str, tip: str) -> None:
        self._label.setText(text)
        self._label.setToolTip(tip)
        self._label.setAccessibleDescription(tip)

    @Slot()
    def _ask_apply(self) -> None:
        if self._forecast is not None:
            self.apply_asked.emit(dict(self._forecast.offer))


def sentence(forecast: Forecast, now: datetime | None = None) -> str:
    """Say a forecast in a line or two."""
    if forecast.fits:
        time, end = wording.duration(forecast.seconds), _end(forecast.seconds, now)
        return f"About {time}, done {end}  ·  {_size(forecast.needed)} of memory: fits"
    needs = f"Needs about {_size(forecast.needed)} of memory, {_size(forecast.free)} are free."
    if not forecast.offer:
        return f"{needs} Choose smaller pictures or a narrower network."
    return f"{needs} It fits with {changes(forecast.offer)}."


def details(forecast: Forecast) -> str:
    """Return the figures behind the sentence, one a line."""
    speed = float(f"{forecast.pictures_per_second:.3g}")
    rough = ", scaled from a smaller batch" if forecast.is_scaled else ""
    cpu = f", {forecast.threads} thread{'s' * (forecast.threads != 1)}"
    where = forecast.device + (cpu if forecast.device == "CPU" else "")
    lines = [
        f"{wording.figure(speed)} pictures/s on {where}{rough}",
        f"{forecast.steps:,} steps in about {wording.duration(forecast.seconds)}",
        f"Each picture is seen about {wording.figure(float(f'{forecast.times_seen:.2g}'))} times",
        f"Needs about {_size(forecast.needed)} of memory; {_size(forecast.free)} are free",
        "Measured by a few real steps"
        + ("." if forecast.is_real else " with noise: the pictures are not read yet."),
    ]
    return "\n".join(lines)


def changes(offer: Mapping[str, Value]) -> str:
    """Name the fields and values of an offer: "Batch 64"."""
    known = fields()
    return " and ".join(f"{known[name].label} {value}" for name, value in offer.items())


def _end(seconds: float, now: datetime | None) -> str:
    now = now or datetime.now().astimezone()
    end = now + timedelta(seconds=seconds)
    if end.date() == now.date():
        return f"at {end:%H:%M}"
    if (end.date() - now.date()).days == 1:
        return f"tomorrow at {end:%H:%M}"
    return f"on {end.day} {end:%B} at {end:%H:%M}"


def _size(size: float) -> str:
    megabytes = size / _MB
    if megabytes < 1000:
        return f"{max(round(megabytes, -1), 10):,.0f} MB"
    return f"{megabytes / 1024:,.1f} GB"
