"""One field that a sweep varies, and the values it takes: a list, or a range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from genstudio.core import sweep
from genstudio.core.recipe import FieldInfo, Value
from genstudio.core.sweep import Axis, SweepError
from genstudio.ui.train.controls import NumberControl

_LIMIT = 1e8


class AxisBox(QWidget):
    """Chooses a field and its values; `axis` reads them."""

    changed = Signal()

    def __init__(
        self, title: str, infos: Sequence[FieldInfo], values: dict[str, Value],
        choices: Mapping[str, Sequence[str]],
    ) -> None:  # fmt: skip
        """Offer `infos`; `values` are those of the recipe, `choices` what words there are."""
        super().__init__()
        self._infos = {info.name: info for info in infos}
        self._values, self._choices = values, choices
        self.field = QComboBox()
        self.field.setAccessibleName(title)
        self.field.addItem("Nothing", "")
        for info in infos:
            self.field.addItem(info.label, info.name)
            self.field.setItemData(self.field.count() - 1, info.tip, Qt.ItemDataRole.ToolTipRole)
        self.how = QComboBox()
        self.how.setAccessibleName(f"{title}: how its values are given")
        self.how.addItems(["These values", "From … to …"])
        self.text = QLineEdit()
        self.text.setAccessibleName(f"{title}: values, separated by commas")
        self.text.setPlaceholderText("1, 2, 4")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.text)
        self._pages.addWidget(self._build_range(title))
        self._lay_out()
        self.field.activated.connect(self._take_field)
        self.how.activated.connect(self._take_how)
        self.text.textChanged.connect(self.changed)
        self._take_field()

    @property
    def name(self) -> str:
        """The field's name, "" for nothing."""
        return str(self.field.currentData())

    def axis(self) -> Axis | None:
        """Return the field with its values, None for nothing; raises a sentence."""
        if not self.name:
            return None
        if self.how.currentIndex() == 0:
            if ".." in self.text.text():
                raise SweepError("List values here, as in 1, 2, 4; or choose “From … to …”.")
            return Axis(self.name, sweep.parse_values(self.name, self.text.text()))
        low, high = self.low.value(), self.high.value()
        count, log = self.count.value(), self.log.isChecked()
        return Axis(self.name, sweep.spread(self.name, low, high, count, log=log))

    # -- building -----------------------------------------------------------------------------

    def _build_range(self, title: str) -> QWidget:
        self.low, self.high = NumberControl(-_LIMIT, _LIMIT), NumberControl(-_LIMIT, _LIMIT)
        self.count = QSpinBox()
        self.count.setRange(2, sweep.MOST)
        self.count.setValue(3)
        self.count.setSuffix(" steps")
        self.log = QCheckBox("equal ratios")
        self.log.setToolTip("Logarithmic: 0.001, 0.01, 0.1. Best for learning rates and weights.")
        for control, word in (
            (self.low, "from"), (self.high, "to"), (self.count, "steps"), (self.log, "ratios"),
        ):  # fmt: skip
            control.setAccessibleName(f"{title}: {word}")
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.low, QLabel("to"), self.high, QLabel("in"), self.count, self.log):
            row.addWidget(widget)
        self.low.valueChanged.connect(self.changed)
        self.high.valueChanged.connect(self.changed)
        self.count.valueChanged.connect(self.changed)
        self.log.toggled.connect(self.changed)
        return page

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.field, 2)
        top.addWidget(self.how, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._pages)

    # -- slots --------------------------------------------------------------------------------

    @Slot()
    def _take_field(self) -> None:
        """Suggest values of the field: around the recipe's number, or every word there is."""
        info = self._infos.get(self.name)
        is_number = info is not None and info.kind in (int, float)
        if not is_number:
            self.how.setCurrentIndex(0)
        for widget in (self.how, self._pages):
            widget.setEnabled(info is not None)
        self.how.setEnabled(is_number)
        if info is not None:
            self._suggest(info)
        self._take_how()

    def _suggest(self, info: FieldInfo) -> None:
        value = self._values[info.name]
        if info.kind is bool:
            self.text.setText("no, yes")
        elif info.kind is str:
            self.text.setText(", ".join(self._choices.get(info.name, info.choices)))
        else:
            near = sweep.around(info.name, float(value))
            self.text.setText(", ".join(map(sweep.say, near)))
            self.low.setValue(float(near[0]))
            self.high.setValue(float(near[-1]))
            self.log.setChecked(info.kind is float and float(near[0]) > 0)

    @Slot()
    def _take_how(self) -> None:
        self._pages.setCurrentIndex(self.how.currentIndex())
        self.changed.emit()
