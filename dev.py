#!/usr/bin/env python3
"""Set GenStudio up and start or test it, from a fresh clone on a fresh machine.

    python3 dev.py run     sets up once, then opens the window
    python3 dev.py test    sets up once, then runs the tests

What follows is passed on: `dev.py run train --help`, `dev.py test -k cli`. The environment is
`.venv` beside this file (GENSTUDIO_VENV names another). Standard library only. Packages come by
plain pip, because pip reads the computer's own settings (indexes, certificates, constraints).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
STAMP = "genstudio-installed"
TEST_TOOLS = {
    "desktop-file-validate": "desktop-file-utils",
    "gio": "libglib2.0-bin",
    "xauth": "xauth",
    "xdotool": "xdotool",
    "xvfb-run": "xvfb",
}


class SetupError(Exception):
    """The set-up cannot go on; the message is a sentence that says what to do."""


def main(arguments: list[str]) -> int:
    """Do what the command line says; return the exit code."""
    if not arguments or arguments[0] not in ("run", "test"):
        print(__doc__)
        return 0 if arguments in (["--help"], ["-h"]) else 2
    command, rest = arguments[0], arguments[1:]
    try:
        check_python(sys.version_info[:2])
        venv = Path(os.environ.get("GENSTUDIO_VENV") or ROOT / ".venv").resolve()
        if command == "test" or not rest:  # `run train …` needs no window
            prepare_system(command)
        prepare_environment(venv)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130
    return start(command_line(command, venv, rest), cwd=ROOT if command == "test" else None)


def check_python(version: tuple[int, int]) -> None:
    """Refuse a Python that is too old."""
    if version < (3, 11):
        raise SetupError(
            f"GenStudio needs Python 3.11 or newer; this is {version[0]}.{version[1]}. Install a "
            "newer one and use its name in place of “python3”, as in: python3.11 dev.py run"
        )


def command_line(command: str, venv: Path, rest: list[str]) -> list[str]:
    """Return what `run` or `test` starts."""
    module = "genstudio" if command == "run" else "pytest"
    return [str(python_of(venv)), "-m", module, *rest]


def start(command: list[str], *, cwd: Path | None) -> int:
    """Run `command` in place of this process (on Windows: wait for it); return its exit code."""
    if cwd is not None:
        os.chdir(cwd)
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(command[0], command)
    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # the program got it too and ends by itself
                continue


# -- the system's libraries ----------------------------------------------------------------


def prepare_system(command: str) -> None:
    """Bring the libraries and tools that pip cannot: install them, or name them."""
    sys.path.insert(0, str(ROOT))
    from genstudio.core import system

    testing = command == "test"
    x11 = testing or not os.environ.get("WAYLAND_DISPLAY")
    missing = system.missing_libraries(x11=x11)
    packages = list(missing.values()) + (missing_tools() if testing else [])
    if packages and can_install():
        install_packages(packages)
        missing = system.missing_libraries(x11=x11)
    elif packages and testing:
        say(f"Tests that need {', '.join(packages)} will be skipped.")
        missing = system.missing_libraries(x11=False)
    if missing:
        raise SetupError(system.explain_missing(missing, has_apt=has_apt()))


def missing_tools() -> list[str]:
    """Return the Debian packages of the tools that the window's tests use and that are missing."""
    if sys.platform != "linux":
        return []
    return [package for tool, package in TEST_TOOLS.items() if not shutil.which(tool)]


def has_apt() -> bool:
    """Whether this is Debian, Ubuntu or a child of theirs."""
    return shutil.which("apt-get") is not None


def can_install() -> bool:
    """Whether system packages can be installed without asking anyone."""
    return has_apt() and hasattr(os, "geteuid") and os.geteuid() == 0


def install_packages(packages: list[str]) -> None:
    """Install Debian packages (as root)."""
    say(f"Installing system packages: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages]
    for command in (install, ["apt-get", "update", "-qq"], install):
        code = subprocess.call(command, env=environment, stdin=subprocess.DEVNULL)
        if command is install and code == 0:
            return
    raise SetupError(
        "The system packages could not be installed (see above). "
        f"Once that works, type: apt-get install {' '.join(packages)}"
    )


# -- the Python environment ----------------------------------------------------------------


def prepare_environment(venv: Path) -> None:
    """Make the environment and install GenStudio in it, unless that is done already."""
    fingerprint = wanted_fingerprint(ROOT)
    stamp = venv / STAMP
    if python_of(venv).exists() and is_stamped(stamp, fingerprint):
        return
    if not python_of(venv).exists():
        make_environment(venv)
    bring_pip(venv)
    say("Installing GenStudio and what it needs. PyTorch is large: once, this takes minutes.")
    pip = [str(python_of(venv)), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    if subprocess.call([*pip, "install", "--editable", f"{ROOT}[test]"]) != 0:
        raise SetupError(
            "The installation did not finish (pip's own words are above). Check the network "
            "connection and the free disk space (6 GB), then type the same command again."
        )
    stamp.write_text(fingerprint, encoding="utf-8")
    say("Ready.")


def wanted_fingerprint(root: Path) -> str:
    """Return what changes when the environment must be installed anew."""
    wanted = (root / "pyproject.toml").read_bytes()
    return hashlib.sha256(str(root).encode() + b"\n" + wanted).hexdigest()


def is_stamped(stamp: Path, fingerprint: str) -> bool:
    """Whether the last installation succeeded and was of the same things."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == fingerprint


def python_of(venv: Path) -> Path:
    """Return the environment's Python."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def make_environment(venv: Path) -> None:
    """Make an empty environment, which sees the system's PyTorch if that works."""
    say(f"Making a Python environment in {venv}")
    command = [sys.executable, "-m", "venv"]
    if (venv / "pyvenv.cfg").is_file():
        command.append("--clear")  # an environment whose Python has gone
    if has_torch(getattr(sys, "_base_executable", sys.executable)):
        say("PyTorch is on this computer already: using that one.")
        command.append("--system-site-packages")
    if importlib.util.find_spec("ensurepip") is None:
        command.append("--without-pip")  # Debian without python3-venv; `bring_pip` follows
    if subprocess.call([*command, str(venv)]) != 0:
        raise SetupError(f"The environment {venv} could not be made (see above).")


def bring_pip(venv: Path) -> None:
    """See that the environment has pip; if not, this Python's own pip puts one in."""
    python = str(python_of(venv))
    if subprocess.run([python, "-m", "pip", "-V"], capture_output=True, check=False).returncode:
        outer = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "pip"]
        if subprocess.call(outer) != 0:
            raise SetupError(explain_no_pip())


def explain_no_pip() -> str:
    """Say how to get what makes environments."""
    if has_apt():
        return "Python's pip is missing. Type: sudo apt-get install python3-pip python3-venv"
    return "This Python has no pip. Install the one that belongs to it, then try again."


def has_torch(python: str) -> bool:
    """Whether `python` can import a recent torch and torchvision together."""
    code = (
        "import torch, torchvision as _\n"
        "version = torch.__version__.split('.')\n"
        "raise SystemExit((int(version[0]), int(version[1])) < (2, 11))"
    )
    found = subprocess.run([python, "-c", code], capture_output=True, check=False)
    return found.returncode == 0


def say(sentence: str) -> None:
    """Tell what is going on."""
    print(f"» {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
