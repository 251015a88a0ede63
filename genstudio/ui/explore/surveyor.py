"""Axes and atlas at work: found and measured in the background, kept with the run, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QUndoCommand

from genstudio.core import axes as maths
from genstudio.core.axes import AxisSet
from genstudio.core.events import Event, Worked
from genstudio.runs.folder import RunFolder
from genstudio.ui.explore.explorer import Explorer
from genstudio.ui.explore.labour import Labour
from genstudio.ui.explore.panel import SliderPanel
from genstudio.ui.explore.ranking import rank_measured
from genstudio.ui.explore.session import Session
from genstudio.ui.explore.writing import Writing
from genstudio.ui.threads import Answer, Failure

if TYPE_CHECKING:
    from genstudio.runs.model import Model

_CALM_MS = 400


class Surveyor(QObject):
    """Brings axes, their atlas, the sliders and the run's folder together."""

    said = Signal(str)

    def __init__(
        self, session: Session, panel: SliderPanel, explorer: Explorer, parent: QObject
    ) -> None:
        """Connect them."""
        super().__init__(parent)
        self._session, self._panel = session, panel
        self._sets: tuple[AxisSet, ...] = ()
        self._key = self._stamp = ""
        self.finding, self.measuring = Labour(self), Labour(self)
        self._writing = Writing(session, self)
        self._writing.failed.connect(self.said)
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self.measure)
        explorer.changed.connect(self._follow)
        panel.steering.class_changed.connect(self._calm.start)
        bar = panel.axis_bar
        bar.chosen.connect(self.choose)
        bar.find_asked.connect(self.find)
        bar.delete_asked.connect(self.delete)

    @property
    def sets(self) -> tuple[AxisSet, ...]:
        """The axes kept with the run."""
        return self._sets

    @property
    def is_idle(self) -> bool:
        """Whether nothing is found or measured now."""
        return not (self.finding.is_busy or self.measuring.is_busy or self._calm.isActive())

    def close(self) -> None:
        """End the threads, and write what is not written yet."""
        self._calm.stop()
        self.finding.close()
        self.measuring.close()

    def finish(self) -> None:
        """Write what is not written yet; the session's thread has ended."""
        self._writing.finish()

    # -- what is asked ----------------------------------------------------------------------

    @Slot(str)
    def choose(self, name: str) -> None:
        """Let the sliders move along a set of axes; "" stands for the dimensions."""
        latent = self._panel.point.size
        chosen = next((each for each in self._sets if each.name == name), None)
        self._panel.use_axes(chosen or maths.raw(latent))
        self._show_sets()
        if chosen is not None and self._is_stale(chosen):
            self.said.emit(
                f"The axes “{name}” were found with other weights of this run. Find them again to "
                "have them fit."
            )
        self.measure()

    @Slot(str)
    def find(self, kind: str) -> None:
        """Find axes of a kind in the model on show."""
        if self._session.model is None or self._session.is_live:
            self.said.emit("Axes are found once the training of this run has stopped.")
            return
        copy = self._session.copier()
        self.finding.start(lambda: _find(copy, kind), self._take_found, self._tell)

    @Slot()
    def delete(self) -> None:
        """Take the axes on show away; of one's own only the one that has the keyboard."""
        shown = self._panel.axes
        if self._panel.is_raw:
            return
        left = tuple(each for each in self._sets if each.name != shown.name)
        row = self._panel.list.current
        if shown.kind == "own" and len(shown) > 1:
            fewer = shown.without(row)
            left = tuple(fewer if each.name == shown.name else each for each in self._sets)
        self._push(left, "delete axes")

    def rename(self, axis: int, name: str) -> None:
        """Call an axis of the set on show by another name."""
        shown = self._panel.axes
        if self._panel.is_raw or not 0 <= axis < len(shown) or name == shown.names[axis]:
            return
        try:
            renamed = shown.renamed(axis, name)
        except maths.AxesError as error:
            self.said.emit(str(error))
            return
        after = tuple(renamed if each.name == shown.name else each for each in self._sets)
        self._push(after, "rename axis", show=shown.name)

    def add(self, new: AxisSet, text: str = "new axis") -> None:
        """Keep new axes with the run, and show them."""
        from genstudio.runs import axes

        self._push(axes.put(self._sets, new), text, show=new.name)

    @Slot()
    def measure(self) -> None:
        """Measure the axes on show, unless the model is in training."""
        opened = self._session.model
        if opened is None or self._session.is_live or not len(self._panel.axes):
            self.measuring.stop()
            return
        shown, weights = self._panel.axes, self._panel.steering.weights(1)
        copy, family = self._session.copier(), opened.front.family

        def then(atlas: Any) -> None:
            if self._panel.axes is shown:
                self._show_atlas(atlas, family)

        self.measuring.start(lambda: _survey(copy, shown, weights), then, self._tell)

    # -- private ----------------------------------------------------------------------------

    @Slot()
    def _follow(self) -> None:
        """Another model is on show, or the same with other weights."""
        opened = self._session.model
        key, stamp = (opened.key, opened.front.stamp) if opened else ("", "")
        if (key, stamp) == (self._key, self._stamp):
            return
        another = key != self._key or self._panel.point.size != len(self._panel.axes.center)
        self._key, self._stamp = key, stamp
        self.finding.stop()
        self.measuring.stop()
        self._panel.show_atlas(None, None, ())
        if another:
            self._sets = ()
            self._session.forget("axes")
        front = opened.front if opened else None
        self._panel.axis_bar.show_possible(
            has_layers=front is not None and front.family != "pca",
            has_classes=front is not None and (front.can_encode and len(front.class_names) > 1),
            is_open=front is not None,
        )
        self._show_sets()
        if opened is not None and another:
            self._session.ask("axes", lambda model: model.axes(), self._take_sets)
        self.measure()

    def _take_sets(self, answer: Answer) -> None:
        if answer.failure is not None:
            self.said.emit(answer.failure.message)
            return
        self._sets = tuple(answer.value)
        self._show_sets()

    def _take_found(self, found: AxisSet) -> None:
        self.add(found, "find axes")
        self.said.emit(f"{len(found)} axes found: “{found.name}”. They stay with the run.")

    def _show_atlas(self, atlas: Any, family: str) -> None:
        from genstudio.runs import atlas as atlases

        ranking = rank_measured(atlas.change, atlases.dead(atlas, family))
        self._panel.show_atlas(ranking, atlas.strips, atlases.STOPS)

    def _show_sets(self) -> None:
        current = "" if self._panel.is_raw else self._panel.axes.name
        self._panel.axis_bar.show_sets([each.name for each in self._sets], current)

    def _is_stale(self, chosen: AxisSet) -> bool:
        opened = self._session.model
        return opened is not None and chosen.weights not in ("", opened.front.hash)

    @Slot(object)
    def _tell(self, failure: Failure) -> None:
        self.said.emit(failure.message)

    def _push(self, after: Sequence[AxisSet], text: str, *, show: str = "") -> None:
        self._panel.point.stack.push(_Change(self, self._sets, tuple(after), text, show))

    def change(self, after: tuple[AxisSet, ...], show: str) -> None:
        """Have the run keep these axes and no others; `show` is the set to move along."""
        from genstudio.runs import axes

        self._sets = after
        self._panel.keep_locks(after)
        folder = RunFolder(self._session.path)
        self._writing.write(lambda: axes.write_all(folder, after))
        self.choose(show if any(each.name == show for each in after) else "")


