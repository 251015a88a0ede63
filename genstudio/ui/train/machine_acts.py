"""What one can do with a moment: other latents, explore it, make it the model, film the growth."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from genstudio.ui.train.machine_state import MachineState
from genstudio.ui.train.timeline import Stop
from genstudio.ui.widgets.acts import act, allow

_NO_MOMENTS = "This run has kept no moments."
_NO_WEIGHTS = "These pictures were recorded; go to one of the marked moments."


class MachineActs:
    """The actions of the time machine. Enabled only when they make sense."""

    def __init__(self, owner: QWidget) -> None:
        """Make them; the panel and the tab connect them."""

        def made(text: str, icon: str, keys: str = "") -> QAction:
            return act(owner, text, icon, keys, lambda: None, text)

        self.shuffle = made("Other latents", "dice", "Ctrl+Shift+L")
        self.same = made("The previews' latents", "reset")
        self.explore = made("E&xplore it", "explore")
        self.choose = made("Make this the &model", "check")
        self.film = made("&Film…", "play", "Ctrl+Shift+M")
        self.undo = made("&Undo", "undo", "Ctrl+Z")
        self.redo = made("&Redo", "redo", "Ctrl+Shift+Z")
        for action in (self.shuffle, self.same, self.explore, self.choose, self.film):
            action.setEnabled(False)

    def all(self) -> list[QAction]:
        """Return them in the order of a menu."""
        return [self.shuffle, self.same, self.explore, self.choose, self.film]

    def refresh(self, state: MachineState, stop: Stop | None, *, is_shuffled: bool) -> None:
        """Enable what is possible; each tip says what it does or why it cannot be done."""
        none = "" if state.moments else _NO_MOMENTS
        here = none or ("" if stop is not None and stop.moment is not None else _NO_WEIGHTS)
        step = f"step {stop.step:,}" if stop else "this moment"
        allow(self.shuffle, none, "Draws from other latents, the same at every moment")
        first = "" if is_shuffled else "The previews' own latents are shown."
        allow(self.same, none or first, "Goes back to the latents of the previews")
        allow(self.explore, here, f"Opens the model as it was at {step} in Explore")
        is_model = stop is not None and stop.step == state.model
        already = "This moment is the model." if is_model else ""
        does = f"Explore, Compare and sampling use {step} from now on; Undo takes it back"
        allow(self.choose, here or already, does)
        few = none or ("" if len(state.moments) > 1 else "There is only one moment so far.")
        allow(self.film, few, "Writes a film of how these pictures grew: GIF, WebP, MP4 or PNGs")
