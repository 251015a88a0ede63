"""Opening the window, or saying in a sentence why it cannot be opened."""

from __future__ import annotations

import os
import shutil

from genstudio.core import system


def window(files: list[str]) -> int:
    """Open the window and return when it is closed; raises `OSError` if it cannot be opened."""
    if not system.has_screen():
        raise OSError(
            "There is no screen here for the window. Everything else works without one: "
            "genstudio --help"
        )
    if not os.environ.get("QT_QPA_PLATFORM"):  # Qt would abort without a word to the user
        _refuse_missing(x11=not os.environ.get("WAYLAND_DISPLAY"))
    try:
        from genstudio.ui import app
    except ImportError as error:
        _refuse_missing(x11=False)
        raise OSError(_reason(error)) from error
    return app.main(files)


def _refuse_missing(*, x11: bool) -> None:
    missing = system.missing_libraries(x11=x11)
    if missing:
        has_apt = shutil.which("apt-get") is not None
        raise OSError(system.explain_missing(missing, has_apt=has_apt))


def _reason(error: ImportError) -> str:
    return (
        f"The window needs a Python package that does not work here ({error}). "
        "Type: python -m pip install --upgrade genstudio"
    )
