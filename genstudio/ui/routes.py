"""Who goes where: the welcome page's doors, drops and the tabs' requests lead to a tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from genstudio.ui import dropping

if TYPE_CHECKING:
    from genstudio.runs.entry import Entry
    from genstudio.ui.studio import Studio
    from genstudio.ui.window import Window

_FIRST_SET = "builtin:digits"
_BUSY = "Another run is in training. Stop it first."
_LOADING = "Getting ready: possible in a moment."


class Routes(QObject):
    """Leads wishes to their tab. What is wished before the tabs are there happens then."""

    def __init__(self, window: Window) -> None:
        """Answer the welcome page of `window`."""
        super().__init__(window)
        self._window = window
        self._studio: Studio | None = None
        self._interrupted: dict[str, Entry] = {}
        self._wish: Callable[[], None] | None = None
        self._cannot_train = ""
        welcome = window.welcome
        welcome.bundled_wanted.connect(self.explore_bundled)
        welcome.digits_wanted.connect(self.train_on_digits)
        welcome.folder_wanted.connect(self.take_folder)
        welcome.explore_wanted.connect(self.explore)
        welcome.resume_wanted.connect(self.resume)
        welcome.queue.go_on_wanted.connect(self.go_on_with_queue)

    def adopt(self, studio: Studio) -> None:
        """Follow the requests of `studio`."""
        self._studio = studio
        studio.data_chosen.connect(self._show_train)
        studio.train_requested.connect(self._show_train)
        studio.explore_requested.connect(self._show_explore)
        studio.moment_requested.connect(self._show_explore)
        studio.compare_requested.connect(self._show_compare)
        studio.runs_changed.connect(self._follow_runs)
        studio.torch_loaded.connect(self._follow_runs)
        studio.line.changed.connect(self._follow_runs)
        self.refresh()

    def offer(self, interrupted: Sequence[Entry]) -> None:
        """Ask on the welcome page whether to go on with runs that were cut short, and the queue."""
        self._interrupted = {entry.key: entry for entry in interrupted}
        if interrupted or self._need().line.waiting:
            self._window.show_place("welcome")
            self.refresh()

    def refuse_training(self, reason: str) -> None:
        """Say from now on why nothing can be trained."""
        self._cannot_train = reason
        self.refresh()

    def go_on(self) -> None:
        """Do what was wished while the tabs were not there."""
        wish, self._wish = self._wish, None
        if wish is not None:
            wish()

    def refresh(self) -> None:
        """List the runs on the welcome page as they are now."""
        if self._studio is None:
            return
        entries = self._studio.library.entries()
        known = {entry.key: entry for entry in entries if entry.summary.status == "stopped"}
        cut = [known[key] for key in self._interrupted if key in known]
        welcome = self._window.welcome
        welcome.show_runs([entry for entry in entries if not entry.bundled], cut)
        welcome.allow_bundled(_best_bundled(entries) is not None)
        reason = self._why_not_resume(self._studio)
        welcome.allow_resume(not reason, reason)
        names = [item.name for item in self._studio.line.waiting]
        welcome.queue.show_waiting(names, reason=reason)

    # -- wishes -----------------------------------------------------------------------------

    @Slot()
    def explore_bundled(self) -> None:
        """Open the friendliest bundled model."""
        self._when_built(self._explore_bundled)

    @Slot()
    def train_on_digits(self) -> None:
        """Show Train with the bundled digits."""
        self._when_built(lambda: self._need().data_chosen.emit(_FIRST_SET))

    @Slot(str)
    def take_folder(self, path: str) -> None:
        """Explore a run's folder, train on pictures; ask for a folder of them if empty."""
        if not path:
            self._window.acts.choose_pictures()
        elif dropping.is_run(Path(path)):
            self.explore(path)
        else:
            self.use_pictures(path)

    def take_path(self, path: str) -> None:
        """Open what the launcher was given: a run, a folder of pictures, or a file of a run."""
        place = Path(path).absolute()
        place = place if place.is_dir() else place.parent
        if Path(path).is_dir() or dropping.is_run(place):
            self.take_folder(str(place))
        elif dropping.holds_pictures(Path(path)):
            self.use_pictures(str(Path(path).absolute()))
        elif Path(path).is_file():
            self.take_picture(Path(path).absolute())
        else:
            self._window.say(f"{path} is neither a folder or file of pictures nor a run.")

    def take_picture(self, path: Path) -> None:
        """Show one picture, or a film's description, in Explore; say why not if it is none."""
        from genstudio.data import picture

        is_film = path.suffix.lower() == ".json"  # its description
        reason = "" if is_film else picture.refusal(path)
        if reason:
            self._window.say(reason)
        else:
            self._when_built(lambda: self._show_picture(str(path)))

    def use_pictures(self, path: str) -> None:
        """Show Train with the pictures of a folder or file."""
        kind = "file" if Path(path).is_file() else "folder"
        self._when_built(lambda: self._need().data_chosen.emit(f"{kind}:{path}"))

    @Slot(str)
    def explore(self, key: str) -> None:
        """Show a run in Explore."""
        self._when_built(lambda: self._need().explore_requested.emit(key))

    @Slot(str)
    def resume(self, key: str) -> None:
        """Go on with a stopped run, and watch it in Train."""
        studio = self._need()
        if not self._why_not_resume(studio):
            self._interrupted.pop(key, None)
            self._window.show_place("train")
            studio.resume(key)

    @Slot()
    def go_on_with_queue(self) -> None:
        """Train what waits in the queue, and watch it in Train."""
        studio = self._need()
        if not self._why_not_resume(studio):
            self._window.show_place("train")
            studio.line.go_on()

    # -- private ----------------------------------------------------------------------------

    @Slot()
    def _show_train(self) -> None:
        self._window.show_place("train")

    @Slot()
    def _show_explore(self) -> None:
        self._window.show_place("explore")

    @Slot()
    def _show_compare(self) -> None:
        self._window.show_place("compare")

    @Slot()
    def _follow_runs(self) -> None:
        if self._window.place == "welcome":
            self.refresh()

    def _when_built(self, act: Callable[[], None]) -> None:
        if self._window.are_tabs_built:
            act()
        else:
            self._wish = act
            self._window.say("Getting ready: this happens in a moment.")

    def _explore_bundled(self) -> None:
        entry = _best_bundled(self._need().library.entries())
        if entry is not None:
            self._need().explore_requested.emit(entry.key)

    def _show_picture(self, path: str) -> None:
        self._show_explore()
        self._need().picture_given.emit(path)

    def _need(self) -> Studio:
        assert self._studio is not None
        return self._studio

    def _why_not_resume(self, studio: Studio) -> str:
        if self._cannot_train:
            return self._cannot_train
        if not studio.is_torch_loaded:
            return _LOADING
        return _BUSY if studio.is_training else ""


def _best_bundled(entries: Sequence[Entry]) -> Entry | None:
    """Return a bundled model to begin with: a VAE if there is one, since it is the smoothest."""
    usable = [entry for entry in entries if entry.bundled and not entry.problem]
    usable = [entry for entry in usable if entry.folder.has_model]
    return min(usable, key=lambda entry: entry.summary.family != "vae", default=None)
