"""The form of the recipe, generated from its fields."""

from __future__ import annotations

from collections.abc import Mapping, Set

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from genstudio.core.recipe import Recipe, Value
from genstudio.objectives import catalog, presets
from genstudio.ui.train.controls import ChoiceControl
from genstudio.ui.train.draft import Draft
from genstudio.ui.train.fields import Fields
from genstudio.ui.train.mirror_question import MirrorQuestion
from genstudio.ui.train.objective_box import ObjectiveBox
from genstudio.ui.train.row import FieldRow
from genstudio.ui.widgets.fold import Fold
from genstudio.ui.widgets.muted import MutedLabel

_ELSEWHERE = ("data", "objective")  # have boxes of their own


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
        self.objective_box = ObjectiveBox()
        self.objective_box.chosen.connect(self._choose_objective)
        self.objective_box.gan_chosen.connect(self._choose_gan)
        fields = [i for i in draft.fields.values() if i.name not in _ELSEWHERE]
        self._plain = Fields(i for i in fields if not i.advanced)
        self._advanced = Fields((i for i in fields if i.advanced), has_headings=True)
        for part in (self._plain, self._advanced):
            part.added.connect(self._take_row)
        self._amount = MutedLabel(wraps=True)
        self._fold = Fold("Advanced", self._advanced)
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
        return self._row(name).control

    def is_field_shown(self, name: str) -> bool:
        """Whether a field shows for this objective (perhaps folded away)."""
        return self._row(name).is_shown

    def take(self, recipe: Recipe) -> None:
        """Show `recipe`."""
        self._draft.take(recipe)
        self._changed()

    def forbid(self, name: str, value: str, reason: str) -> None:
        """Grey one choice of a field out, with the reason as its tip; "" allows it again."""
        control = self._row(name).control
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
        shown, touched = {info.name for info in draft.shown()}, draft.touched
        self._plain.make(shown)
        self._offer_nets()
        for row in self._rows.values():
            self._show_row(row, shown, touched)
        self._advanced.show_headings(shown)
        changed = sum(draft.fields[name].advanced for name in touched)
        self._fold.set_title(f"Advanced ({changed} changed)" if changed else "Advanced")
        self._reset.setVisible(bool(touched))
        self._show_amount()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._plain)
        layout.addWidget(self._amount)
        layout.addWidget(self._fold)
        layout.addWidget(self._reset)
        layout.addStretch(1)

    def _row(self, name: str) -> FieldRow:
        if name not in self._rows:
            self._plain.make({name})
            self._advanced.make({name})
        return self._rows[name]

    def _show_row(self, row: FieldRow, shown: Set[str], touched: Set[str]) -> None:
        name, draft = row.info.name, self._draft
        row.show_value(
            draft.value(name), recommended=draft.recommended(name), is_touched=name in touched
        )
        row.set_visible(name in shown, is_touched=name in touched)

    @Slot(object)
    def _take_row(self, row: FieldRow) -> None:
        """Know a row that was made just now."""
        if row.info.name == "augment":
            row.add_button(self._build_augment_button())
        row.edited.connect(self._edit)
        row.reset_asked.connect(self._reset_one)
        self._rows[row.info.name] = row
        shown = {info.name for info in self._draft.shown()}
        self._show_row(row, shown, self._draft.touched)
        self._advanced.show_headings(shown)

    def _build_augment_button(self) -> QWidget:
        self.augment_button = QPushButton("Look…")
        self.augment_button.setToolTip("See your pictures as the discriminator would see them")
        self.augment_button.setAccessibleName("Look at what augmentation does")
        self.augment_button.clicked.connect(self.augmentation_asked)
        return self.augment_button

    def _offer_nets(self) -> None:
        control = self._row("net").control
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
