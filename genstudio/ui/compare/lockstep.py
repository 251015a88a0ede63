"""The same latents through every chosen run, side by side, driven by one set of controls."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QVBoxLayout,
)

from genstudio.ui import icons
from genstudio.ui.compare.axis_drive import AxisDrive
from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.compare.class_box import ClassBox
from genstudio.ui.compare.column import Column
from genstudio.ui.compare.desk import Desk
from genstudio.ui.compare.drawing import Walk, draw
from genstudio.ui.compare.page import Page
from genstudio.ui.compare.run_label import RunLabel
from genstudio.ui.settings import Settings
from genstudio.ui.threads import Answer
from genstudio.ui.widgets.acts import act, tool_button
from genstudio.ui.widgets.muted import MutedLabel
from genstudio.ui.widgets.picture import PictureView

COUNTS = (1, 4, 9, 16, 25, 36, 64)
_SETTING = "compare/lockstep"
_FINE = 200  # steps of the walk's slider
_FRAME_MS = 40
_STRIDE = 2
_MOST_SEED = 2**31 - 1
_NOTE = (
    "Every run gets the same random numbers; a run with fewer latent dimensions takes the first "
    "of them. Equal numbers do not mean equal things to two models."
)


@dataclass(frozen=True)
class _Stamp:
    page: str
    keys: tuple[str, ...]
    walk: Walk
    alone: int | None


class LockStepPage(Page):
    """Draws one walk through latent space with every chosen run."""

    title = "Same latents"
    icon = "grid"
    tip = "The same random numbers through every chosen run"

    def __init__(self, desk: Desk, settings: Settings) -> None:
        """Draw with `desk`; the last choices come from `settings`."""
        super().__init__()
        self._desk = desk
        self._settings = settings
        self._columns: dict[str, Column] = {}
        self._alone: int | None = None
        self._is_waiting = False
        self._way = _STRIDE
        self._frames = QTimer(self, interval=_FRAME_MS)
        self._frames.timeout.connect(self._stride)
        desk.answered.connect(self._receive)
        self._make_controls()
        self._row = QHBoxLayout()
        self._row.setSpacing(12)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.setSpacing(6)
        layout.addLayout(self._bar())
        layout.addWidget(self._axis)
        layout.addLayout(self._row, 1)
        layout.addWidget(MutedLabel(_NOTE, wraps=True))
        self._restore()

    @property
    def walk(self) -> Walk:
        """Where the controls stand."""
        return Walk(
            COUNTS[self._count.currentIndex()],
            self._seed.value(),
            self._goal.value(),
            self._position.value() / _FINE,
            self._class.label,
            self._axis.axis,
            self._axis.shift,
        )

    @property
    def views(self) -> list[PictureView]:
        """The pictures, run by run."""
        return [column.pictures for column in self._columns.values()]

    @property
    def labels(self) -> list[RunLabel]:
        """The runs' names and facts, run by run."""
        return [column.label for column in self._columns.values()]

    def walk_to(self, amount: float) -> None:
        """Go `amount` of the way from the first seed to the second."""
        self._position.setValue(round(amount * _FINE))

    def show_count(self, count: int) -> None:
        """Show so many pictures of each run, one of `COUNTS`."""
        self._count.setCurrentIndex(COUNTS.index(count))

    def refresh(self) -> None:
        """Show a column for each chosen run and ask for their pictures."""
        wanted = {run.key: run for run in self.chosen}
        self._class.offer([run.entry for run in self.chosen])
        for key in [key for key in self._columns if key not in wanted]:
            column = self._columns.pop(key)
            self._row.removeWidget(column)
            column.hide()
            column.deleteLater()
        for key, run in wanted.items():
            if key not in self._columns:
                self._columns[key] = self._column(run)
            self._columns[key].label.show_run(run)
        self._columns = {key: self._columns[key] for key in wanted}
        for column in self._columns.values():
            self._row.addWidget(column, 1)
        self._ask()

    def save_state(self) -> None:
        """Remember the controls."""
        self._settings.set(
            _SETTING,
            {"count": self.walk.count, "seed": self.walk.seed, "goal": self.walk.goal},
        )

    def close_page(self) -> None:
        """Stop walking."""
        self.play.setChecked(False)

    # -- controls ---------------------------------------------------------------------------

    def _make_controls(self) -> None:
        self._seed = _spin("Seed of the latents", "The same seed gives the same latents again")
        self._goal = _spin("Seed to walk to", "The walk ends at the latents of this seed")
        self._goal.setValue(1)
        self._count = QComboBox()
        self._count.addItems([str(count) for count in COUNTS])
        self._count.setAccessibleName("Pictures for each run")
        self._count.setToolTip("How many pictures each run makes")
        self._class, self._axis = ClassBox(), AxisDrive()
        self._position = QSlider(Qt.Orientation.Horizontal)
        self._position.setRange(0, _FINE)
        self._position.setPageStep(_FINE // 10)
        self._position.setMinimumWidth(120)
        self._position.setAccessibleName("Walk between the two seeds")
        self._position.setToolTip("Walks every run from the first seed's latents to the second's")
        for signal in (
            self._seed.valueChanged, self._goal.valueChanged, self._position.valueChanged,
            self._count.currentIndexChanged, self._class.currentIndexChanged,
            self._axis.changed,
        ):  # fmt: skip
            signal.connect(self._ask)
        self.shuffle = act(
            self,
            "&Shuffle latents",
            "shuffle",
            "Ctrl+U",
            self._shuffle,
            "Draws new random latents for every run",
        )
        self.play = act(self, "&Walk to and fro", "play", "Ctrl+Space", lambda: None,
                        "Walks to the second seed and back until stopped")  # fmt: skip
        self.play.setCheckable(True)
        self.play.toggled.connect(self._play)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(6)
        bar.addWidget(tool_button(self.shuffle))
        for label, widget, stretch in (
            ("Seed", self._seed, 0), ("Walk", self._position, 1), ("to seed", self._goal, 0),
        ):  # fmt: skip
            text = QLabel(label)
            text.setBuddy(widget)
            bar.addWidget(text)
            bar.addWidget(widget, stretch)
        bar.addWidget(tool_button(self.play))
        bar.addSpacing(12)
        for label, box in (("Class", self._class), ("Pictures", self._count)):
            text = QLabel(label)
            text.setBuddy(box)
            bar.addWidget(text)
            bar.addWidget(box)
        return bar

    def _restore(self) -> None:
        state = self._settings.get(_SETTING, {})
        state = state if isinstance(state, dict) else {}
        count = state.get("count")
        self._count.setCurrentIndex(COUNTS.index(count) if count in COUNTS else COUNTS.index(16))
        for name, spin in (("seed", self._seed), ("goal", self._goal)):
            if isinstance(state.get(name), int):
                spin.setValue(min(max(state[name], 0), _MOST_SEED))

    # -- walking ----------------------------------------------------------------------------

    @Slot()
    def _shuffle(self) -> None:
        import secrets

        self._seed.setValue(secrets.randbelow(10_000))

    @Slot(bool)
    def _play(self, going: bool) -> None:
        self.play.setIcon(icons.icon("pause" if going else "play"))
        (self._frames.start if going else self._frames.stop)()

    @Slot()
    def _stride(self) -> None:
        if not self.isVisible() or not self._columns:
            self.play.setChecked(False)
        elif not self._is_waiting:  # never faster than the slowest run draws
            target = self._position.value() + self._way
            if not 0 <= target <= _FINE:
                self._way = -self._way
                target = self._position.value() + self._way
            self._position.setValue(target)

    # -- asking -----------------------------------------------------------------------------

    @Slot()
    def _ask(self) -> None:
        if not self._columns or not self.isVisible():
            return
        keys, walk = tuple(self._columns), self.walk
        if self._alone is not None and self._alone >= walk.count:
            self._alone = None
        self._is_waiting = True
        stamp = _Stamp("lockstep", keys, walk, self._alone)
        self._desk.ask(stamp, lambda models: draw(models, keys, walk))

    @Slot(object)
    def _receive(self, answer: Answer) -> None:
        stamp = answer.stamp
        if not isinstance(stamp, _Stamp) or stamp.keys != tuple(self._columns):
            return  # of other runs than those shown now
        self._is_waiting = False
        if answer.failure is not None:
            for column in self._columns.values():
                column.pictures.show_text(answer.failure.message)
            return
        runs = {run.key: run for run in self.chosen}
        across = 1 if stamp.alone is not None else round(stamp.walk.count**0.5)
        self._axis.offer(list(dict.fromkeys(n for each in answer.value for n in each.axes)))
        for drawn in answer.value:
            self._columns[drawn.key].show_drawn(runs[drawn.key], drawn.only(stamp.alone), across)

    def _column(self, run: Chosen) -> Column:
        column = Column(run)
        column.pictures.clicked.connect(self._single_out)
        column.pictures.setToolTip("Click a picture to see it alone in every run, again to go back")
        return column

    @Slot(int)
    def _single_out(self, index: int) -> None:
        self._alone = None if self._alone is not None else index
        self._ask()


def _spin(name: str, tip: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(0, _MOST_SEED)
    spin.setAccessibleName(name)
    spin.setToolTip(tip)
    spin.setMaximumWidth(110)
    return spin
