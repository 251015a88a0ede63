"""Several runs of one recipe: a field varied, two, or the same with several seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from genstudio.core import sweep
from genstudio.core.recipe import FieldInfo, Recipe, RecipeError, Value
from genstudio.core.sweep import SweepError, Variant
from genstudio.objectives import catalog
from genstudio.ui import wording
from genstudio.ui.train.axis_box import AxisBox
from genstudio.ui.widgets.muted import MutedLabel

_MOST_NAMED = 6
_LEAST_WIDTH = 520


class SweepDialog(QDialog):
    """Makes variants of a recipe; says how many, and how long they take, before they are added."""

    varied = Signal(list)  # Variants, whenever they change: someone may know how long they take
    chosen = Signal(list, str)  # Variants, and what varies

    def __init__(self, recipe: Recipe, infos: Sequence[FieldInfo], parent: QWidget) -> None:
        """Vary `recipe` in some of the fields `infos`."""
        super().__init__(parent)
        self.setWindowTitle("Vary or repeat")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_LEAST_WIDTH)
        self._recipe = recipe
        self.variants: tuple[Variant, ...] = ()
        self._varies = ""
        choices = {"net": catalog.objective(recipe.objective).nets}
        numbers = [info for info in infos if sweep.can_vary(info) and info.name != "seed"]
        values = recipe.model_dump()
        self.first = AxisBox("Vary", numbers, values, choices)
        self.second = AxisBox("And vary", numbers, values, choices)
        self.seeds = QSpinBox()
        self.seeds.setRange(1, sweep.MOST)
        self.seeds.setAccessibleName("Seeds each")
        self.seeds.setToolTip("3 seeds tell whether a difference is more than luck.")
        self._sentence, self._names = QLabel(), MutedLabel(wraps=True)
        self._time = MutedLabel()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.add = self.buttons.addButton("&Add", QDialogButtonBox.ButtonRole.AcceptRole)
        self._lay_out()
        for box in (self.first, self.second):
            box.changed.connect(self._look)
        self.seeds.valueChanged.connect(self._look)
        QTimer.singleShot(0, self, self._look)

    @Slot()
    def accept(self) -> None:
        """Hand the variants over."""
        super().accept()
        self.chosen.emit(list(self.variants), self._varies)

    def show_seconds(self, seconds: Sequence[float | None], *, is_measuring: bool) -> None:
        """Say how long all of them take, as far as it is known."""
        known = [each for each in seconds if each is not None]
        text = ""
        if known and len(known) == len(seconds):
            text = f"About {wording.duration(sum(known))} in all."
        elif is_measuring:
            text = "Measuring how long they take…"
        elif seconds:
            text = "How long they take is measured while nothing is in training."
        self._time.setText(text)

    # -- private ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.addRow("Vary", self.first)
        form.addRow("and vary", self.second)
        seeds = QHBoxLayout()
        seeds.addWidget(self.seeds)
        three = QPushButton("&3 seeds")
        three.setToolTip("Repeats each with three seeds")
        three.clicked.connect(lambda: self.seeds.setValue(3))
        seeds.addWidget(three)
        seeds.addStretch(1)
        form.addRow("Seeds each", seeds)
        for label in (self._sentence, self._names):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.add.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(form)
        for widget in (self._sentence, self._names, self._time, self.buttons):
            layout.addWidget(widget)

    @Slot()
    def _look(self) -> None:
        """Make the variants anew, or say why they cannot be."""
        problem = ""
        try:
            axes = [axis for box in (self.first, self.second) if (axis := box.axis())]
            if self.seeds.value() > 1:
                axes.append(sweep.seeds(self._recipe.seed, self.seeds.value()))
            self.variants = sweep.variants(self._make, axes)
            self._varies = sweep.describe(axes)
        except (SweepError, RecipeError) as error:
            self.variants, problem = (), str(error)
        count = len(self.variants)
        if count == 1:
            problem = "Choose a field to vary, or more than one seed."
        self.add.setEnabled(count > 1)
        self.add.setText(f"&Add {count} runs" if count > 1 else "&Add")
        self._sentence.setText(problem or f"{count} runs, one after the other:")
        self._names.setText("" if problem else _listed([v.label for v in self.variants]))
        self._time.clear()
        self.varied.emit(list(self.variants) if count > 1 else [])

    def _make(self, values: Mapping[str, Value]) -> Recipe:
        return catalog.resolve(self._recipe.change(**values))


def _listed(labels: Sequence[str]) -> str:
    shown = list(labels[:_MOST_NAMED])
    if len(labels) > _MOST_NAMED:
        shown.append(f"… and {len(labels) - _MOST_NAMED} more")
    return "\n".join(shown)
