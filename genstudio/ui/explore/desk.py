"""The film desk: a timeline of keyframes and what the film shall be. It only shows and asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QProgressBar,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from genstudio.core.events import Filming
from genstudio.runs.film import FORMATS
from genstudio.ui.explore.acts import button
from genstudio.ui.explore.bars import WordBar
from genstudio.ui.explore.timeline import Timeline
from genstudio.ui.widgets.acts import act

if TYPE_CHECKING:
    from genstudio.runs.walk import Walk

_WAYS = (("slerp", "Great circle"), ("linear", "Straight line"))
_EASINGS = (("even", "Even speed"), ("smooth", "Slow at keyframes"))
_SCALES = ((0, "About 512 px"), (1, "1 ×"), (2, "2 ×"), (4, "4 ×"), (8, "8 ×"), (16, "16 ×"))
_EMPTY = "Move the sliders and press Add, at least twice; or add draws, favourites or a walk."


class FilmDesk(QWidget):
    """Everything about a film but the keyframes themselves, which `Filmer` keeps."""

    add_asked = Signal()
    draws_asked = Signal()
    favourites_asked = Signal()
    way_asked = Signal()
    write_asked = Signal()
    sheet_asked = Signal()
    cancel_asked = Signal()
    play_toggled = Signal(bool)
    changed = Signal()  # length, speed, loop, way or easing

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show an empty timeline."""
        super().__init__(parent)
        self.timeline = Timeline()
        self.seconds = QDoubleSpinBox(minimum=0.1, maximum=600, value=4, decimals=1, suffix=" s")
        self.fps = QSpinBox(minimum=1, maximum=60, value=30, suffix=" a second")
        self.loop = QCheckBox("&Loop")
        self.loop.setChecked(True)
        self.loop.setToolTip("From the last keyframe back to the first, without a seam.")
        self.way = _choice("Way between keyframes", _WAYS)
        self.easing = _choice("Speed between keyframes", _EASINGS)
        self.scale = _choice("Size of the film", _SCALES)
        formats = [(suffix, words.split(",")[0]) for suffix, words in FORMATS.items()]
        self.format = _choice("Format of the film", formats)
        self.words = QLabel(_EMPTY)
        self.words.setWordWrap(True)
        self.words.setMinimumWidth(1)
        self.words.setAccessibleName("About the film")
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Progress of the film")
        self._bar.hide()
        self._make_acts()
        self._lay_out()
        for box in (self.seconds, self.fps):
            box.valueChanged.connect(self.changed)
        for choice in (self.way, self.easing, self.scale):
            choice.currentIndexChanged.connect(self.changed)
        self.loop.toggled.connect(self.changed)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Follow how many keyframes there are."""
        for action in (self.play_act, self.write_act, self.sheet_act):
            action.setEnabled(count >= 2)
        if count < 2:
            self.play_act.setChecked(False)
        frames = max(round(self.seconds.value() * self.fps.value()), 2)
        self.timeline.show_length(self.seconds.value(), frames)
        speed = f"exactly {self.fps.value()} a second"
        told = f"{count} keyframes · {frames:,} frames, {speed}"
        self.words.setText(told if count >= 2 else _EMPTY)

    def show_choices(self, walk: Walk) -> None:
        """Set length, speed, loop, way, easing and size as in `walk`."""
        self.seconds.setValue(walk.seconds)
        self.fps.setValue(walk.fps)
        self.loop.setChecked(walk.loop)
        for box, value in (
            (self.way, walk.way), (self.easing, walk.easing), (self.scale, walk.scale),
        ):  # fmt: skip
            box.setCurrentIndex(max(box.findData(value), 0))

    def show_writing(self, event: Filming | None, words: str = "") -> None:
        """Show how far the film is; with None that none is being written, and `words`."""
        is_writing = event is not None
        self._bar.setVisible(is_writing)
        self.cancel_act.setVisible(is_writing)
        self.write_act.setEnabled(not is_writing)
        if event is not None:
            self._bar.setRange(0, event.total)
            self._bar.setValue(event.done)
        if words:
            self.words.setText(words)

    @Slot(bool)
    def _play(self, on: bool) -> None:
        self.play_toggled.emit(on)

    def _make_acts(self) -> None:
        self.add_act = act(
            self, "&Add keyframe", "new", "Ctrl+J", self.add_asked.emit,
            "Add the point that the sliders stand for at the end of the film.",
        )  # fmt: skip
        self.draws_act = act(
            self, "Add four &draws as keyframes", "shuffle", "", self.draws_asked.emit,
            "Add four new points, drawn as Shuffle draws them: sampler, truncation and class hold.",
        )  # fmt: skip
        self.favourites_act = act(
            self, "Add &favourites as keyframes", "star", "", self.favourites_asked.emit,
            "Add the favourites chosen on the shelf, or all of them.",
        )  # fmt: skip
        self.way_act = act(
            self, "Add the &map's walk as keyframes", "explore", "", self.way_asked.emit,
            "Add eight points along the last walk drawn on the map (Map, then Walk).",
        )  # fmt: skip
        self.play_act = act(
            self, "&Play the film", "play", "Ctrl+Shift+J", lambda: None,
            "Play the film with the sliders; press again to stop.",
        )  # fmt: skip
        self.play_act.setCheckable(True)
        self.play_act.toggled.connect(self._play)
        self.write_act = act(
            self, "&Write the film…", "film", "", self.write_asked.emit,
            "Render every frame at its exact time, and save the film with how it was made.",
        )  # fmt: skip
        self.sheet_act = act(
            self, "&Interpolation sheet…", "grid", "", self.sheet_asked.emit,
            "Draw the way from keyframe to keyframe as a sheet for print.",
        )  # fmt: skip
        self.cancel_act = act(
            self, "&Give the film up", "stop", "", self.cancel_asked.emit,
            "Stop writing; nothing is left behind.",
        )  # fmt: skip

    def _lay_out(self) -> None:
        acts = (
            (self.add_act, "Add"), (self.draws_act, "Draws"), (self.favourites_act, "Kept"),
            (self.way_act, "Walk"), (self.play_act, "Play"), (self.sheet_act, "Sheet…"),
        )  # fmt: skip
        form = QGridLayout()
        form.setHorizontalSpacing(6)
        rows = ((("Le&ngth", self.seconds), ("F&rames", self.fps), ("", self.loop)),
                (("Wa&y", self.way), ("Sp&eed", self.easing), ("", None)),
                (("Si&ze", self.scale), ("F&ormat", self.format), ("", None)))  # fmt: skip
        for row, cells in enumerate(rows):
            for column, (word, widget) in enumerate(cells):
                if widget is None:
                    continue
                label = QLabel(word)
                label.setBuddy(widget)
                if not widget.accessibleName():
                    widget.setAccessibleName(word.replace("&", "") or "Loop")
                form.addWidget(label, row, 2 * column)
                form.addWidget(widget, row, 2 * column + 1)
        form.addWidget(button(self.write_act, "Write…"), 1, 5)
        cancel = button(self.cancel_act, "Give up")
        form.addWidget(cancel, 2, 5)
        self.cancel_act.changed.connect(lambda: cancel.setVisible(self.cancel_act.isVisible()))
        self.cancel_act.setVisible(False)
        form.setColumnStretch(1, 1)
        form.setColumnStretch(3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(WordBar(acts, gap=4))
        layout.addWidget(self.timeline)
        layout.addLayout(form)
        layout.addWidget(self._bar)
        layout.addWidget(self.words)


def _choice(name: str, items: tuple[tuple[object, str], ...] | list[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for value, label in items:
        box.addItem(label, value)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(9)
    return box
