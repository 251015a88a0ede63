"""What to train: a family, and which of its members."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from genstudio.objectives import catalog
from genstudio.ui.train.controls import ChoiceControl

_FAMILIES = {
    "vae": ("VAE", "Variational autoencoder: learns to compress pictures and redraw them."),
    "gan": ("GAN", "Generative adversarial network: two players, one makes, one judges."),
    "ae": ("AE", "Autoencoder: one point a picture, no randomness while it redraws."),
    "pca": ("PCA", "Principal components: linear, solved exactly, done in seconds."),
}


class ObjectiveBox(QWidget):
    """Large buttons for the family, a list where a family has several members."""

    chosen = Signal(object)  # the key of an objective
    gan_chosen = Signal()  # the family, no game named yet

    def __init__(self) -> None:
        """Offer the catalog's families."""
        super().__init__()
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        line = QHBoxLayout()
        line.setSpacing(6)
        for family, (label, tip) in _FAMILIES.items():
            line.addWidget(self._button(family, label, tip))
        self._games = ChoiceControl()
        self._games.setAccessibleName("Which kind of it")
        self._games.edited.connect(self.chosen)
        self._sentence = QLabel()
        self._sentence.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(line)
        layout.addWidget(self._games)
        layout.addWidget(self._sentence)

    def show_objective(self, entry: catalog.Objective, hint: str = "") -> None:
        """Show `entry` as chosen, and `hint` after its sentence."""
        self._buttons[entry.family].setChecked(True)
        games = [o for o in catalog.OBJECTIVES.values() if o.family == entry.family]
        self._games.setVisible(len(games) > 1)
        self._games.offer([(o.key, o.label, o.sentence) for o in games])
        self._games.show_value(entry.key)
        self._sentence.setText(f"{entry.sentence} {hint}".strip())

    def _button(self, family: str, label: str, tip: str) -> QPushButton:
        button = QPushButton(label)
        button.setCheckable(True)
        button.setToolTip(tip)
        button.setAccessibleName(f"Train {'an' if label[0] == 'A' else 'a'} {label}")
        button.setMinimumHeight(34)
        button.setProperty("segment", True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(self._choose_family)
        self._group.addButton(button)
        self._buttons[family] = button
        return button

    @Slot()
    def _choose_family(self) -> None:
        family = next(key for key, button in self._buttons.items() if button.isChecked())
        if family == "gan":
            self.gan_chosen.emit()
        else:
            first = next(o for o in catalog.OBJECTIVES.values() if o.family == family)
            self.chosen.emit(first.key)
