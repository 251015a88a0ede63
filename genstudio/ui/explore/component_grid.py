"""The mean picture and the components of a PCA run as small pictures; a click switches one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy

from genstudio.ui.widgets.picture import PictureView

if TYPE_CHECKING:
    from genstudio.runs.principal import Principal

_ACROSS, _MOST = 8, 31  # with the mean four rows
_ROW = 38
_FAINT = 0.2


class ComponentGrid(PictureView):
    """What is switched off is faint. Only the first ones are shown: the slider has the rest."""

    switched = Signal(int)  # the component

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__(name="Mean picture and components")
        self._found: Principal | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            "First the mean of all training pictures, then the components, the most important "
            "first: light is added, dark is taken away. Click one to switch it off or on."
        )
        self.clicked.connect(self._switch)

    def show_components(self, found: Principal, kept: np.ndarray) -> None:
        """Show the first components; those not `kept` `(d,)` are faint."""
        self._found = found
        shown = found.components[:_MOST].astype(np.float32)
        faint = 127.5 + _FAINT * (shown - 127.5)
        drawn = np.where(kept[:_MOST, None, None, None], shown, faint).astype(np.uint8)
        self.setFixedHeight(_ROW * -(-(len(drawn) + 1) // _ACROSS) + 8)
        self.show_pictures(np.concatenate([found.mean[None], drawn]), _ACROSS)

    @Slot(int)
    def _switch(self, index: int) -> None:
        if index:  # the mean is always there
            self.switched.emit(index - 1)
