"""The launcher: valid files, an Exec line that survives odd paths, and a window that appears."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import psutil
import pytest
from PIL import Image

from genstudio.cli import launcher, main

linux = pytest.mark.skipif(sys.platform != "linux", reason="freedesktop.org's launcher")


def needs(*tools: str) -> pytest.MarkDecorator:
    missing = [tool for tool in tools if shutil.which(tool) is None]
    return pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} not installed")


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share"


def entry(share: Path) -> Path:
    return share / "applications" / f"{launcher.APP_ID}.desktop"


@linux
def test_install_then_uninstall_leaves_no_file(share, capsys):
    assert main(["install-launcher"]) == 0
    told = {Path(line) for line in capsys.readouterr().out.splitlines() if line.startswith("/")}
    assert told == {path for path in share.rglob("*") if path.is_file()}
    assert entry(share) in told
    assert main(["uninstall-launcher"]) == 0
    assert not [path for path in share.rglob("*") if path.is_file()]
    capsys.readouterr()
    assert main(["uninstall-launcher"]) == 0
    assert "no launcher" in capsys.readouterr().out


@linux
@needs("desktop-file-validate")
def test_the_desktop_entry_is_valid(share):
    launcher.install()
    told = subprocess.run(
        ["desktop-file-validate", entry(share)], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout) == (0, "")


@linux
def test_icons_and_description_are_what_their_places_say(share):
    launcher.install()
    for size in (48, 128, 256):
        icon = share / f"icons/hicolor/{size}x{size}/apps/{launcher.APP_ID}.png"
        with Image.open(icon) as picture:
            assert picture.size == (size, size)
            assert picture.getbbox() is not None
    about = ET.parse(share / f"metainfo/{launcher.APP_ID}.metainfo.xml").getroot()
    assert about.findtext("id") == launcher.APP_ID
    assert about.findtext("launchable") == entry(share).name


@linux
def test_a_read_only_home_ends_in_a_sentence(share, capsys):
    share.parent.mkdir(exist_ok=True)
    share.write_text("a file where the folder should be")
    assert main(["install-launcher"]) == 1
    assert str(share) in capsys.readouterr().err


@linux
@needs("gio")
def test_the_exec_line_survives_odd_paths(tmp_path):
    folder = tmp_path / 'a b$HOME`c`"d"\\e'
    folder.mkdir()
    script, proof = folder / "start", folder / "proof"
    script.write_text('#!/bin/sh\nprintf "%s" "$1" > "$(dirname "$0")/proof.new"\n'
                      'mv "$(dirname "$0")/proof.new" "$(dirname "$0")/proof"\n')  # fmt: skip
    script.chmod(0o755)
    line = launcher.exec_line([str(script), "100% of $x"])
    file = tmp_path / "odd.desktop"
    file.write_text(f"[Desktop Entry]\nType=Application\nName=Odd\nExec={line}\n")
    subprocess.run(["gio", "launch", file], check=True)
    assert wait_for(proof.is_file)
    assert proof.read_text() == "100% of $x"


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """A virtual screen; the environment that programs on it need."""
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-noreset", "-nolisten", "tcp"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    number = server.stdout.readline().strip()
    environment = {**os.environ, "DISPLAY": f":{number}"}
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    yield environment
    server.terminate()
    server.wait()


@linux
@needs("Xvfb", "gio", "xdotool")
@pytest.mark.screen
def test_the_installed_entry_opens_the_window(share, screen):
    launcher.install()
    wm_class = next(
        line.partition("=")[2]
        for line in entry(share).read_text().splitlines()
        if line.startswith("StartupWMClass=")
    )
    subprocess.run(["gio", "launch", entry(share)], check=True, env=screen)
    window = find_window(wm_class, screen)
    title = xdotool(screen, "getwindowname", window)
    process = psutil.Process(int(xdotool(screen, "getwindowpid", window)))
    try:
        assert "GenStudio" in title
        process.terminate()
        assert wait_for(lambda: has_ended(process), seconds=30)
    finally:
        if not has_ended(process):
            process.kill()


def has_ended(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE  # where nobody collects the dead
    except psutil.NoSuchProcess:
        return True


def find_window(wm_class: str, screen: dict[str, str]) -> str:
    found: list[str] = []

    def look() -> bool:
        command = ["xdotool", "search", "--onlyvisible", "--class", f"^{wm_class}$"]
        told = subprocess.run(command, env=screen, capture_output=True, text=True, check=False)
        found[:] = told.stdout.split()
        return bool(found)

    assert wait_for(look, seconds=60), "no window appeared"
    return found[0]


def xdotool(screen: dict[str, str], *words: str) -> str:
    return subprocess.check_output(["xdotool", *words], env=screen, text=True).strip()


def wait_for(is_so, *, seconds: float = 15.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.05)
    return False
