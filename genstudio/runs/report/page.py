"""A report as one HTML file that needs nothing else: pictures and curves are inside."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from PIL import Image

from genstudio import __version__
from genstudio.core import pixels
from genstudio.runs.report import svg
from genstudio.runs.report.contents import Contents, Part
from genstudio.runs.scoreboard import score_tip

_STYLE = """
body { font: 15px/1.45 sans-serif; color: #222; background: #fff; max-width: 1000px;
  margin: 24px auto; padding: 0 16px; }
h1 { font-size: 24px; } h2 { font-size: 18px; margin-top: 28px; border-bottom: 1px solid #ddd; }
table { border-collapse: collapse; font-size: 13px; }
th, td { text-align: left; padding: 3px 10px 3px 0; border-bottom: 1px solid #eee;
  vertical-align: top; }
.caution { color: #8a4b00; } .quiet { color: #666; font-size: 13px; } .first { font-weight: bold; }
img { image-rendering: pixelated; } svg { max-width: 100%; } pre { white-space: pre-wrap; }
"""
_LEAST_SIDE = 56  # pixels at which a picture is shown at least
_HONEST = (
    "± is one standard error. Ranks are given only where pictures, their number, the held-out "
    "split, the feature network and the kind of figure are the same; equal ranks are ties. "
    "FD-local and KID-local look with a network learnt on these pictures: they are not FID or KID "
    "and must not be compared with published ones. FID and KID without a name behind them are "
    "Inception's."
)


def as_html(contents: Contents, *, draw: Callable[[str], str] = lambda chart: chart) -> str:
    """Return the whole page; `draw` puts a chart, given as SVG, into another form."""
    title = html.escape("Report: " + ", ".join(contents.names))
    body = [
        f"<h1>{title}</h1>", *_summary(contents), *_pictures(contents), *_scores(contents),
        *_curves(contents, draw), *_recipes(contents), *_conditions(contents),
        f"<p class='quiet'>Made by GenStudio {__version__} from the runs' folders alone.</p>",
    ]  # fmt: skip
    return (
        f"<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'><title>{title}</title>"
        f"<style>{_STYLE}</style></head><body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def _summary(contents: Contents) -> Iterator[str]:
    for sentence in contents.cautions:
        yield f"<p class='caution'>{html.escape(sentence)}</p>"
    if contents.findings:
        yield "<h2>VAE against GAN</h2><ul>"
        for found in contents.findings:
            evidence = f"<br><span class='quiet'>{html.escape(found.evidence)}</span>"
            yield f"<li>{html.escape(found.sentence)}{evidence * bool(found.evidence)}</li>"
        yield "</ul>"


def _pictures(contents: Contents) -> Iterator[str]:
    yield "<h2>Pictures</h2>"
    yield "<p class='quiet'>Every run drew from the same random numbers (seed 0).</p>"
    for index, part in enumerate(contents.parts):
        yield f"<h3>{_swatch(index)} {html.escape(part.entry.name)}</h3>"
        yield f"<p class='quiet'>{html.escape(_about(part))}</p>"
        for problem in part.problems:
            yield f"<p class='caution'>{html.escape(problem)}</p>"
        if part.made is not None:
            yield _image(part.made, 12, f"Made by {part.entry.name}")
        if part.redrawn is not None and part.originals is not None:
            pairs = np.concatenate([part.originals, part.redrawn])
            yield "<p class='quiet'>Held-out pictures, and below them what it made of them:</p>"
            yield _image(pairs, len(part.originals), f"Redrawn by {part.entry.name}")


def _scores(contents: Contents) -> Iterator[str]:
    yield "<h2>Scores</h2>"
    if not contents.rows:
        yield "<p>None of the runs was scored. Score them, then export again.</p>"
        return
    yield f"<p class='quiet'>{_HONEST}</p>"
    yield _head("Figure", contents.names, "May they be ranked?")
    for row in contents.rows:
        cells = "".join(
            f"<td class='first'>{html.escape(cell.text)}</td>"
            if cell.is_first
            else f"<td>{html.escape(cell.text)}</td>"
            for cell in row.cells
        )
        kind = "caution" if row.is_refused else "quiet"
        verdict = f"<td class='{kind}'>{html.escape(row.verdict)}</td>"
        yield f"<tr><td>{html.escape(row.label)}</td>{cells}{verdict}</tr>"
    yield "</table>"


def _curves(contents: Contents, draw: Callable[[str], str]) -> Iterator[str]:
    names = list(dict.fromkeys(name for part in contents.parts for name in part.curves))
    yield "<h2>Curves</h2>"
    if not names:
        yield "<p>None of the runs has a history.</p>"
    yield "<div>"
    for name in names:
        having = [
            (part.entry.name, svg.COLOURS[index % len(svg.COLOURS)], *part.curves[name])
            for index, part in enumerate(contents.parts)
            if name in part.curves
        ]
        yield draw(svg.chart(name.replace("_", " "), having))
    yield "</div>"


def _recipes(contents: Contents) -> Iterator[str]:
    yield "<h2>Recipes</h2>"
    yield "<p class='quiet'>What differs stands first.</p>"
    yield _head("Field", contents.names, "")
    for choice in contents.choices:
        kind = " class='first'" if choice.differs else ""
        cells = "".join(f"<td{kind}>{html.escape(value)}</td>" for value in choice.values)
        yield f"<tr><td>{html.escape(choice.label)}</td>{cells}<td></td></tr>"
    yield "</table>"


def _conditions(contents: Contents) -> Iterator[str]:
    yield "<h2>What each score was made from</h2>"
    for part in contents.parts:
        standing = part.entry.standing
        if standing.scores:
            told = "\n\n".join(
                score_tip(score, standing.stale) for score in standing.scores.values()
            )
            yield f"<h3>{html.escape(part.entry.name)}</h3>"
            yield f"<pre class='quiet'>{html.escape(told)}</pre>"


def _head(first: str, names: Sequence[str], last: str) -> str:
    cells = "".join(
        f"<th>{_swatch(index)} {html.escape(name)}</th>" for index, name in enumerate(names)
    )
    return f"<table><tr><th>{first}</th>{cells}<th>{last}</th></tr>"


def _swatch(index: int) -> str:
    return f"<span style='color:{svg.COLOURS[index % len(svg.COLOURS)]}'>■</span>"


def _about(part: Part) -> str:
    summary = part.entry.summary
    return (
        f"{summary.family.upper()} · {summary.data_name} · {summary.step:,} steps · "
        f"{summary.parameters:,} parameters · {summary.seconds:,.0f} s of training"
    )


def _image(pictures: np.ndarray, columns: int, words: str) -> str:
    sheet = pixels.tile(pictures, columns)
    image = Image.fromarray(sheet[:, :, 0] if sheet.shape[2] == 1 else sheet)
    factor = max(_LEAST_SIDE // pictures.shape[2], 1)
    image = image.resize((image.width * factor, image.height * factor), Image.Resampling.NEAREST)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return (
        f"<p><img alt='{html.escape(words, quote=True)}' width='{image.width}' "
        f"height='{image.height}' src='data:image/png;base64,{data}'></p>"
    )
