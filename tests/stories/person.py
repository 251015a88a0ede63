"""A person at the window: looks for things by the names a screen reader says, clicks and types.

Every click and key goes to the window as the system would send it, so that what is covered,
hidden, greyed or behind a dialog cannot be reached.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.exceptions import TimeoutError as TookTooLong
from pytestqt.qtbot import QtBot

W = TypeVar("W", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
PATIENCE_MS = 30_000


class Person:
    """Uses `window` (or whatever lies over it)."""

    def __init__(self, window: QWidget, qtbot: QtBot) -> None:
        self.window = window
        self._qtbot = qtbot

    # -- looking ----------------------------------------------------------------------------

    def wait(self, seen: Callable[[], Any], patience_ms: int = PATIENCE_MS) -> None:
        """Look until `seen()` is true."""
        self._qtbot.waitUntil(lambda: bool(seen()), timeout=patience_ms)

    def rest(self, milliseconds: int) -> None:
        """Do nothing for a while."""
        self._qtbot.wait(milliseconds)

    def all(self, kind: type[W], name: str = "") -> list[W]:
        """Everything of `kind` in view that is called `name`."""
        front = self._front()
        found = front.findChildren(kind) + [front] * isinstance(front, kind)
        return [w for w in found if w.isVisible() and (not name or _name(w) == name)]

    def sees(self, kind: type[QWidget], name: str = "") -> bool:
        """Whether there is such a thing in view now."""
        return bool(self.all(kind, name))

    def find(self, kind: type[W], name: str = "") -> W:
        """The one thing of `kind` in view that is called `name`, as soon as it is there."""
        try:
            self.wait(lambda: len(self.all(kind, name)) == 1)
        except TookTooLong:
            names = sorted(_name(widget) for widget in self.all(kind))
            raise AssertionError(f"No {kind.__name__} {name!r} among {names}") from None
        [widget] = self.all(kind, name)
        return widget

    def reads(self, words: str) -> bool:
        """Whether `words` can be read anywhere in the window or dialog in front."""
        return any(words in text for text in self.texts())

    def reads_status(self, words: str) -> bool:
        """Whether the status bar says `words`."""
        return words in self.window.statusBar().currentMessage()

    def texts(self) -> list[str]:
        """What can be read in the window or dialog in front."""
        labels = [label.text() for label in self.all(QLabel)]
        # A view that has no picture paints a sentence; a screen reader gets it, too.
        return labels + [w.accessibleDescription() for w in self.all(QWidget)]

    def picture(self, widget: QWidget) -> QImage:
        """What `widget` looks like at this moment."""
        return widget.grab().toImage()

    # -- doing ------------------------------------------------------------------------------

    def click(self, what: QWidget | str, place: QPoint | None = None) -> None:
        """Click a thing, or the button of that name once it can be clicked."""
        if isinstance(what, str):
            name = what
            self.wait(lambda: any(b.isEnabled() for b in self.all(QAbstractButton, name)))
            what = self.find(QAbstractButton, name)
        self._reach(what, place)
        _mouse(QTest.mouseClick, what, place or what.rect().center())

    def press(self, widget: QWidget, place: QPoint) -> None:
        """Put the mouse button down on a thing."""
        self._reach(widget, place)
        self.move(widget, place)
        _mouse(QTest.mousePress, widget, place)

    def move(self, widget: QWidget, place: QPoint) -> None:
        """Move the mouse."""
        top = widget.window()
        QTest.mouseMove(top.windowHandle(), widget.mapTo(top, place))

    def release(self, widget: QWidget, place: QPoint) -> None:
        """Let the mouse button go."""
        _mouse(QTest.mouseRelease, widget, place)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Press a key; it goes where the keyboard is."""
        QTest.keyClick(self._front().windowHandle(), key, modifiers)

    def type_into(self, name: str, text: str, kind: type[QWidget] = QAbstractSpinBox) -> None:
        """Type a new value into a number box, or another `kind` of field, and confirm it."""
        box = self.find(kind, name)
        self.click(box.findChild(QLineEdit))
        self.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        for letter in text:
            QTest.keyClick(self._front().windowHandle(), letter)
        self.key(Qt.Key.Key_Return)

    def tick(self, name: str) -> None:
        """Click the square of a tick box."""
        box = self.find(QCheckBox, name)
        self.click(box, QPoint(10, box.height() // 2))

    def choose(self, name: str, item: str) -> None:
        """Open a drop-down list and click the item that begins with `item`."""
        box = self.find(QComboBox, name)
        arrow = QPoint(box.width() - 9, box.height() // 2)
        self.click(box, arrow if box.isEditable() else None)
        self.wait(box.view().isVisible)
        rows = [row for row in range(box.count()) if box.itemText(row).startswith(item)]
        assert rows, f"{item!r} is not among {[box.itemText(r) for r in range(box.count())]}"
        index = box.model().index(rows[0], box.modelColumn())
        view: QAbstractItemView = box.view()
        view.scrollTo(index)
        self.rest(QApplication.doubleClickInterval() + 20)  # the popup ignores a hasty release
        _mouse(QTest.mouseClick, view.viewport(), view.visualRect(index).center())
        self.wait(lambda: not box.view().isVisible())
        self._front().activateWindow()  # as a window manager does when a popup closes

    def drop(self, path: Path) -> bool:
        """Drag a file or folder onto the window and let go; whether the window wanted it."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        place, action = QPointF(self.window.rect().center()), Qt.DropAction.CopyAction
        enter = QDragEnterEvent(place.toPoint(), action, mime, LEFT, NO_KEYS)
        enter.ignore()
        QApplication.sendEvent(self.window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(self.window, QDropEvent(place, action, mime, LEFT, NO_KEYS))
        return bool(enter.isAccepted())

    def go_to(self, tab: str) -> None:
        """Click a tab."""
        for bar in self.all(QTabBar):
            for index in range(bar.count()):
                if bar.tabText(index).replace("&", "") == tab:
                    self.click(bar, bar.tabRect(index).center())
                    return
        raise AssertionError(f"There is no tab {tab!r}.")

    def choose_folder(self, button: str, folder: Path) -> None:
        """Click `button` and type `folder` into the file dialog that opens."""
        looking = QTimer(interval=50)

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QFileDialog) and dialog.isVisible():
                looking.stop()
                line = dialog.findChild(QLineEdit)
                line.setText(str(folder))  # as from the clipboard
                QTest.keyClick(line, Qt.Key.Key_Return)

        looking.timeout.connect(answer)
        looking.start()
        self.click(button)
        assert not looking.isActive(), "no file dialog was opened"

    # -- private ----------------------------------------------------------------------------

    def _front(self) -> QWidget:
        return QApplication.activeModalWidget() or self.window

    def _reach(self, widget: QWidget, place: QPoint | None) -> None:
        """Scroll to the thing and see that nothing lies over it."""
        for area in _areas(widget):
            area.ensureWidgetVisible(widget)
        assert widget.isVisible() and widget.isEnabled(), f"{_name(widget)} cannot be used now"
        top = widget.window()
        hit = top.childAt(widget.mapTo(top, place or widget.rect().center()))
        assert hit is not None and (hit is widget or widget.isAncestorOf(hit)), (
            f"{_name(hit) if hit else 'nothing'} lies over {_name(widget)}"
        )


def check_box(view: QAbstractItemView, row: int, column: int) -> QPoint:
    """Where the tick box of a cell is, in the view's viewport."""
    cell: QRect = view.visualRect(view.model().index(row, column))
    return QPoint(cell.left() + 12, cell.center().y())


def tick_runs(person: Person, *names: str) -> None:
    """Click the tick boxes of these runs in the table of Compare."""
    view = person.find(QTableView, "Runs")
    for row in range(view.model().rowCount()):
        if view.model().index(row, 0).data() in names:
            view.scrollTo(view.model().index(row, 0))
            person.click(view.viewport(), check_box(view, row, 0))


def _name(widget: QWidget) -> str:
    if widget.accessibleName():
        return widget.accessibleName()
    told = QAccessible.queryAccessibleInterface(widget)
    return told.text(QAccessible.Text.Name) if told is not None else ""


def _mouse(act: Callable[..., None], widget: QWidget, place: QPoint) -> None:
    top = widget.window()  # kept until the act is done: its handle dies with this reference
    act(top.windowHandle(), LEFT, NO_KEYS, widget.mapTo(top, place))


def _areas(widget: QWidget) -> list[QScrollArea]:
    areas, parent = [], widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            areas.append(parent)
        parent = parent.parentWidget()
    return areas
