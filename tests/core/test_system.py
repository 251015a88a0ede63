"""What the operating system must bring."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from genstudio.core import system


def test_it_needs_nothing_installed():
    """`dev.py` asks it on a bare Python."""
    code = "import sys; sys.path.insert(0, '.'); import genstudio.core.system"
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True, cwd=root)


def test_a_library_that_is_nowhere_is_missing(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system, "_QT", {"libnowhere.so.1": "libnowhere1"})
    monkeypatch.setattr(system, "_X11", {"libnowhere-x11.so.1": "libnowhere-x11-1"})
    assert system.missing_libraries(x11=False) == {"libnowhere.so.1": "libnowhere1"}
    assert len(system.missing_libraries(x11=True)) == 2


def test_the_sentence_says_what_to_type():
    missing = {"libEGL.so.1": "libegl1", "libGL.so.1": "libgl1"}
    assert "sudo apt-get install libegl1 libgl1" in system.explain_missing(missing, has_apt=True)
    assert "libEGL.so.1, libGL.so.1" in system.explain_missing(missing, has_apt=False)


@pytest.mark.skipif(sys.platform != "linux", reason="OpenMP's GNU flavour is Linux's")
def test_openmp_is_calmed_but_a_choice_is_kept(monkeypatch):
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    system.calm_openmp()
    assert os.environ["GOMP_SPINCOUNT"] == "1000"
    monkeypatch.setenv("GOMP_SPINCOUNT", "7")
    system.calm_openmp()
    assert os.environ["GOMP_SPINCOUNT"] == "7"
