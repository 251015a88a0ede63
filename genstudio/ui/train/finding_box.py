"""One finding of the dataset doctor: what, why, the pictures, and what helps as tick boxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout

from genstudio.core.recipe import Value
from genstudio.data.doctor.report import MOST_SHOWN, Finding, Fix
from genstudio.data.imageset import ImageSet
from genstudio.ui import icons, theme
from genstudio.ui.widgets.muted import MutedLabel
from genstudio.ui.widgets.picture import PictureView

_SIGNS = {"problem": "error", "warning": "warning", "note": "info"}
_KINDS = {"problem": "bad", "warning": "warning", "note": "info"}
_MOST, _OF_GROUP = 8, 4  # pictures shown in all, and of one group
_FILES = 4
_HEIGHT = 64


class FindingBox(QFrame):
    """Shows a finding; ticking a fix asks for a change of the recipe, files are never touched."""

    fix_toggled = Signal(object, bool)  # the changes of the recipe, and whether to make them

    def __init__(self, finding: Finding, images: ImageSet) -> None:
        """Show `finding` of `images`."""
        super().__init__()
        self.finding = finding
        self.setObjectName("banner")
        self.setProperty("kind", _KINDS[finding.severity])
        self._images = images
        self._boxes: list[tuple[QCheckBox, Fix]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(self._build_head())
        words = MutedLabel(f"{finding.why} {finding.advice}".strip(), wraps=True)
        layout.addWidget(words)
        if finding.groups:
            layout.addLayout(self._build_pictures())
        if finding.files:
            layout.addWidget(self._build_files())
        for fix in finding.fixes:
            layout.addWidget(self._build_fix(fix), 0, Qt.AlignmentFlag.AlignLeft)

    def show_choices(self, values: Mapping[str, Value]) -> None:
        """Tick the fixes that the recipe's `values` hold already."""
        for box, fix in self._boxes:
            blocked = box.blockSignals(True)
            box.setChecked(all(values.get(name) == value for name, value in fix.changes.items()))
            box.blockSignals(blocked)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_sign"):
            self._paint()
        super().changeEvent(event)

    # -- building -----------------------------------------------------------------------------

    def _build_head(self) -> QHBoxLayout:
        self._sign = QLabel()
        self._sign.setAccessibleName(self.finding.severity.capitalize())
        self._paint()
        sentence = QLabel(self.finding.sentence)
        sentence.setTextFormat(Qt.TextFormat.PlainText)
        sentence.setWordWrap(True)
        font = sentence.font()
        font.setBold(True)
        sentence.setFont(font)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(sentence, 1)
        return line

    def _build_pictures(self) -> QGridLayout:
        """Those that belong together side by side, others in one row."""
        groups = self.finding.groups
        are_groups = any(len(group) > 1 for group in groups)
        row = QGridLayout()
        row.setHorizontalSpacing(10)
        shown = [group[:_OF_GROUP] for group in groups[:_MOST]]
        if are_groups:
            while sum(map(len, shown)) > _MOST:
                shown.pop()
            for column, group in enumerate(shown):
                row.addWidget(self._view(group), 0, column)
        else:
            row.addWidget(self._view(tuple(index for group in shown for index in group)), 0, 0)
        rest = len(groups) - len(shown)
        if rest > 0:
            text = "and more" if len(groups) >= MOST_SHOWN else f"and {rest:,} more"
            row.addWidget(MutedLabel(text), 0, row.columnCount())
        row.setColumnStretch(row.columnCount(), 1)
        return row

    def _view(self, indices: tuple[int, ...]) -> PictureView:
        names = [self._images.name_of(index) for index in indices]
        view = PictureView(name=f"{self.finding.kind}: {', '.join(names)}")
        view.setFixedSize((_HEIGHT + 4) * len(indices) + 8, _HEIGHT + 8)
        view.show_pictures(np.array(self._images.pictures[list(indices)]), columns=len(indices))
        view.setToolTip("\n".join(names))
        return view

    def _build_files(self) -> MutedLabel:
        files = self.finding.files
        lines = [f"{each.path}: {each.reason}" for each in files[:_FILES]]
        if len(files) > _FILES:
            text = "and more" if len(files) >= MOST_SHOWN else f"and {len(files) - _FILES:,} more"
            lines.append(text)
        label = MutedLabel("\n".join(lines), wraps=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setAccessibleName(f"Files: {self.finding.kind}")
        return label

    def _paint(self) -> None:
        severity, colours = self.finding.severity, theme.colours()
        colour = {"problem": colours.bad, "warning": colours.warning, "note": colours.accent}
        self._sign.setPixmap(icons.picture(_SIGNS[severity], 20, colour[severity]))

    def _build_fix(self, fix: Fix) -> QCheckBox:
        box = QCheckBox(fix.label)
        box.setAccessibleName(fix.label)
        changes = ", ".join(f"{name} = {_plain(value)}" for name, value in fix.changes.items())
        box.setToolTip(f"Changes the recipe ({changes}). Your files stay as they are.")
        told: dict[str, Any] = dict(fix.changes)
        box.toggled.connect(lambda on: self.fix_toggled.emit(told, on))
        self._boxes.append((box, fix))
        return box


def _plain(value: Value) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else str(value)
