"""GenStudio in the applications menu: a desktop entry, its icons and its description.

Linux (and whatever else follows freedesktop.org) gets files below XDG_DATA_HOME, Windows a
shortcut in the Start menu.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from genstudio.core import places, storage

APP_ID = "org.genstudio.GenStudio"
_SIZES = (48, 128, 256)
_SHORTCUT = (
    "$link = (New-Object -ComObject WScript.Shell).CreateShortcut($env:GENSTUDIO_LINK);"
    "$link.TargetPath = $env:GENSTUDIO_TARGET;"
    "$link.Arguments = $env:GENSTUDIO_ARGUMENTS;"
    "$link.IconLocation = $env:GENSTUDIO_ICON;"
    "$link.Save()"
)


def install() -> list[Path]:
    """Install the launcher for this user; return the files made. Raises `OSError`."""
    if sys.platform == "darwin":
        raise OSError("There is no launcher for macOS yet. Start GenStudio with: genstudio")
    return _install_windows() if sys.platform == "win32" else _install_xdg()


def uninstall() -> list[Path]:
    """Remove what `install` made; return the files that were there."""
    made = [_link_path(), _ico_path()] if sys.platform == "win32" else list(_xdg_files())
    there = [path for path in made if path.is_file()]
    for path in there:
        try:
            path.unlink()
        except OSError as error:
            raise storage.explain(path, error) from error
    return there


def command() -> list[str]:
    """Return the absolute command that opens the window."""
    name = "genstudio-window.exe" if os.name == "nt" else "genstudio-window"
    script = Path(sysconfig.get_path("scripts")) / name
    if script.is_file():
        return [str(script)]
    return [sys.executable, "-m", "genstudio", "window"]


def exec_line(words: list[str]) -> str:
    """Quote `words` as the Desktop Entry Specification asks of an Exec key."""
    return " ".join(_quote(word) for word in words)


def _quote(word: str) -> str:
    # Quoted once for the argument, then once more as a string of the file; % starts a field code.
    quoted = "".join(f"\\{letter}" if letter in '\\"`$' else letter for letter in word)
    return '"' + quoted.replace("\\", "\\\\").replace("%", "%%") + '"'


# -- freedesktop.org -----------------------------------------------------------------------


def _install_xdg() -> list[Path]:
    files = _xdg_files()
    for path, source in files.items():
        data = source.read_bytes()
        if path.suffix == ".desktop":
            data = data.replace(b"@EXEC@", exec_line(command()).encode())
        storage.write_bytes(path, data)
        path.chmod(0o644)
    return list(files)


def _xdg_files() -> dict[Path, Path]:
    """Each file to install, and the bundled one it is made from."""
    share = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    resources = places.bundled("resources")
    icons, texts = resources / "icons", resources / "desktop"
    hicolor = share / "icons" / "hicolor"
    files = {
        share / "applications" / f"{APP_ID}.desktop": texts / f"{APP_ID}.desktop",
        share / "metainfo" / f"{APP_ID}.metainfo.xml": texts / f"{APP_ID}.metainfo.xml",
        hicolor / "scalable" / "apps" / f"{APP_ID}.svg": icons / "genstudio.svg",
    }
    for size in _SIZES:
        source = icons / f"genstudio-{size}.png"
        files[hicolor / f"{size}x{size}" / "apps" / f"{APP_ID}.png"] = source
    return files


# -- Windows -------------------------------------------------------------------------------


def _install_windows() -> list[Path]:
    words = command()
    ico = _make_ico()
    environment = {
        "GENSTUDIO_LINK": str(_link_path()),
        "GENSTUDIO_TARGET": words[0],
        "GENSTUDIO_ARGUMENTS": subprocess.list2cmdline(words[1:]),
        "GENSTUDIO_ICON": str(ico),
    }
    shell = shutil.which("powershell") or shutil.which("pwsh")
    if shell is None:
        raise OSError("PowerShell was not found, so the shortcut could not be made.")
    made = subprocess.run(
        [shell, "-NoProfile", "-Command", _SHORTCUT],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        raise OSError(f"PowerShell could not make the shortcut: {made.stderr.strip()}")
    return [_link_path(), ico]


def _link_path() -> Path:
    roaming = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    return roaming / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "GenStudio.lnk"


def _ico_path() -> Path:
    return places.home() / "genstudio.ico"


def _make_ico() -> Path:
    from PIL import Image

    largest = places.bundled("resources") / "icons" / f"genstudio-{_SIZES[-1]}.png"
    with Image.open(largest) as picture:
        storage.write_file(_ico_path(), lambda path: picture.save(path, "ICO"))
    return _ico_path()
