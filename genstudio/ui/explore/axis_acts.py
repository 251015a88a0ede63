"""What needs a dialog about axes: new ones from examples, files of axes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QWidget

from genstudio.core import storage
from genstudio.ui.explore.examples import Example, ExamplesDialog
from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.posterior import Given, look
from genstudio.ui.explore.session import Session
from genstudio.ui.explore.shelf import Shelf
from genstudio.ui.explore.surveyor import Surveyor
from genstudio.ui.threads import Answer

_FILES = "Axes (*.json);;All files (*)"


class AxisActs(QObject):
    """Opens the dialogs and gives the surveyor what comes of them."""

    def __init__(
        self,
        session: Session,
        panel: SliderPanel,
        explorer: Explorer,
        surveyor: Surveyor,
        shelf: Shelf,
        parent: QWidget,
    ) -> None:
        """Answer the axis bar."""
        super().__init__(parent)
        self._session, self._panel, self._explorer = session, panel, explorer
        self._surveyor, self._shelf, self._window = surveyor, shelf, parent
        self._dialog: ExamplesDialog | None = None
        bar = panel.axis_bar
        bar.new_asked.connect(self.ask_for_examples)
        bar.open_asked.connect(self.open_file)
        bar.save_asked.connect(self.save_file)
        bar.rename_asked.connect(lambda: self.ask_for_name(panel.list.current))
        panel.list.rename_asked.connect(self.ask_for_name)
        explorer.changed.connect(self._close_dialog)

    @Slot()
    def ask_for_examples(self) -> None:
        """Open the dialog for a new axis."""
        opened = self._session.model
        if opened is None:
            return
        self._close_dialog()
        dialog = ExamplesDialog(
            self._window,
            can_encode=opened.front.can_encode,
            weights="" if self._session.is_live else opened.front.hash,
            here=self._here,
            favourites=self._favourites,
            read=self._read,
        )
        dialog.made.connect(self._surveyor.add)
        dialog.finished.connect(self._forget_dialog)
        self._dialog = dialog
        dialog.show()

    @Slot(int)
    def ask_for_name(self, axis: int) -> None:
        """Ask what an axis on show shall be called."""
        shown = self._panel.axes
        if self._panel.is_raw or not 0 <= axis < len(shown):
            return
        name, taken = QInputDialog.getText(
            self._window, "Rename the axis", f"What shall “{shown.names[axis]}” be called?",
            QLineEdit.EchoMode.Normal, shown.names[axis],
        )  # fmt: skip
        if taken:
            self._surveyor.rename(axis, name)

    @Slot()
    def open_file(self) -> None:
        """Take over axes from a file."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open axes", "", _FILES)
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Take over the axes in a file, or say why that cannot be."""
        from genstudio.runs import axes

        try:
            found = axes.read_file(path, self._panel.point.size)
        except (ValueError, OSError) as error:
            self._surveyor.said.emit(str(error))
            return
        for each in found:
            self._surveyor.add(each, "open axes")

    @Slot()
    def save_file(self) -> None:
        """Write the axes on show to a file."""
        from genstudio.runs import axes

        shown = self._panel.axes
        name, _ = QFileDialog.getSaveFileName(
            self._window, "Save axes", f"{shown.name.lower()}.json", _FILES
        )
        if not name:
            return
        path = Path(name) if Path(name).suffix else Path(f"{name}.json")
        try:
            axes.write_file(path, (shown,))
        except storage.StorageError as error:
            self._surveyor.said.emit(str(error))
            return
        self._surveyor.said.emit(f"Saved {path.name}.")

    # -- private ----------------------------------------------------------------------------

    def _here(self) -> list[Example]:
        picture = self._explorer.picture
        return [] if picture is None else [Example(self._panel.point.z, picture)]

    def _favourites(self) -> list[Example]:
        size = self._panel.point.size
        kept = [each for each in self._shelf.chosen if len(each.origin.latent) == size]
        return [Example(each.origin.z, each.picture) for each in kept]

    def _read(self, paths: list[Path], then: Callable[[list[Example]], None]) -> None:
        """Have files encoded in the background; what cannot be read is named."""
        dialog, weights = self._dialog, self._panel.steering.weights(1)

        def take(answer: Answer) -> None:
            if self._dialog is not dialog or dialog is None:
                return
            if answer.failure is not None:
                dialog.show_note(answer.failure.message)
            else:
                then([Example(np.asarray(seen.mu), seen.original) for seen in answer.value])

        given = [Given(path.name, path) for path in paths]
        self._session.ask(
            "examples", lambda model: [look(model, each, weights) for each in given], take
        )

    @Slot()
    def _close_dialog(self) -> None:
        """Another model: what was gathered belongs to the one before."""
        if self._dialog is not None:
            self._dialog.close()

    @Slot()
    def _forget_dialog(self) -> None:
        self._dialog = None
