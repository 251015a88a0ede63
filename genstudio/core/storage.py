"""Writing files so that a crash, a full disk or a killed process leaves the last good state."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any


class StorageError(OSError):
    """A file could not be written or read; the message is a sentence for the user."""


def write_file(path: Path, write: Callable[[Path], None]) -> None:
    """Call `write` with a temporary path beside `path`, then rename it into place.

    Raises `StorageError` with a sentence; the old file is then still there, untouched.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unused = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        unused.touch(exist_ok=False)  # with the rights of any new file here
        temporary = unused
        write(temporary)
        _flush(temporary)
        temporary.replace(path)
    except OSError as error:
        raise StorageError(_sentence(path, error)) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path` in one go; see `write_file`."""
    write_file(path, lambda temporary: _write_all(temporary, data))


def write_json(path: Path, value: Any) -> None:
    """Write `value` as indented JSON; see `write_file`."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    write_bytes(path, text.encode("utf-8"))


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; raises `StorageError` with a sentence if it is missing or damaged."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StorageError(_sentence(path, error)) from error
    except ValueError as error:
        raise StorageError(f"{path.name} is damaged ({error}): {path}") from error
    if not isinstance(value, dict):
        raise StorageError(f"{path.name} is damaged (not a JSON object): {path}")
    return value


def explain(path: Path, error: OSError) -> StorageError:
    """Return `error` as a `StorageError` whose message says what to do."""
    return error if isinstance(error, StorageError) else StorageError(_sentence(path, error))


def _write_all(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sentence(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: {path.name} was not saved. Free some space and try again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"No permission for {path}. Choose another folder or change its rights."
    if error.errno == errno.ENOENT:
        return f"{path} is not there."
    return f"{path} could not be read or written: {error.strerror or error}."
