"""The same real pictures redrawn by every chosen run that can."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from genstudio.ui.compare import originals
from genstudio.ui.compare.desk import Desk
from genstudio.ui.compare.drawing import Redrawn, redraw
from genstudio.ui.compare.fetch import Fetch
from genstudio.ui.compare.models import Models
from genstudio.ui.compare.originals import Originals
from genstudio.ui.compare.page import Page
from genstudio.ui.compare.picture_sources import (
    PictureSource,
    Wanted,
    common_shape,
    first_choice,
    offered,
    remark,
)
from genstudio.ui.compare.redraw_rows import RedrawRows
from genstudio.ui.settings import Settings
from genstudio.ui.threads import Answer
from genstudio.ui.widgets.acts import act, tool_button
from genstudio.ui.widgets.muted import MutedLabel

COUNTS = (4, 8, 12, 16, 24)
_SETTING = "compare/redraw"
_FILES = "files"  # where a run's key would stand
_NOTE = (
    "Mean squared error per pixel and channel, pixels from −1 to 1, over the pictures shown; ± is "
    "its standard error. Lower is closer."
)


@dataclass(frozen=True)
class _Stamp:
    keys: tuple[str, ...]
    source: object


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
        self._files: tuple[Path, ...] = ()
        self._sources: dict[str, PictureSource] = {}
        self._wish = ""  # what the user chose to see; empty: whatever suits the runs
        self._stamp: _Stamp | None = None
        self._seed = 0
        self._make_controls()
        self.rows = RedrawRows()
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
        self._offer_sources()
        self.rows.lay(self.chosen)
        self._start()

    def use_files(self, paths: Sequence[Path]) -> None:
        """Redraw these picture files instead of held-out ones."""
        self._files = tuple(paths)
        self._wish = _FILES
        self.renew()

    def save_state(self) -> None:
        """Remember how many pictures are shown."""
        self._settings.set(_SETTING, {"count": self._count.currentData()})

    def close_page(self) -> None:
        """End the loading of pictures."""
        self._fetch.close()

    # -- building ---------------------------------------------------------------------------

    def _make_controls(self) -> None:
        self._source = QComboBox()
        self._source.setAccessibleName("Pictures to redraw")
        self._source.setToolTip("Where the real pictures come from")
        self._source.setMinimumContentsLength(24)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self._source.setSizeAdjustPolicy(policy)
        self._source.activated.connect(self._choose)
        self._count = QComboBox()
        self._count.setAccessibleName("Number of pictures")
        self._count.setToolTip("How many pictures are redrawn")
        for count in COUNTS:
            self._count.addItem(str(count), count)
        state = self._settings.get(_SETTING, {})
        last = state.get("count") if isinstance(state, dict) else None
        self._count.setCurrentIndex(COUNTS.index(last if last in COUNTS else 12))
        self._count.currentIndexChanged.connect(self.renew)
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
        for text, widget in (("Pictures", self._source), ("Show", self._count)):
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
        layout.addWidget(self.rows, 1)
        layout.addWidget(MutedLabel(_NOTE, wraps=True))

    def _offer_sources(self) -> None:
        """List what there is, keeping what the user has chosen as long as it is offered."""
        entries = [run.entry for run in self.chosen]
        self._sources = {source.key: source for source in offered(entries)}
        self._source.clear()
        for source in self._sources.values():
            self._source.addItem(source.label, source.key)
        if self._files:
            self._source.addItem(f"My pictures ({len(self._files)})", _FILES)
        found = self._source.findData(self._wish)
        if found < 0:
            found = first_choice(list(self._sources.values()), entries)
        self._source.setCurrentIndex(found)

    # -- asking -----------------------------------------------------------------------------

    def _start(self) -> None:
        key = self._source.currentData()
        self.others.setEnabled(key != _FILES)
        if key == _FILES:
            self._ask_files(self._files)
            return
        self._say("Bringing the pictures…")
        self._fetch.ask(self._sources[key].wanted)
        self._cancel.setVisible(self._fetch.is_loading)

    @Slot(object)
    def _ask_fetched(self, wanted: Wanted) -> None:
        self._cancel.hide()
        if not self.isVisible():
            self.renew()  # when it is seen again
            return
        source = self._sources.get(self._source.currentData())
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
        keys = self.rows.keys
        self._stamp = _Stamp(keys, source)

        def question(models: Models) -> tuple[Originals, list[Redrawn]]:
            found = bring()
            return found, redraw(models, keys, found.pictures)

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
        self.rows.show_originals(found.pictures)
        source = self._sources.get(self._source.currentData())
        entries = {run.key: run.entry for run in self.chosen}
        for each in redrawn:
            fair = "" if source is None else remark(entries[each.key], source)
            self.rows.show_redrawn(each, fair)

    # -- slots ------------------------------------------------------------------------------

    @Slot()
    def _choose(self) -> None:
        self._wish = self._source.currentData()
        self.renew()

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
