"""What is asked of models when they are scored: a small dialog, remembered."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from genstudio.evaluation import networks
from genstudio.runs.scores import Question
from genstudio.ui.compare.networks_box import NetworksBox
from genstudio.ui.settings import Settings
from genstudio.ui.widgets.muted import MutedLabel

_SETTING = "compare/question"
_LEAST, _MOST = 32, 10_000
_MANY = 5000
_WEIGHTS = (("best", "Best held-out"), ("last", "As it is now"))
_SAMPLERS = (("prior", "Prior"), ("mixture", "Mixture"))
_ABOUT = (
    "Only runs that were asked the same can be ranked. What was scored before and has not changed "
    "is not computed again."
)


class QuestionDialog(QDialog):
    """Asks which weights, which latents, how many pictures; `question` is the answer."""

    def __init__(self, names: str, settings: Settings, parent: QWidget) -> None:
        """Ask about the runs called `names`, beginning with what was asked last."""
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(f"Score {names}")
        known = remembered(settings)
        self.weights = _combo(_WEIGHTS, known.checkpoint, "Weights")
        self.weights.setToolTip("The model at its best held-out figure, or as it is now")
        self.sampler = _combo(_SAMPLERS, known.sampler, "Latents from")
        self.sampler.setToolTip(
            "The prior, or the mixture of Gaussians fitted to the latents of training pictures, "
            "which only models that encode have"
        )
        self.count = _spin(_LEAST, _MOST, known.count, "Pictures")
        self.count.setToolTip(
            "How many held-out pictures to judge on, and as many made ones; 1,000 is a good value, "
            "FD-local needs 480"
        )
        self.seed = _spin(0, 2**31 - 1, known.seed, "Seed")
        self.seed.setToolTip("Of the made pictures")
        self.tight = QCheckBox(f"&Tight likelihood bound ({_MANY:,} draws)")
        self.tight.setToolTip("Takes minutes for each VAE; 100 draws otherwise")
        self.tight.setChecked(known.draws == _MANY)
        self.networks = NetworksBox(known.also)
        self.count.valueChanged.connect(self.networks.tell)
        self.networks.tell(self.count.value())
        self._build()

    @property
    def question(self) -> Question:
        """What is asked."""
        return Question(
            "last" if self.weights.currentData() == "last" else "best",
            str(self.sampler.currentData()),
            self.count.value(),
            self.seed.value(),
            _MANY if self.tight.isChecked() else Question.draws,
            self.networks.chosen,
        )

    def accept(self) -> None:
        """Remember what is asked."""
        asked = self.question
        self._settings.set(
            _SETTING,
            {
                "checkpoint": asked.checkpoint, "sampler": asked.sampler, "count": asked.count,
                "seed": asked.seed, "draws": asked.draws, "also": list(asked.also),
            },
        )  # fmt: skip
        super().accept()

    def reject(self) -> None:
        """Leave; a download is stopped first, and what has come of it is kept."""
        if self.networks.is_busy:
            self.networks.rested.connect(self.reject)
            self.networks.stop_loading()
        else:
            super().reject()

    def _build(self) -> None:
        form = QFormLayout()
        rows = (
            ("&Weights", self.weights), ("&Latents from", self.sampler),
            ("&Pictures", self.count), ("&Seed", self.seed),
        )  # fmt: skip
        for text, widget in rows:
            form.addRow(text, widget)
        form.addRow(self.tight)
        form.addRow("Look also with", self.networks)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton("Score", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.networks.words)
        about = MutedLabel(_ABOUT, wraps=True)
        about.setMinimumWidth(360)
        layout.addWidget(about)
        layout.addWidget(buttons)
        self.networks.said.connect(self._fit)

    def _fit(self) -> None:
        """Be as tall as what is said needs."""
        if self.isVisible():
            self.adjustSize()


def remembered(settings: Settings) -> Question:
    """Return what was asked last; the usual where that cannot be read."""
    values = settings.get(_SETTING, {})
    usual = Question()
    match values:
        case {
            "checkpoint": "best" | "last" as checkpoint, "sampler": str(sampler),
            "count": int(count), "seed": int(seed), "draws": int(draws),
        } if _LEAST <= count <= _MOST and draws in (usual.draws, _MANY):  # fmt: skip
            also = values.get("also", [])
            known = tuple(key for key in networks.FIXED if isinstance(also, list) and key in also)
            return Question(checkpoint, sampler, count, seed, draws, known)
    return usual


def _combo(rows: tuple[tuple[str, str], ...], chosen: str, name: str) -> QComboBox:
    box = QComboBox()
    for key, label in rows:
        box.addItem(label, key)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.setAccessibleName(name)
    return box


def _spin(least: int, most: int, value: int, name: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(least, most)
    box.setGroupSeparatorShown(True)
    box.setValue(value)
    box.setAccessibleName(name)
    return box
