"""Waking the window from elsewhere: another thread's exception, a signal of the system."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections import deque

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")


class Wake(QObject):
    """A bell any thread may ring without touching a QObject: it writes to a socket.

    `caught` brings an exception nobody caught; `asked_to_leave` follows SIGTERM, SIGINT and
    their like.
    """

    caught = Signal(object)
    asked_to_leave = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Listen."""
        super().__init__(parent)
        self._errors: deque[BaseException] = deque()
        self._catches_signals = False
        self._inner, self._outer = socket.socketpair()
        self._inner.setblocking(False)
        self._outer.setblocking(False)
        kind = QSocketNotifier.Type.Read
        self._notifier = QSocketNotifier(self._inner.fileno(), kind, self)
        self._notifier.activated.connect(self._answer)

    def report(self, error: BaseException) -> None:
        """Hand over an exception; from any thread."""
        self._errors.append(error)
        with contextlib.suppress(OSError):  # full: it rings already; closed: nobody listens
            self._outer.send(b"\0")

    def catch_signals(self) -> None:
        """Turn the system's wish to end the program into `asked_to_leave`."""
        for name in _SIGNALS:
            if number := getattr(signal, name, None):
                signal.signal(number, lambda *_: None)
        self._catches_signals = True
        signal.set_wakeup_fd(self._outer.fileno(), warn_on_full_buffer=False)

    def close(self) -> None:
        """Stop listening."""
        self._notifier.setEnabled(False)
        if self._catches_signals:
            signal.set_wakeup_fd(-1)
        self._inner.close()
        self._outer.close()

    @Slot()
    def _answer(self) -> None:
        rung = b""
        with contextlib.suppress(OSError):
            rung = self._inner.recv(4096)
        while self._errors:
            self.caught.emit(self._errors.popleft())
        if rung.strip(b"\0"):
            self.asked_to_leave.emit()
