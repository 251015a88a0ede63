"""The right column: my picture, favourites, and what one is seeing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from genstudio.ui.explore.ideas import Ideas
from genstudio.ui.explore.my_picture import MyPicture
from genstudio.ui.explore.shelf import Shelf
from genstudio.ui.explore.words import Topic, words
from genstudio.ui.widgets.fold import Fold


class Side(QScrollArea):
    """Folds in a column that scrolls when it is short."""

    def __init__(
        self,
        mine: MyPicture,
        ideas: Ideas,
        shelf: Shelf,
        nearest: QWidget,
        factors: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        """Put `mine` on top, `ideas`, `shelf`, `nearest` and `factors` below."""
        super().__init__(parent)
        self._family, self._topic = "", "picture"
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setMinimumWidth(1)
        self._text.setContentsMargins(4, 0, 4, 8)
        self.mine_fold = Fold("My picture", mine, is_open=True)
        self.shelf_fold = Fold("Favourites", shelf, is_open=True)
        self.nearest_fold = Fold("Nearest training pictures", nearest)
        self.factors_fold = Fold("Known factors", factors)
        self.words_fold = Fold("What am I seeing?", self._text, is_open=True)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(6, 0, 6, 0)
        layout.setSpacing(10)
        layout.addWidget(self.mine_fold)
        for fold in (*ideas.folds, self.shelf_fold):
            layout.addWidget(fold)
        layout.addWidget(self.nearest_fold)
        layout.addWidget(self.factors_fold)
        layout.addWidget(self.words_fold)
        layout.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.explain(family="", topic="picture")

    @property
    def text(self) -> str:
        """The explanation on show."""
        return self._text.text()

    def explain(self, *, family: str | None = None, topic: Topic | None = None) -> None:
        """Explain what has the keyboard, in the words of the family."""
        self._family = self._family if family is None else family
        self._topic = self._topic if topic is None else topic
        self._text.setText(words(self._topic, self._family))  # type: ignore[arg-type]
