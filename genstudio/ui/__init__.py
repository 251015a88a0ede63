"""The window: PySide6 and pyqtgraph. The only floor that knows Qt."""

from genstudio.ui import features

features.ignore()
