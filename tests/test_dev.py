"""`dev.py`: the set-up's decisions, with stand-ins for pip and apt-get."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
posix = pytest.mark.skipif(os.name != "posix", reason="the stand-ins are shell scripts")


@pytest.fixture
def dev() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_script(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def test_without_a_command_it_explains_itself(dev, capsys):
    assert dev.main([]) == 2
    assert dev.main(["--help"]) == 0
    assert "python3 dev.py test" in capsys.readouterr().out


def test_an_old_python_is_refused_in_a_sentence(dev):
    dev.check_python((3, 11))
    with pytest.raises(dev.SetupError, match=r"Python 3\.11 or newer; this is 3\.9"):
        dev.check_python((3, 9))


def test_what_follows_is_passed_on(dev, tmp_path):
    python = str(dev.python_of(tmp_path))
    assert dev.command_line("test", tmp_path, ["-k", "cli"]) == [
        python, "-m", "pytest", "-k", "cli",
    ]  # fmt: skip
    assert dev.command_line("run", tmp_path, []) == [python, "-m", "genstudio"]


def test_fingerprint_follows_pyproject_and_place(dev, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / "pyproject.toml").write_text("a = 1\n")
    before = dev.wanted_fingerprint(first)
    assert dev.wanted_fingerprint(first) == before
    assert dev.wanted_fingerprint(second) != before
    (first / "pyproject.toml").write_text("a = 2\n")
    assert dev.wanted_fingerprint(first) != before


@posix
def test_a_stamped_environment_is_left_alone(dev, tmp_path, capsys):
    write_script(dev.python_of(tmp_path), "exit 9")
    (tmp_path / dev.STAMP).write_text(dev.wanted_fingerprint(dev.ROOT))
    dev.prepare_environment(tmp_path)
    assert capsys.readouterr().out == ""


@posix
def test_a_changed_pyproject_is_installed_and_stamped(dev, tmp_path):
    write_script(dev.python_of(tmp_path), f'echo "$@" >> "{tmp_path}/asked"')
    (tmp_path / dev.STAMP).write_text("of an older pyproject")
    dev.prepare_environment(tmp_path)
    assert f"install --editable {dev.ROOT}[test]" in (tmp_path / "asked").read_text()
    assert dev.is_stamped(tmp_path / dev.STAMP, dev.wanted_fingerprint(dev.ROOT))


@posix
def test_a_failed_installation_ends_in_a_sentence_and_no_stamp(dev, tmp_path):
    write_script(dev.python_of(tmp_path), 'case "$*" in *install*) exit 1;; esac')
    with pytest.raises(dev.SetupError, match="type the same command again"):
        dev.prepare_environment(tmp_path)
    assert not (tmp_path / dev.STAMP).exists()


@posix
def test_apt_lists_are_renewed_when_a_package_is_not_found(dev, tmp_path, monkeypatch):
    log, renewed = tmp_path / "log", tmp_path / "renewed"
    write_script(
        tmp_path / "bin" / "apt-get",
        f'echo "$1" >> "{log}"\n[ "$1" = update ] && touch "{renewed}"\n[ -e "{renewed}" ]',
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    dev.install_packages(["libegl1"])
    assert log.read_text().split() == ["install", "update", "install"]


@posix
def test_apt_failing_ends_in_the_command_to_type(dev, tmp_path, monkeypatch):
    write_script(tmp_path / "bin" / "apt-get", "exit 100")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    with pytest.raises(dev.SetupError, match="apt-get install libegl1 xvfb"):
        dev.install_packages(["libegl1", "xvfb"])


def test_missing_libraries_are_named_when_not_root(dev, monkeypatch):
    from genstudio.core import system

    monkeypatch.setattr(system, "missing_libraries", lambda *, x11: {"libEGL.so.1": "libegl1"})
    monkeypatch.setattr(dev, "can_install", lambda: False)
    monkeypatch.setattr(dev, "has_apt", lambda: True)
    with pytest.raises(dev.SetupError, match="Type: sudo apt-get install libegl1"):
        dev.prepare_system("run")


def test_only_a_working_torch_is_reused(dev, tmp_path, monkeypatch):
    import sys

    (tmp_path / "torch.py").write_text('__version__ = "2.12.0+cpu"\n')
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    vision = tmp_path / "torchvision.py"
    vision.write_text("")
    assert dev.has_torch(sys.executable)
    vision.write_text('raise RuntimeError("operator torchvision::nms does not exist")\n')
    assert not dev.has_torch(sys.executable)
    vision.write_text("")
    (tmp_path / "torch.py").write_text('__version__ = "2.9.1"\n')
    assert not dev.has_torch(sys.executable)
