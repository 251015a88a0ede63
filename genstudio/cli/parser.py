"""The command line's grammar. The recipe's flags come from the recipe's own fields."""

from __future__ import annotations

import argparse

import genstudio
from genstudio.cli import (
    checking,
    coaching,
    commands,
    describing,
    evaluating,
    exporting,
    filming,
    queueing,
    reporting,
    training,
    walking,
    weighing,
)
from genstudio.cli.flags import (
    EXIT_CODES,
    Adder,
    add_checkpoint,
    add_class,
    add_sampler,
    add_truncation,
)
from genstudio.cli.flags import add_json as _json
from genstudio.cli.flags import add_run as _add_run
from genstudio.cli.flags import command as _command
from genstudio.core import recipe

_SECTIONS = {"data": "pictures", "model": "model", "objective": "objective", "schedule": "schedule"}


def spelt_out(arguments: list[str]) -> list[str]:
    """Return a command line with “data SOURCE” written in full: “data show SOURCE”."""
    if len(arguments) > 1 and arguments[0] == "data":
        first = arguments[1]
        if first not in ("show", "check") and not first.startswith("-"):
            return ["data", "show", *arguments[1:]]
    return arguments


def build() -> argparse.ArgumentParser:
    """Return the parser; what it parses has `act`, the function that does the work."""
    parser = argparse.ArgumentParser(
        prog="genstudio", allow_abbrev=False, epilog=EXIT_CODES,
        description="Train VAEs and GANs on your own pictures, feel their latent space, compare "
        "them. Without a command the window opens.",
    )  # fmt: skip
    version = f"genstudio {genstudio.__version__}"
    parser.add_argument("--version", action="version", version=version)
    adder = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_train(adder)
    _add_resume(adder)
    _add_queue(adder)
    _add_coach(adder)
    _add_sample(adder)
    _add_growth(adder)
    walking.add(adder)
    _add_export(adder)
    evaluating.add(adder)
    weighing.add(adder)
    _add_report(adder)
    _add_listings(adder)
    _add_launcher(adder)
    return parser


def _add_train(adder: Adder[argparse.ArgumentParser]) -> None:
    parser = _command(adder, "train", "Train a new model.", training.train)
    parser.epilog = (
        "What is not given is recommended for the objective, the pictures and this computer. "
        "“genstudio data” and “genstudio objectives” list what there is. " + EXIT_CODES
    )
    parser.add_argument("--out", metavar="RUN", help="folder of the new run (default: the library)")
    parser.add_argument("--name", default="", help="name of the run")
    parser.add_argument(
        "--forecast", action="store_true",
        help="train nothing; a few steps tell speed, time, memory and whether it fits",
    )  # fmt: skip
    _add_several(parser)
    parser.add_argument(
        "--preset", metavar="NAME", default="",
        help="start from a preset (see “genstudio presets”); other flags change it",
    )  # fmt: skip
    parser.add_argument(
        "--set", metavar="FIELD=VALUE", nargs="+", action="extend", default=[],
        help="any of the recipe's fields below, by name",
    )  # fmt: skip
    _json(parser, "print each event as a line of JSON")
    groups = {key: parser.add_argument_group(title) for key, title in _SECTIONS.items()}
    for field in recipe.fields().values():
        _add_field(groups[field.section], field)


def _add_several(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "several runs, one after the other", "A failed one does not stop the rest; Ctrl-C does, "
        "and what is left waits in the queue.",
    )  # fmt: skip
    group.add_argument(
        "--vary", metavar="FIELD=VALUES", action="append", default=[],
        help="a run for each value: beta=1,2,4, or steps=100..1000:4, or lr=0.0001..0.01:3:log; "
        "given twice, for each combination",
    )  # fmt: skip
    group.add_argument(
        "--seeds", metavar="SEEDS", default="", help="a run for each seed: 0,1,2 or 0..4"
    )
    group.add_argument("--queue", action="store_true", help="only put them into the queue")


def _add_field(group: argparse._ArgumentGroup, field: recipe.FieldInfo) -> None:
    group.add_argument(
        "--" + field.name.replace("_", "-"),
        dest=f"field_{field.name}",
        metavar=_metavar(field),
        choices=field.choices or None,
        help=f"{field.label}. {field.tip}".replace("%", "%%"),
    )


def _metavar(field: recipe.FieldInfo) -> str:
    if field.choices:
        return "{" + ",".join(field.choices) + "}"
    known = {bool: "{yes,no}", int: "N", float: "X"}
    return known.get(field.kind, "SOURCE" if field.name == "data" else "NAME")


def _add_resume(adder: Adder[argparse.ArgumentParser]) -> None:
    parser = _command(
        adder, "resume", "Go on with a stopped run, exactly where it was.", training.resume
    )
    _add_run(parser)
    _json(parser, "print each event as a line of JSON")


def _add_queue(adder: Adder[argparse.ArgumentParser]) -> None:
    parser = _command(
        adder, "queue", "List what waits in the queue, or train it.", queueing.queue
    )  # fmt: skip
    parser.epilog = (
        "“genstudio train --queue …” adds to it. Ctrl-C stops the run in training and saves it; "
        "“genstudio queue run” goes on from there. " + EXIT_CODES
    )
    parser.add_argument(
        "what", nargs="?", choices=tuple(queueing.ACTS), default="list",
        help="list (the default), run: train one after the other, remove ITEM…, clear",
    )  # fmt: skip
    parser.add_argument("items", metavar="ITEM", nargs="*", help="a name, or a number of the list")
    _json(parser, "print JSON (run: each event as a line)")


