"""The form of the recipe, generated from its fields."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from genstudio.core.recipe import FieldInfo, Recipe, Value
from genstudio.objectives import catalog, presets
from genstudio.ui.train.controls import ChoiceControl
from genstudio.ui.train.draft import Draft
from genstudio.ui.train.mirror_question import MirrorQuestion
from genstudio.ui.train.objective_box import ObjectiveBox
from genstudio.ui.train.row import FieldRow
from genstudio.ui.widgets.fold import Fold
from genstudio.ui.widgets.muted import MutedLabel

_SECTIONS = {
    "data": "Pictures",
    "model": "Model",
    "objective": "Objective",
    "schedule": "Training",
}


class RecipeForm(QWidget):
    """Shows a draft of a recipe and takes the user's changes."""

    edited = Signal()
    augmentation_asked = Signal()  # to see what it does

    def __init__(self, draft: Draft) -> None:
        """Show `draft`."""
        super().__init__()
        self._draft = draft
        self._picture_count = 0
        self._rows: dict[str, FieldRow] = {}
        self._headings: dict[str, QLabel] = {}
        self.objective_box = ObjectiveBox()
        self.objective_box.chosen.connect(self._choose_objective)
        self.objective_box.gan_chosen.connect(self._choose_gan)
        self._plain = _grid()
        self._amount = MutedLabel(wraps=True)
        self._fold = Fold("Advanced", self._build_advanced())
        self._reset = QPushButton("Back to all recommended values")
        self._reset.setToolTip("Forgets every value you changed; the pictures stay chosen.")
        self._reset.clicked.connect(self._reset_all)
        self._lay_out()
        self.refresh()

    @property
    def is_advanced_open(self) -> bool:
        """Whether the advanced fields show."""
        return self._fold.is_open

    def open_advanced(self, is_open: bool) -> None:
        """Show or fold the advanced fields."""
        self._fold.set_open(is_open)

    def control(self, name: str) -> QWidget:
        """Return the control of a field."""
        return self._rows[name].control

    def is_field_shown(self, name: str) -> bool:
        """Whether a field shows for this objective (perhaps folded away)."""
        return self._rows[name].is_shown

    def take(self, recipe: Recipe) -> None:
        """Show `recipe`."""
        self._draft.take(recipe)
        self._changed()

    def forbid(self, name: str, value: str, reason: str) -> None:
        """Grey one choice of a field out, with the reason as its tip; "" allows it again."""
        control = self._rows[name].control
        assert isinstance(control, ChoiceControl)
        control.forbid(value, reason)

    def count_pictures(self, count: int) -> None:
        """Know how many pictures there are (0: unknown), for the sentence under the steps."""
        self._picture_count = count
        self._show_amount()

    def apply(self, changes: Mapping[str, Value]) -> None:
        """Set several fields as if by the user's hand."""
        for name, value in changes.items():
            self._draft.set(name, value)
        self._changed()

    def refresh(self) -> None:
        """Show the draft as it is now."""
        draft = self._draft
        hint = presets.explain(draft.recipe(), **draft.computer) if not draft.problem() else ""
        self.objective_box.show_objective(draft.objective, hint)
        self._offer_nets()
        shown, touched = {info.name for info in draft.shown()}, draft.touched
        for name, row in self._rows.items():
            is_touched = name in touched
            row.show_value(
                draft.value(name), recommended=draft.recommended(name), is_touched=is_touched
            )
            row.set_visible(name in shown, is_touched=is_touched)
        for section, heading in self._headings.items():
            names = {i.name for i in draft.shown() if i.advanced and i.section == section}
            heading.setVisible(bool(names))
        changed = sum(draft.fields[name].advanced for name in touched)
        self._fold.set_title(f"Advanced ({changed} changed)" if changed else "Advanced")
        self._reset.setVisible(bool(touched))
        self._show_amount()

    def _lay_out(self) -> None:
        for info in self._draft.fields.values():
            if not info.advanced and info.name not in ("data", "objective"):
                self._add_row(info, self._plain)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._plain)
        layout.addWidget(self._amount)
        layout.addWidget(self._fold)
        layout.addWidget(self._reset)
        layout.addStretch(1)

    def _build_advanced(self) -> QWidget:
        content = QWidget()
        grid = _grid()
        content.setLayout(grid)
        section = ""
        for info in sorted(
            (i for i in self._draft.fields.values() if i.advanced),
            key=lambda i: list(_SECTIONS).index(i.section),
        ):
            if info.section != section:
                section = info.section
                heading = MutedLabel(_SECTIONS[section])
                self._headings[section] = heading
                grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
            self._add_row(info, grid)
        return content

    def _add_row(self, info: FieldInfo, grid: QGridLayout) -> None:
        row = FieldRow(info, self)
        row.edited.connect(self._edit)
        row.reset_asked.connect(self._reset_one)
        if info.name == "augment":
            row.add_button(self._build_augment_button())
        row.place(grid)
        self._rows[info.name] = row

    def _build_augment_button(self) -> QWidget:
        self.augment_button = QPushButton("Look…")
        self.augment_button.setToolTip("See your pictures as the discriminator would see them")
        self.augment_button.setAccessibleName("Look at what augmentation does")
        self.augment_button.clicked.connect(self.augmentation_asked)
        return self.augment_button

    def _offer_nets(self) -> None:
        control = self._rows["net"].control
        assert isinstance(control, ChoiceControl)
        known = catalog.nets(self._draft.objective.key, self._draft.data)
        nets = [catalog.NETS[key] for key in known if key in catalog.NETS]
        control.offer([(net.key, net.label, net.sentence) for net in nets])

    def _show_amount(self) -> None:
        draft = self._draft
        if draft.objective.family == "pca":
            self._amount.setText("One pass over the pictures, then solved exactly.")
            return
        shown = int(draft.value("steps")) * int(draft.value("batch"))
        text = f"Shows {shown:,} pictures in all"
        if self._picture_count:
            kept = self._picture_count * (1 - float(draft.value("held_out")))
            text += f", {_times(shown / max(kept, 1))}"
        self._amount.setText(text + ".")

    def _changed(self) -> None:
        self.refresh()
        self.edited.emit()

    @Slot(str, object)
    def _edit(self, name: str, value: Value) -> None:
        if name == "mirror" and value:
            self.refresh()  # it stays off until the answer
            self.mirror_question = MirrorQuestion(self)
            self.mirror_question.accepted.connect(self._mirror)
            self.mirror_question.open()
            return
        self._draft.set(name, value)
        self._changed()

    @Slot()
    def _mirror(self) -> None:
        self._draft.set("mirror", True)
        self._changed()

    @Slot(str)
    def _reset_one(self, name: str) -> None:
        self._draft.reset([name])
        self._changed()

    @Slot()
    def _reset_all(self) -> None:
        self._draft.reset()
        self._changed()

    @Slot(object)
    def _choose_objective(self, key: str) -> None:
        self._draft.choose_objective(key)
        self._changed()

    @Slot()
    def _choose_gan(self) -> None:
        if self._draft.objective.family != "gan":
            self._choose_objective(self._draft.default_gan())


def _times(times: float) -> str:
    if times < 0.9:
        return "so not every one is seen"
    return f"each about {times:,.0f} times" if times >= 1.5 else "each about once"


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    return grid
