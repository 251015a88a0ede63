"""Loading behind the window."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading

import pytest

from genstudio.ui.loading import Loader, Stage


def test_stages_run_in_order_in_another_thread_and_bring_results() -> None:
    seen: list[tuple[str, threading.Thread]] = []

    def stage(name: str) -> Stage:
        return Stage(name, lambda: seen.append((name, threading.current_thread())) or name.upper())

    loader = Loader([stage("a"), stage("b")])
    loader.start()
    loader.wait()
    assert loader.loaded == {"a": "A", "b": "B"} and loader.failure is None
    assert [name for name, _ in seen] == ["a", "b"]
    assert threading.current_thread() not in {thread for _, thread in seen}


def test_a_failure_ends_the_loading_and_is_kept() -> None:
    error = ImportError("libtorch.so is damaged")

    def fail() -> None:
        raise error

    loader = Loader([Stage("torch", fail), Stage("after", lambda: None)])
    loader.start()
    loader.wait()
    assert loader.failure == ("torch", error) and not loader.loaded


def test_leaving_ends_it_after_the_stage_in_hand() -> None:
    begun, go = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        go.wait(10)

    loader = Loader([Stage("slow", slow), Stage("never", lambda: None)])
    loader.start()
    assert begun.wait(10)
    loader.leave()
    go.set()
    loader.wait()
    assert list(loader.loaded) == ["slow"]


def test_python_is_put_back_as_it_was() -> None:
    interval = sys.getswitchinterval()
    during: list[object] = []
    loader = Loader([Stage("a", lambda: during.extend([sys.getswitchinterval(), gc.isenabled()]))])
    loader.start()
    loader.wait()
    assert during[0] < interval and during[1] is False  # type: ignore[operator]
    assert sys.getswitchinterval() == pytest.approx(interval) and gc.isenabled()
    gc.unfreeze()


def test_torchs_libraries_open_without_python_importing_them() -> None:
    code = (
        "import sys; from genstudio.ui import torch_libraries as t\n"
        "opened = t.open_all(); assert 'torch' not in sys.modules\n"
        "print(opened)\n"
        "import torch; a = torch.arange(6.).reshape(2, 3); print((a @ a.T).sum().item())"
    )
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", code],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    opened, result = done.stdout.splitlines()
    assert result == "83.0"
    assert ("libtorch_cpu.so" in opened) is (sys.platform == "linux")
