"""Starting the window: painted first, loaded afterwards."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from genstudio import __version__
from genstudio.core import places
from genstudio.ui import log, theme
from genstudio.ui.settings import Settings
from genstudio.ui.starting import Starter
from genstudio.ui.wake import Wake
from genstudio.ui.window import Window


def main(argv: list[str] | None = None) -> int:
    """Open the window and return when it is closed.

    `argv` holds Qt's own options and, after a drop onto the launcher, a folder to open.
    """
    app = make_app(argv or [])
    log.set_up(places.log_file())
    window, wake = open_window(app)
    log.catch(wake.report)
    wake.catch_signals()
    for path in app.arguments()[1:2]:
        window.routes.take_path(path)
    code = app.exec()
    wake.close()
    return code


def make_app(argv: list[str]) -> QApplication:
    """Make Qt's application object."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication([sys.argv[0], *argv])
    app.setApplicationName("GenStudio")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("org.genstudio.GenStudio")
    app.setQuitOnLastWindowClosed(False)  # the window says when it is done saving
    return app


def open_window(app: QApplication, settings: Settings | None = None) -> tuple[Window, Wake]:
    """Show the window and fill it behind its first paint."""
    settings = settings or Settings()
    theme.apply(app, settings.get("window/theme", "system"))
    window = Window(settings)
    wake = Wake(window)
    wake.caught.connect(window.show_error)
    wake.asked_to_leave.connect(window.leaving.leave)
    window.closed.connect(lambda: app.exit(0))
    app.commitDataRequest.connect(lambda _: window.leaving.save_for_logout())
    window.starter = Starter(window)
    window.painted.connect(window.starter.start, Qt.ConnectionType.QueuedConnection)
    window.show()
    return window, wake


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
