"""`genstudio film`, `traverse` and `encode`: what Explore does, without a screen."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from genstudio.cli import DONE, UsageError, commands, flags
from genstudio.cli.filming import Frames
from genstudio.cli.finding import find_run
from genstudio.cli.flags import Adder
from genstudio.cli.progress import JsonLines, Progress

if TYPE_CHECKING:
    from genstudio.runs.inversion import Effort
    from genstudio.runs.model import Model


def add(adder: Adder[argparse.ArgumentParser]) -> None:
    """Add the three commands."""
    _add_film(adder)
    _add_traverse(adder)
    _add_encode(adder)


def film(arguments: argparse.Namespace) -> int:
    """Write a film of a walk through latent space."""
    from genstudio.runs import film as films
    from genstudio.runs import walk

    path = Path(arguments.out).expanduser()
    _check_seed(arguments)
    flags.check_truncation(arguments)
    if not 2 <= arguments.keyframes <= walk.MOST_KEYFRAMES:
        raise UsageError(
            f"--keyframes is a number from 2 to {walk.MOST_KEYFRAMES}, not {arguments.keyframes}."
        )
    try:
        films.check(path, arguments.fps)
    except films.FilmError as error:
        raise UsageError(str(error)) from error
    model = _open(arguments)
    kind = model.blend(arguments.label).text if arguments.label else ""
    drawn = walk.drawn(
        model, arguments.keyframes, seed=arguments.seed, sampler=arguments.sampler,
        truncation=arguments.truncation, kind=kind,
    )  # fmt: skip
    wish = walk.Walk(
        keyframes=walk.evenly(drawn, loop=arguments.loop), seconds=arguments.seconds,
        fps=arguments.fps, loop=arguments.loop, way=arguments.way, easing=arguments.easing,
        scale=arguments.scale,
    )  # fmt: skip
    reporter: JsonLines | Frames = JsonLines(sys.stdout)
    if not arguments.json:
        reporter = Frames(Progress(sys.stderr, is_live=sys.stderr.isatty()))
    with contextlib.closing(walk.export(wish, model, path)) as job:
        for event in job:
            reporter.show(event)
    return DONE


def traverse(arguments: argparse.Namespace) -> int:
    """Write a sheet: one dimension a row, from one end to the other."""
    from genstudio.runs import sheets

    _check_seed(arguments)
    flags.check_truncation(arguments)
    for name, most in (("dimensions", 64), ("steps", 64)):
        if not 1 <= getattr(arguments, name) <= most:
            raise UsageError(f"--{name} is a number from 1 to {most}.")
    if not 0 < arguments.reach <= 10:
        raise UsageError(f"--reach is a number from 0 to 10, not {arguments.reach:g}.")
    model = _open(arguments)
    z = model.draw_latents(
        1, seed=arguments.seed, sampler=arguments.sampler, truncation=arguments.truncation
    )[0]
    sheet = sheets.traversal(
        model, z, kind=arguments.label, dimensions=arguments.dimensions, steps=arguments.steps,
        reach=arguments.reach,
    )  # fmt: skip
    path = Path(arguments.out).expanduser()
    width, height = sheets.write(sheet, path)
    facts = {"file": str(path), "width": width, "height": height, "model": model.hash}
    if arguments.json:
        return commands.print_json(facts)
    print(f"{len(sheet.rows)} dimensions of {model.name} in {path} ({width} × {height} pixels)")
    return DONE


def encode(arguments: argparse.Namespace) -> int:
    """Turn pictures into latents: by the encoder, or by search."""
    path = Path(arguments.out).expanduser()
    if path.suffix.lower() != ".npz":
        raise UsageError(f"--out ends in .npz, not “{path.name}”.")
    _check_seed(arguments)
    model = _open(arguments)
    if model.is_points:
        raise ValueError(f"“{model.name}” learnt points of a plane: it takes no pictures.")
    pictures = np.stack([_picture(model, each) for each in arguments.pictures])
    weights = model.weights(arguments.label) if arguments.label else None
    effort = _effort(arguments)
    if model.can_encode:
        told = None if weights is None else weights.repeat(len(pictures), 0)
        posterior = model.encode(pictures, told)
        found: dict[str, Any] = {"latents": posterior.mu, "sigma": posterior.sigma}
        found["redrawn"] = model.decode(posterior.mu, told)
    else:
        progress = Progress(sys.stderr, is_live=sys.stderr.isatty())
        pairs = list(_sought(model, pictures, weights, effort, progress))
        found = {"latents": np.stack([z for z, _ in pairs])}
        found["redrawn"] = np.stack([made for _, made in pairs])
    errors = np.square(found["redrawn"] / 255.0 - pictures / 255.0).mean((1, 2, 3))
    how = "encoder" if model.can_encode else "search"
    facts = {"run": model.name, "model": model.hash, "stamp": model.stamp, "method": how}
    names = [str(name) for name in arguments.pictures]
    arrays = {name: np.asarray(value) for name, value in facts.items()}
    commands.save_npz(
        path, {**found, "pictures": pictures, "mse": errors, "names": np.array(names), **arrays}
    )
    told_facts = facts | {"file": str(path), "mse": dict(zip(names, errors.tolist(), strict=True))}
    if arguments.json:
        return commands.print_json(told_facts)
    for name, error in zip(names, errors, strict=True):
        print(f"{name}: mean squared error {error:.4f} ({how})")
    print(f"{len(pictures):,} latents of {model.name} in {path}")
    return DONE


# -- private ----------------------------------------------------------------------------------


def _sought(
    model: Model,
    pictures: np.ndarray,
    weights: np.ndarray | None,
    effort: Effort,
    progress: Progress,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    from genstudio.runs import inversion

    for number, picture in enumerate(pictures, 1):
        for event in inversion.seek(model, picture, weights, effort=effort):
            progress.draw(
                f"Picture {number:,} of {len(pictures):,}: step {event.done:,} of "
                f"{event.total:,}, error {event.mse:.4f}"
            )
        yield event.z, event.picture


def _effort(arguments: argparse.Namespace) -> Effort:
    from genstudio.runs.inversion import Effort

    try:
        return Effort(arguments.restarts, arguments.steps, arguments.seed)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _picture(model: Model, source: str) -> np.ndarray:
    from genstudio.data.picture import load_picture

    channels, height, _ = model.shape
    colour = "grey" if channels == 1 else "colour"
    return load_picture(source, size=height, channels=colour, fit=model.recipe.fit)


def _open(arguments: argparse.Namespace) -> Model:
    from genstudio.runs.model import Model

    entry = find_run(arguments.run)
    if hasattr(arguments, "sampler"):
        commands.fit_mixture(entry, arguments.sampler)
    return Model.open(entry.folder.path, which=arguments.checkpoint)


def _check_seed(arguments: argparse.Namespace) -> None:
    if not 0 <= arguments.seed < 2**31:
        raise UsageError(f"--seed is a whole number from 0, not {arguments.seed}.")


def _add_shared(parser: argparse.ArgumentParser) -> None:
    flags.add_class(parser)
    parser.add_argument("--seed", type=int, default=0, help="same seed, same result (0)")
    flags.add_checkpoint(parser)


def _add_film(adder: Adder[argparse.ArgumentParser]) -> None:
    sentence = "Write a film of a walk through a model's latent space."
    parser = flags.command(adder, "film", sentence, film)
    flags.add_run(parser)
    parser.add_argument(
        "--out", metavar="FILE", required=True,
        help="film.mp4, film.webm, film.gif, film.webp, or a folder for numbered PNGs; how it was "
        "made is written beside it as .json",
    )  # fmt: skip
    parser.add_argument("--seconds", type=float, default=4.0, help="how long it lasts (4)")
    parser.add_argument("--fps", type=int, default=30, help="frames a second (30)")
    parser.add_argument("--loop", action="store_true", help="go back to the beginning, seamlessly")
    parser.add_argument("--keyframes", type=int, default=4, help="latents to walk between (4)")
    parser.add_argument(
        "--way", choices=("slerp", "linear"), default="slerp",
        help="between two of them: a great circle, or a straight line (slerp)",
    )  # fmt: skip
    parser.add_argument(
        "--easing", choices=("even", "smooth"), default="even",
        help="even speed, or slow at each keyframe (even)",
    )  # fmt: skip
    parser.add_argument("--scale", type=int, default=0, help="film pixels per pixel (a good one)")
    flags.add_sampler(parser)
    flags.add_truncation(parser)
    _add_shared(parser)
    flags.add_json(parser, "print each event as a line of JSON")


def _add_traverse(adder: Adder[argparse.ArgumentParser]) -> None:
    sentence = "Draw what each latent dimension does, one a row, as a sheet for print."
    parser = flags.command(adder, "traverse", sentence, traverse)
    flags.add_run(parser)
    parser.add_argument("--out", metavar="FILE", required=True, help="a .png or .pdf, 300 dpi")
    parser.add_argument("--dimensions", type=int, default=8, help="the most effective ones (8)")
    parser.add_argument("--steps", type=int, default=9, help="pictures a row (9)")
    parser.add_argument("--reach", type=float, default=3.0, help="from −reach to reach, in σ (3)")
    flags.add_sampler(parser)
    flags.add_truncation(parser)
    _add_shared(parser)
    flags.add_json(parser)


def _add_encode(adder: Adder[argparse.ArgumentParser]) -> None:
    sentence = "Turn pictures into latents: by the encoder, or for a GAN by search."
    parser = flags.command(adder, "encode", sentence, encode)
    flags.add_run(parser)
    parser.add_argument("pictures", metavar="PICTURE", nargs="+", help="picture files")
    parser.add_argument("--out", metavar="FILE", required=True, help="an .npz of arrays")
    parser.add_argument("--restarts", type=int, default=8, help="starts of a search (8)")
    parser.add_argument("--steps", type=int, default=200, help="steps of a search (200)")
    _add_shared(parser)
    flags.add_json(parser)
