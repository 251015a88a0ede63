"""Which pictures: known sets, folders and files used before, one's own, or a drop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from genstudio.data import sources
from genstudio.data.sources import SourceInfo
from genstudio.ui import dropping, icons
from genstudio.ui.threads import Failure
from genstudio.ui.train import spec_words
from genstudio.ui.train.controls import ChoiceControl
from genstudio.ui.train.looker import Looker
from genstudio.ui.train.sample import COUNT, Look
from genstudio.ui.train.skipped import SkippedDialog
from genstudio.ui.widgets.picture import PictureView

_MOST_RECENT = 8
_OWN = ("folder:", "file:")


class DataBox(QWidget):
    """Chooses a source and shows a few of its pictures; loads in the background."""

    chosen = Signal(str)  # a spec, by the user's hand or by `choose`
    described = Signal(object)  # its SourceInfo
    looked = Signal(object)  # a Look, or None when there is none
    check_asked = Signal()

    def __init__(self, recent: Sequence[str] = ()) -> None:
        """Offer the known sources and the `recent` folders and files (specs)."""
        super().__init__()
        self.recent = list(recent)[:_MOST_RECENT]
        self.spec = ""
        self.info: SourceInfo | None = None
        self.look: Look | None = None
        self.problem = ""
        self._how: tuple[int, str, str] | None = None
        self._looker = Looker(self)
        self._looker.described.connect(self._take_description)
        self._looker.progressed.connect(self._show_progress)
        self._looker.looked.connect(self._take_look)
        self._looker.failed.connect(self._take_failure)
        self._build()
        self._fill()

    # -- doing --------------------------------------------------------------------------------

    def choose(self, spec: str) -> None:
        """Take the pictures of `spec` (or of a bare path to a folder or file)."""
        spec = spec_words.proper(spec)
        self._looker.stop()
        self._hide_progress()
        self.spec, self.info, self.look, self.problem = spec, None, None, ""
        if spec.startswith(_OWN):
            self.recent = [spec, *(s for s in self.recent if s != spec)][:_MOST_RECENT]
        self._fill()
        self._strip.show_text("Looking…")
        self._say("")
        self.chosen.emit(spec)
        self.looked.emit(None)
        self._looker.describe(spec)

    def prepare(self, *, size: int, channels: str, fit: str) -> None:
        """Show the pictures as the recipe wants them; loads only what is on this computer."""
        how = (size, channels, fit)
        if self.info is None or (how == self._how and (self.look or self._looker.is_busy)):
            return
        self._how = how
        if self.info.needs_download:
            self._show_download()
        else:
            self._begin_look()

    def close_threads(self) -> None:
        """End the background work; blocks until it has ended."""
        self._looker.close()

    # -- building -----------------------------------------------------------------------------

    def _build(self) -> None:
        self._combo = ChoiceControl()
        self._combo.setAccessibleName("Pictures to learn from")
        self._combo.edited.connect(self.choose)
        self._strip = PictureView(name="Sample of the pictures")
        self._strip.setFixedHeight(124)
        self._sentence = _label()
        self._note = QPushButton()
        self._note.setFlat(True)
        self._note.setAccessibleName("Files that were left out")
        self._note.setIcon(icons.icon("info"))
        self._note.clicked.connect(self._list_skipped)
        self._note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._combo)
        layout.addLayout(self._build_own())
        layout.addWidget(self._strip)
        layout.addWidget(self._sentence)
        layout.addWidget(self._note)
        layout.addWidget(self._build_check())
        layout.addLayout(self._build_progress())

    def _build_own(self) -> QHBoxLayout:
        self.folder_button = QPushButton("My &folder…")
        self.folder_button.setIcon(icons.icon("folder-open"))
        self.folder_button.setToolTip(
            "Choose a folder of your own pictures; its sub-folders become classes. "
            "You can also drop one here."
        )
        self.folder_button.clicked.connect(self.ask_folder)
        self.file_button = QPushButton("My f&ile…")
        self.file_button.setToolTip(
            "Choose one file that holds many pictures: a zip archive, .npz or .npy arrays, "
            "MNIST's idx files, .parquet, or a .csv that names pictures and their classes. "
            "You can also drop one here."
        )
        self.file_button.setIcon(icons.icon("folder"))
        self.file_button.clicked.connect(self.ask_file)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.folder_button, 1)
        line.addWidget(self.file_button, 1)
        return line

    def _build_check(self) -> QPushButton:
        self.check_button = QPushButton("&Check pictures…")
        self.check_button.setIcon(icons.icon("search"))
        self.check_button.setToolTip(
            "Looks for damaged, blank, copied and odd pictures and offers what helps; your files "
            "stay as they are."
        )
        self.check_button.clicked.connect(self.check_asked)
        self.check_button.setEnabled(False)
        self.looked.connect(lambda look: self.check_button.setEnabled(bool(look and look.size)))
        return self.check_button

    def _build_progress(self) -> QHBoxLayout:
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Reading the pictures")
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._cancel = QPushButton("Cancel")
        self._cancel.setToolTip("Stops reading; what was read is kept, and gone on with later.")
        self._cancel.clicked.connect(self._stop_looking)
        self._fetch = QPushButton("Download")
        self._fetch.clicked.connect(self._begin_look)
        line = QHBoxLayout()
        for widget in (self._bar, self._cancel, self._fetch):
            line.addWidget(widget)
            widget.hide()
        return line

    def _fill(self) -> None:
        items = [(info.spec, info.label, info.sentence) for info in sources.known()]
        listed = {spec for spec, _, _ in items}
        items += [(s, spec_words.label(s), s) for s in self.recent if s not in listed]
        listed |= set(self.recent)
        if self.spec and self.spec not in listed:
            items.append((self.spec, spec_words.label(self.spec), self.spec))
        self._combo.offer(items)
        self._combo.show_value(self.spec)
        self._combo.setToolTip(self.info.sentence if self.info else "Where pictures come from.")

    # -- slots --------------------------------------------------------------------------------

    @Slot()
    def ask_folder(self) -> None:
        """Ask for a folder and take its pictures."""
        name = QFileDialog.getExistingDirectory(self, "A folder of pictures", self._last("folder"))
        if name:
            self.choose(f"folder:{name}")

    @Slot()
    def ask_file(self) -> None:
        """Ask for a file that holds pictures and take them."""
        name, _ = QFileDialog.getOpenFileName(
            self, "A file of pictures", self._last("file"), dropping.file_filter()
        )
        if name:
            self.choose(f"file:{name}")

    @Slot(object)
    def _take_description(self, info: SourceInfo) -> None:
        self.info, self._how = info, None
        self._hide_progress()
        self._combo.setToolTip(info.sentence)
        self.described.emit(info)

    @Slot(object)
    def _take_look(self, look: Look) -> None:
        self.look, self.problem = look, ""
        self._hide_progress()
        self._strip.show_pictures(look.pictures, columns=_columns(len(look.pictures)))
        self._say(look.sentence, tip=look.classes)
        count = len(look.skipped)
        self._note.setVisible(bool(count))
        word = "file was" if count == 1 else "files were"
        self._note.setText(f"{count:,} {word} left out: see why…")
        self.looked.emit(look)

    @Slot(object)
    def _take_failure(self, failure: Failure) -> None:
        self.problem = failure.message
        self._hide_progress()
        self._strip.show_text(failure.message)
        self._say("")
        self.looked.emit(None)

    @Slot(int, int, str)
    def _show_progress(self, done: int, total: int, what: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.show()
        self._cancel.show()
        self._say(what)

    @Slot()
    def _begin_look(self) -> None:
        assert self._how is not None
        size, channels, fit = self._how
        self.problem = ""
        self._hide_progress()
        self._note.hide()
        self._looker.look(self.spec, size=size, channels=channels, fit=fit)

    @Slot()
    def _stop_looking(self) -> None:
        self._looker.stop()
        self._hide_progress()
        self._strip.show_text("Not read yet.")
        self._say("Training reads them when it begins, and goes on where this has stopped.")

    @Slot()
    def _list_skipped(self) -> None:
        if self.look is not None:
            SkippedDialog(self.look.skipped, self).open()

    # -- private ------------------------------------------------------------------------------

    def _show_download(self) -> None:
        assert self.info is not None
        self._looker.stop()
        self._hide_progress()
        self._strip.show_text("Not on this computer yet.")
        self._say(self.info.sentence)
        self._fetch.setText(f"Download {self.info.label}")
        self._fetch.setToolTip(self.info.sentence)
        self._fetch.show()

    def _last(self, kind: str) -> str:
        """Return where a folder or file was chosen last."""
        found = (s.partition(":")[2] for s in self.recent if s.startswith(f"{kind}:"))
        return next(found, str(Path.home()))

    def _hide_progress(self) -> None:
        for widget in (self._bar, self._cancel, self._fetch):
            widget.hide()

    def _say(self, sentence: str, *, tip: str = "") -> None:
        self._sentence.setText(sentence)
        self._sentence.setToolTip(tip)
        self._sentence.setVisible(bool(sentence))
        self._note.hide()


def _columns(count: int) -> int:
    return min(count, -(-COUNT // 2))


def _label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
