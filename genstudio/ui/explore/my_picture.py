"""My picture: give one, see it redrawn, see μ ± σ, roll ε, edit it with the sliders."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from genstudio.ui.explore.acts import button
from genstudio.ui.explore.posterior import Given, Seen, error
from genstudio.ui.explore.searching import SearchRow
from genstudio.ui.explore.strip import Strip
from genstudio.ui.widgets.acts import act
from genstudio.ui.widgets.picture import PictureView

_GAN = (
    "A GAN has no encoder: it learnt to make pictures, not to read them. So its latent space is "
    "searched for the picture you drop, paste, draw, open or click here:"
)
_HOW = "Drop a picture here, paste, draw or open one, or click one of these:"
_POINTS = "This run learnt points of a plane: it takes no pictures."
_TYPES = "Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.gif *.tif *.tiff);;All files (*)"


class MyPicture(QFrame):
    """The panel; it asks for encodings and moves, the tab answers."""

    given = Signal(object)  # Given: a picture to encode
    forgotten = Signal()
    mean_asked = Signal()
    roll_asked = Signal()
    width_began = Signal()
    width_changed = Signal(float)  # by what σ is multiplied, 0 to 2
    width_ended = Signal()
    draw_asked = Signal()
    seen_changed = Signal()  # another picture is on show, or none

    def __init__(self, parent: QWidget | None = None) -> None:
        """Wait for a model."""
        super().__init__(parent)
        self._seen: Seen | None = None
        self._how = _HOW
        self._make_actions()
        self.strip = Strip()
        self.strip.chosen.connect(self.given)
        self.note = _text("")
        self.original = _small_view("Your picture")
        self.redrawn = _small_view("The model's version of your picture")
        self.errors = _text("")
        self.errors.setToolTip(
            "How far the model's version is from your picture, pixels taken as 0 to 1.\n"
            "MSE: mean squared error, smaller is closer. PSNR: the same in decibels, larger is "
            "closer; above 20 dB small digits look alike."
        )
        self.formula = _text("")
        self.formula.setAccessibleName("Reparameterisation of the active slider")
        self.search = SearchRow()
        self.width_ = QSlider(Qt.Orientation.Horizontal)
        self._width_row = self._make_width_row()
        self._pair = self._make_pair()
        self._ways = self._make_ways()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self.note, self._ways, self.strip, self.search, self._pair):
            layout.addWidget(part)
        self.show_family("", can_encode=False, can_take=False)

    # -- what is shown ----------------------------------------------------------------------

    @property
    def seen(self) -> Seen | None:
        """The encoded picture on show."""
        return self._seen

    def acts(self) -> list[QAction]:
        """What the menu offers."""
        return [
            self.open_act, self.paste_act, self.draw_act, self.strip.more_act,
            self.roll_act, self.mean_act, self.forget_act,
        ]  # fmt: skip

    def show_family(self, family: str, *, can_encode: bool, can_take: bool) -> None:
        """Offer what the family can do: encode, or at least search; say why not."""
        self._how = (_HOW if can_encode else _GAN) if can_take else _POINTS
        self.show_how()
        self.note.setVisible(bool(family))
        for part in (self._ways, self.strip):
            part.setVisible(can_take)
        for action in (self.open_act, self.paste_act, self.draw_act):
            action.setEnabled(can_take)
        self.show_seen(None)
        if not can_take:
            self.strip.stop()

    def show_seen(self, seen: Seen | None) -> None:
        """Show the picture; its redrawing comes with the next drawing."""
        self._seen = seen
        self._pair.setVisible(seen is not None)
        for action in (self.mean_act, self.forget_act):
            action.setEnabled(seen is not None)
        self.roll_act.setEnabled(seen is not None and seen.has_noise)
        self._width_row.setVisible(seen is not None and seen.has_noise)
        if seen is not None:
            self.original.show_pictures(seen.original[None], 1)
            self.original.setToolTip(seen.name)
        self.seen_changed.emit()

    def show_how(self) -> None:
        """Say what can be done here."""
        self.note.setText(self._how)

    def show_note(self, sentence: str) -> None:
        """Say something in place of the first sentence, such as what went wrong."""
        self.note.setText(sentence)

    def show_redrawn(self, picture: np.ndarray, z: np.ndarray) -> None:
        """Show what the model draws at `z`, and how far it is from the original."""
        if self._seen is None or picture.shape != self._seen.original.shape:
            return
        self.redrawn.show_pictures(picture[None], 1)
        self.errors.setText(f"{self._where(z)}: {error(self._seen.original, picture).sentence}")

    def show_formula(self, dimension: int, z: np.ndarray) -> None:
        """Write z = μ + σ·ε for the active slider."""
        if self._seen is not None and 0 <= dimension < len(z):
            self.formula.setText(self._seen.formula(dimension, z))

    def show_closer(self, seen: Seen, picture: np.ndarray) -> None:
        """Show the best that a search has found so far."""
        if self._seen is None or self._seen.original is not seen.original:
            self.show_seen(seen)
        self._seen = seen
        self.redrawn.show_pictures(picture[None], 1)
        self.errors.setText(f"Best so far: {error(seen.original, picture).sentence}")

    # -- ways in ----------------------------------------------------------------------------

    @Slot()
    def ask_for_file(self) -> None:
        """Ask for a picture file."""
        name, _ = QFileDialog.getOpenFileName(self, "Choose a picture to redraw", "", _TYPES)
        if name:
            self.given.emit(Given(Path(name).name, Path(name)))

    @Slot()
    def paste(self) -> None:
        """Take the picture, or the file, on the clipboard."""
        found = from_mime(QGuiApplication.clipboard().mimeData())
        if found is None:
            self.show_note("There is no picture on the clipboard. Copy one first, then paste it.")
        else:
            self.given.emit(found)

    # -- private ----------------------------------------------------------------------------

    def _where(self, z: np.ndarray) -> str:
        assert self._seen is not None
        noise = np.abs(self._seen.noise(z)).max(initial=0.0)
        if noise >= 1e-3:
            return "Drawn at the sliders"
        return "Redrawn from μ" if self._seen.how == "encoder" else "Found by search"

    def _make_actions(self) -> None:
        self.open_act = act(
            self, "&Open a picture…", "open", "Ctrl+Shift+O", self.ask_for_file,
            "Choose a picture file; the model redraws it.",
        )  # fmt: skip
        self.paste_act = act(
            self, "&Paste a picture", "pictures", "Ctrl+V", self.paste,
            "Redraw the picture on the clipboard.",
        )  # fmt: skip
        self.draw_act = act(
            self, "&Draw a picture…", "brush", "Ctrl+Shift+I", self.draw_asked.emit,
            "Draw a picture yourself; the model redraws it.",
        )  # fmt: skip
        self.roll_act = act(
            self, "&Roll ε", "dice", "Ctrl+E", self.roll_asked.emit,
            "Draw new noise: z = μ + σ·ε. What stays the same is what the model is sure of.",
        )  # fmt: skip
        self.mean_act = act(
            self, "Back to &μ", "reset", "Ctrl+M", self.mean_asked.emit,
            "Put the sliders on the encoder's best guess, ε = 0.",
        )  # fmt: skip
        self.forget_act = act(
            self, "&Forget my picture", "close", "", self.forgotten.emit,
            "Take the picture and its bands away; the sliders stay.",
        )  # fmt: skip

    def _make_ways(self) -> QWidget:
        bar = QWidget()
        layout = QHBoxLayout(bar)
        layout.setContentsMargins(0, 0, 0, 0)
        for action, word in (
            (self.open_act, "Open…"), (self.paste_act, "Paste"), (self.draw_act, "Draw…"),
            (self.strip.more_act, ""),
        ):  # fmt: skip
            layout.addWidget(button(action, word))
        layout.addStretch(1)
        return bar

    def _make_width_row(self) -> QWidget:
        self.width_.setRange(0, 200)
        self.width_.setValue(100)
        self.width_.setAccessibleName("By what σ is multiplied")
        self.width_.setToolTip(
            "The same roll of ε, nearer to μ or further: z = μ + s·σ·ε. At 0 it is the mean, at 1 "
            "the encoder's own width, at 2 twice that."
        )
        words = QLabel()
        label = QLabel("&σ times")
        label.setBuddy(self.width_)

        def tell(value: int) -> None:
            words.setText(f"{value / 100:.2f}")
            self.width_changed.emit(value / 100)

        words.setText("1.00")
        self.width_.sliderPressed.connect(self.width_began)
        self.width_.sliderReleased.connect(self.width_ended)
        self.width_.valueChanged.connect(tell)
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        layout.addWidget(self.width_, 1)
        layout.addWidget(words)
        return row

    def _make_pair(self) -> QWidget:
        pair = QWidget()
        layout = QGridLayout(pair)
        layout.setContentsMargins(0, 0, 0, 0)
        for column, (view, word) in enumerate(
            ((self.original, "Original"), (self.redrawn, "Reconstruction"))
        ):
            label = QLabel(word)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label, 0, column)
            layout.addWidget(view, 1, column)
        layout.addWidget(self.errors, 2, 0, 1, 2)
        layout.addWidget(self.formula, 3, 0, 1, 2)
        buttons = QHBoxLayout()
        for action, word in (
            (self.roll_act, "Roll ε"), (self.mean_act, "Back to μ"), (self.forget_act, ""),
        ):  # fmt: skip
            buttons.addWidget(button(action, word))
        buttons.addStretch(1)
        layout.addWidget(self._width_row, 4, 0, 1, 2)
        layout.addLayout(buttons, 5, 0, 1, 2)
        return pair


def from_mime(data: QMimeData | None) -> Given | None:
    """Return the picture that was dropped or pasted: a local file, or an image; else None."""
    if data is None:
        return None
    for url in data.urls():
        path = Path(url.toLocalFile())
        if url.isLocalFile() and path.is_file():
            return Given(path.name, path)
    image = data.imageData() if data.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return None
    return from_image("pasted picture", image)


def from_image(name: str, image: QImage) -> Given:
    """Return an image of Qt's as a picture to redraw."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return Given(name, bytes(buffer.data().data()))


def _small_view(name: str) -> PictureView:
    view = PictureView(name=name)
    view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    view.setMinimumSize(QSize(96, 120))
    view.setFixedHeight(132)
    return view


def _text(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setMinimumWidth(1)
    return label
