"""What can be done to the runs of the library from Compare; undoable where something changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from genstudio.runs import tags
from genstudio.runs.entry import Entry
from genstudio.runs.library import Deleted
from genstudio.ui.compare.edits import Copied, Forgotten, Removed, Worded
from genstudio.ui.studio import Studio
from genstudio.ui.threads import Answer, AnswerThread

_REMEMBERED = 100


class RunActs(QObject):
    """Renames, annotates, duplicates and deletes runs; `stack` takes each back."""

    refused = Signal(str)  # a sentence: why nothing was done
    copying_changed = Signal(bool)
    copied = Signal(list)  # the copies' keys

    def __init__(self, studio: Studio, parent: QObject | None = None) -> None:
        """Act on the library of `studio`."""
        super().__init__(parent)
        self._studio = studio
        self._library = studio.library
        self._copier: AnswerThread | None = None
        self.is_copying = False
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_REMEMBERED)
        self.stack.indexChanged.connect(self._announce)

    def rename(self, key: str, name: str) -> None:
        """Give a run another name."""
        self._reword(key, name, what="name")

    def annotate(self, key: str, note: str) -> None:
        """Give a run another note."""
        self._reword(key, note, what="note")

    def tag(self, key: str, line: str) -> None:
        """Give a run other tags, commas between them."""
        self._reword(key, line, what="tags")

    def add_tags(self, entries: Sequence[Entry], line: str) -> None:
        """Give several runs more tags, commas between them; one act to take back."""
        try:
            more = tags.parse(line)
            lines = {e.key: tags.line(tags.parse(tags.line((*e.tags, *more)))) for e in entries}
        except ValueError as error:
            self._tell(error)
            return
        self.stack.beginMacro(f"tags of {_list([entry.name for entry in entries])}")
        for key, words in lines.items():
            self.tag(key, words)
        self.stack.endMacro()

    def delete(self, entries: Sequence[Entry]) -> None:
        """Move runs to the trash; those that are protected or in training stay, with a sentence."""
        gone: list[Deleted] = []
        names: list[str] = []
        for entry in entries:
            try:
                gone.append(self._library.delete(entry, own_job=self._studio.job_key))
                names.append(entry.name)
            except (ValueError, OSError) as error:
                self._tell(error)
        if gone:
            text = f"delete {_list(names)}"
            self.stack.push(Removed(self._library, self._tell, gone, text=text, own_job=self._job))
            self._studio.said.emit(f"{_list(names)} deleted. Ctrl+Z in the table brings back.")

    def duplicate(self, entries: Sequence[Entry]) -> None:
        """Copy runs in the background (a large run takes a moment); `copied` follows."""
        if self.is_copying or not entries:
            return
        if self._copier is None:
            self._copier = AnswerThread(self)
            self._copier.answered.connect(self._finish_copy)
        chosen = list(entries)
        names = _list([entry.name for entry in chosen])
        self.is_copying = True
        self.copying_changed.emit(True)
        self._studio.said.emit(f"Copying {names}…")
        self._copier.ask(names, lambda: [self._library.duplicate(entry) for entry in chosen])

    def forget(self, keep: Callable[[], None], forget: Callable[[], None], *, text: str) -> bool:
        """Take games or votes out of the records by `forget`; says whether that was done.

        `keep` writes them down again, should that be taken back.
        """
        try:
            forget()
        except OSError as error:
            self._tell(error)
            return False
        self.stack.push(Forgotten(self._library, self._tell, keep, forget, text=text))
        return True

    def empty_trash(self) -> None:
        """Remove deleted runs for good; no delete can be taken back after that."""
        try:
            self._library.empty_trash()
        except OSError as error:
            self._tell(error)
        self.stack.clear()

    def close(self) -> None:
        """End the thread, after the copy in hand."""
        if self._copier is not None:
            self._copier.close()
            self._copier = None

    # -- private ----------------------------------------------------------------------------

    def _reword(self, key: str, words: str, *, what: str) -> None:
        library, entry = self._library, self._library.entry(key)
        change, before = {
            "name": (library.rename, entry.name),
            "note": (library.annotate, entry.summary.note),
            "tags": (library.tag, tags.line(entry.tags)),
        }[what]
        try:
            change(entry, words)
        except (ValueError, OSError) as error:
            self._tell(error)
            return
        edit = Worded(
            self._library, self._tell, change, entry, what=what, before=before, after=words
        )
        self.stack.push(edit)

    def _job(self) -> str:
        return self._studio.job_key

    def _tell(self, error: Exception) -> None:
        self.refused.emit(str(error))

    @Slot(object)
    def _finish_copy(self, answer: Answer) -> None:
        self.is_copying = False
        self.copying_changed.emit(False)
        if answer.failure is not None:
            self.refused.emit(answer.failure.message)
            self._studio.runs_changed.emit()  # of several, some may have been copied
            return
        keys = [entry.key for entry in answer.value]
        text = f"duplicate {answer.stamp}"
        self.stack.push(Copied(self._library, self._tell, keys, text=text, own_job=self._job))
        self._studio.said.emit(f"{answer.stamp} duplicated.")
        self.copied.emit(keys)

    @Slot()
    def _announce(self) -> None:
        self._studio.runs_changed.emit()


def _list(names: Sequence[str]) -> str:
    return f"“{names[0]}”" if len(names) == 1 else f"{len(names)} runs"
