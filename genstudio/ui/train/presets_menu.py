"""Presets in a menu: the program's, the user's own, and keeping the present choices as one."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton, QWidget

from genstudio.core.recipe import Recipe, RecipeError
from genstudio.objectives.classics import PRESETS, Preset
from genstudio.runs import own_presets
from genstudio.ui.train.draft import Draft

_TIP = "Starting points: recommended ones, those of well-known papers, and your own"


class PresetsMenu(QToolButton):
    """A button whose menu shows what there is at the moment it opens."""

    chosen = Signal(object)  # a Preset
    said = Signal(str, str)  # a sentence, and its kind for the banner

    def __init__(self, draft: Draft) -> None:
        """Offer to keep `draft`."""
        super().__init__()
        self._draft = draft
        self._deleted: Preset | None = None
        self.setText("Presets")
        self.setToolTip(_TIP)
        self.setStatusTip(_TIP)
        self.setAccessibleName("Presets")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)

    @Slot()
    def ask_name(self) -> None:
        """Ask for a name to keep the present choices under."""
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Keep as a preset")
        dialog.setLabelText("A name for this way of training (pictures, seed and device stay out):")
        dialog.setOkButtonText("Keep")
        dialog.textValueSelected.connect(self._save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _fill(self) -> None:
        menu, shelf = self._menu, own_presets.read_all()
        menu.clear()
        for preset in PRESETS.values():
            self._offer(menu, preset)
        menu.addSection("Your own")
        for preset in shelf.presets:
            self._offer(menu, preset)
        for problem in shelf.problems:
            menu.addAction(_greyed(problem, menu))
        keep = menu.addAction("Keep these choices as a preset…")
        keep.triggered.connect(self.ask_name)
        if shelf.presets:
            self._offer_deleting(menu, shelf.presets)
        if self._deleted is not None:
            back = menu.addAction(f"Bring “{self._deleted.label}” back")
            back.triggered.connect(self._bring_back)

    def _offer(self, menu: QMenu, preset: Preset) -> None:
        action = menu.addAction(preset.label.replace("&", "&&"))
        action.setToolTip(preset.sentence or "Kept by you.")
        action.setStatusTip(preset.sentence)
        action.triggered.connect(lambda *_: self.chosen.emit(preset))

    def _offer_deleting(self, menu: QMenu, presets: tuple[Preset, ...]) -> None:
        inner = menu.addMenu("Delete")
        for preset in presets:
            action = inner.addAction(preset.label.replace("&", "&&"))
            action.triggered.connect(lambda *_, gone=preset: self._delete(gone))

    @Slot(str)
    def _save(self, name: str) -> None:
        try:
            preset = own_presets.save(name, self._recipe())
        except (ValueError, OSError) as error:
            self.said.emit(str(error), "bad")
        else:
            self.said.emit(f"Kept as the preset “{preset.label}”.", "good")

    def _recipe(self) -> Recipe:
        """Return the recipe; raises `RecipeError` with a sentence."""
        try:
            return self._draft.recipe()
        except RecipeError as error:
            raise RecipeError(f"These choices cannot be kept: {error}") from error

    def _delete(self, preset: Preset) -> None:
        try:
            own_presets.delete(preset)
        except OSError as error:
            self.said.emit(str(error), "bad")
            return
        self._deleted = preset
        self.said.emit(f"“{preset.label}” is deleted. The Presets menu can bring it back.", "info")

    @Slot()
    def _bring_back(self) -> None:
        assert self._deleted is not None
        try:
            own_presets.keep(self._deleted)
        except OSError as error:
            self.said.emit(str(error), "bad")
        else:
            self._deleted = None


def _greyed(problem: str, parent: QWidget) -> QAction:
    action = QAction(problem if len(problem) < 60 else problem[:57] + "…", parent)
    action.setToolTip(problem)
    action.setEnabled(False)
    return action
