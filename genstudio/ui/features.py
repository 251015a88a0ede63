"""Sparing PySide6 a search that is of no use here.

After every import of any module PySide6 reads that module's source to see whether it says
`from __feature__ import …` (other spellings of Qt's names). Nothing here does, and torch alone has
more than a thousand modules: 0.3 s of a start, and every source kept in memory.
"""

from __future__ import annotations

import importlib


def ignore() -> None:
    """Tell PySide6 that no module imported from now on asks for a feature.

    Where PySide6 is made in another way, nothing happens.
    """
    importlib.import_module("PySide6")
    try:
        feature = importlib.import_module("shibokensupport.feature")
    except ImportError:
        return
    if hasattr(feature, "_mod_uses_pyside"):
        setattr(feature, "_mod_uses_pyside", lambda _module: False)  # noqa: B010 (not typed)
