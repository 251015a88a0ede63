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
    "lsgan": "Here real pictures should score 1 and made ones −1; the generator wants 0 for its "
    "own, and pays by the square of what is missing, so it also learns from pictures far away.",
    "wgangp": "Here the gap between the two mean scores is a distance, how far the made pictures "
    "would have to be carried; that holds while the discriminator's slope is 1, which the gradient "
    "penalty sees to.",
    "wgan": "Here the gap between the two mean scores is meant as a distance; the slope is bounded "
    "by clipping every weight, which is simple and makes the discriminator dull: compare with the "
    "gradient penalty.",
    "minimax": "Here a score of 0 means “fifty-fifty”; the generator minimises log(1 − D), which "
    "is flat while the discriminator is sure: watch it get stuck.",
}

_AE = (
    "<b>Encoder</b>: answers a picture with one point, its code; no dice are thrown. "
    "<b>Decoder</b>: turns the code back into a picture. Only the <b>error</b> of the redrawn "
    "picture counts{rule} The sliders show the codes made round: over the pictures each latent "
    "has mean 0 and spread 1, so that ±3 is the edge of what was seen.{note}"
)
_AES = {
    "ae": (
        ".",
        " Nothing asks that a point between two codes means anything: made pictures show it.",
    ),
    "rae": (
        ", and two gentle pulls: codes and the decoder's weights stay small.",
        " Pictures are made from a distribution that is fitted to the codes.",
    ),
}
_WAE = (
    "<b>Encoder</b>: answers a picture with one point, its code. <b>Decoder</b>: redraws it. The "
    "single code may lie anywhere, but <b>all codes together</b> are pulled to look like N(0, I): "
    "the <b>MMD</b> compares them with draws from it, in pairs, near and far. So points from "
    "N(0, I) can be decoded, though no picture was blurred by noise."
)
_CLOUDS = {
    "betavae": "Here β weighs the KL against a <b>capacity</b> C that grows: at first the latents "
    "may remember nothing, then a little more and more, and dimensions come to life one by one.",
    "tcvae": "Here the KL is split in three: what latents say of the picture, what they say of "
    "each other (<b>total correlation</b>), and how each is spread. Only the second is weighed "
    "more, so that sliders part without losing the picture.",
    "factorvae": "Here a <b>second player</b> looks at latents and tells them from latents whose "
    "dimensions were shuffled among pictures. What it can tell is how far they depend on each "
    "other (<b>total correlation</b>), and the encoder makes that small.",
    "infovae": "Here part of the KL is left out, so that latents may remember more, and the "
    "<b>MMD</b> asks that all latents together look like N(0, I).",
    "vampprior": "Here the prior is <b>learnt</b>: a mixture of clouds around invented pictures, "
    "the pseudo-inputs. The KL is measured to that mixture, and pictures are made from it; the "
    "sliders show the latents made round (mean 0, spread 1).",
    "vaegan": "Here a <b>discriminator</b> takes part, as in a GAN. A redrawn picture is compared "
    "with its original by what the discriminator sees in them, and the decoder also tries to fool "
    "it. That makes edges sharp where a VAE would blur.",
    "iwae": "Here the encoder draws <b>k times</b> and the draws are averaged by how well they "
    "explain the picture. The <b>bound</b> is nearer to log p(x) than a VAE's, and it forgives an "
    "encoder that is wrong now and then.",
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
    if family == "ae":
        rule, note = _AES.get(objective, _AES["ae"])
        text = _WAE if objective == "wae" else _AE.format(rule=rule, note=note)
        return Words("What is going on? An autoencoder", text)
    return Words("What is going on? A VAE", f"{_VAE} {_CLOUDS.get(objective, '')}".strip())
