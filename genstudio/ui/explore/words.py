"""What am I seeing? Short texts by family of models and by what has the keyboard."""

from __future__ import annotations

from typing import Literal

Topic = Literal["picture", "slider", "grid", "mine", "map", "eye", "kl", "pca", "class", "draw"]

_PICTURE = {
    "vae": (
        "The decoder turns the point that the sliders stand for into this picture. It was taught "
        "together with an encoder to redraw pictures from a few numbers, the latent z. It draws "
        "the average of what it thinks possible, which is why fine detail can look soft."
    ),
    "ae": (
        "The decoder turns the point that the sliders stand for into this picture. It was taught "
        "to redraw pictures from single points. Near the points of real pictures it draws well; "
        "far from all of them it has learnt nothing, and the picture shows it."
    ),
    "gan": (
        "The generator turns the point that the sliders stand for into this picture. It never saw "
        "a real picture itself: it learnt only from a discriminator's verdict, real or made. "
        "That makes sharp pictures, but some kinds may be missing."
    ),
    "pca": (
        "The mean picture plus a weighted sum of principal components. Each slider says how much "
        "of one component is added; nothing here is more than addition, so steps never surprise."
    ),
}

_SLIDER = {
    "vae": (
        "Each slider is one number of the latent z, in standard deviations of the prior N(0, I): "
        "training pictures lie mostly between −2 and +2. The figure beside it is measured: the "
        "mean change of a pixel when it goes from −1 to +1 (in training its KL in nats: how much "
        "the encoder says through it). A dimension with KL 0 carries nothing; the decoder has "
        "learnt to ignore it, and so its slider is grey. Below are the pictures from −2 to +2."
    ),
    "ae": (
        "Each slider is one number of the latent z, in standard deviations of the training "
        "pictures: they lie mostly between −2 and +2. The figure beside it is measured: the mean "
        "change of a pixel when it goes from −1 to +1."
    ),
    "gan": (
        "Each slider is one number of the noise z ~ N(0, I) that the generator was fed. Nobody "
        "gave the dimensions a meaning, so one slider often changes several things at once. The "
        "figure beside it is measured: the mean change of a pixel when it goes from −1 to +1."
    ),
    "pca": (
        "Each slider is one principal component, in standard deviations of the training pictures "
        "along it. The first ones change the whole shape, the last ones fine detail or noise. The "
        "figure beside it is measured: the mean change of a pixel when it goes from −1 to +1."
    ),
}

_GRID = (
    "The pictures around this point: one dimension grows to the right, one upwards. Small steps "
    "that change the picture smoothly mean a well-ordered latent space. Click a picture to go "
    "there; undo brings you back."
)

_CLASS = (
    "This model was taught the classes of its pictures: beside the latent it is told which one to "
    "draw, as a list of numbers with a 1 for that class. Between classes it was taught nothing, "
    "but a mix such as “3 + 0.5 8” puts both numbers in (they add up to 1), and it draws what "
    "it makes of that. All alike gives every class the same number."
)

_DRAW = (
    "Shuffle draws a random point. Truncation says how far from the middle it may lie: every draw "
    "is multiplied by it. Near the middle the model has seen most, so pictures come out well but "
    "look alike; far out they differ more and fail more often. In a mixture of Gaussians each "
    "draw is pulled to the middle of its own Gaussian. Locked sliders stay."
)

_MINE = {
    "ae": (
        "The encoder names one point for your picture, μ, and nothing else: σ is 0, there are no "
        "dice to roll. What the decoder draws there is all that the code remembers. Move the "
        "sliders to edit it."
    ),
    "vae": (
        "The encoder does not name one point for your picture but a cloud: a mean μ and a width σ "
        "for each dimension (the bands on the sliders). z = μ + σ·ε draws a point from it. Roll ε: "
        "what stays the same is what the model is sure of. A band as wide as ±1 says that this "
        "dimension tells nothing about your picture."
    ),
    "gan": (
        "A GAN has no encoder, so your picture is sought: some latents start at the best of 512 "
        "random ones and go downhill in the difference between their pictures and yours. What "
        "comes out is the nearest picture that this generator can make, or nearly; where it is "
        "far off, the generator has never learnt to make such a one. Move the sliders to edit it."
    ),
    "pca": (
        "Your picture is projected on the components: μ. The band σ is the noise that "
        "probabilistic PCA gives each of them, from the variance that was left out. What the "
        "components cannot express is lost: compare the two pictures."
    ),
}


_MAP = {
    "vae": (
        "Each dot is a training picture, where the encoder puts it: near dots look alike to the "
        "model. The plane is first the two widest directions (PCA: exact, but flat), then t-SNE, "
        "which keeps neighbours together; how far apart its groups lie means little. Point "
        "anywhere and the decoder draws it. Where it is shaded no picture lies, and what is drawn "
        "there is made up. Click to go there, drag with Shift for a walk, with Ctrl for a lasso."
    ),
    "gan": (
        "A GAN has no encoder, so its training pictures have no place here. Each dot is a draw of "
        "the noise z: first on the two widest directions of z, then, by t-SNE, near others whose "
        "pictures look alike. Point anywhere and the generator draws it. Where it is shaded it was "
        "hardly ever asked. Click to go there, drag with Shift for a walk, with Ctrl for a lasso."
    ),
    "pca": (
        "Each dot is a training picture: first on the two most important components, the best "
        "flat view there is, then by t-SNE, which keeps neighbours together. Point anywhere and "
        "its sum of components is drawn; where it is shaded no picture lies, and the sum may look "
        "like none. Click to go there, drag with Shift for a walk, with Ctrl for a lasso."
    ),
}
_MAP["ae"] = _MAP["vae"]

_EYE = (
    "The discriminator learnt to tell real pictures from made ones; the generator learnt only from "
    "it. The two heaps are its scores of real and of made pictures: the more they overlap, the "
    "better the generator fools it. The heat map blurs one place after the other and shows where "
    "that changes the score: a hint, no proof. “Make it more convincing” walks uphill in the "
    "score, never further out than 95 of 100 draws of z lie. What the discriminator likes is not "
    "always what you like."
)


_PCA_IDEA = (
    "PCA keeps the mean picture and the directions in which the training pictures differ most, one "
    "at a right angle to the other. A picture becomes one number a component: how much of it is "
    "added to the mean. Switch components off: the curve tells how much of the variance is kept, "
    "the picture what that looks like. An autoencoder or a VAE with as many numbers may bend "
    "where PCA must stay straight, and so often comes closer."
)


_KL = (
    "For each picture the encoder gives each dimension a mean and a width. The KL says how far "
    "that is from the prior N(0, 1), on average: how many nats the dimension tells of a picture "
    "(1 nat is 1.44 bits). One that tells nothing costs nothing, so the model lets it go: its bar "
    "is grey and its slider does nothing. Below, p(x | z): the decoder gives each pixel a "
    "distribution. Everywhere else you see its mean; one draw adds noise to each pixel by itself."
)


def words(topic: Topic, family: str) -> str:
    """Return the text for what has the keyboard, in a run of `family`."""
    if not family:
        return "Choose a run above: its sliders and its picture appear here."
    same_for_all = {
        "grid": _GRID, "eye": _EYE, "pca": _PCA_IDEA, "kl": _KL, "class": _CLASS, "draw": _DRAW,
    }  # fmt: skip
    if topic in same_for_all:
        return same_for_all[topic]
    by_family = {"picture": _PICTURE, "slider": _SLIDER, "mine": _MINE, "map": _MAP}
    return by_family[topic].get(family, "")
