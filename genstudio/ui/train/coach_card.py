"""The coach's strip: one sentence, what to try with one click; why, below it, on request."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
)

from genstudio.core.events import Checkup, Event
from genstudio.core.recipe import Recipe
from genstudio.runs.coaching import Coaching
from genstudio.training.coach import Finding, describe
from genstudio.ui import icons, theme

_ICONS = {"good": "check", "info": "info", "warning": "warning", "bad": "error"}
_WIDEST = 290  # px of a button that says the change; longer ones are told by the tip
_TALLEST = 150  # px of the reasons, so that the curves stay in view; they scroll
_SPOKEN = {"good": "All is well", "info": "Hint", "warning": "Warning", "bad": "Problem"}


class CoachCard(QFrame):
    """Shows at most one finding; the others are behind “n more”."""

    tried = Signal(object)  # a recipe for a new run
    unfolded = Signal()  # room is needed

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        self.setObjectName("coach")
        self._coaching = Coaching()
        self._first = self._shown = ""
        self._sign = QLabel()
        self._sentence = _label("What the coach says")
        self._details = _label("Why the coach says so")
        self._details.setTextFormat(Qt.TextFormat.RichText)
        self._reasons = _Reasons(self._details)
        self._done = _label("What was changed")
        self._done.hide()
        self._why = _button("Why?", "Show what was measured and what it means", checkable=True)
        self._try = QPushButton(icons.icon("train"), "Try this")
        self._later = _button("Not now", "Say no more of this in this run")
        self._more = _button("More", "Show the coach's next finding")
        self._why.toggled.connect(self._unfold)
        self._why.clicked.connect(self.unfolded)
        self._try.clicked.connect(self._ask_try)
        self._later.clicked.connect(self._put_away)
        self._more.clicked.connect(self._show_next)
        self._lay_out()
        self.hide()

    @property
    def finding(self) -> Finding | None:
        """What is on show."""
        return next((f for f in self._coaching.findings if f.key == self._shown), None)

    def begin(self, recipe: Recipe | None) -> None:
        """Follow another run."""
        self._coaching.begin(recipe)
        self._renew()

    def take(self, event: Event) -> None:
        """Learn from one event."""
        if self._coaching.take(event):
            self._renew()

    def recall(self, history: Mapping[str, np.ndarray], checkups: Sequence[Checkup]) -> None:
        """Learn what the run's folder holds."""
        if self._coaching.recall(history, checkups):
            self._renew()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_more"):
            self._paint()
        super().changeEvent(event)

    # -- building -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._sign)
        line.addSpacing(4)
        line.addWidget(self._sentence, 1)
        for button in (self._try, self._why, self._later, self._more):
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 6, 4)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self._done)
        column.addWidget(self._reasons)

    # -- showing ------------------------------------------------------------------------------

    def _renew(self) -> None:
        """Show the first finding, unless the person looks at another that still holds."""
        findings = self._coaching.findings
        first = findings[0].key if findings else ""
        if first != self._first or self.finding is None:
            self._first = self._shown = first
            self._done.hide()
        self._refresh()

    def _refresh(self) -> None:
        finding = self.finding
        if finding is None:
            self.hide()
            return
        self.setProperty("kind", finding.severity)
        self.style().unpolish(self)
        self.style().polish(self)
        self._paint()
        self._sentence.setText(finding.sentence)
        self._sentence.setAccessibleDescription(f"{_SPOKEN[finding.severity]}: {finding.sentence}")
        self._details.setText(_details(finding))
        self._unfold()
        self._offer(finding)
        others = len(self._coaching.findings) - 1
        self._more.setText(f"{others} more")
        self._more.setAccessibleName(f"{others} more findings of the coach")
        self._more.setVisible(others > 0)
        self.show()

    def _paint(self) -> None:
        kind, colour = self.property("kind") or "info", theme.colours()
        edge = colour.accent if kind == "info" else getattr(colour, kind)
        self._sign.setPixmap(icons.picture(_ICONS[kind], 20, edge))

    def _offer(self, finding: Finding) -> None:
        recipe = self._coaching.recipe
        can_try = bool(finding.changes) and recipe is not None
        self._try.setVisible(can_try)
        self._later.setVisible(finding.severity != "good")
        if recipe is not None and can_try:
            change = describe(recipe, finding.changes)
            self._try.setText(f"Try this: {change}")
            if self._try.sizeHint().width() > _WIDEST:
                self._try.setText("Try this")
            self._try.setAccessibleName(f"Try this: {change}")
            self._try.setToolTip(
                f"{change}. {finding.reason} The change goes into the form on the left, for a new "
                "run; the run on show stays as it is."
            )

    # -- slots --------------------------------------------------------------------------------

    @Slot()
    def _unfold(self) -> None:
        is_open = self._why.isChecked()
        self._reasons.setVisible(is_open)
        self._why.setIcon(icons.icon("chevron-down" if is_open else "chevron-right"))

    @Slot()
    def _ask_try(self) -> None:
        recipe, finding = self._coaching.recipe, self.finding
        if recipe is None or finding is None:
            return
        self.tried.emit(recipe.change(**finding.changes))
        change = describe(recipe, finding.changes)
        self._done.setText(
            f"The form on the left now holds this run's recipe with one change: {change}. Press "
            "Train to begin a new run with it."
        )
        self._done.show()

    @Slot()
    def _put_away(self) -> None:
        self._coaching.put_away(self._shown)
        self._renew()

    @Slot()
    def _show_next(self) -> None:
        keys = [finding.key for finding in self._coaching.findings]
        self._shown = keys[(keys.index(self._shown) + 1) % len(keys)]
        self._done.hide()
        self._refresh()


class _Reasons(QScrollArea):
    """As high as its text, up to a limit; beyond that it scrolls."""

    def __init__(self, text: QLabel) -> None:
        super().__init__()
        self._text = text
        text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(text)
        self.setWidgetResizable(True)
        self.setAccessibleName("The coach's reasons")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        text.setAutoFillBackground(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for as much height as the text needs at this width."""
        super().resizeEvent(event)
        wanted = self._text.heightForWidth(self.viewport().width())  # -1 where there is no room
        self.setFixedHeight(min(max(wanted, 0), _TALLEST))


def _details(finding: Finding) -> str:
    items = "".join(f"<li>{html.escape(line)}</li>" for line in finding.evidence)
    measured = f"<b>What was measured</b><ul style='margin:2px'>{items}</ul>" if items else ""
    advice = f"<br><b>What may help</b> {html.escape(finding.reason)}" if finding.reason else ""
    return f"{html.escape(finding.words)}<br>{measured}{advice}"


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAccessibleName(name)
    return label


def _button(text: str, tip: str, *, checkable: bool = False) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(text)
    button.setCheckable(checkable)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
