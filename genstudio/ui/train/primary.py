"""The one button of a place that matters most, in the theme's accent."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QPushButton

from genstudio.ui import icons, theme

_SIZE = 20


class PrimaryButton(QPushButton):
    """Follows a `QAction`: its text, tip and whether it can be done."""

    def __init__(self, action: QAction, icon: str = "play") -> None:
        """Trigger `action`; the icon is drawn in the accent's text colour."""
        super().__init__()
        self._action, self._icon = action, icon
        self.setObjectName("primary")
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icon"):
            self._follow()
        super().changeEvent(event)

    @Slot()
    def _follow(self) -> None:
        action, colour = self._action, theme.colours()
        self.setEnabled(action.isEnabled())
        self.setText(action.iconText())
        self.setToolTip(action.toolTip())
        self.setAccessibleName(action.iconText())
        self.setAccessibleDescription(action.toolTip())
        icon = QIcon(icons.picture(self._icon, _SIZE, colour.accent_text))
        faded = icons.picture(self._icon, _SIZE, colour.disabled)
        icon.addPixmap(faded, QIcon.Mode.Disabled)
        self.setIcon(icon)
