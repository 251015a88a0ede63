"""Explore at work: the session's model, the panel's point, the painter's pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from genstudio.core.events import Weights
from genstudio.runs.origin import Origin
from genstudio.ui.explore.canvas import Canvas
from genstudio.ui.explore.manner import Draw, Manner
from genstudio.ui.explore.painter import Drawing, Painter
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.ranking import rank
from genstudio.ui.explore.reader import Reader
from genstudio.ui.explore.session import Opened, Session, stamp
from genstudio.ui.threads import Answer, Failure

if TYPE_CHECKING:
    from genstudio.runs.model import Model

_CAPTION_MS = 250
_FIRST_SEED = 3


class Explorer(QObject):
    """Draws the point with the model, whatever moves the one or changes the other."""

    changed = Signal()  # another model is on show, or none
    ranked = Signal(object)  # Ranking of the dimensions by what the model itself knows of them
    returned = Signal(object, str)  # Origin restored, and the hash of the model on show

    def __init__(
        self, session: Session, panel: SliderPanel, canvas: Canvas, reader: Reader, parent: QObject
    ) -> None:
        """Connect everything."""
        super().__init__(parent)
        self._session, self._panel, self._canvas, self._reader = session, panel, canvas, reader
        self.painter = Painter(self)
        self._shown = ""
        self._ranked = False
        self._points: dict[str, tuple[np.ndarray, Manner]] = {}
        self._restoring: Origin | None = None
        self._caption = QTimer(self, singleShot=True, interval=_CAPTION_MS)
        self._caption.timeout.connect(self._write_caption)
        session.emptied.connect(self._clear)
        session.waited.connect(self._wait)
        session.failed.connect(self._fail)
        session.opened.connect(self._open)
        session.sharpened.connect(self._sharpen)
        session.aged.connect(self._age)
        panel.point.moved.connect(self.redraw)
        panel.steering.class_changed.connect(self._change_class)
        canvas.view_changed.connect(self.redraw)
        canvas.picked.connect(self._go_to_neighbour)
        self.painter.drawn.connect(self._show)
        self.painter.failed.connect(self._fail_to_draw)

    # -- what is shown ----------------------------------------------------------------------

    @property
    def family(self) -> str:
        """The family of the model on show; "" for none."""
        model = self.painter.model
        return model.family if model is not None else ""

    @property
    def origin(self) -> Origin | None:
        """Where the picture on show comes from."""
        drawing = self._canvas.drawing
        if drawing is None:
            return None
        manner = self._panel.steering.manner
        return self.origin_of(drawing.z[0], manner.kind, manner.drawn, stamp=drawing.stamp)

    def origin_of(
        self, z: np.ndarray, kind: str, draw: Draw | None = None, *, stamp: str = ""
    ) -> Origin:
        """Return where a picture of the model on show comes from: z `(d,)`, class, draw."""
        model, draw = self.painter.model, draw or Draw("")
        known, hash_ = (model.stamp, model.hash) if model is not None else ("", "")
        return Origin(
            self._session.name, Path(self._shown).name, stamp or known,
            tuple(float(value) for value in z), kind, draw.sampler, hash_, draw.truncation,
        )  # fmt: skip

    @property
    def picture(self) -> np.ndarray | None:
        """The picture at the sliders, uint8 `(C, H, W)`; None while there is none."""
        drawing = self._canvas.drawing
        return None if drawing is None else drawing.pictures[0].copy()

    def restore(self, origin: Origin) -> None:
        """Go where a saved picture was made, once its run is open."""
        self._restoring = origin
        if self._session.model is not None and Path(self._session.key).name == origin.folder:
            self._restore()

    def move_if_it_fits(self, origin: Origin, text: str = "restore from picture") -> bool:
        """Go to the latent of a picture of another run, if the numbers of dimensions agree."""
        fits = self._panel.point.size == len(origin.latent)
        if fits:
            self._panel.dealer.go_to(
                origin.z, text, kind=origin.kind, sampler=origin.sampler,
                truncation=origin.truncation,
            )  # fmt: skip
        return fits

    @Slot()
    def redraw(self) -> None:
        """Draw the point as it is now."""
        if self._panel.point.size and self.painter.model is not None:
            z = self._canvas.latents(self._panel.point.z)
            self.painter.draw(z, self._panel.steering.weights(len(z)))

    def close(self) -> None:
        """End the threads."""
        self.painter.close()
        self._session.close()

    # -- what happens to the run ------------------------------------------------------------

    @Slot()
    def _clear(self) -> None:
        self._remember()
        self.painter.use(None)
        self._shown = ""
        self._reader.leave()
        self._panel.start_over(np.zeros(0, np.float32))
        self._panel.steering.meet(None)
        self._canvas.start_over(0)
        self._canvas.show_sentence("")
        self.changed.emit()

    @Slot(str)
    def _wait(self, sentence: str) -> None:
        if self._shown != self._session.key:
            self._remember()
            self._shown = ""
            self.painter.use(None)
            self._panel.setEnabled(False)
            self._canvas.show_patience(sentence)

    @Slot(object)
    def _fail(self, failure: Failure) -> None:
        self._clear()
        self._canvas.show_sentence(failure.message)

    @Slot(object)
    def _open(self, opened: Opened) -> None:
        model = opened.front
        self.painter.use(model)
        self._panel.setEnabled(True)
        self._panel.steering.meet(model)
        if self._shown != opened.key or self._panel.point.size != model.latent:
            self._shown, self._ranked = opened.key, False
            z, manner = self._points.get(opened.key) or self._first(model)
            self._reader.part()
            self._canvas.start_over(model.latent)
            self._panel.start_over(z, manner)
            self._reader.meet(opened)
        else:
            self._reader.read_again()
        self._restore()
        self._measure()
        self.redraw()
        self.changed.emit()

    @Slot(object)
    def _sharpen(self, weights: Weights) -> None:
        self.painter.sharpen(weights.tensors, stamp(weights))
        self.redraw()

    @Slot()
    def _age(self) -> None:
        self._measure()
        self._reader.read_again()

    @Slot()
    def _change_class(self) -> None:
        self.redraw()
        self._reader.read_again()

    @Slot(object)
    def _go_to_neighbour(self, z: np.ndarray) -> None:
        self._panel.point.move_to(z, "move to a neighbour")

    # -- answers ----------------------------------------------------------------------------

    @Slot(object)
    def _show(self, drawing: Drawing) -> None:
        self._canvas.show_drawing(drawing)
        self._reader.show(drawing)
        if not self._caption.isActive():
            self._caption.start()

    @Slot(object)
    def _fail_to_draw(self, failure: Failure) -> None:
        self._canvas.show_sentence(failure.message)

    def _measure(self) -> None:
        self._session.ask("effects", lambda model: model.effects(), self._take_effects)

    def _take_effects(self, answer: Answer) -> None:
        """Show the effects; while the run trains, rows keep their places once they have them."""
        if answer.failure is not None:
            return
        ranking = rank(answer.value, self.family)
        sort = not (self._session.is_live and self._ranked)
        self._ranked = True
        self._canvas.set_ranking(ranking)
        self._panel.show_ranking(ranking, sort=sort)
        self.ranked.emit(ranking)

    @Slot()
    def _write_caption(self) -> None:
        drawing = self._canvas.drawing
        if drawing is None:
            return
        step = drawing.stamp.rpartition("@")[2]
        live = (
            f"training, step {int(step):,} · " if self._session.is_live and step.isdigit() else ""
        )
        count = f"{len(drawing.pictures) - 1} pictures" if self._canvas.is_grid else "picture"
        self._canvas.caption.setText(f"{live}{count} decoded in {drawing.milliseconds:.1f} ms")

    # -- private ----------------------------------------------------------------------------

    def _remember(self) -> None:
        if self._shown and self._panel.point.size:
            self._points[self._shown] = self._panel.point.z, self._panel.point.manner

    def _first(self, model: Model) -> tuple[np.ndarray, Manner]:
        """Where a model is seen first: a draw from its prior, in the manner of the one before."""
        manner = self._panel.point.manner
        draw = Draw("prior", manner.truncation, _FIRST_SEED)
        z = model.draw_latents(1, seed=_FIRST_SEED, truncation=draw.truncation)[0]
        return z, replace(manner, drawn=draw)

    def _restore(self) -> None:
        origin, self._restoring = self._restoring, None
        if origin is not None and Path(self._shown).name == origin.folder:
            model = self.painter.model
            if self.move_if_it_fits(origin) and model is not None:
                self.returned.emit(origin, "" if self._session.is_live else model.hash)
