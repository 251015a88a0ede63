"""A report as PDF: the same page laid out by Qt. May run outside the window's thread."""

from __future__ import annotations

import base64
from collections.abc import Generator, Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from genstudio.core import storage
from genstudio.core.events import Event, Worked, Working
from genstudio.runs.entry import Entry
from genstudio.runs.report import write as reports
from genstudio.runs.report.contents import gather
from genstudio.runs.report.page import as_html

SUFFIXES = (*reports.SUFFIXES, ".pdf")
_MARGIN_MM = 14
_DOTS_PER_INCH = 96


def write(entries: Sequence[Entry], path: Path) -> Generator[Event, None, None]:
    """Write a report, as PDF where the name ends so; the last event is `Worked`.

    Raises `ValueError` or `StorageError` with a sentence.
    """
    reports.check(path, SUFFIXES)
    if path.suffix.lower() != ".pdf":
        yield from reports.write(entries, path)
        return
    contents = yield from gather(entries)
    yield Working(len(entries), len(entries), "runs read; writing the report")
    page = as_html(contents, draw=_as_picture)
    storage.write_file(path, lambda part: print_page(page, part))
    yield Worked(str(path))


def print_page(page: str, path: Path) -> None:
    """Lay out HTML on A4 pages; raises `OSError` if nothing could be written."""
    assert QGuiApplication.instance() is not None, "fonts need an application"
    writer = QPdfWriter(str(path))
    writer.setResolution(_DOTS_PER_INCH)
    writer.setCreator("GenStudio")
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(
        QPageLayout(size, QPageLayout.Orientation.Landscape, margins, QPageLayout.Unit.Millimeter)
    )
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    document.setHtml(page)
    document.print_(writer)
    del writer  # closes the file
    if not path.is_file() or not path.stat().st_size:
        raise OSError(f"Nothing could be written to {path}.")


def _as_picture(chart: str) -> str:
    data = base64.b64encode(chart.encode("utf-8")).decode("ascii")
    return f"<img src='data:image/svg+xml;base64,{data}'> "


def written_alone(entries: Sequence[Entry], path: Path) -> Generator[Event, None, None]:
    """Write a report in a program that has no window."""
    application = QGuiApplication.instance() or QGuiApplication([])
    yield from write(entries, path)
    del application
