"""Pictures from fixed latents, now and at earlier moments of the run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from genstudio.core.events import Preview
from genstudio.ui import icons
from genstudio.ui.train.film import Film, Frame, interleave
from genstudio.ui.widgets.muted import MutedLabel
from genstudio.ui.widgets.picture import PictureView

_MADE = (
    "Drawn from latents that stay the same: watch them grow.",
    "Above the original, below what encoder and decoder make of it.",
)
_EMPTY = "Press Train: what the model draws appears here and grows while it learns."
_COLUMNS = 6


class PreviewsPanel(QWidget):
    """Shows one preview large, with a slider through the earlier ones."""

    def __init__(self) -> None:
        """Start with no run."""
        super().__init__()
        self._film = Film()
        self._is_live = True
        self.view = PictureView(name="Previews")
        self.view.show_text(_EMPTY)
        self._note = MutedLabel(_MADE[0], wraps=True)
        self._late = QTimer(self, interval=0, singleShot=True)
        self._late.timeout.connect(self._show)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._build_head())
        layout.addWidget(self._note)
        layout.addWidget(self.view, 1)
        layout.addLayout(self._build_scrubber())
        self._refresh()

    @property
    def step(self) -> int | None:
        """The step of the preview on show."""
        return self._film.step(self._scrubber.value()) if len(self._film) else None

    @property
    def is_live(self) -> bool:
        """Whether the newest preview is followed."""
        return self._is_live

    def begin(self, sheets: Iterable[Path] = (), shape: tuple[int, ...] = ()) -> None:
        """Forget the last run; show the `sheets` that a run going on has on disk."""
        self._film.begin(sheets, shape)
        self._is_live = True
        self._redrawn.setEnabled(False)
        self._made.setChecked(True)
        self.view.show_text("The first pictures come in a moment." if not len(self._film) else "")
        self._refresh()

    def extend(self, preview: Preview) -> None:
        """Show a new preview, unless an earlier one is being looked at."""
        self._film.extend(preview)
        self._redrawn.setEnabled(preview.originals is not None)
        self._refresh()

    # -- building -----------------------------------------------------------------------------

    def _build_head(self) -> QHBoxLayout:
        self._made = _tab("Made", "Pictures drawn from fixed random latents")
        self._redrawn = _tab(
            "Redrawn", "Held-out pictures above, what encoder and decoder make of them below"
        )
        self._made.setChecked(True)
        self._redrawn.setEnabled(False)
        group = QButtonGroup(self)
        head = QHBoxLayout()
        head.setSpacing(4)
        for button in (self._made, self._redrawn):
            group.addButton(button)
            button.toggled.connect(self._late.start)
            head.addWidget(button)
        head.addStretch(1)
        self._step_label = QLabel()
        head.addWidget(self._step_label)
        return head

    def _build_scrubber(self) -> QHBoxLayout:
        self._scrubber = QSlider(Qt.Orientation.Horizontal)
        self._scrubber.setAccessibleName("Earlier previews of this run")
        self._scrubber.setToolTip("Drag to see what the model drew earlier in this run")
        self._scrubber.valueChanged.connect(self._scrub)
        self._newest = QPushButton("Newest")
        self._newest.setIcon(icons.icon("live"))
        self._newest.setToolTip("Follow the newest preview again")
        self._newest.clicked.connect(self._follow)
        line = QHBoxLayout()
        line.addWidget(self._scrubber, 1)
        line.addWidget(self._newest)
        return line

    # -- slots --------------------------------------------------------------------------------

    @Slot()
    def _scrub(self) -> None:
        self._is_live = self._scrubber.value() == self._scrubber.maximum()
        self._late.start()

    @Slot()
    def _follow(self) -> None:
        self._scrubber.setValue(self._scrubber.maximum())
        self._is_live = True
        self._late.start()

    @Slot()
    def _show(self) -> None:
        self._note.setText(_MADE[int(self._redrawn.isChecked())])
        self._newest.setEnabled(not self._is_live)
        if not len(self._film):
            self._step_label.setText("")
            return
        step = self._film.step(self._scrubber.value())
        self._step_label.setText(f"Step {step:,}" if step else "Before the first step")
        frame = self._film.frame(self._scrubber.value())
        if frame is None:
            self.view.show_text("This preview is no longer on disk.")
        else:
            self._show_frame(frame)

    # -- private ------------------------------------------------------------------------------

    def _refresh(self) -> None:
        last = max(len(self._film) - 1, 0)
        blocked = self._scrubber.blockSignals(True)
        self._scrubber.setRange(0, last)
        if self._is_live:
            self._scrubber.setValue(last)
        self._scrubber.setEnabled(last > 0)
        self._scrubber.blockSignals(blocked)
        self._late.start()

    def _show_frame(self, frame: Frame) -> None:
        if not self._redrawn.isChecked():
            self.view.show_pictures(frame.made)
        elif frame.originals is None or frame.redrawn is None:
            self.view.show_text("Of this moment only the made pictures were kept.")
        else:
            pairs = interleave(frame.originals, frame.redrawn, _COLUMNS)
            self.view.show_pictures(pairs, columns=_COLUMNS)


def _tab(label: str, tip: str) -> QPushButton:
    button = QPushButton(label)
    button.setCheckable(True)
    button.setToolTip(tip)
    button.setProperty("segment", True)
    return button
