"""What the grammars of several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from genstudio.cli import UsageError
from genstudio.core import latents

EXIT_CODES = "Exit codes: 0 done, 1 failed, 2 wrong use, 3 training diverged, 130 interrupted."

Adder = argparse._SubParsersAction  # argparse gives it no public name


def command(
    adder: Adder[argparse.ArgumentParser],
    name: str,
    sentence: str,
    act: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    """Add a command that `act` does."""
    parser = adder.add_parser(name, help=sentence, description=sentence, allow_abbrev=False)
    parser.set_defaults(act=act)
    return parser


def add_json(parser: argparse.ArgumentParser, sentence: str = "print JSON") -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help=sentence)


def add_run(parser: argparse.ArgumentParser) -> None:
    """Add the run that a command is about."""
    parser.add_argument("run", metavar="RUN", help="a run's folder, or its name in the library")


def add_class(parser: argparse.ArgumentParser) -> None:
    """Add `--class`."""
    parser.add_argument(
        "--class", dest="label", metavar="NAME", default="",
        help="pictures of this class, by name or number, or of a mix: “sneaker + 0.3 boot” (a "
        "model that was taught classes)",
    )  # fmt: skip


def add_sampler(parser: argparse.ArgumentParser) -> None:
    """Add `--sampler`."""
    parser.add_argument(
        "--sampler", choices=("prior", "mixture"), default="prior",
        help="draw latents from the prior, N(0, I), or from the mixture of Gaussians fitted "
        "after training (prior)",
    )  # fmt: skip


def add_truncation(parser: argparse.ArgumentParser) -> None:
    """Add `--truncation`."""
    parser.add_argument(
        "--truncation", metavar="X", type=float, default=1.0,
        help="how far from the mean latents are drawn: 1 as trained, less is safer and less "
        "varied, 0 to 2 (1)",
    )  # fmt: skip


def check_truncation(arguments: argparse.Namespace) -> None:
    """Raise `UsageError` for a truncation that cannot be."""
    if not 0 <= arguments.truncation <= latents.MOST_TRUNCATION:
        raise UsageError(
            f"--truncation is a number from 0 to {latents.MOST_TRUNCATION:g}, not "
            f"{arguments.truncation:g}."
        )


def add_checkpoint(parser: argparse.ArgumentParser) -> None:
    """Add `--checkpoint`."""
    parser.add_argument(
        "--checkpoint", choices=("best", "last"), default="best",
        help="the model at its best held-out figure, or as it is now (best)",
    )  # fmt: skip