class _Change(QUndoCommand):
    """From the axes kept with the run to others, and from those on show to others."""

    def __init__(
        self,
        surveyor: Surveyor,
        before: tuple[AxisSet, ...],
        after: tuple[AxisSet, ...],
        text: str,
        show: str,
    ) -> None:
        super().__init__(text)
        self._surveyor, self._before, self._after = surveyor, before, after
        shown = surveyor._panel.axes
        self._was = "" if shown.kind == "raw" else shown.name
        self._show = show or self._was

    def redo(self) -> None:
        self._surveyor.change(self._after, self._show)

    def undo(self) -> None:
        self._surveyor.change(self._before, self._was)


def _find(copy: Callable[[], Model], kind: str) -> Iterator[Event]:
    from genstudio.runs import axes, pictures

    model = copy()
    if kind == "first layer":
        yield Worked(axes.first_layer_axes(model))
    elif not model.can_encode:
        yield Worked(axes.principal(model))
    else:
        codes = yield from pictures.codes(model, most=10_000)
        if kind == "classes" and codes.labels is not None:
            yield Worked(axes.of_classes(model, codes.points, codes.labels))
        elif kind == "classes":
            raise ValueError("These pictures have no classes, so there are no class axes.")
        else:
            yield Worked(axes.principal(model, codes.points))


def _survey(
    copy: Callable[[], Model], shown: AxisSet, weights: np.ndarray | None
) -> Iterator[Event]:
    from genstudio.runs import atlas

    yield from atlas.survey(copy(), shown, weights=weights)
