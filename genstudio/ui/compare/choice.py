"""Which runs are compared, each with a colour that it keeps in every plot."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

MOST = 8


class Choice(QObject):
    """The keys of up to eight chosen runs, in the order they were chosen; each holds a slot."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Choose nothing yet."""
        super().__init__(parent)
        self._slots: dict[str, int] = {}

    @property
    def keys(self) -> list[str]:
        """The chosen runs' keys."""
        return list(self._slots)

    def __contains__(self, key: str) -> bool:
        """Whether the run is chosen."""
        return key in self._slots

    def __len__(self) -> int:
        """How many runs are chosen."""
        return len(self._slots)

    def slot(self, key: str) -> int:
        """Return the chosen run's colour, an index into the theme's series."""
        return self._slots[key]

    def add(self, key: str) -> None:
        """Choose a run; raises `ValueError` with a sentence when there are eight already."""
        if key in self._slots:
            return
        if len(self) == MOST:
            raise ValueError(
                f"{MOST} runs are chosen already, which is the most that fit side by side. "
                "Take the tick off one of them first."
            )
        taken = set(self._slots.values())
        self._slots[key] = next(slot for slot in range(MOST) if slot not in taken)
        self.changed.emit()

    def remove(self, key: str) -> None:
        """Choose a run no more; its colour is free for the next."""
        if self._slots.pop(key, None) is not None:
            self.changed.emit()

    def replace(self, keys: Iterable[str]) -> None:
        """Choose these instead, at most the first eight; those chosen already keep their colour."""
        wanted = list(dict.fromkeys(keys))[:MOST]
        if set(wanted) == set(self._slots):
            return
        kept = {key: slot for key, slot in self._slots.items() if key in wanted}
        free = (slot for slot in range(MOST) if slot not in set(kept.values()))
        self._slots = {key: kept[key] if key in kept else next(free) for key in wanted}
        self.changed.emit()

    def retain(self, existing: Iterable[str]) -> None:
        """Forget the runs that are not among `existing`."""
        there = set(existing)
        self.replace([key for key in self._slots if key in there])

    def to_list(self) -> list[list[str | int]]:
        """Return keys and slots for the settings."""
        return [[key, slot] for key, slot in self._slots.items()]

    def restore(self, values: object) -> None:
        """Take back what `to_list` gave; anything that does not fit is left out."""
        slots: dict[str, int] = {}
        for value in values if isinstance(values, list) else []:
            match value:
                case [str(key), int(slot)] if slot in range(MOST) and slot not in slots.values():
                    slots[key] = slot
        self._slots = slots
        self.changed.emit()
