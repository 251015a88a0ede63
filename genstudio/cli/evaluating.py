"""`genstudio evaluate`: score models, and rank them by each figure where that is fair."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from genstudio.cli import DONE, INTERRUPTED, UsageError
from genstudio.cli.finding import find_run
from genstudio.cli.flags import Adder, add_checkpoint, add_json, command
from genstudio.cli.progress import Progress
from genstudio.cli.training import listening
from genstudio.core.events import Imported, Scored
from genstudio.core.score import Score
from genstudio.evaluation import networks
from genstudio.evaluation.ranking import Ranking, rank
from genstudio.runs.entry import Entry
from genstudio.runs.scores import Question, find

_LEAST, _MOST = 32, 10_000
_SHOWN_NAME = 24

Found = dict[str, tuple[Score, ...]]


def add(adder: Adder[argparse.ArgumentParser]) -> None:
    """Add the command to the grammar."""
    parser = command(
        adder, "evaluate", "Score trained models honestly, and rank them where that is fair.",
        evaluate,
    )  # fmt: skip
    parser.add_argument(
        "runs", metavar="RUN", nargs="+", help="runs' folders, or their names in the library"
    )
    parser.add_argument(
        "--count", type=int, default=1000,
        help="how many held-out pictures to judge on, and as many made ones (1000)",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=0, help="of the made pictures (0)")
    parser.add_argument(
        "--sampler", choices=("prior", "mixture"), default="prior",
        help="where latents are drawn from (prior)",
    )  # fmt: skip
    add_checkpoint(parser)
    parser.add_argument(
        "--draws", type=int, choices=(100, 5000), default=100,
        help="of the tightest bound of a VAE's likelihood; 5000 takes minutes (100)",
    )  # fmt: skip
    parser.add_argument(
        "--also", metavar="NETWORK", nargs="+", action="extend", default=[],
        choices=tuple(networks.FIXED),
        help="look with these feature networks as well: inception (for FID; takes minutes) or "
        "lite0; “genstudio weights” says what is missing",
    )  # fmt: skip
    parser.add_argument(
        "--again", action="store_true", help="compute anew even if nothing has changed"
    )
    add_json(parser, "print the scores and ranks as JSON")


def evaluate(arguments: argparse.Namespace) -> int:
    """Score every run; return the exit code."""
    if not _LEAST <= arguments.count <= _MOST:
        raise UsageError(f"--count is a number from {_LEAST} to {_MOST:,}, not {arguments.count}.")
    question = Question(
        arguments.checkpoint, arguments.sampler, arguments.count, arguments.seed, arguments.draws,
        also=tuple(sorted(set(arguments.also))),
    )  # fmt: skip
    for reason in filter(None, map(networks.missing, question.also)):
        raise ValueError(reason)
    entries = [find_run(text) for text in arguments.runs]
    found = _scored(entries, question, again=arguments.again)
    if found is None:
        return INTERRUPTED
    keys = list(dict.fromkeys(score.key for scores in found.values() for score in scores))
    ranks = {key: _ranked(found, key) for key in keys}
    if arguments.json:
        print(json.dumps(_facts(found, ranks), indent=2, ensure_ascii=False))
    else:
        _tell(found, ranks)
    return DONE


def _scored(entries: Sequence[Entry], question: Question, *, again: bool) -> Found | None:
    """Examine one run after the other; None when interrupted."""
    from genstudio.runs import scoring

    reporter = Progress(sys.stderr, is_live=sys.stderr.isatty())
    found: Found = {}
    with listening() as stopper:
        for entry, name in zip(entries, _names(entries), strict=True):
            reporter.say(f"Scoring “{name}”.")
            with contextlib.closing(scoring.evaluate(entry.folder, question, again=again)) as job:
                for event in job:
                    if isinstance(event, Scored):
                        found[name] = event.scores
                    elif not isinstance(event, Imported):
                        reporter.show(event)
                    if stopper.is_asked:
                        reporter.say("Interrupted. What was finished before is kept.")
                        return None
    return found


def _names(entries: Sequence[Entry]) -> list[str]:
    """Return names that tell the entries apart."""
    names = [entry.name for entry in entries]
    return [
        name if names.count(name) == 1 else f"{name} ({entry.folder.path.name})"
        for name, entry in zip(names, entries, strict=True)
    ]


def _ranked(found: Found, key: str) -> Ranking:
    scores = {name: find(each, key) for name, each in found.items()}
    return rank({name: score for name, score in scores.items() if score is not None})


def _tell(found: Found, ranks: Mapping[str, Ranking]) -> None:
    names = list(found)
    rows = [("", *(name[:_SHOWN_NAME] for name in names))]
    for key, ranking in ranks.items():
        scores = [find(found[name], key) for name in names]
        first = next(score for score in scores if score is not None)
        places = {place.name: place.rank for place in ranking.places} if len(names) > 1 else {}
        cells = [
            "–" if score is None else f"{score.text}{_place(places.get(name))}"
            for name, score in zip(names, scores, strict=True)
        ]
        rows.append((f"{first.label} {_hint(first)}".strip(), *cells))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip())
    for sentence in _sentences(found, ranks):
        print(sentence)


def _place(rank_: int | None) -> str:
    return "" if rank_ is None else f"  #{rank_}"


def _hint(score: Score) -> str:
    better = {"lower": "↓", "higher": "↑", "neither": ""}[score.better]
    return " ".join(part for part in (f"({score.unit})" if score.unit else "", better) if part)


def _sentences(found: Found, ranks: Mapping[str, Ranking]) -> list[str]:
    """What must be said beside the numbers: conditions, ties, refusals."""
    first = next(iter(found.values()))[0]
    conditions = (
        f"\n± is one standard error. {first.real:,} held-out and as many made pictures, seed "
        f"{first.seed}, {first.sampler}; feature network {first.extractor}. FD-local is not FID: "
        "compare it only within these pictures and this network."
    )
    told = [conditions]
    if any(ranking.has_ties for ranking in ranks.values()) and len(found) > 1:
        told.append("Equal # are ties: the error bars overlap.")
    refusals = dict.fromkeys(
        reason
        for key, ranking in ranks.items()
        for reason in ranking.refusals
        if not _is_only_descriptive(found, key)
    )
    return told + [f"Not ranked: {reason}" for reason in refusals]


def _is_only_descriptive(found: Found, key: str) -> bool:
    scores = (find(each, key) for each in found.values())
    return all(score is None or score.better == "neither" for score in scores)


def _facts(found: Found, ranks: Mapping[str, Ranking]) -> dict[str, Any]:
    return {
        "scores": {name: [score.to_dict() for score in each] for name, each in found.items()},
        "ranks": {
            key: {
                "places": {place.name: place.rank for place in ranking.places},
                "refusals": list(ranking.refusals),
            }
            for key, ranking in ranks.items()
        },
    }
