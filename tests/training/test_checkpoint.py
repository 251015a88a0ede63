"""Checkpoints: damaged, missing, NaN and wrong-shape files are sentences; a full disk too."""

from __future__ import annotations

import errno
import os

import pytest
import torch
from torch import nn

from genstudio.core.storage import StorageError
from genstudio.training import checkpoint
from genstudio.training.checkpoint import CheckpointError


def test_tensors_and_facts_come_back(tmp_path):
    path = tmp_path / "x.safetensors"
    weight = torch.randn(2, 3, 4, 4).contiguous(memory_format=torch.channels_last)
    checkpoint.save(path, {"a.w": weight, "b": torch.tensor(3)}, {"step": 7})
    tensors, facts = checkpoint.load(path, prefix="a.")
    assert torch.equal(tensors["w"], weight) and list(tensors) == ["w"]
    assert facts == {"step": 7}


@pytest.mark.parametrize("content", [b"", b"not tensors at all", b"\x80\x04pickle", b"\xff" * 64])
def test_damaged_files(tmp_path, content):
    path = tmp_path / "x.safetensors"
    path.write_bytes(content)
    with pytest.raises(CheckpointError, match="damaged"):
        checkpoint.load(path)


def test_missing_nan_and_cut_files(tmp_path):
    path = tmp_path / "x.safetensors"
    with pytest.raises(CheckpointError, match="missing"):
        checkpoint.load(path)
    checkpoint.save(path, {"w": torch.tensor([1.0, float("nan")])}, {})
    with pytest.raises(CheckpointError, match="NaN"):
        checkpoint.load(path)
    checkpoint.save(path, {"w": torch.zeros(1000)}, {})
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(CheckpointError, match="damaged"):
        checkpoint.load(path)


def test_wrong_shapes_and_missing_weights_are_named(tmp_path):
    layer = nn.Linear(2, 3)
    good = {"weight": torch.zeros(3, 2), "bias": torch.zeros(3)}
    checkpoint.restore(layer, good, source=tmp_path)
    with pytest.raises(CheckpointError, match=r"weight has shape \(3, 5\)"):
        checkpoint.restore(layer, good | {"weight": torch.zeros(3, 5)}, source=tmp_path)
    with pytest.raises(CheckpointError, match="bias is missing"):
        checkpoint.restore(layer, {"weight": good["weight"]}, source=tmp_path)


def test_a_full_disk_keeps_the_last_good_checkpoint(tmp_path, monkeypatch):
    path = tmp_path / "x.safetensors"
    checkpoint.save(path, {"w": torch.ones(3)}, {"step": 1})

    def full(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(StorageError, match="disk is full"):
        checkpoint.save(path, {"w": torch.zeros(3)}, {"step": 2})
    assert checkpoint.load(path)[1] == {"step": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["x.safetensors"]
