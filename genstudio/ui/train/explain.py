"""What is going on, in plain words, for each kind of training. Texts alone: no Qt."""

from __future__ import annotations

from dataclasses import dataclass

_VAE = (
    "<b>Encoder</b>: looks at a picture and answers with a small cloud in latent space, a "
    "mean μ and a spread σ for each dimension. <b>Reparameterisation</b>: z = μ + σ·ε with ε "
    "drawn from N(0, 1). The dice stand outside the network, so both halves can learn through"
    " the draw. <b>Decoder</b>: turns z back into a picture. <b>Reconstruction</b> says how "
    "badly the picture came back; <b>KL</b> says how far the cloud is from N(0, 1), that is "
    "how much it remembers. They pull against each other; their sum is what the VAE makes "
    "small."
)
_GAN = (
    "<b>Two players, one game</b> (minimax: Goodfellow and others, 2014). The "
    "<b>generator</b> turns random z into pictures. The <b>discriminator</b> gives every "
    "picture a score, high for real. Each step both move: one learns to tell real from made, "
    "the other learns to fool it. {game} If the game ends well the discriminator can only "
    "guess. The losses say who is ahead just now, not how good the pictures are."
)
_PCA = (
    "<b>No game, no guessing: a closed form.</b> One pass over the pictures adds up how their"
    " pixels vary together; the directions of largest variance are then solved exactly. Each "
    "latent moves the picture along one of them. <b>Variance kept</b> is the share these "
    "directions can draw; the rest is the blur you see. The encoder is a projection, the "
    "decoder a weighted sum."
)
_GAMES = {
    "rpgan": "Here pictures are judged in pairs, one real and one made, so only the gap between "
    "the two scores matters; R1 and R2 keep the discriminator's slopes gentle.",
    "hinge": "Here the discriminator aims for scores above 1 on real and below −1 on made "
    "pictures, and 0 is its guess; spectral normalisation bounds how steep it can be.",
    "nsgan": "Here a score of 0 means “fifty-fifty”; the generator maximises log D of its "
    "pictures, so that it learns most while it is losing.",
    "minimax": "Here a score of 0 means “fifty-fifty”; the generator minimises log(1 − D), which "
    "is flat while the discriminator is sure: watch it get stuck.",
}


@dataclass(frozen=True)
class Words:
    """A heading and a text (rich text)."""

    title: str
    text: str


def words(objective: str, family: str) -> Words:
    """Return what is going on while `objective` of `family` trains."""
    if family == "gan":
        return Words("What is going on? A GAN", _GAN.format(game=_GAMES.get(objective, "")))
    if family == "pca":
        return Words("What is going on? PCA", _PCA)
    return Words("What is going on? A VAE", _VAE)
