"""Downloads against a server on this computer; nothing here leaves it."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from genstudio.core.events import Importing
from genstudio.core.storage import StorageError
from genstudio.data import download
from genstudio.data.download import Download, fetch
from genstudio.data.imageset import DataError

CONTENT = bytes(range(256)) * 4000  # 1 MB


@dataclass
class Site:
    """What the test server does: serve `files`, cut connections after `cut` bytes, and remember."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    cut: int | None = None
    knows_ranges: bool = True
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        name, wanted = handler.path.strip("/"), handler.headers.get("Range")
        self.asked.append((name, wanted))
        if name not in self.files:
            handler.send_error(404)
            return
        content = self.files[name]
        start = int(wanted[6:-1]) if wanted and self.knows_ranges else 0
        if start >= len(content):
            handler.send_error(416)
            return
        handler.send_response(206 if start else 200)
        handler.send_header("Content-Length", str(len(content) - start))
        handler.end_headers()
        end = len(content) if self.cut is None else min(start + self.cut, len(content))
        with contextlib.suppress(OSError):  # the other side may go away
            handler.wfile.write(content[start:end])


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A web server on 127.0.0.1 that serves `a.bin`."""
    site = Site(files={"a.bin": CONTENT})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.answer(self)

        def log_message(self, *args: object) -> None:
            pass

    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield site
    server.shutdown()
    server.server_close()
    thread.join()


def wanted(site: Site, path: Path, name: str = "a.bin", *, first: tuple[str, ...] = ()) -> Download:
    return Download([*first, f"{site.url}/{name}"], hashlib.md5(CONTENT).hexdigest(), path)


def test_a_file_is_fetched_with_progress_and_only_once(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.bin"
    events = list(fetch(wanted(site, path)))
    assert path.read_bytes() == CONTENT
    assert events[-1] == Importing(1024, 1024, "Downloading a.bin (kB)")
    assert [path.name for path in path.parent.iterdir()] == ["a.bin"]
    assert list(fetch(wanted(site, path))) == [] and len(site.asked) == 1


def test_a_cancelled_download_goes_on_where_it_stopped(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    events = fetch(wanted(site, path))
    next(events)
    events.close()  # type: ignore[attr-defined]
    part = tmp_path / "a.bin.part"
    kept = part.stat().st_size
    assert 0 < kept < len(CONTENT) and not path.exists()
    list(fetch(wanted(site, path)))
    assert path.read_bytes() == CONTENT and not part.exists()
    assert site.asked[1] == ("a.bin", f"bytes={kept}-")


def test_broken_connections_are_made_again(site: Site, tmp_path: Path) -> None:
    site.cut = 300_000
    list(fetch(wanted(site, tmp_path / "a.bin")))
    assert (tmp_path / "a.bin").read_bytes() == CONTENT
    assert [each[1] for each in site.asked] == [
        None, "bytes=300000-", "bytes=600000-", "bytes=900000-",
    ]  # fmt: skip


def test_a_server_without_ranges_starts_from_the_beginning(site: Site, tmp_path: Path) -> None:
    site.knows_ranges = False
    (tmp_path / "a.bin.part").write_bytes(CONTENT[:5000])
    list(fetch(wanted(site, tmp_path / "a.bin")))
    assert (tmp_path / "a.bin").read_bytes() == CONTENT


@pytest.mark.parametrize("begun", [b"something else", CONTENT[:-1] + b"?", CONTENT + b"more"])
def test_a_wrong_beginning_is_fetched_anew(site: Site, tmp_path: Path, begun: bytes) -> None:
    (tmp_path / "a.bin.part").write_bytes(begun)
    list(fetch(wanted(site, tmp_path / "a.bin")))
    assert (tmp_path / "a.bin").read_bytes() == CONTENT


def test_a_complete_part_is_checked_and_taken(site: Site, tmp_path: Path) -> None:
    (tmp_path / "a.bin.part").write_bytes(CONTENT)
    list(fetch(wanted(site, tmp_path / "a.bin")))
    assert (tmp_path / "a.bin").read_bytes() == CONTENT and len(site.asked) == 1


def test_a_wrong_checksum_is_a_sentence_and_nothing_is_kept(site: Site, tmp_path: Path) -> None:
    site.files["a.bin"] = b"changed" * 1000
    with pytest.raises(DataError, match=r"a\.bin could not be downloaded: .* wrong checksum"):
        list(fetch(wanted(site, tmp_path / "a.bin")))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_a_sentence(site: Site, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"127\.0\.0\.1:\d+ answers 404 .*Check the connection"):
        list(fetch(wanted(site, tmp_path / "b.bin", "b.bin")))


def test_no_network_is_a_sentence(site: Site, tmp_path: Path) -> None:
    nowhere = Download(["http://127.0.0.1:9/a.bin"], "0", tmp_path / "a.bin")
    with pytest.raises(DataError, match=r"cannot be reached.*Without a network, choose something"):
        list(fetch(nowhere))


def test_a_server_that_sends_nothing_is_given_up(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.cut = 0
    with pytest.raises(DataError, match="broke the connection off"):
        list(fetch(wanted(site, tmp_path / "a.bin")))
    assert len(site.asked) == download._TRIES


def test_the_next_mirror_is_used_when_one_fails(site: Site, tmp_path: Path) -> None:
    site.files["bad"] = b"changed"
    mirrors = ("http://127.0.0.1:9/a.bin", f"{site.url}/none", f"{site.url}/bad")
    list(fetch(wanted(site, tmp_path / "a.bin", first=mirrors)))
    assert (tmp_path / "a.bin").read_bytes() == CONTENT


def test_a_folder_that_cannot_be_written_is_a_sentence(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match=r"file.a\.bin"):
        list(fetch(wanted(site, tmp_path / "file" / "a.bin")))
