"""Renaming, noting, duplicating and deleting runs, each with its way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QUndoCommand

from genstudio.runs.entry import Entry
from genstudio.runs.library import Deleted, Library


class Edit(QUndoCommand):
    """One act on the library that has been done already; undo and redo follow.

    What goes wrong on the way back or forth is told by `failed`, and the edit retires.
    """

    def __init__(self, text: str, library: Library, failed: Callable[[Exception], None]) -> None:
        """Name the act `text`, as the Edit menu shows it."""
        super().__init__(text)
        self._library = library
        self._failed = failed
        self._is_done = True

    def undo(self) -> None:
        """Take the act back."""
        self._attempt(self.back, done=False)

    def redo(self) -> None:
        """Do the act again; Qt's first call finds it done."""
        if not self._is_done:
            self._attempt(self.forth, done=True)

    def back(self) -> None:
        """Take the act back; may raise `ValueError` or `OSError` with a sentence."""
        raise NotImplementedError

    def forth(self) -> None:
        """Do the act again; may raise `ValueError` or `OSError` with a sentence."""
        raise NotImplementedError

    def _attempt(self, act: Callable[[], None], *, done: bool) -> None:
        try:
            act()
        except (ValueError, OSError) as error:
            self.setObsolete(True)
            self._failed(error)
        else:
            self._is_done = done


class Worded(Edit):
    """A run's name or note was changed from `before` to `after`."""

    def __init__(
        self,
        library: Library,
        failed: Callable[[Exception], None],
        change: Callable[[Entry, str], None],
        entry: Entry,
        *,
        what: str,
        before: str,
        after: str,
    ) -> None:
        """`change` is the library's method for what was changed (`what`, in a word)."""
        act = f"rename “{before}”" if what == "name" else f"{what} of “{entry.name}”"
        super().__init__(act, library, failed)
        self._change, self._key = change, entry.key
        self._before, self._after = before, after

    def back(self) -> None:
        """Give the old words back."""
        self._change(self._library.entry(self._key), self._before)

    def forth(self) -> None:
        """Give the new words again."""
        self._change(self._library.entry(self._key), self._after)


class Removed(Edit):
    """Runs were moved to the trash (undo of a duplicate, too: see `Copied`)."""

    def __init__(
        self,
        library: Library,
        failed: Callable[[Exception], None],
        deleted: Sequence[Deleted],
        *,
        text: str,
        own_job: Callable[[], str],
    ) -> None:
        """`deleted` is what the library returned; `own_job` tells the run in training."""
        super().__init__(text, library, failed)
        self._deleted = list(deleted)
        self._keys: list[str] = []
        self._own_job = own_job

    def back(self) -> None:
        """Bring the runs back."""
        while self._deleted:  # one by one, so that a failure loses track of none
            self._keys.append(self._library.restore(self._deleted[0]).key)
            self._deleted.pop(0)

    def forth(self) -> None:
        """Move them to the trash again."""
        while self._keys:
            entry = self._library.entry(self._keys[0])
            self._deleted.append(self._library.delete(entry, own_job=self._own_job()))
            self._keys.pop(0)


class Copied(Removed):
    """Runs were duplicated: taking that back moves the copies to the trash."""

    def __init__(
        self,
        library: Library,
        failed: Callable[[Exception], None],
        keys: Sequence[str],
        *,
        text: str,
        own_job: Callable[[], str],
    ) -> None:
        """`keys` are the copies'."""
        super().__init__(library, failed, [], text=text, own_job=own_job)
        self._keys = list(keys)

    def back(self) -> None:
        """Move the copies to the trash."""
        super().forth()

    def forth(self) -> None:
        """Bring the copies back."""
        super().back()


class Forgotten(Edit):
    """Games or votes were taken out of the records."""

    def __init__(
        self,
        library: Library,
        failed: Callable[[Exception], None],
        keep: Callable[[], None],
        forget: Callable[[], None],
        *,
        text: str,
    ) -> None:
        """`keep` writes them down, `forget` removes them."""
        super().__init__(text, library, failed)
        self._keep, self._forget = keep, forget

    def back(self) -> None:
        """Write them down again."""
        self._keep()

    def forth(self) -> None:
        """Forget them again."""
        self._forget()
