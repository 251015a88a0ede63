"""The points that a lasso on the map has caught: an axis to them, or favourites of them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QInputDialog, QWidget

from genstudio.core import axes as maths
from genstudio.ui.explore.map_view import MapView
from genstudio.ui.explore.session import Session
from genstudio.ui.explore.surveyor import Surveyor
from genstudio.ui.widgets.acts import act

MOST_KEPT = 24


class Lasso(QObject):
    """Keeps the caught rows of the plane on show, and offers what can be done with them."""

    noted = Signal(str)  # a sentence about them; "" when there is nothing to say
    keep_asked = Signal(object)  # [(latent (d,), class in words)]: to become favourites

    def __init__(self, view: MapView, session: Session, surveyor: Surveyor, page: QWidget) -> None:
        """Have caught nothing yet."""
        super().__init__(page)
        self._view, self._session, self._surveyor, self._page = view, session, surveyor, page
        self.rows = np.zeros(0, np.int64)
        self._make_acts()
        view.caught.connect(self._catch)

    def let_go(self) -> None:
        """Hold no point any more."""
        self._catch(np.zeros(0, np.int64))

    @Slot(object)
    def _catch(self, rows: np.ndarray) -> None:
        self.rows = rows
        self._view.show_caught(rows)
        total = len(self._view.plane or ())
        self.axis_act.setEnabled(0 < len(rows) < total)
        self.favourites_act.setEnabled(len(rows) > 0)
        self.clear_act.setEnabled(len(rows) > 0)
        self.noted.emit(f"{len(rows):,} of {total:,} points in the lasso." if len(rows) else "")

    def _make_axis(self) -> None:
        plane, opened = self._view.plane, self._session.model
        if plane is None or not len(self.rows):
            return
        name, taken = QInputDialog.getText(
            self._page, "Axis from the lasso", "Name of the axis, from all others to these:"
        )
        if not taken:
            return
        chosen = np.zeros(len(plane), bool)
        chosen[self.rows] = True
        points = plane.codes.points
        try:
            made = maths.between(
                points[~chosen], points[chosen], name=name.strip() or "Lasso",
                weights=opened.front.hash if opened else "",
            )  # fmt: skip
        except maths.AxesError as error:
            self.noted.emit(str(error))
            return
        self._surveyor.add(made)

    def _keep(self) -> None:
        """Ask for the points as favourites; for some of them, where there are many."""
        plane, opened = self._view.plane, self._session.model
        if plane is None or opened is None or not len(self.rows):
            return
        rows = self.rows
        if len(rows) > MOST_KEPT:
            rows = np.sort(np.random.default_rng(0).permutation(rows)[:MOST_KEPT])
            self.noted.emit(f"{MOST_KEPT} of the {len(self.rows):,} points become favourites.")
        codes = plane.codes
        kinds = [""] * len(rows)
        if opened.front.classes and codes.labels is not None:
            kinds = [codes.class_names[int(label)] for label in codes.labels[rows]]
        self.keep_asked.emit(list(zip(codes.points[rows], kinds, strict=True)))

    def _make_acts(self) -> None:
        self.axis_act = act(
            self._page, "A&xis from the lasso…", "new", "", self._make_axis,
            "The axis from the mean of all other points to the mean of those in the lasso.",
        )  # fmt: skip
        self.favourites_act = act(
            self._page, "&Keep the lasso's points", "star", "", self._keep,
            f"Put what is drawn at the points in the lasso on the shelf of favourites, "
            f"{MOST_KEPT} at most; there they can be mixed, bred, and made an axis or a film.",
        )  # fmt: skip
        self.clear_act = act(
            self._page, "&Clear the lasso", "close", "", self.let_go,
            "Let go of the points in the lasso.",
        )  # fmt: skip