def _add_coach(adder: Adder[argparse.ArgumentParser]) -> None:
    sentence = "Say what is going on in a run, why, and what to try."
    parser = _command(adder, "coach", sentence, coaching.coach)
    _add_run(parser)
    _json(parser)


def _add_sample(adder: Adder[argparse.ArgumentParser]) -> None:
    parser = _command(adder, "sample", "Make pictures with a trained model.", commands.sample)
    _add_run(parser)
    parser.add_argument("--out", metavar="FILE", required=True, help="a .png sheet or .npz arrays")
    parser.add_argument("--count", type=int, default=64, help="how many pictures (64)")
    parser.add_argument("--seed", type=int, default=0, help="same seed, same pictures (0)")
    add_class(parser)
    add_sampler(parser)
    add_truncation(parser)
    parser.add_argument("--columns", type=int, help="columns of the sheet (default: a square)")
    parser.add_argument("--scale", type=int, default=1, help="screen pixels per pixel (1)")
    add_checkpoint(parser)
    parser.add_argument(
        "--at", metavar="STEP", type=int, help="the model as it was then: the nearest moment kept"
    )
    _json(parser)


def _add_growth(adder: Adder[argparse.ArgumentParser]) -> None:
    parser = _command(
        adder, "growth", "Write a film of how a run learnt: the same latents at every moment kept.",
        filming.growth,
    )  # fmt: skip
    _add_run(parser)
    parser.add_argument(
        "--out", metavar="FILE", required=True,
        help="film.gif, film.webp, film.mp4, film.webm, or a folder for numbered PNGs",
    )  # fmt: skip
    parser.add_argument("--seconds", type=float, default=6.0, help="how long it lasts (6)")
    parser.add_argument("--fps", type=int, default=30, help="frames a second (30)")
    parser.add_argument("--count", type=int, default=36, help="how many pictures (36)")
    parser.add_argument("--seed", type=int, help="same seed, same latents (the previews')")
    parser.add_argument("--scale", type=int, default=0, help="film pixels per pixel (a good one)")
    parser.add_argument(
        "--between", choices=("weights", "fade", "none"), default="weights",
        help="between two moments: mix their weights, cross-fade their pictures, or jump (weights)",
    )  # fmt: skip
    parser.add_argument("--no-caption", action="store_true", help="leave out run and step")
    _json(parser, "print each event as a line of JSON")


def _add_export(adder: Adder[argparse.ArgumentParser]) -> None:
    parser = _command(adder, "export", "Write runs' curves for other tools.", exporting.run)
    parser.add_argument("runs", metavar="RUN", nargs="+", help="folders or names of runs")
    parser.add_argument("--tensorboard", metavar="FOLDER", help="event files for TensorBoard")
    parser.add_argument("--csv", metavar="FILE", help="one tidy table of all figures")
    _json(parser)


def _add_report(adder: Adder[argparse.ArgumentParser]) -> None:
    parser = _command(
        adder, "report", "Write runs on one page: pictures, curves, scores, caveats, recipes.",
        reporting.report,
    )  # fmt: skip
    parser.add_argument("runs", metavar="RUN", nargs="+", help="folders or names of runs")
    parser.add_argument(
        "--out", metavar="FILE", required=True,
        help="report.html (needs nothing else), .pdf, or all of it as .json or .csv",
    )  # fmt: skip
    _json(parser)


def _add_listings(adder: Adder[argparse.ArgumentParser]) -> None:
    _json(_command(adder, "runs", "List the runs of the library.", commands.runs))
    _add_data(adder)
    _json(_command(adder, "objectives", "List what can be trained.", commands.objectives))
    _json(_command(adder, "presets", "List the starting points.", commands.presets))
    _json(_command(adder, "info", "Show versions, devices and folders.", commands.info))


def _add_data(adder: Adder[argparse.ArgumentParser]) -> None:
    data = _command(
        adder, "data", "List the known sources of pictures, or say what one holds.",
        describing.known,
    )  # fmt: skip
    data.usage = "genstudio data [SOURCE | show SOURCE | check SOURCE] [--json]"
    _json(data)
    inner = data.add_subparsers(metavar="COMMAND")
    show = _command(inner, "show", "Say what a source holds.", describing.show)
    show.add_argument("source", metavar="SOURCE", help="a folder, a file, or a known source")
    _json(show)
    check = _command(
        inner,
        "check",
        "Say what is wrong with pictures; nothing is changed.",
        checking.check_pictures,
    )
    check.add_argument(
        "source", metavar="SOURCE", help="a folder, a file, or what “genstudio data” lists"
    )
    check.add_argument("--size", type=int, help="picture size in px (default: as recommended)")
    _json(check)


def _add_launcher(adder: Adder[argparse.ArgumentParser]) -> None:
    window = _command(adder, "window", "Open the window.", commands.window)
    window.add_argument("files", metavar="FILE", nargs="*", help="what to open in it")
    _command(
        adder, "install-launcher", "Put GenStudio in the applications menu.",
        commands.install_launcher,
    )  # fmt: skip
    _command(
        adder, "uninstall-launcher", "Take GenStudio out of the applications menu.",
        commands.uninstall_launcher,
    )  # fmt: skip
