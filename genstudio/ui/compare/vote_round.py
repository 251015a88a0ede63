"""Two models' pictures side by side, blind: which looks more real?"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from genstudio.runs.votes import Ballot, Side
from genstudio.ui import icons
from genstudio.ui.compare.chosen import Chosen
from genstudio.ui.widgets.acts import act
from genstudio.ui.widgets.muted import MutedLabel
from genstudio.ui.widgets.picture import PictureView

_WIDTH = 150
_ICONS = ("chevron-left", "", "chevron-right")
_NOTE = (
    "Left and right arrow choose, Space or the down arrow says that you cannot tell. Sides are "
    "drawn at random; you are told afterwards how the models stand."
)


class VoteRound(QWidget):
    """Shows one ballot after the other; `ended` follows the last."""

    ended = Signal()

    def __init__(self) -> None:
        """Wait for `begin`."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Which looks more real?")
        self._ballots: tuple[Ballot, ...] = ()
        self.given: list[tuple[Ballot, Side]] = []
        self.views = [PictureView(name="Left picture"), PictureView(name="Right picture")]
        self.progress = QLabel()
        self.says: dict[Side, QAction] = {
            "left": self._choice("left", "Left looks more real", ("Left",)),
            "neither": self._choice("neither", "Cannot tell", ("Space", "Down")),
            "right": self._choice("right", "Right looks more real", ("Right",)),
        }
        for view, says in zip(self.views, (self.says["left"], self.says["right"]), strict=True):
            view.removeAction(view.copy_action)  # a ballot is no place to save from
            view.removeAction(view.save_action)
            view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # a frame around one would favour it
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
            view.clicked.connect(says.trigger)
        self._build()

    @property
    def current(self) -> Ballot | None:
        """The ballot that waits for a vote; None after the last."""
        place = len(self.given)
        return self._ballots[place] if place < len(self._ballots) else None

    def begin(self, ballots: Sequence[Ballot]) -> None:
        """Vote on these, from the first."""
        self._ballots, self.given = tuple(ballots), []
        self._show()
        self.setFocus()

    @Slot()
    def stop(self) -> None:
        """Leave the rest; what was voted on counts."""
        self._ballots = ()
        self.ended.emit()

    # -- private ----------------------------------------------------------------------------

    def _choice(self, side: Side, words: str, keys: Sequence[str]) -> QAction:
        tip = f"{words}: your vote"
        action = act(self, words, "", keys[0], lambda: self._vote(side), tip)
        action.setAutoRepeat(False)  # a key held down is one vote
        action.setShortcuts([QKeySequence(key) for key in keys])
        return action

    def _vote(self, side: Side) -> None:
        ballot = self.current
        if ballot is None:
            return
        self.given.append((ballot, side))
        if self.current is None:
            self.ended.emit()
        else:
            self._show()

    def _show(self) -> None:
        ballot = self.current
        assert ballot is not None
        self.progress.setText(f"Vote {len(self.given) + 1} of {len(self._ballots)}")
        for view, picture in zip(self.views, (ballot.left, ballot.right), strict=True):
            view.show_pictures(picture[None])

    def _build(self) -> None:
        stop = QPushButton("Stop voting")
        stop.setToolTip("Ends here; the votes you have given count")
        stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        stop.clicked.connect(self.stop)
        top, pictures, buttons = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.progress)
        top.addStretch(1)
        top.addWidget(stop)
        pictures.setSpacing(12)
        for view in self.views:
            pictures.addWidget(view, 1)
        buttons.setSpacing(12)
        buttons.addStretch(1)
        for action, icon in zip(self.says.values(), _ICONS, strict=True):
            buttons.addWidget(self._button(action, icon))
        buttons.addStretch(1)
        note = MutedLabel(_NOTE, wraps=True)
        note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addLayout(pictures, 1)
        layout.addLayout(buttons)
        layout.addWidget(note)

    def _button(self, action: QAction, icon: str) -> QPushButton:
        button = QPushButton(action.text())
        if icon:
            button.setIcon(icons.icon(icon))
        button.setToolTip(action.toolTip())
        button.setMinimumWidth(_WIDTH)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)
        return button


def outcome(given: Sequence[tuple[Ballot, Side]], players: dict[str, Chosen]) -> str:
    """Say in a sentence how often each run was preferred."""
    counts = dict.fromkeys(players, 0)
    for ballot, side in given:
        if side != "neither":
            counts[ballot.runs[0 if side == "left" else 1]] += 1
    untold = sum(side == "neither" for _, side in given)
    told = ", ".join(f"“{players[key].name}” {count}" for key, count in counts.items())
    return f"{len(given)} votes: {told}, cannot tell {untold}."
