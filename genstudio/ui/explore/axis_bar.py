"""Which axes the sliders move along, finding one of them, and whether all are shown."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QWidget,
)

from genstudio.ui import icons
from genstudio.ui.explore.acts import button
from genstudio.ui.widgets.acts import act

RAW = "Dimensions (z)"


class AxisBar(QWidget):
    """Two lines over the sliders; it only shows and asks."""

    chosen = Signal(str)  # the name of a set, "" for the dimensions themselves
    find_asked = Signal(str)  # "pca", "first layer" or "classes"
    new_asked = Signal()
    open_asked = Signal()
    save_asked = Signal()
    rename_asked = Signal()
    delete_asked = Signal()
    searched = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Offer the dimensions alone."""
        super().__init__(parent)
        self._sets = QComboBox()
        self._sets.setAccessibleName("Axes")
        self._sets.setToolTip(
            "What the sliders move along: the latent's own dimensions, or axes found in this model."
        )
        self._sets.addItem(RAW, "")
        self._sets.setMinimumContentsLength(10)
        self.search = QLineEdit()
        self.search.setAccessibleName("Find a slider")
        self.search.setPlaceholderText("Find a slider")
        self.search.setToolTip("Type a part of a name or a number; Escape shows the others again.")
        self.search.setClearButtonEnabled(True)
        self._make_acts()
        self._menu = self._make_menu()
        label = QLabel("A&xes")
        label.setBuddy(self._sets)
        layout = QGridLayout(self)
        layout.setContentsMargins(2, 0, 2, 0)
        layout.setSpacing(4)
        layout.addWidget(label, 0, 0)
        layout.addWidget(self._sets, 0, 1)
        layout.addWidget(self._menu, 0, 2)
        below = QHBoxLayout()
        below.setSpacing(4)
        below.addWidget(self.search, 1)
        self._all_button = button(self.all_act, "Show all")
        below.addWidget(self._all_button)
        layout.addLayout(below, 1, 0, 1, 3)
        layout.setColumnStretch(1, 1)
        self._sets.activated.connect(self._tell)
        self.search.textChanged.connect(self.searched)

    def acts(self) -> list[QAction]:
        """What the menu of the window offers."""
        return [self.find_act, self.all_act, *self._menu.menu().actions()]

    def show_sets(self, names: list[str], current: str) -> None:
        """Offer the dimensions and these sets; `current` is chosen ("" for the dimensions)."""
        blocked = self._sets.blockSignals(True)
        self._sets.clear()
        self._sets.addItem(RAW, "")
        for name in names:
            self._sets.addItem(name, name)
        self._sets.setCurrentIndex(max(self._sets.findData(current), 0))
        self._sets.blockSignals(blocked)
        for action in (self.save_act, self.rename_act, self.delete_act):
            action.setEnabled(bool(current))

    def show_possible(self, *, has_layers: bool, has_classes: bool, is_open: bool) -> None:
        """Grey what cannot be found in the model on show."""
        self.pca_act.setEnabled(is_open)
        self.layer_act.setEnabled(is_open and has_layers)
        self.classes_act.setEnabled(is_open and has_classes)
        for action in (self.new_act, self.open_act):
            action.setEnabled(is_open)

    def show_count(self, shown: int, count: int) -> None:
        """Say how many sliders there are; the button is there where not all are shown at once."""
        word = "Fewer" if self.all_act.isChecked() else f"Show all {count}"
        self.all_act.setIconText(word)
        self.search.setPlaceholderText(f"Find a slider ({shown} of {count} shown)")

    def set_offers_all(self, offers: bool) -> None:
        """Show the button for all sliders, and the field to find one, or neither."""
        self._all_button.setVisible(offers)
        self.search.setVisible(offers)

    # -- private ----------------------------------------------------------------------------

    @Slot(int)
    def _tell(self, index: int) -> None:
        self.chosen.emit(str(self._sets.itemData(index)))

    def _make_acts(self) -> None:
        self.all_act = act(
            self, "Show &all sliders", "sort", "Ctrl+Shift+A", lambda: None,
            "Show every slider, or only the most visible ones.",
        )  # fmt: skip
        self.all_act.setIcon(icons.icon("eye"))
        self.all_act.setCheckable(True)
        find = QKeySequence(QKeySequence.StandardKey.Find).toString()
        self.find_act = act(
            self, "&Find a slider", "search", find, self.search.setFocus,
            "Type a name or a number to see those sliders alone.",
        )  # fmt: skip
        self.pca_act = act(
            self, "Find &principal axes", "", "", lambda: self.find_asked.emit("pca"),
            "The directions in which the latents of the pictures vary most; for a GAN those that "
            "move its first layer most (GANSpace).",
        )  # fmt: skip
        self.layer_act = act(
            self, "Find &first-layer axes", "", "", lambda: self.find_asked.emit("first layer"),
            "The directions the first layer's weights amplify most (as SeFa).",
        )  # fmt: skip
        self.classes_act = act(
            self, "Find &class axes", "", "", lambda: self.find_asked.emit("classes"),
            "One axis a class: from the mean of all others to the mean of that class.",
        )  # fmt: skip
        self.new_act = act(
            self, "New axis from &examples…", "new", "Ctrl+Shift+X", self.new_asked.emit,
            "From A to B: some pictures without something, some with it; the axis leads from the "
            "first to the second.",
        )  # fmt: skip
        self.open_act = act(
            self, "&Open axes…", "open", "", self.open_asked.emit,
            "Take over axes from a file that was saved here.",
        )  # fmt: skip
        self.save_act = act(
            self, "&Save axes as…", "save", "", self.save_asked.emit,
            "Write the axes on show to a file.",
        )  # fmt: skip
        self.rename_act = act(
            self, "&Rename this axis…", "rename", "F2", self.rename_asked.emit,
            "Call the axis whose slider was used last by another name, such as what it does; also "
            "by a double click on its name.",
        )  # fmt: skip
        self.delete_act = act(
            self, "&Delete these axes", "delete", "", self.delete_asked.emit,
            "Take the axes on show, or of your own the one in use, away; undo brings them back.",
        )  # fmt: skip
        for action in (self.save_act, self.rename_act, self.delete_act):
            action.setEnabled(False)

    def _make_menu(self) -> QToolButton:
        made = QToolButton()
        made.setText("More axes")
        made.setAccessibleName("More axes")
        made.setToolTip("Find axes in this model, make your own, keep them.")
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(made)
        menu.setToolTipsVisible(True)
        menu.addActions(
            [self.pca_act, self.layer_act, self.classes_act, self.new_act, self.open_act,
             self.save_act, self.rename_act, self.delete_act]
        )  # fmt: skip
        made.setMenu(menu)
        return made
