"""Every objective, killed and resumed, ends as if it had never stopped: the table of the README."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from genstudio.objectives import catalog

pytest.importorskip("benchmarks.every_objective", reason="the benchmarks are not beside the tests")


@pytest.mark.timeout(900)
def test_killed_and_resumed_it_ends_the_same():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.every_objective"],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split("|")[1].strip() for line in done.stdout.splitlines()[2:]]
    assert {row.removesuffix(" (classes)") for row in rows} == set(catalog.OBJECTIVES)
