"""One column of the table of runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from genstudio.runs.entry import Entry

SortValue = tuple[str | float, ...] | str | float | None


def _nothing(_: Entry) -> str:
    return ""


@dataclass(frozen=True)
class Column:
    """One column; `value` is what it sorts by (None comes last), `text` what it shows.

    `group` is the menu it is offered in; one with a group is hidden at first. `tip_of` says more
    about a cell than it shows; `is_faint` whether that is to be taken with care.
    """

    key: str
    label: str
    tip: str
    text: Callable[[Entry], str]
    value: Callable[[Entry], SortValue]
    is_number: bool = False
    width: int = 100
    group: str = ""
    tip_of: Callable[[Entry], str] = _nothing
    is_faint: Callable[[Entry], bool] = lambda _: False
