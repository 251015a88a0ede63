"""The recipe's section “objective”: the weights and switches of what is minimised."""

from __future__ import annotations

from typing import Literal

from genstudio.core.choices.declare import CRITIC, TARGETS, Choices, field


class ObjectiveChoices(Choices):
    """The fields of this section, in the order of the form."""

    likelihood: Literal["gaussian", "bernoulli", "logistic"] = field(
        "gaussian", label="Likelihood", section="objective", needs=("likelihood",),
        tip="How a redrawn picture is scored. Gaussian finds its own noise level; Bernoulli is for "
        "black-and-white pictures; logistic gives each of the 256 levels a probability, so that "
        "the result is in bits per dimension.",
    )  # fmt: skip
    beta: float = field(
        1.0, label="β (weight of the KL)", section="objective", needs=("kl",), gt=0.0, le=1000,
        tip="1 is the true VAE. Larger orders the latent space more and blurs the pictures more.",
    )  # fmt: skip
    kl_warmup: float = field(
        0.1, label="KL warm-up", unit="share of steps", section="objective", advanced=True,
        needs=("kl", "warmup"), ge=0.0, le=1.0,
        tip="The weight of the KL (or its like) grows from 0 to all over this share "
        "of the steps. 0.1 is a good value.",
    )  # fmt: skip
    capacity: float = field(
        25.0, label="Capacity C", unit="nats", section="objective", needs=("capacity",),
        ge=0.0, le=1000,
        tip="How much the latents may remember of a picture; β pulls the KL towards it. 0: as "
        "little as pays, the plain β-VAE.",
    )  # fmt: skip
    capacity_growth: float = field(
        0.5, label="Capacity grows over", unit="share of steps", section="objective",
        advanced=True, needs=("capacity",), ge=0.0, le=1.0,
        tip="The capacity rises from 0 over this share of the steps, so that dimensions are "
        "learnt one after the other. 0.5 is a good value.",
    )  # fmt: skip
    importance_samples: int = field(
        5, label="Importance samples k", section="objective", needs=("importance",), ge=1, le=100,
        tip="Draws per picture. More give a tighter bound and cost as many times the decoding. "
        "5 is a good value.",
    )  # fmt: skip
    tc_weight: float = field(
        4.0, label="Weight of independence", section="objective", needs=("tc",), ge=0.0, le=1000,
        tip="How much the total correlation of the latents is punished. Larger: each slider says "
        "something of its own, and pictures blur.",
    )  # fmt: skip
    mmd_weight: float = field(
        100.0, label="λ (weight of the MMD)", section="objective", needs=("mmd",),
        ge=0.0, le=100_000,
        tip="How strongly all latents together are pulled to N(0, I). Larger: made pictures "
        "look more like redrawn ones, which get worse.",
    )  # fmt: skip
    mmd_kernel: Literal["imq", "rbf"] = field(
        "imq", label="MMD kernel", section="objective", advanced=True, needs=("mmd",),
        tip="How two latents are compared. IMQ sees far ones too and is a good choice; RBF only "
        "near ones.",
    )  # fmt: skip
    info_alpha: float = field(
        0.5, label="α (share of the KL left out)", section="objective", needs=("info",),
        ge=0.0, le=1.0,
        tip="0 keeps the KL whole, as in a VAE; 1 leaves it out, so that latents may remember "
        "anything (MMD-VAE).",
    )  # fmt: skip
    code_weight: float = field(
        0.1, label="β (pull on the codes)", section="objective", needs=("rae",), ge=0.0, le=1000,
        tip="Keeps the codes small, so that they lie together. 0.1 is a good value.",
    )  # fmt: skip
    decoder_weight: float = field(
        0.001, label="λ (pull on the decoder)", section="objective", needs=("rae",),
        ge=0.0, le=10.0,
        tip="Keeps the decoder's weights small, so that near codes give alike pictures.",
    )  # fmt: skip
    pseudo_inputs: int = field(
        50, label="Pseudo-inputs K", section="objective", needs=("vamp",), ge=1, le=1000,
        tip="The prior is learnt as a mixture of this many clouds, one around each invented "
        "picture. 50–500; each costs as much encoding as a picture of the batch.",
    )  # fmt: skip
    feature_weight: float = field(
        0.002, label="γ (weight of likeness)", section="objective", needs=("features",),
        ge=0.0, le=100.0,
        tip="What the decoder cares for more: that a picture looks to the discriminator like the "
        "one it redraws (large), or that it fools it (small). 0.002 is a good value.",
    )  # fmt: skip
    r1: float = field(
        0.4, label="R1 penalty γ (real)", section="objective", needs=CRITIC, ge=0.0, le=1000,
        tip="Flattens the discriminator around real pictures: steadier training. About "
        "0.0005 × height × width is a good value.",
    )  # fmt: skip
    r2: float = field(
        0.4, label="R2 penalty γ (made)", section="objective", needs=CRITIC, ge=0.0, le=1000,
        tip="Flattens the discriminator around made pictures. Usually equal to R1.",
    )  # fmt: skip
    penalty_final: float = field(
        0.1, label="Penalty at the end", unit="share", section="objective", advanced=True,
        needs=CRITIC, ge=0.0, le=1.0,
        tip="Penalties fall to this share of their first value. 0.1 is a good value.",
    )  # fmt: skip
    spectral_norm: bool = field(
        False, label="Spectral normalisation", section="objective", advanced=True,
        needs=CRITIC,
        tip="Bounds how steep the discriminator can be, without the cost of R1 and R2.",
    )  # fmt: skip
    gp: float = field(
        0.0, label="Gradient penalty λ", section="objective", advanced=True, needs=CRITIC,
        ge=0.0, le=1000,
        tip="Makes the discriminator as steep as 1 between real and made pictures, as WGAN-GP "
        "needs. 10 is the paper's value; 0 turns it off.",
    )  # fmt: skip
    penalty_every: int = field(
        1, label="Penalty every", unit="steps", section="objective", advanced=True,
        needs=CRITIC, ge=1, le=64,
        tip="Penalties are computed only every so many steps, and count for as many: cheaper, "
        "less steady. 1 is a good value.",
    )  # fmt: skip
    weight_clip: float = field(
        0.0, label="Weight clip", section="objective", advanced=True, needs=CRITIC,
        ge=0.0, le=10.0,
        tip="Keeps every weight of the discriminator within ± this, as the first WGAN did: 0.01 "
        "there, 0.05 for small nets. 0 turns it off.",
    )  # fmt: skip
    label_smoothing: float = field(
        0.0, label="Label smoothing", section="objective", advanced=True, needs=TARGETS,
        ge=0.0, le=0.5,
        tip="The discriminator is told that real pictures are real only to 1 − this: it grows "
        "less sure of itself. 0.1 is usual; 0 turns it off.",
    )  # fmt: skip
    instance_noise: float = field(
        0.0, label="Instance noise", unit="σ", section="objective", advanced=True,
        needs=CRITIC, ge=0.0, le=2.0,
        tip="Noise on all pictures the discriminator sees, falling to none in the course of "
        "training: the game starts blurred and easy. 0.1 is usual; 0 turns it off.",
    )  # fmt: skip
    augment: Literal["off", "fixed", "adaptive"] = field(
        "off", label="Augmentation", section="objective", needs=CRITIC,
        tip="Shifts and part-covers what the discriminator sees, real and made alike, so that it "
        "cannot learn few pictures by heart. Adaptive finds the strength. For fewer than about "
        "2,000 pictures.",
    )  # fmt: skip
    augment_strength: float = field(
        0.8, label="Augmentation's strength", unit="share", section="objective", advanced=True,
        needs=CRITIC, ge=0.0, le=1.0,
        tip="How many of the pictures each kind of change is done to: always, or at most if it "
        "is adaptive. 0.8 is a good value.",
    )  # fmt: skip
    augment_colour: bool = field(
        False, label="Augment colours too", section="objective", advanced=True, needs=CRITIC,
        tip="Augmentation also changes brightness, contrast and saturation. For photographs.",
    )  # fmt: skip
    pack: int = field(
        1, label="Bundle for the discriminator", unit="pictures", section="objective",
        advanced=True, needs=("packs",), ge=1, le=8,
        tip="The discriminator judges so many pictures at once: all real or all made. It sees when "
        "made ones are too alike, so that fewer kinds are lost. 1 judges each alone; 2–4 is usual.",
    )  # fmt: skip
    critic_turns: int = field(
        1, label="Discriminator turns", unit="per step", section="objective", advanced=True,
        needs=CRITIC, ge=1, le=20,
        tip="How often the discriminator moves for each move of the generator. 1 is a good value.",
    )  # fmt: skip
    critic_lr: float = field(
        1.0, label="Discriminator's speed", unit="× learning rate", section="objective",
        advanced=True, needs=(*CRITIC, "codes"), gt=0.0, le=100,
        tip="The discriminator's learning rate as a multiple of the generator's.",
    )  # fmt: skip
