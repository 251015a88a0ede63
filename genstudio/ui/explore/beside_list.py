"""A list of runs that learnt the same pictures and can redraw them."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox

from genstudio.objectives import catalog
from genstudio.runs.entry import Entry

_NONE = "Beside: no other run"


class BesideList(QComboBox):
    """Autoencoders and VAEs of the library; the choice is kept while the run is there."""

    chosen = Signal(str)  # a run's key, "" for none

    def __init__(self) -> None:
        """Offer nothing yet."""
        super().__init__()
        self.setAccessibleName("Run to compare the reconstruction with")
        self.setToolTip("An autoencoder or a VAE that learnt the same pictures.")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.currentIndexChanged.connect(self._tell)

    @property
    def key(self) -> str:
        """The run chosen; "" for none."""
        return str(self.currentData() or "")

    def offer(self, entries: list[Entry], like: Entry | None) -> None:
        """Offer those `entries` that learnt what `like` learnt; tell if the choice has gone."""
        before = self.key
        blocked = self.blockSignals(True)
        self.clear()
        self.addItem(_NONE, "")
        for entry in entries:
            if like is not None and fits(entry, like):
                self.addItem(f"Beside: {entry.name}", entry.key)
        self.setCurrentIndex(max(self.findData(before), 0))
        self.blockSignals(blocked)
        self.setVisible(self.count() > 1)
        if self.key != before:
            self.chosen.emit(self.key)

    @Slot()
    def _tell(self) -> None:
        self.chosen.emit(self.key)


def fits(entry: Entry, like: Entry) -> bool:
    """Whether a run can redraw the same pictures in another way, and need not be told a class."""
    recipe, other = entry.recipe, like.recipe
    if entry.problem or recipe is None or other is None or not entry.folder.has_model:
        return False
    kind = catalog.objective(recipe.objective)
    same = entry.summary.data_fingerprint, like.summary.data_fingerprint
    alike = same[0] == same[1] if all(same) else recipe.data == other.data
    is_other = kind.can_encode and kind.family in ("ae", "vae") and not recipe.conditional
    return is_other and alike and entry.summary.shape == like.summary.shape
