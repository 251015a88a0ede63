"""A door of the welcome page: a large button with a picture, a title and one sentence."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from genstudio.ui import dropping
from genstudio.ui.art import Art

_ART_SIZE = QSize(180, 150)


class Door(QPushButton):
    """One of the three things to do first; `dropped` brings what is let go over it."""

    dropped = Signal(str)

    def __init__(self, art: str, title: str, sentence: str, *, takes_folder: bool = False) -> None:
        """Show the picture `art` over `title` and `sentence`."""
        super().__init__()
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setAcceptDrops(takes_folder)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAutoDefault(True)  # Enter opens the door in focus
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 20, 22, 20)
        layout.setSpacing(8)
        layout.addWidget(_unclickable(Art(art, _ART_SIZE)), 1)
        layout.addSpacing(6)
        layout.addWidget(_unclickable(_label(title, "doorTitle")))
        layout.addWidget(_unclickable(_label(sentence, "doorSentence")))

    # -- Qt's events ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Take the size the contents need."""
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Take the least size the contents need."""
        layout = self.layout()
        assert layout is not None
        return layout.minimumSize()

    def hasHeightForWidth(self) -> bool:
        """The sentence wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Make room for the wrapped sentence."""
        layout = self.layout()
        assert layout is not None
        return layout.totalHeightForWidth(width)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Light up under a folder, or a file of pictures."""
        if dropping.source(event.mimeData()):
            event.acceptProposedAction()
            self._light(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Go back to normal."""
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what is dropped."""
        self._light(False)
        if path := dropping.source(event.mimeData()):
            event.acceptProposedAction()
            self.dropped.emit(str(path))

    # -- private ----------------------------------------------------------------------------

    def _light(self, on: bool) -> None:
        self.setProperty("dropping", on)
        self.style().unpolish(self)
        self.style().polish(self)


def _label(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    return label


def _unclickable(widget: QWidget) -> QWidget:
    widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return widget
