"""What decides a picture beside its latent: the class asked for, and how latents are drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Draw:
    """Where a latent was drawn from; `seed` is None where it is not known any more."""

    sampler: str
    truncation: float = 1.0
    seed: int | None = None


@dataclass(frozen=True)
class Manner:
    """`kind` is the class or classes in words ("" for all alike).

    `sampler` and `truncation` are for the next draw; `drawn` is the draw that the latent on show
    began with, whether or not sliders have moved it since.
    """

    kind: str = ""
    sampler: str = "prior"
    truncation: float = 1.0
    drawn: Draw | None = None

    def with_draw(self, seed: int) -> Manner:
        """Return the manner after a draw by what is set."""
        return replace(self, drawn=Draw(self.sampler, self.truncation, seed))


def told(truncation: float) -> str:
    """Say in a few words what a truncation does."""
    if truncation == 0:
        return "only the middle"
    if truncation < 1:
        return "safer, less varied"
    return "as trained" if truncation == 1 else "bolder, more slips"
