"""Presets: named starting points, recommended ones and those of the papers.

Each is a function that returns a recipe for the user's own pictures. What a paper used and this
program does not have (other optimisers, single hidden layers) is said in the preset's sentence.
Imports no torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from genstudio.core.recipe import Recipe, RecipeError
from genstudio.objectives import catalog, presets


@dataclass(frozen=True)
class Circumstances:
    """What a preset is made for: the pictures, and what this computer is."""

    data: str = "builtin:digits"
    size: int = 28
    channels: str = "auto"
    cuda: bool = False
    cores: int = 2

    def recommend(self, objective: str) -> Recipe:
        """Return the recommended recipe of `objective` here."""
        return presets.recommend(
            objective, data=self.data, size=self.size, channels=self.channels,
            cuda=self.cuda, cores=self.cores,
        )  # fmt: skip


@dataclass(frozen=True)
class Preset:
    """A named starting point; `sentence` says what one learns from it."""

    key: str
    label: str
    sentence: str
    objective: str
    values: Mapping[str, Any] = field(default_factory=dict)
    own: bool = False

    def recipe(self, here: Circumstances) -> Recipe:
        """Return the recipe for these pictures on this computer.

        Raises `RecipeError` with a sentence if the preset no longer fits this version.
        """
        return catalog.resolve(here.recommend(self.objective).change(**self.values))


class _RecommendedGAN(Preset):
    """The GAN this computer trains best."""

    def recipe(self, here: Circumstances) -> Recipe:
        """Choose by the computer."""
        return here.recommend(presets.default_gan(data=here.data, cuda=here.cuda, cores=here.cores))


_UNTUNED = {"ema": 0.0, "lr_final": 1.0}  # no average, no schedule: as papers did before 2017

PRESETS: dict[str, Preset] = {
    preset.key: preset
    for preset in (
        Preset(
            "recommended-vae", "Recommended VAE",
            "The quickest way to a latent space you can explore: compress, redraw, sample.",
            "vae",
        ),
        _RecommendedGAN(
            "recommended-gan", "Recommended GAN",
            "Sharper pictures from a game of two players: the steadiest one for this computer.",
            "rpgan",
        ),
        Preset(
            "weak-cpu-gan", "Weak CPU GAN",
            "How far a GAN comes with half the work per step: a bounded discriminator needs no "
            "penalty.",
            "hinge",
        ),
        Preset(
            "pca", "PCA, the ancestor",
            "What a straight line can do: the baseline every other model has to beat.",
            "pca",
        ),
        Preset(
            "vae-2013", "As in the 2013 VAE paper",
            "Where VAEs began (Kingma and Welling): fully connected nets and a Bernoulli decoder. "
            "Here with Adam and two hidden layers in place of Adagrad and one.",
            "vae",
            {
                "net": "mlp", "width": 32, "latent": 20, "likelihood": "bernoulli", "batch": 100,
                "kl_warmup": 0.0, "lr": 1e-3, **_UNTUNED,
            },
        ),
        Preset(
            "beta-vae-2017", "β-VAE",
            "Pay more for each nat (Higgins and others): the sliders come apart, the pictures "
            "blur.",
            "vae", {"beta": 4.0},
        ),
        Preset(
            "beta-capacity-2018", "β-VAE with growing capacity",
            "What the latents may remember grows slowly (Burgess and others): dimensions wake up "
            "one after the other, the most useful first.",
            "betavae", {"beta": 100.0, "capacity": 25.0, "capacity_growth": 0.6},
        ),
        Preset(
            "tcvae-2018", "β-TCVAE",
            "Punish only what the latents say of each other (Chen and others): sliders come apart "
            "at less cost in sharpness than with β.",
            "tcvae", {"tc_weight": 6.0, "latent": 10},
        ),
        Preset(
            "factorvae-2018", "FactorVAE",
            "The same aim reached by a game (Kim and Mnih): a second player tells real codes from "
            "shuffled ones.",
            "factorvae", {"tc_weight": 10.0, "latent": 10},
        ),
        Preset(
            "iwae-2016", "IWAE",
            "A tighter bound from several draws (Burda, Grosse and Salakhutdinov): why the ELBO "
            "is only a bound, and how close one can come.",
            "iwae",
            {
                "net": "mlp", "width": 32, "latent": 50, "likelihood": "bernoulli", "batch": 20,
                "importance_samples": 5, "lr": 1e-3, **_UNTUNED,
            },
        ),
        Preset(
            "rae-2020", "Autoencoder with a sampler (RAE)",
            "Does a VAE need its noise? (Ghosh and others): a plain, smooth autoencoder, sampled "
            "from a mixture of Gaussians fitted afterwards.",
            "rae",
        ),
        Preset(
            "gan-2014", "As in the 2014 GAN paper",
            "The two-player game as first written (Goodfellow and others), without any help: "
            "watch the discriminator win and modes go missing.",
            "minimax",
            {
                "net": "mlp", "width": 32, "latent": 100, "batch": 100, "r1": 0.0, "r2": 0.0,
                "lr": 2e-4, **_UNTUNED,
            },
        ),
        Preset(
            "dcgan-2015", "DCGAN 2015",
            "Why convolutions and batch normalisation made GANs work at last (Radford, Metz and "
            "Chintala).",
            "nsgan",
            {
                "net": "dcgan", "latent": 100, "batch": 128, "lr": 2e-4, "beta1": 0.5, "r1": 0.0,
                "r2": 0.0, **_UNTUNED,
            },
        ),
        Preset(
            "wgan-2017", "WGAN 2017",
            "What it takes to measure a distance (Arjovsky and others): five turns for the "
            "discriminator, its weights clipped. Here with Adam in place of RMSProp.",
            "wgan",
            {
                "net": "dcgan", "latent": 100, "batch": 64, "lr": 5e-5, "weight_clip": 0.01,
                "critic_turns": 5, **_UNTUNED,
            },
        ),
        Preset(
            "wgan-gp-2017", "WGAN-GP 2017",
            "The distance without clipping (Gulrajani and others): a penalty keeps the slope at 1, "
            "and almost any net trains.",
            "wgangp",
            {
                "net": "residual", "latent": 128, "batch": 64, "lr": 1e-4, "gp": 10.0,
                "critic_turns": 5, **_UNTUNED,
            },
        ),
        Preset(
            "pacgan-2018", "PacGAN 2018",
            "The discriminator judges four pictures at once (Lin and others): made ones that are "
            "too alike give themselves away. Hold it against DCGAN 2015.",
            "nsgan",
            {
                "net": "dcgan", "latent": 100, "batch": 128, "lr": 2e-4, "beta1": 0.5, "r1": 0.0,
                "r2": 0.0, "pack": 4, **_UNTUNED,
            },
        ),
        Preset(
            "r3-2024", "R3",
            "A modern baseline without tricks (Huang and others, 2024): pairs are judged, slopes "
            "on both sides are kept gentle, no normalisation.",
            "rpgan", {"net": "residual"},
        ),
    )
}  # fmt: skip


def preset(key: str) -> Preset:
    """Return the preset called `key`; raises `RecipeError` naming the known ones."""
    if key not in PRESETS:
        raise RecipeError(f"“{key}” is not a preset. Known: {', '.join(PRESETS)}.")
    return PRESETS[key]
