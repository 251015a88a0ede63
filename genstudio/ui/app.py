"""Starting the window: painted first, loaded afterwards."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from genstudio.ui import theme
from genstudio.ui.loading import Loader, Stage
from genstudio.ui.settings import Settings
from genstudio.ui.window import Window, has_tab


class Starter(QObject):
    """Fills the window stage by stage as the background thread brings the parts."""

    def __init__(self, window: Window) -> None:
        """Begin to load."""
        super().__init__(window)
        self._window = window
        self._loader = Loader(
            [Stage("studio", _load_studio), Stage("tabs", _load_tabs), Stage("torch", _load_torch)]
        )
        self._seen: set[str] = set()
        self._timer = QTimer(self, interval=20)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._loader.start()

    @Slot()
    def _look(self) -> None:
        for name in list(self._loader.loaded):
            if name not in self._seen:
                self._seen.add(name)
                getattr(self, f"_take_{name}")()
                return
        if self._loader.is_done:
            self._timer.stop()

    def _take_studio(self) -> None:
        from genstudio.runs.library import Library
        from genstudio.ui.studio import Studio

        self._window.adopt(Studio(Library(), self._window))

    def _take_tabs(self) -> None:
        for room in self._window.rooms.values():
            if has_tab(room.place.module):
                self._window.build(room.place.key)

    def _take_torch(self) -> None:
        import torch

        torch.set_num_threads(1)
        assert self._window.studio is not None
        self._window.studio.mark_torch_loaded()


def main(argv: list[str] | None = None) -> int:
    """Open the window and return when it is closed."""
    app = QApplication(sys.argv if argv is None else [sys.argv[0], *argv])
    app.setApplicationName("GenStudio")
    settings = Settings()
    theme.apply(app, settings.get("window/theme", "system"))
    window = Window(settings)
    window.show()
    QTimer.singleShot(0, window, lambda: Starter(window))
    return app.exec()


def _load_studio() -> None:
    import genstudio.ui.studio  # noqa: F401


def _load_tabs() -> None:
    import pyqtgraph  # noqa: F401


def _load_torch() -> None:
    import torch  # noqa: F401


if __name__ == "__main__":
    sys.exit(main())
