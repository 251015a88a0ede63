"""The left column: which pictures, what to train, how; and the buttons that start it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from genstudio.core.recipe import Recipe, RecipeError, Value
from genstudio.data.sources import SourceInfo
from genstudio.objectives.classics import Preset
from genstudio.ui.train.acts import Acts
from genstudio.ui.train.augment_dialog import AugmentDialog
from genstudio.ui.train.data_box import DataBox
from genstudio.ui.train.doctor import Doctor
from genstudio.ui.train.draft import Draft
from genstudio.ui.train.form import RecipeForm
from genstudio.ui.train.presets_menu import PresetsMenu
from genstudio.ui.train.primary import PrimaryButton
from genstudio.ui.train.sample import Look
from genstudio.ui.widgets.muted import MutedLabel

_LEAST_WIDTH = 348


class ChoicesPanel(QWidget):
    """Everything that makes a recipe, from top to bottom."""

    changed = Signal()

    def __init__(self, draft: Draft, data_box: DataBox, acts: Acts) -> None:
        """Edit `draft`."""
        super().__init__()
        self.draft = draft
        self.data_box = data_box
        self.form = RecipeForm(draft)
        self.data_box.chosen.connect(self._choose_data)
        self.data_box.described.connect(self._take_description)
        self.data_box.looked.connect(self._take_look)
        self.form.edited.connect(self._edit)
        self.doctor = Doctor(draft, self.form, self)
        self.data_box.check_asked.connect(self.doctor.open)
        self.form.augmentation_asked.connect(self._show_augmentation)
        self.presets = PresetsMenu(draft)
        self.presets.chosen.connect(self._take_preset)
        self._lesson = MutedLabel(wraps=True)
        self._lesson.hide()
        self._shown_objective = ""
        self._problem = QLabel()
        self._problem.setObjectName("problem")
        self._problem.setWordWrap(True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._build_scroll(), 1)
        self._queue_place = QVBoxLayout()
        layout.addLayout(self._queue_place)
        layout.addWidget(self._build_foot(acts))
        self.setMinimumWidth(_LEAST_WIDTH)

    @property
    def problem(self) -> str:
        """Why this recipe cannot be trained, in a sentence; "" if it can."""
        return self.draft.problem() or self.data_box.problem

    def recipe(self) -> Recipe:
        """Return the recipe; raises `RecipeError` with a sentence."""
        if self.data_box.problem:
            raise RecipeError(self.data_box.problem)
        return self.draft.recipe()

    def take(self, recipe: Recipe) -> None:
        """Show `recipe`, its pictures included."""
        self.form.take(recipe)
        if recipe.data != self.data_box.spec:
            self.data_box.choose(recipe.data)

    def say(self, reason: str) -> None:
        """Show why training cannot start, or nothing."""
        self._problem.setText(reason)
        self._problem.setVisible(bool(reason))

    def place_forecast(self, line: QWidget) -> None:
        """Put the forecast above Train."""
        self._foot.insertWidget(self._foot.indexOf(self._problem) + 1, line)

    def place_queue(self, panel: QWidget, acts: Sequence[QAction]) -> None:
        """Put the queue above the foot, and buttons for `acts` under Train."""
        self._queue_place.addWidget(panel)
        line = QHBoxLayout()
        line.setSpacing(6)
        for action in acts:
            line.addWidget(_button(action), 1)
        self._foot.addLayout(line)

    # -- building -----------------------------------------------------------------------------

    def _build_scroll(self) -> QScrollArea:
        content = QWidget()
        content.setObjectName("choices")
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        for title, widget in (
            ("Pictures", self.data_box),
            ("What to train", self.form.objective_box),
            ("How", self.form),
        ):
            column.addLayout(self._build_heading(title, widget))
            column.addWidget(widget)
            if widget is self.form.objective_box:
                column.addWidget(self._lesson)
            column.addSpacing(8)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(content)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return scroll

    def _build_heading(self, title: str, widget: QWidget) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(_heading(title), 1)
        if widget is self.form.objective_box:
            line.addWidget(self.presets)
        return line

    def _build_foot(self, acts: Acts) -> QWidget:
        foot = QFrame()
        foot.setObjectName("foot")
        self._foot = column = QVBoxLayout(foot)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        column.addWidget(self._problem)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(PrimaryButton(acts.start), 3)
        for action in (acts.pause, acts.stop, acts.resume):
            line.addWidget(_button(action), 2)
        column.addLayout(line)
        return foot

    # -- slots --------------------------------------------------------------------------------

    @Slot(str)
    def _choose_data(self, spec: str) -> None:
        self.draft.choose_data(spec)
        self.form.count_pictures(0)
        self.changed.emit()

    @Slot(object)
    def _take_description(self, info: SourceInfo) -> None:
        self.draft.choose_data(info.spec, info.size)
        self.form.count_pictures(info.count)
        self.form.refresh()
        self._edit()

    @Slot(object)
    def _take_look(self, look: Look | None) -> None:
        if look is not None:
            self.form.count_pictures(look.count)
        self.changed.emit()

    @Slot(object)
    def _take_preset(self, preset: Preset) -> None:
        """Show the preset's choices for the pictures at hand, and what one learns from it."""
        try:
            recipe = preset.recipe(self.draft.circumstances)
        except RecipeError as error:
            self.presets.said.emit(str(error), "bad")
            return
        self.form.take(recipe)
        self._lesson.setText(f"{preset.label}: {preset.sentence}" if preset.sentence else "")
        self._lesson.setVisible(bool(preset.sentence))
        self._shown_objective = recipe.objective

    @Slot()
    def _show_augmentation(self) -> None:
        draft, look = self.draft, self.data_box.look
        pictures = look.pictures[:8] if look is not None and look.size else None
        self.augment_dialog = AugmentDialog(
            pictures, strength=float(draft.value("augment_strength")),
            colour=bool(draft.value("augment_colour")), mirror=bool(draft.value("mirror")),
            parent=self,
        )  # fmt: skip
        self.augment_dialog.chosen.connect(self._take_augmentation)
        self.augment_dialog.open()

    @Slot(float, bool)
    def _take_augmentation(self, strength: float, colour: bool) -> None:
        changes: dict[str, Value] = {"augment_strength": strength, "augment_colour": colour}
        if self.draft.value("augment") == "off":
            changes["augment"] = "fixed"
        self.form.apply(changes)

    @Slot()
    def _edit(self) -> None:
        draft = self.draft
        if draft.objective.key != self._shown_objective:
            self._lesson.hide()
        self.data_box.prepare(
            size=int(draft.value("size")),
            channels=str(draft.value("channels")),
            fit=str(draft.value("fit")),
        )
        self.changed.emit()


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _heading(text: str) -> QLabel:
    label = MutedLabel(text.upper())
    font = label.font()
    font.setBold(True)
    font.setPointSizeF(font.pointSizeF() * 0.85)
    label.setFont(font)
    return label
