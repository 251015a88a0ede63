"""In and out of the queue: recipes become items with names, an item whose turn comes a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from genstudio.core.sweep import Variant
from genstudio.runs.folder import RunFolder
from genstudio.runs.library import Library, default_name, slug
from genstudio.runs.queue import Queue, Waiting


def line_up(
    library: Library, queue: Queue, variants: Sequence[Variant], *, base: str = "",
    varies: str = "", seconds: Sequence[float | None] = (), out: Path | None = None,
) -> tuple[Waiting, ...]:  # fmt: skip
    """Put a recipe, or every variant of a sweep, at the end of the line; return the new items.

    Each name says what sets the run apart and is not taken yet. `varies` names the fields of a
    sweep ("beta × seed"): its runs get a group in common. `seconds` are forecasts, `out` is the
    folder of the run, or the one that is to hold a sweep's runs.
    """
    taken = {item.name for item in queue.waiting()}
    base = base or library.free_name(default_name(variants[0].recipe), taken=taken)
    items = []
    for variant, each in zip(variants, seconds or [None] * len(variants), strict=True):
        name = library.free_name(f"{base}, {variant.label}" if variant.label else base, taken=taken)
        taken.add(name)
        items.append(
            Waiting(
                recipe=variant.recipe.model_dump(), name=name, seconds=each,
                group=f"{base}: {varies}" if varies else "",
                out=str(out / slug(name) if varies else out) if out is not None else "",
            )
        )  # fmt: skip
    queue.add(items)
    return tuple(items)


def take_turn(library: Library, queue: Queue, item: Waiting) -> RunFolder:
    """Return the run of `item`, made now if it has none yet; raises `ValueError` or `OSError`."""
    if item.run:
        return RunFolder(Path(item.run))
    path = Path(item.out) if item.out else None
    folder = library.create(item.read_recipe(), name=item.name, group=item.group, path=path)
    queue.change(item.key, run=str(folder.path))
    return folder
