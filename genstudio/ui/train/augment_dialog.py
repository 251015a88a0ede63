"""A sheet of the user's own pictures as the discriminator would see them, strength by a slider."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from genstudio.ui.threads import Answer, AnswerThread
from genstudio.ui.widgets.muted import MutedLabel
from genstudio.ui.widgets.picture import PictureView

_EMPTY = "Choose pictures first: they show here as the discriminator would see them."
_WORDS = (
    "Top row: your pictures. Below: as the discriminator sees them, real and made ones alike. "
    "The model itself learns to draw them whole."
)


class AugmentDialog(QDialog):
    """Shows what a strength of augmentation does; can hand it to the recipe."""

    chosen = Signal(float, bool)  # strength, colours too

    def __init__(
        self, pictures: np.ndarray | None, *, strength: float, colour: bool, mirror: bool,
        parent: QWidget,
    ) -> None:  # fmt: skip
        """Show uint8 `pictures` `(N, C, H, W)`, or what to do when there are none."""
        super().__init__(parent)
        self.setWindowTitle("What augmentation does")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 520)
        self._pictures, self._mirror, self._seed = pictures, mirror, 0
        self._maker = AnswerThread(self)
        self._maker.answered.connect(self._show_sheet)
        self.view = PictureView(name="Pictures as the discriminator sees them")
        self.view.show_text(_EMPTY if pictures is None else "They come in a moment.")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setValue(round(100 * strength))
        self.slider.setAccessibleName("Strength of the augmentation, per cent")
        self.slider.setToolTip("How many of the pictures each kind of change is done to")
        self.slider.valueChanged.connect(self._make)
        self.colour = QCheckBox("Colours too")
        self.colour.setToolTip("Also vary brightness, contrast and saturation")
        self.colour.setChecked(colour)
        self.colour.toggled.connect(self._make)
        self._percent = QLabel()
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance("100 % "))
        self._lay_out()
        self._make()

    def done(self, result: int) -> None:
        """End the background work with the dialog."""
        self._maker.close()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End the background work, however the dialog is closed."""
        self._maker.close()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        words = MutedLabel(_WORDS, wraps=True)
        again = QPushButton("Draw again")
        again.setToolTip("Throw the dice again")
        again.clicked.connect(self._draw_again)
        label = QLabel("&Strength")
        label.setBuddy(self.slider)
        line = QHBoxLayout()
        for widget in (label, self.slider, self._percent, self.colour, again):
            line.addWidget(widget, 1 if widget is self.slider else 0)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.use = buttons.addButton("Use this", QDialogButtonBox.ButtonRole.AcceptRole)
        self.use.setToolTip("Put this strength into the recipe and switch augmentation on")
        buttons.accepted.connect(self._use)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(words)
        layout.addWidget(self.view, 1)
        layout.addLayout(line)
        layout.addWidget(buttons)

    @Slot()
    def _make(self) -> None:
        strength, colour = self.slider.value() / 100, self.colour.isChecked()
        self._percent.setText(f"{self.slider.value()} %")
        pictures, mirror, seed = self._pictures, self._mirror, self._seed
        if pictures is None:
            return

        def question() -> np.ndarray:
            from genstudio.objectives import augment_sheet

            return augment_sheet.make(
                pictures, strength=strength, colour=colour, mirror=mirror, seed=seed
            )

        self._maker.ask(None, question)

    @Slot()
    def _draw_again(self) -> None:
        self._seed += 1
        self._make()

    @Slot(object)
    def _show_sheet(self, answer: Answer) -> None:
        assert self._pictures is not None
        if answer.failure is not None:
            self.view.show_text(answer.failure.message)
        else:
            self.view.show_pictures(answer.value, columns=len(self._pictures))

    @Slot()
    def _use(self) -> None:
        self.chosen.emit(self.slider.value() / 100, self.colour.isChecked())
        self.accept()
