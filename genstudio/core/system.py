"""What the operating system must bring: libraries for the window, and calm threads for torch.

Standard library only: `dev.py` asks here before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import sys

# What Qt loads, and the Debian package that brings it; for any window, and for X11's.
_QT = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
}
_X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def calm_openmp() -> None:
    """Keep torch's threads from spinning while they wait; call before torch is imported.

    Spinning threads made training 10 to 30 times slower beside another busy program (Linux).
    """
    if sys.platform == "linux":
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")


def has_screen() -> bool:
    """Whether a window can be shown somewhere."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in names)


def missing_libraries(*, x11: bool) -> dict[str, str]:
    """Return the libraries Qt would not find on this Linux, each with its Debian package."""
    wanted = _QT | (_X11 if x11 else {})
    if sys.platform != "linux":
        return {}
    return {name: package for name, package in wanted.items() if not _is_there(name)}


def explain_missing(missing: dict[str, str], *, has_apt: bool) -> str:
    """Say in a sentence which libraries are missing and what to type."""
    if has_apt:
        packages = " ".join(missing.values())
        return f"Some system libraries are missing. Type: sudo apt-get install {packages}"
    return (
        "Some system libraries are missing: install the packages of your system that bring "
        f"{', '.join(missing)}."
    )


def _is_there(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
