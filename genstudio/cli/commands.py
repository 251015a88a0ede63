"""The commands that answer at once: lists, facts, pictures, the launcher."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

import genstudio
from genstudio.cli import DONE, UsageError, launcher, opening
from genstudio.cli.finding import find_run
from genstudio.cli.flags import check_truncation
from genstudio.core import places, storage
from genstudio.objectives import catalog
from genstudio.objectives.classics import PRESETS
from genstudio.runs import own_presets
from genstudio.runs.entry import Entry
from genstudio.runs.library import Library

_PACKAGES = ("torch", "torchvision", "numpy", "PySide6_Essentials", "pyqtgraph", "pillow")
_MOST = 100_000


def runs(arguments: argparse.Namespace) -> int:
    """List the library."""
    entries = Library().entries()
    if arguments.json:
        return print_json([_run_facts(entry) for entry in entries])
    if not entries:
        print("There are no runs yet. Make one: genstudio train --data builtin:digits")
        return DONE
    rows = [_run_row(entry) for entry in entries]
    _print_table(("NAME", "KIND", "STATUS", "STEPS", "PICTURES", "BEST", "FOLDER"), rows)
    return DONE


def objectives(arguments: argparse.Namespace) -> int:
    """List the catalog."""
    known = catalog.OBJECTIVES.values()
    if arguments.json:
        return print_json([asdict(objective) for objective in known])
    rows = [(o.key, o.label, ", ".join(o.nets), o.sentence) for o in known]
    _print_table(("OBJECTIVE", "NAME", "NETWORKS", "WHAT"), rows)
    return DONE


def presets(arguments: argparse.Namespace) -> int:
    """List the presets, the program's and the user's own."""
    shelf = own_presets.read_all()
    for problem in shelf.problems:
        print(problem, file=sys.stderr)
    known = [*PRESETS.values(), *shelf.presets]
    if arguments.json:
        return print_json([{**asdict(preset), "values": dict(preset.values)} for preset in known])
    rows = [(p.key, catalog.objective(p.objective).label, p.sentence) for p in known]
    _print_table(("PRESET", "OBJECTIVE", "WHAT ONE LEARNS"), rows)
    return DONE


def info(arguments: argparse.Namespace) -> int:
    """Show versions, devices and folders."""
    facts: dict[str, Any] = {
        "versions": {"genstudio": genstudio.__version__, "python": platform.python_version()}
        | {name: _version(name) for name in _PACKAGES},
        "computer": {"system": platform.platform(), "cores": str(os.cpu_count())},
        "devices": _devices(),
        "folders": {
            "library": str(places.library()),
            "cache": str(places.cache()),
            "log": str(places.log_file()),
            "bundled models": str(places.bundled("models")),
        },
    }
    if arguments.json:
        return print_json(facts)
    for title, values in facts.items():
        print(title)
        for name, value in values.items():
            print(f"  {name:<20}{value}")
    return DONE


def sample(arguments: argparse.Namespace) -> int:
    """Make pictures with a model, as a PNG sheet or NPZ arrays."""
    path = Path(arguments.out).expanduser()
    kind = path.suffix.lower()
    if kind not in (".png", ".npz"):
        raise UsageError(f"--out ends in .png or .npz, not “{path.name}”.")
    for name, most in (("count", _MOST), ("columns", _MOST), ("scale", 64)):
        value = getattr(arguments, name)
        if value is not None and not 1 <= value <= most:
            raise UsageError(f"--{name} is a number from 1 to {most:,}, not {value}.")
    if not 0 <= arguments.seed < 2**31:
        raise UsageError(f"--seed is a whole number from 0, not {arguments.seed}.")
    check_truncation(arguments)
    entry = find_run(arguments.run)
    from genstudio.runs.model import Model

    fit_mixture(entry, arguments.sampler)
    model = Model.open(
        entry.folder.path, which=arguments.checkpoint, moment=_moment(entry, arguments.at)
    )
    z = model.draw_latents(
        arguments.count, seed=arguments.seed, sampler=arguments.sampler,
        truncation=arguments.truncation,
    )  # fmt: skip
    one = model.blend(arguments.label).text if arguments.label else None
    weights = model.weights_in_turn(len(z)) if one is None else model.weights(one, len(z))
    pictures = model.decode(z, weights)
    facts = {"run": entry.name, "model": model.stamp, "seed": arguments.seed, "count": len(z)}
    facts |= {"sampler": arguments.sampler, "truncation": arguments.truncation}
    facts |= {} if one is None else {"class": one}
    if kind == ".png":
        _save_png(path, pictures, arguments, facts | {"recipe": model.recipe.model_dump()})
    else:
        arrays = {name: np.asarray(value) for name, value in facts.items()}
        save_npz(path, {"pictures": pictures, "latents": z, **arrays})
    facts |= {"file": str(path), "shape": list(pictures.shape)}
    if arguments.json:
        return print_json(facts)
    print(f"{len(pictures):,} pictures of {entry.name} ({model.stamp}) in {path}")
    return DONE


def window(arguments: argparse.Namespace) -> int:
    """Open the window."""
    return opening.window(arguments.files)


def install_launcher(arguments: argparse.Namespace) -> int:
    """Install the launcher and say where."""
    for path in launcher.install():
        print(path)
    print("GenStudio is in the applications menu now. “genstudio uninstall-launcher” removes it.")
    return DONE


def uninstall_launcher(arguments: argparse.Namespace) -> int:
    """Remove the launcher and say what went."""
    removed = launcher.uninstall()
    for path in removed:
        print(path)
    print("GenStudio is out of the menu." if removed else "There was no launcher.")
    return DONE


def fit_mixture(entry: Entry, sampler: str) -> None:
    """Fit the mixture that is asked for and missing; the program's own models have theirs."""
    from genstudio.runs import jobs
    from genstudio.runs.model import Model

    if sampler != "mixture" or entry.bundled or "mixture" in Model.open(entry.folder.path).samplers:
        return
    print("Fitting a mixture of Gaussians to the latents first.", file=sys.stderr)
    for _ in jobs.mix(entry.folder):
        pass


