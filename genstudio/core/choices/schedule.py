"""The recipe's section “schedule”: how long, how fast, where, and what is kept."""

from __future__ import annotations

from typing import Literal

from genstudio.core.choices.declare import CRITIC, TRAINED, Choices, field


class ScheduleChoices(Choices):
    """The fields of this section, in the order of the form."""

    steps: int = field(
        2000, label="Steps", section="schedule", needs=TRAINED, ge=1, le=100_000_000,
        tip="How many turns of every player. More is better until the preview stops improving.",
    )  # fmt: skip
    batch: int = field(
        128, label="Batch", unit="pictures", section="schedule", advanced=True, ge=2, le=8192,
        tip="Pictures per step. 64–128 on a CPU, 128–256 on a GPU.",
    )  # fmt: skip
    lr: float = field(
        1e-3, label="Learning rate", section="schedule", advanced=True, needs=TRAINED,
        gt=0.0, le=10.0,
        tip="How far each step moves the weights. 0.001 for small VAEs, 0.0002 for GANs.",
    )  # fmt: skip
    lr_final: float = field(
        0.05, label="Learning rate at the end", unit="share", section="schedule", advanced=True,
        needs=TRAINED, ge=0.0, le=1.0,
        tip="The learning rate falls to this share of its first value (unless it is constant).",
    )  # fmt: skip
    schedule: Literal["cosine", "linear", "warm-up", "constant"] = field(
        "cosine", label="Learning rate's course", section="schedule", advanced=True,
        needs=TRAINED,
        tip="How the learning rate falls to its end: along a cosine, a straight line, a cosine "
        "after rising from 0 for the first twentieth (warm-up), or not at all (constant).",
    )  # fmt: skip
    beta1: float = field(
        0.0, label="Momentum (Adam's β₁)", section="schedule", advanced=True, needs=CRITIC,
        ge=0.0, le=0.99,
        tip="How long a player keeps its direction. 0 is steadiest for GANs; DCGAN's paper has "
        "0.5.",
    )  # fmt: skip
    gradient_clip: float = field(
        0.0, label="Gradient clip", unit="norm", section="schedule", advanced=True,
        needs=TRAINED, ge=0.0, le=1e6,
        tip="Shortens each player's gradient to this length where it is longer. 0 turns it off: "
        "VAEs then still cut outliers.",
    )  # fmt: skip
    ema: float = field(
        0.999, label="Weight averaging (EMA)", section="schedule", advanced=True,
        needs=TRAINED, ge=0.0, le=0.99999,
        tip="Previews and the saved model use a moving average of the weights, which draws "
        "better. 0 turns it off.",
    )  # fmt: skip
    seed: int = field(
        0, label="Seed", section="schedule", ge=0, le=2**31 - 1,
        tip="The same recipe with the same seed gives the same model on the same machine.",
    )  # fmt: skip
    device: Literal["auto", "cpu", "cuda", "mps"] = field(
        "auto", label="Device", section="schedule", advanced=True,
        tip="Auto takes the GPU when there is one.",
    )  # fmt: skip
    threads: int = field(
        0, label="CPU threads", section="schedule", advanced=True, ge=0, le=1024,
        tip="0: all cores but one, so that the window stays quick.",
    )  # fmt: skip
    preview_seconds: float = field(
        2.0, label="Preview every", unit="s", section="schedule", advanced=True, gt=0.0, le=3600,
        tip="How often pictures are made from the fixed latents while training.",
    )  # fmt: skip
    checkpoint_seconds: float = field(
        10.0, label="Save every", unit="s", section="schedule", advanced=True, gt=0.0, le=10.0,
        tip="A power cut loses at most this much training. 10 is the most.",
    )  # fmt: skip
    moments_mb: int = field(
        50, label="Time machine", unit="MB", section="schedule", advanced=True, ge=0, le=100_000,
        tip="How much room earlier moments of the model may take on disk: they let you look back, "
        "and go back. 0 keeps none.",
    )  # fmt: skip
