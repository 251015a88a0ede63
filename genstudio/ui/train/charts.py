"""Which charts a family of objectives is shown with. Data alone: no Qt, no plotting."""

from __future__ import annotations

from genstudio.ui.widgets.chart import QUALITY, Chart, Line

_HELD_OUT = Chart(
    QUALITY,
    "Held-out figure",
    "",
    (Line(QUALITY, "", 2),),
    "On pictures never trained on. Lower is better.",
    points=True,
)

_VAE = (
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
        (Line("kl", "KL", 1),),
        "How much the latents remember. That it rises first is good.",
    ),
    _HELD_OUT,
)

_GAN = (
    Chart(
        "losses",
        "Losses",
        "",
        (Line("loss_critic", "Discriminator", 0), Line("loss_generator", "Generator", 1)),
        "GAN losses are not quality: watch previews and held-out figure.",
    ),
    Chart(
        "scores",
        "Discriminator's mean score",
        "",
        (Line("score_real", "real", 0), Line("score_made", "made", 1)),
        "Where the lines meet, it cannot tell real from made.",
    ),
    _HELD_OUT,
)

_PCA = (
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

FAMILY_CHARTS = {"vae": _VAE, "gan": _GAN, "pca": _PCA}
