"""Opening the window, or saying in a sentence why it cannot be opened."""

from __future__ import annotations

import shutil

from genstudio.core import system


def window(files: list[str]) -> int:
    """Open the window and return when it is closed; raises `OSError` if it cannot be opened."""
    if not system.has_screen():
        raise OSError(
            "There is no screen here for the window. Everything else works without one: "
            "genstudio --help"
        )
    try:
        from genstudio.ui import app
    except ImportError as error:
        raise OSError(_reason(error)) from error
    return app.main(files)


def _reason(error: ImportError) -> str:
    missing = system.missing_libraries(x11=True)
    if missing:
        return system.explain_missing(missing, has_apt=shutil.which("apt-get") is not None)
    return (
        f"The window needs a Python package that does not work here ({error}). "
        "Type: python -m pip install --upgrade genstudio"
    )
