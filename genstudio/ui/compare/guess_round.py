"""One picture to judge: real or made, by button or key, with the time left and the streak."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from genstudio.runs.guessing import Game, Guess
from genstudio.ui import icons, theme
from genstudio.ui.compare.countdown import Countdown
from genstudio.ui.widgets.acts import act
from genstudio.ui.widgets.muted import MutedLabel
from genstudio.ui.widgets.picture import PictureView

_PAUSE_MS = 700  # in which one sees whether one was right
_BUTTON_WIDTH = 150
_KEYS = (
    "R or the left arrow says real, M or the right arrow says made; after an answer, Space goes on "
    "at once."
)


class GuessRound(QWidget):
    """Plays a `Game` to its end; `ended` follows."""

    ended = Signal()

    def __init__(self) -> None:
        """Wait for `play`."""
        super().__init__()
        self._game: Game | None = None
        self._limit = 0
        self.view = PictureView(name="Picture to judge")
        self.view.removeAction(self.view.copy_action)  # a game is no place to save from
        self.view.removeAction(self.view.save_action)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.view.clicked.connect(self._hurry)
        self.progress, self.score = QLabel(), QLabel()
        self.feedback = QLabel()
        self.feedback.setTextFormat(Qt.TextFormat.RichText)
        self.feedback.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.countdown = Countdown()
        self.countdown.ran_out.connect(self._miss)
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._next)
        self.says_real = self._judgement("Real", "R", "Left", True)
        self.says_made = self._judgement("Made", "M", "Right", False)
        self._build()

    def play(self, game: Game, limit: int) -> None:
        """Begin `game`, with `limit` seconds for a picture (0: none)."""
        self._game, self._limit = game, limit
        self._next()
        self.view.setFocus()

    @Slot()
    def stop(self) -> None:
        """End the game here; what was answered counts."""
        if self._game is not None:
            self._game.end()
            self._end()

    # -- building ---------------------------------------------------------------------------

    def _judgement(self, text: str, key: str, arrow: str, said_real: bool) -> QAction:
        tip = "A photograph, drawing or scan" if said_real else "A picture that a model made"
        does = f"{tip}: your judgement"
        action = act(self, text, "", key, lambda: self._answer(said_real), does)
        action.setAutoRepeat(False)  # a key held down is one answer
        action.setShortcuts([QKeySequence(key), QKeySequence(arrow)])
        return action

    def _button(self, action: QAction, arrow: str) -> QPushButton:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button = QPushButton(f"{action.text()} ({key})")
        button.setIcon(icons.icon(arrow))
        button.setAccessibleName(action.text())
        button.setToolTip(action.toolTip())
        button.setMinimumWidth(_BUTTON_WIDTH)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)
        action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
        return button

    def _build(self) -> None:
        stop = QPushButton("Stop the game")
        stop.setToolTip("Ends the game; what you have judged counts")
        stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        stop.clicked.connect(self.stop)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self.progress)
        top.addWidget(self.countdown, 1)
        top.addStretch(0)
        top.addWidget(self.score)
        top.addWidget(stop)
        policy = self.countdown.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self.countdown.setSizePolicy(policy)
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch(1)
        buttons.addWidget(self._button(self.says_real, "chevron-left"))
        buttons.addWidget(self._button(self.says_made, "chevron-right"))
        buttons.addStretch(1)
        keys = MutedLabel(_KEYS)
        keys.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.feedback)
        layout.addLayout(buttons)
        layout.addWidget(keys)

    # -- playing ----------------------------------------------------------------------------

    def _answer(self, said_real: bool | None) -> None:
        if self._game is None or self._game.current is None or self._pause.isActive():
            return
        self.countdown.stop()
        guess = self._game.answer(said_real)
        self._allow(False)
        self.feedback.setText(_told(guess))
        self._count()
        self._pause.start()

    @Slot()
    def _miss(self) -> None:
        self._answer(None)

    @Slot()
    def _hurry(self) -> None:
        if self._pause.isActive():
            self._next()

    @Slot()
    def _next(self) -> None:
        self._pause.stop()
        if self._game is None:
            return
        shown = self._game.current
        if shown is None:
            self._end()
            return
        place = len(self._game.guesses) + 1
        self.progress.setText(f"Picture {place} of {len(self._game.rounds)}")
        self.feedback.setText("Real or made?")
        self._count()
        self.view.show_pictures(shown.picture[None])
        self._allow(True)
        self.countdown.begin(self._limit)

    def _count(self) -> None:
        assert self._game is not None
        right = sum(guess.is_right for guess in self._game.guesses)
        self.score.setText(
            f"{right} right · streak {self._game.streak} (best {self._game.best_streak})"
        )

    def _allow(self, allowed: bool) -> None:
        for action in (self.says_real, self.says_made):
            action.setEnabled(allowed)

    def _end(self) -> None:
        self._pause.stop()
        self.countdown.stop()
        self._allow(False)
        self._game = None
        self.view.show_text("")
        self.ended.emit()


def _told(guess: Guess) -> str:
    kind = "real" if guess.round.is_real else "made"
    colours = theme.colours()
    if guess.said_real is None:
        return f"<b style='color:{colours.warning}'>Out of time.</b> It is {kind}."
    word, colour = ("Right", colours.good) if guess.is_right else ("Wrong", colours.bad)
    return f"<b style='color:{colour}'>{word}.</b> It is {kind}."
