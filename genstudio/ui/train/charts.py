"""Which charts a run is shown with: those whose columns it records. Data alone: no Qt."""

from __future__ import annotations

from dataclasses import replace

from genstudio.ui.widgets.chart import QUALITY, Chart, Line

_HELD_OUT = Chart(
    QUALITY,
    "Held-out figure",
    "",
    (Line(QUALITY, "", 2),),
    "On pictures never trained on. Lower is better.",
    points=True,
    needed=True,
)

_CHARTS = (
    Chart(
        "reconstruction",
        "Reconstruction",
        "nats/image",
        (Line("reconstruction", "error", 0),),
        "How badly a picture is redrawn. Lower is better; below 0 is fine.",
    ),
    Chart(
        "kl",
        "KL",
        "nats/image",
        (Line("kl", "KL", 1), Line("capacity", "capacity C", 2)),
        "How much the latents remember. That it rises first is good.",
    ),
    Chart(
        "bound",
        "Importance-weighted bound",
        "nats/image",
        (Line("bound", "−bound", 0),),
        "−log p(x) is at most this. Lower is better; below 0 is fine.",
    ),
    Chart(
        "independence",
        "Dependence of the latents",
        "nats",
        (Line("tc", "total correlation", 0), Line("mutual_information", "about the picture", 1)),
        "Total correlation 0: no slider says what another says. An estimate from the batch.",
    ),
    Chart(
        "codes",
        "Player that looks at latents",
        "nats",
        (Line("loss_codes", "its loss", 1),),
        "At 0.69 it cannot tell latents from shuffled ones: they are independent.",
    ),
    Chart(
        "features",
        "Error as the discriminator sees it",
        "nats/image",
        (Line("features", "error", 0),),
        "Between a picture and its redrawing. What it looks at changes, so it need not fall.",
    ),
    Chart(
        "mmd",
        "Distance of all latents from N(0, I)",
        "MMD²",
        (Line("mmd", "MMD²", 1),),
        "About 0 is the aim; below 0 is chance.",
    ),
    Chart(
        "norms",
        "Sizes that are held small",
        "",
        (Line("code_norm", "codes, ½‖z‖²", 0), Line("weight_norm", "decoder, ‖θ‖²", 1)),
        "They need not fall: they must not run away.",
    ),
    Chart(
        "losses",
        "Losses",
        "",
        (Line("loss_critic", "Discriminator", 0), Line("loss_generator", "Generator", 1)),
        "Who is winning; this is not quality. The held-out figure is.",
        needed=True,
    ),
    Chart(
        "scores",
        "Discriminator's mean score",
        "",
        (Line("score_real", "real", 0), Line("score_made", "made", 1)),
        "Where the lines meet, it cannot tell real from made.",
    ),
    Chart(
        "sureness",
        "Discriminator's sureness",
        "",
        (Line("sign_real", "on real", 0), Line("augment", "augmentation", 2)),
        "Long above 0.6 it may know the training pictures by heart.",
    ),
    Chart(
        "mse",
        "Error of redrawn pictures",
        "mean square",
        (Line("mse", "error", 0),),
        "Pixels run from −1 to 1. Lower is better.",
        points=True,
    ),
    Chart(
        "variance",
        "Variance kept",
        "share",
        (Line("variance_kept", "kept", 1),),
        "The rest is what these few directions cannot draw: the blur.",
        points=True,
    ),
    _HELD_OUT,
)


def charts_for(columns: tuple[str, ...]) -> tuple[Chart, ...]:
    """Return the charts of a run that records `columns`, the held-out figure last."""
    shown = []
    for chart in _CHARTS:
        lines = tuple(line for line in chart.lines if line.column in (*columns, QUALITY))
        if lines:
            shown.append(replace(chart, lines=lines))
    return tuple(shown)
