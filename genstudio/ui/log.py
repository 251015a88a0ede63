"""The log file: what Python, Qt and a crash have to say ends up in one place."""

from __future__ import annotations

import faulthandler
import logging
import platform
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler, qVersion

from genstudio import __version__

_MOST_BYTES = 1_000_000
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_crash_file: IO[str] | None = None


def set_up(path: Path) -> bool:
    """Log to `path` from now on, keeping one old file; says whether the file can be written."""
    global _crash_file
    handler: logging.Handler = logging.NullHandler()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _MOST_BYTES:
            path.replace(path.with_suffix(".old.log"))
        handler = logging.FileHandler(path, encoding="utf-8")
        _crash_file = path.open("a", encoding="utf-8")
        faulthandler.enable(_crash_file)
    except OSError as error:
        if sys.stderr is not None:  # a windowed launcher has none
            sys.stderr.write(f"GenStudio keeps no log: {error}\n")
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=logging.INFO, format=form, handlers=[handler], force=True)
    qInstallMessageHandler(_take_qt_message)
    versions = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    logging.getLogger("genstudio").info("GenStudio %s starts: %s", __version__, versions)
    return _crash_file is not None


def catch(report: Callable[[BaseException], None]) -> None:
    """Log every exception nobody caught, in any thread, and hand it to `report`.

    `report` is called in the thread of the exception: it must not touch a QObject.
    """

    def take(error: BaseException, where: str) -> None:
        if isinstance(error, KeyboardInterrupt):
            return
        logging.getLogger("genstudio").error("Uncaught in %s", where, exc_info=error)
        report(error)

    def in_window(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        take(error, "the window's thread")

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            take(args.exc_value, f"thread {args.thread.name if args.thread else '?'}")

    sys.excepthook = in_window
    threading.excepthook = in_thread


def _take_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logger = logging.getLogger(f"qt.{context.category or 'default'}")
    logger.log(_LEVELS.get(kind, logging.WARNING), "%s", message)
