"""What the grammars of several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable

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
        help="pictures of this class, by name or number (a model that was taught classes)",
    )  # fmt: skip


def add_sampler(parser: argparse.ArgumentParser) -> None:
    """Add `--sampler`."""
    parser.add_argument(
        "--sampler", choices=("prior", "mixture"), default="prior",
        help="draw latents from the prior, N(0, I), or from the mixture of Gaussians fitted "
        "after training (prior)",
    )  # fmt: skip


def add_checkpoint(parser: argparse.ArgumentParser) -> None:
    """Add `--checkpoint`."""
    parser.add_argument(
        "--checkpoint", choices=("best", "last"), default="best",
        help="the model at its best held-out figure, or as it is now (best)",
    )  # fmt: skip
