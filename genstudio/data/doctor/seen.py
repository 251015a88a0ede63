"""All that was seen of a source: what findings are made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genstudio.core.recipe import Recipe
from genstudio.data.doctor.report import MOST_SHOWN
from genstudio.data.doctor.twins import Twins
from genstudio.data.imageset import ImageSet, Skipped


@dataclass(frozen=True)
class Seen:
    """The set as `recipe` wants it, the `facts` of its files, the `marks` of its pictures."""

    images: ImageSet
    recipe: Recipe
    names: list[str]
    facts: np.ndarray
    marks: np.ndarray
    twins: Twins

    def index_of(self, files: np.ndarray) -> tuple[tuple[int, ...], ...]:
        """Return, one by one, the pictures of some files (by their number), where they have one."""
        known = {name: index for index, name in enumerate(self.images.names)}
        found = (known.get(self.names[file]) for file in files)
        return tuple((index,) for index in found if index is not None)

    def copies_as_files(self) -> tuple[Skipped, ...]:
        """Return the files that were left out as exact copies, each with what it is a copy of."""
        name = self.images.name_of
        return tuple(
            Skipped(copy.path, f"the same as {name(copy.of)}")
            for copy in self.images.copied[:MOST_SHOWN]
        )
