"""Every score by its key: what it is called and what it says. No torch here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """One figure that scoring finds; `tip` is a sentence for those who read it first."""

    key: str
    label: str
    tip: str
    group: str


_QUALITY, _LATENT, _LIKELY, _COST = "Made pictures", "Latent space", "Likelihood", "Cost"

KNOWN = (
    Known("fd_local", "FD-local", "How far made pictures are from held-out ones, in features "
          "learnt on the pictures at hand. Lower is better. It is not FID.", _QUALITY),
    Known("kid_local", "KID-local", "The same by a kernel: unbiased, fit for few pictures. Lower "
          "is better.", _QUALITY),
    Known("fd_lite0", "FD (EfficientNet-Lite0)", "How far made pictures are from held-out ones, in "
          "features of EfficientNet-Lite0, trained on photographs. Lower is better. It is not FID.",
          _QUALITY),
    Known("kid_lite0", "KID (EfficientNet-Lite0)", "The same by a kernel: unbiased, fit for few "
          "pictures. Lower is better.", _QUALITY),
    Known("fid", "FID", "How far made pictures are from held-out ones, in features of Inception: "
          "the figure of most papers, which take 10,000 pictures or more. Lower is better.",
          _QUALITY),
    Known("kid", "KID", "The same by a kernel, in Inception's features: unbiased, fit for few "
          "pictures. Lower is better.", _QUALITY),
    Known("precision", "Precision", "Share of made pictures that look real. Alone it rewards "
          "collapse.", _QUALITY),
    Known("recall", "Recall", "Share of real pictures that the model could make.", _QUALITY),
    Known("density", "Density", "How deep made pictures lie among real ones; 1 is as deep as real "
          "ones.", _QUALITY),
    Known("coverage", "Coverage", "Share of real pictures that have a made one near them. Higher "
          "is better.", _QUALITY),
    Known("classes", "Classes made", "How many classes a classifier finds among made pictures.",
          _QUALITY),
    Known("class_kl", "Class proportions", "How wrong the proportions of classes are: reverse KL, "
          "0 is right.", _QUALITY),
    Known("stacked_modes", "Modes of stacked digits", "How many of the 1,000 combinations of three "
          "digits are made at least once, of 26,000 pictures. Higher is better.", _QUALITY),
    Known("stacked_kl", "Spread over the modes", "How unevenly the combinations are made: reverse "
          "KL, 0 is even.", _QUALITY),
    Known("sharpness", "Sharpness", "Strength of edges over that of real pictures: 1 is as sharp, "
          "far above is noise.", _QUALITY),
    Known("copies", "Copies", "Share of made pictures that are nearer to a training picture than "
          "99 of 100 real ones.", _QUALITY),
    Known("nearest_ratio", "Nearest training picture", "Distance of made pictures to training "
          "ones over that of held-out pictures: far below 1 is copying.", _QUALITY),
    Known("mse", "Redrawing error", "Mean squared error of redrawn held-out pictures.", _LATENT),
    Known("psnr", "PSNR", "The redrawing error in decibels. Higher is better.", _LATENT),
    Known("ssim", "SSIM", "How alike redrawn pictures are in structure. Higher is better.",
          _LATENT),
    Known("active_units", "Active units", "Latents whose mean varies over pictures.", _LATENT),
    Known("detour", "Detour of a walk", "How much longer a walk through latent space is than the "
          "straight way, in features: 1 is straight.", _LATENT),
    Known("jump", "Longest jump", "The longest step of a walk over the mean one: 1 is even.",
          _LATENT),
    Known("mig", "MIG", "How far one latent alone stands for each factor, on pictures whose "
          "factors are known. Higher is better.", _LATENT),
    Known("dci_disentanglement", "DCI disentanglement", "One factor a latent: 1 is best.", _LATENT),
    Known("dci_completeness", "DCI completeness", "One latent a factor: 1 is best.", _LATENT),
    Known("dci_informativeness", "DCI informativeness", "How well factors are told from latents.",
          _LATENT),
    Known("factor_score", "FactorVAE score", "How often the latent that varies least tells which "
          "factor was fixed.", _LATENT),
    Known("nll", "Exact −log p", "Exact negative log-likelihood of probabilistic PCA.", _LIKELY),
    Known("elbo", "Negative ELBO", "A bound of −log p(x), nats an image. Lower is better.",
          _LIKELY),
    Known("iwae_100", "IWAE bound (100)", "A tighter bound, of 100 draws a picture.", _LIKELY),
    Known("iwae_5000", "IWAE bound (5,000)", "A tight bound, of 5,000 draws a picture.", _LIKELY),
    Known("bits", "Bits per dimension", "The bound in bits a number, of likelihoods that give "
          "whole grey levels a probability.", _LIKELY),
    Known("parzen", "Parzen window", "Historical: log-likelihood by windows on made pictures. "
          "Never ranked.", _LIKELY),
    Known("critic_told_held_out", "Discriminator tells", "Chance that the discriminator ranks a "
          "held-out picture above a made one: 0.5 is a guess.", _COST),
    Known("critic_remembered", "Discriminator remembers", "Chance that it ranks a training picture "
          "above a held-out one: 0.5 is a guess.", _COST),
    Known("shown", "Pictures shown", "Pictures seen while training.", _COST),
    Known("rate", "Training speed", "Pictures a second while training.", _COST),
    Known("decode_ms", "Time a picture", "Milliseconds to make one picture.", _COST),
    Known("file_mb", "File size", "Of the weights, in MB.", _COST),
    Known("train_seconds", "Time trained", "Seconds spent training.", _COST),
    Known("parameters", "Numbers learnt", "How many numbers the model has learnt.", _COST),
)  # fmt: skip

LABELS = {known.key: known.label for known in KNOWN}
"""A score's short name by its key."""

TRADED = ("train_seconds", "parameters", "decode_ms", "file_mb", "shown")
"""Costs that quality is weighed against, the most telling first."""


def label(key: str) -> str:
    """Return the short name of a score, known or not."""
    return LABELS.get(key, key.replace("_", " "))
