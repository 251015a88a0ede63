"""The same real pictures redrawn by every chosen run that can."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
)

from genstudio.ui.compare import deviation, originals
from genstudio.ui.compare.desk import Desk
from genstudio.ui.compare.deviation_legend import DeviationLegend
from genstudio.ui.compare.drawing import Redrawn, redraw, walk_between
from genstudio.ui.compare.fetch import Fetch
from genstudio.ui.compare.models import Models
from genstudio.ui.compare.originals import Originals
from genstudio.ui.compare.page import Page
from genstudio.ui.compare.picture_sources import Wanted, common_shape, remark
from genstudio.ui.compare.redraw_rows import RedrawRows
from genstudio.ui.compare.source_box import SourceBox
from genstudio.ui.settings import Settings
from genstudio.ui.threads import Answer
from genstudio.ui.widgets.acts import act, tool_button
from genstudio.ui.widgets.muted import MutedLabel

COUNTS = (4, 8, 12, 16, 24)
_SETTING = "compare/redraw"
_NOTE = (
    "Mean squared error per pixel and channel, pixels from −1 to 1, over the pictures shown; ± is "
    "its standard error. Lower is closer."
)


@dataclass(frozen=True)
class _Stamp:
    keys: tuple[str, ...]
    source: object
    way: str


class RedrawPage(Page):
    """A row of originals, and below it a row for each run."""

    title = "Same pictures"
    icon = "pictures"
    tip = "Real pictures, redrawn by every chosen run that can"

    def __init__(self, desk: Desk, settings: Settings) -> None:
        """Encode and decode with `desk`; the last choices come from `settings`."""
        super().__init__()
        self._desk = desk
        self._settings = settings
        self._fetch = Fetch(self)
        self._stamp: _Stamp | None = None
        self._seed = 0
        self._make_controls()
        self.rows = RedrawRows()
        self.legend = DeviationLegend()
        self.legend.hide()
        self._build()
        self._fetch.progressed.connect(self._say)
        self._fetch.failed.connect(self._fail)
        self._fetch.fetched.connect(self._ask_fetched)
        desk.answered.connect(self._receive)
        self.setAcceptDrops(True)

    @property
    def message(self) -> str:
        """What is said about the pictures."""
        return self._message.text()

    def refresh(self) -> None:
        """Show a row for each chosen run and have the pictures redrawn."""
        self._source.offer([run.entry for run in self.chosen])
        self.rows.lay(self.chosen)
        self._start()

    def use_files(self, paths: Sequence[Path]) -> None:
        """Redraw these picture files instead of held-out ones."""
        self._source.use_files(paths)
        self.renew()

    def recolour(self) -> None:
        """Draw differences in the theme's colours."""
        self.rows.repaint_differences()

    def save_state(self) -> None:
        """Remember how many pictures are shown, and how."""
        self._settings.set(
            _SETTING, {"count": self._count.currentData(), "way": self.way.currentData()}
        )

    def close_page(self) -> None:
        """End the loading of pictures."""
        self._fetch.close()

    # -- building ---------------------------------------------------------------------------

    def _make_controls(self) -> None:
        self._source = SourceBox()
        self._source.chosen.connect(self.renew)
        self._count = QComboBox()
        self._count.setAccessibleName("Number of pictures")
        self._count.setToolTip("How many pictures are redrawn")
        for count in COUNTS:
            self._count.addItem(str(count), count)
        state = self._settings.get(_SETTING, {})
        state = state if isinstance(state, dict) else {}
        last = state.get("count")
        self._count.setCurrentIndex(COUNTS.index(last if last in COUNTS else 12))
        self._count.currentIndexChanged.connect(self.renew)
        self.way = QComboBox()
        self.way.setAccessibleName("How redrawn pictures are shown")
        self.way.setToolTip("Redrawn pictures alone, with their differences, or a walk")
        for place, (key, (text, tip)) in enumerate(deviation.WAYS.items()):
            self.way.addItem(text, key)
            self.way.setItemData(place, tip, Qt.ItemDataRole.ToolTipRole)
        self.way.setCurrentIndex(max(self.way.findData(state.get("way")), 0))
        self.way.currentIndexChanged.connect(self.renew)
        self.others = act(
            self, "&Other pictures", "shuffle", "", self._shuffle, "Takes other held-out pictures"
        )
        self.open = act(self, "&My pictures…", "open", "", self._choose_files,
                        "Redraws picture files of yours; they can be dropped here too")  # fmt: skip
        self._message = MutedLabel(wraps=True)
        self._cancel = QPushButton("Stop loading")
        self._cancel.clicked.connect(self._fetch.cancel)
        self._cancel.hide()

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(6)
        for text, widget in (
            ("Pictures", self._source), ("Show", self._count), ("As", self.way),
        ):  # fmt: skip
            label = QLabel(text)
            label.setBuddy(widget)
            bar.addWidget(label)
            bar.addWidget(widget)
        for action in (self.others, self.open):
            bar.addWidget(tool_button(action))
        bar.addWidget(self._message, 1)
        bar.addWidget(self._cancel)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.setSpacing(6)
        layout.addLayout(bar)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setFrameShape(QScrollArea.Shape.NoFrame)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        room.setWidget(self.rows)
        layout.addWidget(room, 1)
        layout.addWidget(self.legend)
        layout.addWidget(MutedLabel(_NOTE, wraps=True))

    # -- asking -----------------------------------------------------------------------------

    def _start(self) -> None:
        source = self._source.source
        self.others.setEnabled(source is not None)
        if source is None:
            self._ask_files(self._source.files)
            return
        self._say("Bringing the pictures…")
        self._fetch.ask(source.wanted)
        self._cancel.setVisible(self._fetch.is_loading)

    @Slot(object)
    def _ask_fetched(self, wanted: Wanted) -> None:
        self._cancel.hide()
        if not self.isVisible():
            self.renew()  # when it is seen again
            return
        source = self._source.source
        if source is None or source.wanted != wanted:
            return
        images, count, seed = self._fetch.images(wanted), self._count.currentData(), self._seed
        assert images is not None
        self._ask(
            (source.key, count, seed),
            lambda: originals.pick(images, source, count=count, seed=seed),
        )

    def _ask_files(self, files: tuple[Path, ...]) -> None:
        self._cancel.hide()
        entries = [run.entry for run in self.chosen]
        channels, size, _ = common_shape(entries)
        colour = "colour" if channels == 3 else "grey"
        fits = {entry.recipe.fit for entry in entries if entry.recipe is not None}
        fit = fits.pop() if len(fits) == 1 else "crop"
        most = self._count.currentData()
        self._ask(
            (files, size, colour, most),
            lambda: originals.dropped(files[:most], size=size, channels=colour, fit=fit),
        )

    def _ask(self, source: object, bring: Callable[[], Originals]) -> None:
        keys, way = self.rows.keys, str(self.way.currentData())
        self._stamp = _Stamp(keys, source, way)

        def question(models: Models) -> tuple[Originals, list[Redrawn]]:
            found = bring()
            if way != "walk":
                return found, redraw(models, keys, found.pictures)
            if len(found.pictures) < 2:
                raise ValueError("A walk needs two pictures: show more of them.")
            return found, walk_between(models, keys, found.pictures)

        self._desk.ask(self._stamp, question)

    @Slot(object)
    def _receive(self, answer: Answer) -> None:
        if answer.stamp != self._stamp or self._stamp is None:
            return
        if answer.failure is not None:
            self._fail(answer.failure.message)
            return
        found, redrawn = answer.value
        self._say(" ".join((found.sentence, *found.problems)))
        source = self._source.source
        entries = {run.key: run.entry for run in self.chosen}
        fair = {key: remark(entry, source) if source else "" for key, entry in entries.items()}
        pictures, way = found.pictures, answer.stamp.way
        if way == "walk":
            mixed = deviation.between(pictures[0], pictures[1], len(pictures))
            pictures = np.rint(mixed).astype(np.uint8)
        self.rows.show_all(pictures, [(each, fair[each.key]) for each in redrawn], way)
        self._explain()

    # -- slots ------------------------------------------------------------------------------

    @Slot()
    def _shuffle(self) -> None:
        self._seed = secrets.randbelow(2**31)
        self.renew()

    @Slot()
    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, "Pictures to redraw", "",
            "Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.gif *.tif *.tiff);;All files (*)",
        )  # fmt: skip
        if names:
            self.use_files([Path(name) for name in names])

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)

    @Slot(str)
    def _fail(self, sentence: str) -> None:
        self._cancel.hide()
        self._say("")
        self.rows.show_problem(sentence)
        self._explain()

    def _explain(self) -> None:
        """Say what the colours of differences mean, where some are shown."""
        self.legend.setVisible(self.rows.reach > 0)
        if self.rows.reach:
            absolute = self.rows.way == "absolute"
            self.legend.show_scale(self.rows.reach, absolute=absolute)

    # -- dropping ---------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take picture files."""
        if self.chosen and _files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Redraw the dropped files."""
        event.acceptProposedAction()
        self.use_files(_files(event.mimeData()))


def _files(mime: QMimeData) -> list[Path]:
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return [path for path in paths if path.is_file()]
