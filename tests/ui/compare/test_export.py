"""CSV: numbers as numbers, one column a figure, whatever is in a name."""

from __future__ import annotations

import csv
import io

from genstudio.runs.entry import Entry
from genstudio.ui.compare.export import to_csv
from genstudio.ui.runs_columns import COLUMNS

from .conftest import MakeRun


def _read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def _status(entry: Entry) -> str:
    return f"is {entry.summary.status}"


def test_numbers_are_plain(make_run: MakeRun) -> None:
    entry = make_run(
        'odd, "name"',
        summary={
            "step": 1200, "total": 2000, "seconds": 12.5, "parameters": 1_234_567,
            "best_name": "held-out loss", "best_value": -3.25, "best_step": 1000,
            "last": {"loss": 95.25, "kl": 15.0}, "shape": (3, 32, 32),
        },
    )  # fmt: skip
    (row,) = _read(to_csv([entry], [column.key for column in COLUMNS], _status))
    assert row["Name"] == 'odd, "name"'
    assert (row["Steps"], row["Steps asked for"]) == ("1200", "2000")
    assert row["Training seconds"] == "12.5"
    assert row["Parameters"] == "1234567"
    assert (row["Best held-out"], row["Best held-out figure"]) == ("-3.25", "held-out loss")
    assert (row["Last loss"], row["Last kl"]) == ("95.25", "15.0")
    assert (row["Size (px)"], row["Channels"]) == ("32", "3")
    assert row["Status"] == "is done"


def test_only_the_asked_columns_in_their_order(make_run: MakeRun) -> None:
    text = to_csv([make_run("a")], ["kind", "name"], _status)
    assert text == "Kind,Name\nVAE,a\n"


def test_runs_with_other_losses_share_one_table(make_run: MakeRun) -> None:
    vae = make_run("a", summary={"last": {"loss": 1.0}})
    gan = make_run("b", objective="rpgan", summary={"last": {"loss_critic": 2.0}})
    first, second = _read(to_csv([vae, gan], ["name", "last"], _status))
    assert (first["Last loss"], first["Last loss_critic"]) == ("1.0", "")
    assert (second["Last loss"], second["Last loss_critic"]) == ("", "2.0")


def test_damaged_runs_and_no_runs_at_all(make_run: MakeRun) -> None:
    from genstudio.runs.entry import read

    entry = make_run("a")
    entry.folder.recipe_path.write_text("{", encoding="utf-8")
    keys = [column.key for column in COLUMNS]
    assert len(_read(to_csv([read(entry.folder, bundled=False)], keys, _status))) == 1
    assert _read(to_csv([], keys, _status)) == []
