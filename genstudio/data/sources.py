"""Where pictures can come from, by spec. Cheap to import and to ask: nothing is decoded here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from genstudio.data.imageset import DataError

Channels = Literal["grey", "colour", "auto"]


@dataclass(frozen=True)
class SourceInfo:
    """What a source offers: `size` and `channels` are good first choices for a recipe."""

    spec: str
    label: str
    sentence: str
    size: int
    channels: Channels
    count: int
    class_names: tuple[str, ...]
    needs_download: bool = False


_DIGITS = tuple("0123456789")
_CLOTHES = (
    "T-shirt", "trousers", "pullover", "dress", "coat",
    "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip

_BUILTIN = (
    SourceInfo(
        "builtin:digits", "Handwritten digits",
        "5,000 handwritten digits (MNIST), 28 px, grey. The quickest way to a first model.",
        28, "grey", 5_000, _DIGITS,
    ),
    SourceInfo(
        "builtin:fashion", "Clothes",
        "10,000 pictures of clothes (Fashion-MNIST), 28 px, grey.",
        28, "grey", 10_000, _CLOTHES,
    ),
)  # fmt: skip


def known() -> list[SourceInfo]:
    """Return the sources that need no choice of a folder, the bundled ones first."""
    return list(_BUILTIN)


def describe(spec: str) -> SourceInfo:
    """Return what is known of `spec` without decoding it; raises `DataError` with a sentence."""
    for info in known():
        if info.spec == spec:
            return info
    raise DataError(f"“{spec}” is not a known source of pictures.")