# -- what they print -----------------------------------------------------------------------


def print_json(value: object) -> int:
    """Print plain values; return the exit code."""
    print(json.dumps(value, indent=2, ensure_ascii=False))
    return DONE


def _print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = [header, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(header))]
    for row in table:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def _run_row(entry: Entry) -> tuple[str, ...]:
    summary = entry.summary
    objective = entry.recipe.objective if entry.recipe else ""
    best = f"{summary.best_value:.4g} {summary.best_name}" if summary.best_value is not None else ""
    status = "damaged" if entry.problem else "bundled" if entry.bundled else summary.status
    steps = f"{summary.step:,}/{summary.total:,}"
    return entry.name, objective, status, steps, summary.data_name, best, entry.key


def _moment(entry: Entry, step: int | None) -> int | None:
    """The moment of the run that is nearest to `step`; None stays None."""
    if step is None:
        return None
    from genstudio.runs import moments

    known = moments.timeline(entry.folder)
    return moments.nearest(known, step).step if known else step


def _run_facts(entry: Entry) -> dict[str, Any]:
    return {
        "path": entry.key,
        "bundled": entry.bundled,
        "problem": entry.problem,
        "recipe": entry.recipe.model_dump() if entry.recipe else None,
        **entry.summary.to_dict(),
        "name": entry.name,
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _devices() -> dict[str, str]:
    try:
        import torch
    except ImportError as error:
        return {"none": f"torch cannot be imported: {error}"}
    devices = {"cpu": f"{torch.get_num_threads()} threads"}
    if torch.backends.mps.is_available():
        devices["mps"] = "Apple GPU"
    for index in range(torch.cuda.device_count()):
        facts = torch.cuda.get_device_properties(index)
        devices[f"cuda:{index}"] = f"{facts.name}, {facts.total_memory / 2**30:.0f} GiB"
    return devices


def _save_png(
    path: Path, pictures: np.ndarray, arguments: argparse.Namespace, settings: dict[str, Any]
) -> None:
    from genstudio.runs import png

    png.save_sheet(
        path, pictures, columns=arguments.columns, scale=arguments.scale, settings=settings
    )


def save_npz(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write arrays by name; raises `StorageError` with a sentence."""

    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]

    storage.write_file(path, write)
