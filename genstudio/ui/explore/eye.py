"""The discriminator's eye: how real the picture is to it, where it looks, what it would like."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from genstudio.runs.folder import RunFolder
from genstudio.ui.explore import asking, eye_words
from genstudio.ui.explore.canvas import Canvas
from genstudio.ui.explore.convincing import Convincing
from genstudio.ui.explore.errands import Errands
from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.heat import Heat
from genstudio.ui.explore.labour import Labour
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.progress_row import ProgressRow
from genstudio.ui.explore.session import Session
from genstudio.ui.threads import Answer, Failure
from genstudio.ui.widgets.histogram import Heap, Histogram
from genstudio.ui.widgets.muted import MutedLabel

if TYPE_CHECKING:
    from genstudio.runs.critics import Judge
    from genstudio.runs.realness import Standing

_STILL_MS = 150  # the picture stands still this long before it is looked at place by place


class EyePanel(QWidget):
    """Judges while it is seen; what it needs is prepared in the background, once for a model."""

    def __init__(
        self, session: Session, panel: SliderPanel, explorer: Explorer, canvas: Canvas
    ) -> None:
        """Wait to be seen."""
        super().__init__()
        self._session, self._panel = session, panel
        self._explorer, self._canvas = explorer, canvas
        self._key: tuple[str, str, float] | None = None
        self._judge: Judge | None = None
        self._standing: Standing | None = None
        self._smoothing = 0.0
        self.labour, self.looking = Labour(self), Labour(self)
        self.convincing = Convincing(session, panel)
        self._errands = Errands(self)
        self.heat = Heat(canvas.view)
        self.note, self.verdict = _text(), _text()
        self.verdict.setAccessibleName("How real the discriminator takes the picture for")
        self.meaning, self.standing = MutedLabel(wraps=True), MutedLabel(wraps=True)
        self.histogram = Histogram("the discriminator's score", "pictures", "the picture on show")
        self.histogram.setAccessibleName("Scores of real and of made pictures")
        self.heat_tick = QCheckBox("Show where it &looks")
        self.heat_tick.setAccessibleName("Show where it looks")
        self.heat_tick.setToolTip(
            "Lays a heat map over the picture: each place is blurred in turn, and what the score "
            "loses by that is its heat."
        )
        self.legend = MutedLabel(wraps=True)
        self._still = QTimer(self, singleShot=True, interval=_STILL_MS)
        self._lay_out()
        self._connect()
        self._show_nothing("")

    def acts(self) -> list[QAction]:
        """What the menu offers."""
        return [self.convincing.act]

    def close_threads(self) -> None:
        """End the threads."""
        self._still.stop()
        self.convincing.ascent.labour.close()
        self.labour.close()
        self.looking.close()
        self._errands.close()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is prepared, judged or climbed."""
        climbs = self.convincing.ascent.is_climbing
        busy = self.labour.is_busy or self.looking.is_busy or climbs or self._still.isActive()
        return self._errands.is_idle and not busy

    # -- Qt ---------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Prepare now if that is due, and judge what is on show."""
        super().showEvent(event)
        self.follow()
        self._judge_picture()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the heat off the picture."""
        super().hideEvent(event)
        self._cool()

    # -- slots ------------------------------------------------------------------------------

    @Slot()
    def follow(self) -> None:
        """Prepare the discriminator of the model on show, if it is another one."""
        opened = self._session.model
        if not self.isVisible():
            return
        folder = RunFolder(Path(opened.key)) if opened else None
        key = (opened.key, opened.front.stamp, asking.age(folder)) if opened and folder else None
        if key == self._key:
            return
        self._key = key
        self.labour.stop()
        if opened is None or folder is None:
            self._show_nothing(eye_words.NO_RUN)
        elif opened.front.is_points:
            self._show_nothing(eye_words.POINTS)
        elif self._session.is_live and not folder.rolling_path.is_file():
            self._show_nothing(eye_words.NOT_YET)
        else:
            self._show_nothing("Asking the discriminator…")
            make, self._smoothing = self._session.copier(), opened.front.recipe.label_smoothing
            self.labour.start(lambda: asking.prepare(make, folder), self._take, self._fail)

    @Slot()
    def _try_again(self) -> None:
        """In training: what was not saved a moment ago may be now."""
        if self._judge is None and not self.labour.is_busy:
            self.follow()

    @Slot()
    def _see(self) -> None:
        """Another picture is drawn: what was said of the last one does not hold any more."""
        self._cool()
        if self.isVisible():
            self._judge_picture()

    @Slot()
    def _judge_picture(self) -> None:
        judge, standing, picture = self._judge, self._standing, self._explorer.picture
        if judge is None or standing is None or picture is None:
            return
        weights = self._panel.steering.weights(1)
        self._errands.ask(
            "score",
            lambda: standing.verdict(float(judge.weighed(picture[None], weights)[0])),
            self._show_verdict,
        )
        if self.heat_tick.isChecked():
            self._still.start()

    @Slot()
    def _look(self) -> None:
        """Find the heat of the picture that stands still now."""
        judge, picture = self._judge, self._explorer.picture
        if judge is None or picture is None or self._canvas.is_grid or not self.isVisible():
            return
        weights = self._panel.steering.weights(1)
        self.looking.start(
            lambda: asking.heat(judge, picture, weights), self._show_heat, self._fail
        )

    @Slot(bool)
    def _turn_heat(self, wanted: bool) -> None:
        self._cool()
        if wanted:
            self._look()

    # -- answers ----------------------------------------------------------------------------

    def _take(self, found: Judge | Standing) -> None:
        from genstudio.runs.realness import Standing

        if not isinstance(found, Standing):
            self._judge = found
            return
        assert self._judge is not None
        self._standing = found
        self.note.hide()
        self._parts.show()
        self.convincing.ask(self._judge)
        self.histogram.show_heaps(
            Heap("real pictures, never trained on", found.real, 0),
            Heap("made pictures, from the prior", found.made, 1),
        )
        standing = eye_words.standing_words(found, self._judge.meaning)
        self.standing.setText(f"{standing} {self._when()}".strip())
        self._judge_picture()

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self._show_nothing(failure.message)

    def _show_verdict(self, answer: Answer) -> None:
        if answer.failure is not None:
            self._fail(answer.failure)
            return
        assert self._judge is not None
        said = answer.value
        self.histogram.show_value(said.score)
        self.verdict.setText(eye_words.verdict_words(said))
        self.meaning.setText(
            eye_words.score_words(said.score, self._judge.meaning, smoothing=self._smoothing)
        )

    def _show_heat(self, heat: np.ndarray) -> None:
        self.heat.show_heat(heat)
        self.legend.setText(eye_words.heat_words(float(np.abs(heat).max(initial=0.0))))
        self.legend.show()

    # -- private ----------------------------------------------------------------------------

    def _cool(self) -> None:
        self._still.stop()
        self.looking.stop()
        self.heat.hide()
        self.legend.hide()

    def _show_nothing(self, sentence: str) -> None:
        self._judge = self._standing = None
        self.convincing.ask(None)
        self._errands.forget("score")
        self._cool()
        self.note.setText(sentence)
        self.note.show()
        self._parts.hide()
        self.histogram.show_heaps()
        self.verdict.setText("")

    def _when(self) -> str:
        """Say where discriminator and picture are not of one moment."""
        assert self._judge is not None and self._session.model is not None
        step = self._session.model.front.stamp.rpartition("@")[2]
        if step == str(self._judge.step) and not self._session.is_live:
            return ""  # in training the picture is of newer weights than any that were saved
        return f"It is the discriminator as it was last saved, after step {self._judge.step:,}."

    def _lay_out(self) -> None:
        self._parts = QWidget()
        inner = QVBoxLayout(self._parts)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        looking = ProgressRow(self.looking, "looking place by place")
        above = (self.verdict, self.meaning, self.histogram, self.standing)
        for part in (*above, self.heat_tick, looking, self.legend):
            inner.addWidget(part)
        inner.addWidget(self.convincing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(4)
        layout.addWidget(self.note)
        layout.addWidget(ProgressRow(self.labour, "asking the discriminator"))
        layout.addWidget(self._parts)
        for label in (self.meaning, self.standing, self.legend):
            label.setMinimumWidth(1)

    def _connect(self) -> None:
        self._explorer.changed.connect(self.follow)
        self._explorer.painter.drawn.connect(self._see)
        self._session.waited.connect(self._cool)
        self._session.aged.connect(self._try_again)
        self._canvas.view_changed.connect(self._cool)
        self._still.timeout.connect(self._look)
        self.heat_tick.toggled.connect(self._turn_heat)
        self.convincing.failed.connect(self._fail)


def _text() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    return label
