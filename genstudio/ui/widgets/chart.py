"""What a chart shows: its lines, their words and colours. Data alone: no Qt, no plotting."""

from __future__ import annotations

from dataclasses import dataclass

QUALITY = "quality"
"""The held-out figure: not a column of the history, but drawn like one."""


@dataclass(frozen=True)
class Line:
    """One curve of a chart: what it is found by, its words, its colour in the theme."""

    column: str
    label: str
    colour: int


@dataclass(frozen=True)
class Chart:
    """One plot with one y-axis; a `needed` note stays where room is short."""

    key: str
    title: str
    unit: str
    lines: tuple[Line, ...]
    note: str = ""
    points: bool = False
    along: str = "step"
    needed: bool = False


COLUMN_LABELS = {
    "loss": "Loss (reconstruction + divergence)",
    "bound": "Importance-weighted bound, negative",
    "reconstruction": "Reconstruction",
    "kl": "KL",
    "capacity": "Capacity C",
    "mutual_information": "What latents say of the picture",
    "tc": "Total correlation of the latents",
    "loss_codes": "Loss of the player that looks at latents",
    "features": "Error as the discriminator sees it",
    "mmd": "MMD² of the latents from N(0, I)",
    "code_norm": "Size of the codes, ½‖z‖²",
    "weight_norm": "Size of the decoder's weights, ‖θ‖²",
    "loss_critic": "Discriminator's loss",
    "loss_generator": "Generator's loss",
    "score_real": "Mean score, real pictures",
    "score_made": "Mean score, made pictures",
    "sign_real": "Mean sign of the score, real pictures",
    "r1": "R1 penalty (slope at real pictures)",
    "r2": "R2 penalty (slope at made pictures)",
    "gp": "Gradient penalty (how far the slope is from 1)",
    "augment": "Augmentation (share of pictures changed)",
    "mse": "Error of redrawn pictures",
    "variance_kept": "Variance kept",
    QUALITY: "Held-out figure",
}
"""What a column of the history is called."""

COLUMN_UNITS = {
    "loss": "nats/image",
    "bound": "nats/image",
    "reconstruction": "nats/image",
    "kl": "nats/image",
    "capacity": "nats/image",
    "mutual_information": "nats/image",
    "tc": "nats/image",
    "features": "nats/image",
    "loss_codes": "nats",
}
"""Units of the columns that have one."""
