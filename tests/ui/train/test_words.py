"""Charts and words: every objective's figures are named and drawn, every game is explained."""

from __future__ import annotations

import pytest

from genstudio.core.recipe import Recipe
from genstudio.objectives import catalog
from genstudio.ui.explore.words import words as explore_words
from genstudio.ui.train import explain
from genstudio.ui.train.charts import charts_for
from genstudio.ui.widgets.chart import COLUMN_LABELS

EVERY = list(catalog.OBJECTIVES)


@pytest.mark.parametrize("key", EVERY)
def test_every_figure_has_a_name_and_at_least_one_of_its_own_a_chart(key: str) -> None:
    columns = catalog.build(Recipe(objective=key, width=4, latent=2), (1, 28, 28)).columns
    assert set(columns) <= set(COLUMN_LABELS)
    drawn = {line.column for chart in charts_for(columns) for line in chart.lines}
    assert len(drawn & set(columns)) >= min(len(columns), 2)


def test_every_member_of_a_family_is_explained_in_its_own_words() -> None:
    texts = [explain.words(key, catalog.objective(key).family).text for key in EVERY]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("family", sorted({entry.family for entry in catalog.OBJECTIVES.values()}))
def test_explore_has_words_for_every_family(family: str) -> None:
    for topic in ("picture", "slider", "grid", "mine", "map", "eye", "kl", "pca"):
        assert explore_words(topic, family)  # type: ignore[arg-type]
