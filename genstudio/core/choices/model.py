"""The recipe's section “model”: what is trained: the objective and its nets."""

from __future__ import annotations

from genstudio.core.choices.declare import TRAINED, Choices, field


class ModelChoices(Choices):
    """The fields of this section, in the order of the form."""

    objective: str = field(
        "vae", label="What to train", section="model",
        tip="A VAE learns to compress and redraw; a GAN learns by a game of two players; PCA is "
        "the linear baseline.",
    )  # fmt: skip
    net: str = field(
        "auto", label="Network", section="model", needs=TRAINED,
        tip="The shape of encoder, decoder and discriminator. Auto picks what suits the objective.",
    )  # fmt: skip
    latent: int = field(
        16, label="Latent dimensions", section="model", ge=1, le=512,
        tip="How many sliders the model has. 16 suits small VAEs, 64 suits GANs.",
    )  # fmt: skip
    width: int = field(
        32, label="Network width", unit="channels", section="model", advanced=True,
        needs=TRAINED, ge=4, le=256,
        tip="Channels in the widest picture-sized layer. Twice the width is about four times the "
        "work.",
    )  # fmt: skip

    conditional: bool = field(
        False, label="Teach the classes", section="model", needs=("labels",),
        tip="The model learns what each class of the pictures looks like, so that you can ask for "
        "one by its name. Needs pictures with classes.",
    )  # fmt: skip
