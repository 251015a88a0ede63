"""The bundled digits, a few of them, and one thread."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from genstudio.data import load


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def digits():
    return load.load_now("builtin:digits", size=28, channels="grey", fit="crop")


@pytest.fixture
def few(digits):
    """600 digits: another set, with a fingerprint of its own."""
    return replace(
        digits, pictures=digits.pictures[:600], labels=digits.labels[:600], fingerprint="few"
    )
