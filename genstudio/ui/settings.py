"""What the window remembers between two starts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from genstudio.core import places


class Settings:
    """Values kept in `settings.ini` by key (`"tab/name"`); each is anything JSON can hold."""

    def __init__(self, path: Path | None = None) -> None:
        """Keep the values in `path` (default: the user's GenStudio folder)."""
        self.path = path or places.home() / "settings.ini"
        self._store = QSettings(str(self.path), QSettings.Format.IniFormat)

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of `key`; `default` if it was never set or cannot be read."""
        text = self._store.value(key)
        if not isinstance(text, str):
            return default
        try:
            return json.loads(text)
        except ValueError:
            return default

    def set(self, key: str, value: Any) -> None:
        """Remember `value`."""
        self._store.setValue(key, json.dumps(value, ensure_ascii=False))

    def get_bytes(self, key: str) -> QByteArray:
        """Return Qt's own bytes (a geometry, a splitter's state), empty if never set."""
        text = self.get(key, "")
        return QByteArray.fromBase64(QByteArray(str(text).encode()))

    def set_bytes(self, key: str, value: QByteArray) -> None:
        """Remember Qt's own bytes."""
        self.set(key, bytes(value.toBase64().data()).decode())

    def save(self) -> bool:
        """Write the file now; says whether that worked."""
        self._store.sync()
        return self._store.status() == QSettings.Status.NoError
