"""The recipe: every choice that makes a run, frozen, typed and validated.

Each field carries its label, unit, limits and tip. The form, the command-line flags, the
validation and the file format all follow from the fields declared here.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Value = str | int | float | bool
Section = Literal["data", "model", "objective", "schedule"]


def _field(
    default: Value,
    *,
    label: str,
    tip: str,
    section: Section,
    unit: str = "",
    advanced: bool = False,
    needs: tuple[str, ...] = (),
    ge: float | None = None,
    le: float | None = None,
    gt: float | None = None,
) -> Any:
    """Declare one recipe field with everything that a form or a flag needs to know.

    It matters to objectives that have one of the traits in `needs` (see the catalog), or to all.
    """
    extra: dict[str, Any] = {
        "section": section,
        "unit": unit,
        "advanced": advanced,
        "needs": list(needs),
    }
    return Field(
        default, title=label, description=tip, ge=ge, le=le, gt=gt, json_schema_extra=extra
    )


_TRAINED = ("trained",)
_CRITIC = ("critic",)
_TARGETS = ("targets",)


class Recipe(BaseModel):
    """Every choice that makes a run. Construct with keywords; change with `change()`.

    Raises `ValueError` (a sentence naming the field) for an unknown key or a value out of range.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    # -- data -------------------------------------------------------------------------------
    data: str = _field(
        "builtin:digits", label="Pictures", section="data",
        tip="Where the pictures come from: a bundled or well-known set, a folder or file of yours.",
    )  # fmt: skip
    size: int = _field(
        28, label="Picture size", unit="px", section="data", ge=16, le=256,
        tip="Every picture is scaled to this height and width. Small trains much faster; 28–64 "
        "suits a laptop.",
    )  # fmt: skip
    channels: Literal["auto", "grey", "colour"] = _field(
        "auto", label="Colour", section="data",
        tip="Grey pictures train about three times lighter. Auto: colour if any picture has some.",
    )  # fmt: skip
    fit: Literal["crop", "pad", "stretch"] = _field(
        "crop", label="Non-square pictures", section="data", advanced=True,
        tip="Crop keeps the middle square, pad adds a border in the picture's own mean colour, "
        "stretch distorts.",
    )  # fmt: skip
    held_out: float = _field(
        0.1, label="Held-out share", section="data", advanced=True, ge=0.0, le=0.5,
        tip="The share of pictures never trained on, used to judge the model. 0.1 is a good value.",
    )  # fmt: skip
    split_seed: int = _field(
        0, label="Split seed", section="data", advanced=True, ge=0, le=2**31 - 1,
        tip="Chooses which pictures are held out. Keep it equal across runs you want to compare.",
    )  # fmt: skip

    near_copies: Literal["keep", "together", "drop"] = _field(
        "keep", label="Near-copies", section="data", advanced=True,
        tip="Pictures that show the same, re-encoded, cut, turned or mirrored. Together: never "
        "some trained on and others held out, so that the judgement is honest. Drop: one of each.",
    )  # fmt: skip
    drop_blank: bool = _field(
        False, label="Leave out blank pictures", section="data", advanced=True,
        tip="Pictures of almost one colour are not trained on. Your files stay as they are.",
    )  # fmt: skip
    drop_outliers: bool = _field(
        False, label="Leave out odd brightness", section="data", advanced=True,
        tip="Pictures far darker, brighter, flatter or harder than all others are not trained on.",
    )  # fmt: skip
    balance: bool = _field(
        False, label="Even out the classes", section="data", advanced=True,
        tip="Pictures of smaller classes are shown more often, so that every class counts the "
        "same. For labelled pictures.",
    )  # fmt: skip
    mirror: bool = _field(
        False, label="Mirror the pictures", section="data", advanced=True, needs=_TRAINED,
        tip="Shows each picture left for right half of the time: twice the pictures for nothing. "
        "Only where a mirrored picture is as true as the original: never digits or letters.",
    )  # fmt: skip

    # -- model ------------------------------------------------------------------------------
    objective: str = _field(
        "vae", label="What to train", section="model",
        tip="A VAE learns to compress and redraw; a GAN learns by a game of two players; PCA is "
        "the linear baseline.",
    )  # fmt: skip
    net: str = _field(
        "auto", label="Network", section="model", needs=_TRAINED,
        tip="The shape of encoder, decoder and discriminator. Auto picks what suits the objective.",
    )  # fmt: skip
    latent: int = _field(
        16, label="Latent dimensions", section="model", ge=1, le=512,
        tip="How many sliders the model has. 16 suits small VAEs, 64 suits GANs.",
    )  # fmt: skip
    width: int = _field(
        32, label="Network width", unit="channels", section="model", advanced=True,
        needs=_TRAINED, ge=4, le=256,
        tip="Channels in the widest picture-sized layer. Twice the width is about four times the "
        "work.",
    )  # fmt: skip

    conditional: bool = _field(
        False, label="Teach the classes", section="model", needs=("labels",),
        tip="The model learns what each class of the pictures looks like, so that you can ask for "
        "one by its name. Needs pictures with classes.",
    )  # fmt: skip

    # -- objective --------------------------------------------------------------------------
    likelihood: Literal["gaussian", "bernoulli", "logistic"] = _field(
        "gaussian", label="Likelihood", section="objective", needs=("likelihood",),
        tip="How a redrawn picture is scored. Gaussian finds its own noise level; Bernoulli is for "
        "black-and-white pictures; logistic gives each of the 256 levels a probability, so that "
        "the result is in bits per dimension.",
    )  # fmt: skip
    beta: float = _field(
        1.0, label="β (weight of the KL)", section="objective", needs=("kl",), gt=0.0, le=1000,
        tip="1 is the true VAE. Larger orders the latent space more and blurs the pictures more.",
    )  # fmt: skip
    kl_warmup: float = _field(
        0.1, label="KL warm-up", unit="share of steps", section="objective", advanced=True,
        needs=("kl", "warmup"), ge=0.0, le=1.0,
        tip="The weight of the KL (or its like) grows from 0 to all over this share "
        "of the steps. 0.1 is a good value.",
    )  # fmt: skip
    capacity: float = _field(
        25.0, label="Capacity C", unit="nats", section="objective", needs=("capacity",),
        ge=0.0, le=1000,
        tip="How much the latents may remember of a picture; β pulls the KL towards it. 0: as "
        "little as pays, the plain β-VAE.",
    )  # fmt: skip
    capacity_growth: float = _field(
        0.5, label="Capacity grows over", unit="share of steps", section="objective",
        advanced=True, needs=("capacity",), ge=0.0, le=1.0,
        tip="The capacity rises from 0 over this share of the steps, so that dimensions are "
        "learnt one after the other. 0.5 is a good value.",
    )  # fmt: skip
    importance_samples: int = _field(
        5, label="Importance samples k", section="objective", needs=("importance",), ge=1, le=100,
        tip="Draws per picture. More give a tighter bound and cost as many times the decoding. "
        "5 is a good value.",
    )  # fmt: skip
    tc_weight: float = _field(
        4.0, label="Weight of independence", section="objective", needs=("tc",), ge=0.0, le=1000,
        tip="How much the total correlation of the latents is punished. Larger: each slider says "
        "something of its own, and pictures blur.",
    )  # fmt: skip
    mmd_weight: float = _field(
        100.0, label="λ (weight of the MMD)", section="objective", needs=("mmd",),
        ge=0.0, le=100_000,
        tip="How strongly all latents together are pulled to N(0, I). Larger: made pictures "
        "look more like redrawn ones, which get worse.",
    )  # fmt: skip
    mmd_kernel: Literal["imq", "rbf"] = _field(
        "imq", label="MMD kernel", section="objective", advanced=True, needs=("mmd",),
        tip="How two latents are compared. IMQ sees far ones too and is a good choice; RBF only "
        "near ones.",
    )  # fmt: skip
    info_alpha: float = _field(
        0.5, label="α (share of the KL left out)", section="objective", needs=("info",),
        ge=0.0, le=1.0,
        tip="0 keeps the KL whole, as in a VAE; 1 leaves it out, so that latents may remember "
        "anything (MMD-VAE).",
    )  # fmt: skip
    code_weight: float = _field(
        0.1, label="β (pull on the codes)", section="objective", needs=("rae",), ge=0.0, le=1000,
        tip="Keeps the codes small, so that they lie together. 0.1 is a good value.",
    )  # fmt: skip
    decoder_weight: float = _field(
        0.001, label="λ (pull on the decoder)", section="objective", needs=("rae",),
        ge=0.0, le=10.0,
        tip="Keeps the decoder's weights small, so that near codes give alike pictures.",
    )  # fmt: skip
    pseudo_inputs: int = _field(
        50, label="Pseudo-inputs K", section="objective", needs=("vamp",), ge=1, le=1000,
        tip="The prior is learnt as a mixture of this many clouds, one around each invented "
        "picture. 50–500; each costs as much encoding as a picture of the batch.",
    )  # fmt: skip
    feature_weight: float = _field(
        0.002, label="γ (weight of likeness)", section="objective", needs=("features",),
        ge=0.0, le=100.0,
        tip="What the decoder cares for more: that a picture looks to the discriminator like the "
        "one it redraws (large), or that it fools it (small). 0.002 is a good value.",
    )  # fmt: skip
    r1: float = _field(
        0.4, label="R1 penalty γ (real)", section="objective", needs=_CRITIC, ge=0.0, le=1000,
        tip="Flattens the discriminator around real pictures: steadier training. About "
        "0.0005 × height × width is a good value.",
    )  # fmt: skip
    r2: float = _field(
        0.4, label="R2 penalty γ (made)", section="objective", needs=_CRITIC, ge=0.0, le=1000,
        tip="Flattens the discriminator around made pictures. Usually equal to R1.",
    )  # fmt: skip
    penalty_final: float = _field(
        0.1, label="Penalty at the end", unit="share", section="objective", advanced=True,
        needs=_CRITIC, ge=0.0, le=1.0,
        tip="Penalties fall to this share of their first value. 0.1 is a good value.",
    )  # fmt: skip
    spectral_norm: bool = _field(
        False, label="Spectral normalisation", section="objective", advanced=True,
        needs=_CRITIC,
        tip="Bounds how steep the discriminator can be, without the cost of R1 and R2.",
    )  # fmt: skip
    gp: float = _field(
        0.0, label="Gradient penalty λ", section="objective", advanced=True, needs=_CRITIC,
        ge=0.0, le=1000,
        tip="Makes the discriminator as steep as 1 between real and made pictures, as WGAN-GP "
        "needs. 10 is the paper's value; 0 turns it off.",
    )  # fmt: skip
    penalty_every: int = _field(
        1, label="Penalty every", unit="steps", section="objective", advanced=True,
        needs=_CRITIC, ge=1, le=64,
        tip="Penalties are computed only every so many steps, and count for as many: cheaper, "
        "less steady. 1 is a good value.",
    )  # fmt: skip
    weight_clip: float = _field(
        0.0, label="Weight clip", section="objective", advanced=True, needs=_CRITIC,
        ge=0.0, le=10.0,
        tip="Keeps every weight of the discriminator within ± this, as the first WGAN did: 0.01 "
        "there, 0.05 for small nets. 0 turns it off.",
    )  # fmt: skip
    label_smoothing: float = _field(
        0.0, label="Label smoothing", section="objective", advanced=True, needs=_TARGETS,
        ge=0.0, le=0.5,
        tip="The discriminator is told that real pictures are real only to 1 − this: it grows "
        "less sure of itself. 0.1 is usual; 0 turns it off.",
    )  # fmt: skip
    instance_noise: float = _field(
        0.0, label="Instance noise", unit="σ", section="objective", advanced=True,
        needs=_CRITIC, ge=0.0, le=2.0,
        tip="Noise on all pictures the discriminator sees, falling to none in the course of "
        "training: the game starts blurred and easy. 0.1 is usual; 0 turns it off.",
    )  # fmt: skip
    augment: Literal["off", "fixed", "adaptive"] = _field(
        "off", label="Augmentation", section="objective", needs=_CRITIC,
        tip="Shifts and part-covers what the discriminator sees, real and made alike, so that it "
        "cannot learn few pictures by heart. Adaptive finds the strength. For fewer than about "
        "2,000 pictures.",
    )  # fmt: skip
    augment_strength: float = _field(
        0.8, label="Augmentation's strength", unit="share", section="objective", advanced=True,
        needs=_CRITIC, ge=0.0, le=1.0,
        tip="How many of the pictures each kind of change is done to: always, or at most if it "
        "is adaptive. 0.8 is a good value.",
    )  # fmt: skip
    augment_colour: bool = _field(
        False, label="Augment colours too", section="objective", advanced=True, needs=_CRITIC,
        tip="Augmentation also changes brightness, contrast and saturation. For photographs.",
    )  # fmt: skip
    critic_turns: int = _field(
        1, label="Discriminator turns", unit="per step", section="objective", advanced=True,
        needs=_CRITIC, ge=1, le=20,
        tip="How often the discriminator moves for each move of the generator. 1 is a good value.",
    )  # fmt: skip
    critic_lr: float = _field(
        1.0, label="Discriminator's speed", unit="× learning rate", section="objective",
        advanced=True, needs=(*_CRITIC, "codes"), gt=0.0, le=100,
        tip="The discriminator's learning rate as a multiple of the generator's.",
    )  # fmt: skip

    # -- schedule ---------------------------------------------------------------------------
    steps: int = _field(
        2000, label="Steps", section="schedule", needs=_TRAINED, ge=1, le=100_000_000,
        tip="How many turns of every player. More is better until the preview stops improving.",
    )  # fmt: skip
    batch: int = _field(
        128, label="Batch", unit="pictures", section="schedule", advanced=True, ge=2, le=8192,
        tip="Pictures per step. 64–128 on a CPU, 128–256 on a GPU.",
    )  # fmt: skip
    lr: float = _field(
        1e-3, label="Learning rate", section="schedule", advanced=True, needs=_TRAINED,
        gt=0.0, le=10.0,
        tip="How far each step moves the weights. 0.001 for small VAEs, 0.0002 for GANs.",
    )  # fmt: skip
    lr_final: float = _field(
        0.05, label="Learning rate at the end", unit="share", section="schedule", advanced=True,
        needs=_TRAINED, ge=0.0, le=1.0,
        tip="The learning rate falls to this share of its first value (unless it is constant).",
    )  # fmt: skip
    schedule: Literal["cosine", "linear", "warm-up", "constant"] = _field(
        "cosine", label="Learning rate's course", section="schedule", advanced=True,
        needs=_TRAINED,
        tip="How the learning rate falls to its end: along a cosine, a straight line, a cosine "
        "after rising from 0 for the first twentieth (warm-up), or not at all (constant).",
    )  # fmt: skip
    beta1: float = _field(
        0.0, label="Momentum (Adam's β₁)", section="schedule", advanced=True, needs=_CRITIC,
        ge=0.0, le=0.99,
        tip="How long a player keeps its direction. 0 is steadiest for GANs; DCGAN's paper has "
        "0.5.",
    )  # fmt: skip
    gradient_clip: float = _field(
        0.0, label="Gradient clip", unit="norm", section="schedule", advanced=True,
        needs=_TRAINED, ge=0.0, le=1e6,
        tip="Shortens each player's gradient to this length where it is longer. 0 turns it off: "
        "VAEs then still cut outliers.",
    )  # fmt: skip
    ema: float = _field(
        0.999, label="Weight averaging (EMA)", section="schedule", advanced=True,
        needs=_TRAINED, ge=0.0, le=0.99999,
        tip="Previews and the saved model use a moving average of the weights, which draws "
        "better. 0 turns it off.",
    )  # fmt: skip
    seed: int = _field(
        0, label="Seed", section="schedule", ge=0, le=2**31 - 1,
        tip="The same recipe with the same seed gives the same model on the same machine.",
    )  # fmt: skip
    device: Literal["auto", "cpu", "cuda", "mps"] = _field(
        "auto", label="Device", section="schedule", advanced=True,
        tip="Auto takes the GPU when there is one.",
    )  # fmt: skip
    threads: int = _field(
        0, label="CPU threads", section="schedule", advanced=True, ge=0, le=1024,
        tip="0: all cores but one, so that the window stays quick.",
    )  # fmt: skip
    preview_seconds: float = _field(
        2.0, label="Preview every", unit="s", section="schedule", advanced=True, gt=0.0, le=3600,
        tip="How often pictures are made from the fixed latents while training.",
    )  # fmt: skip
    checkpoint_seconds: float = _field(
        10.0, label="Save every", unit="s", section="schedule", advanced=True, gt=0.0, le=10.0,
        tip="A power cut loses at most this much training. 10 is the most.",
    )  # fmt: skip
    moments_mb: int = _field(
        50, label="Time machine", unit="MB", section="schedule", advanced=True, ge=0, le=100_000,
        tip="How much room earlier moments of the model may take on disk: they let you look back, "
        "and go back. 0 keeps none.",
    )  # fmt: skip

    def __init__(self, **values: Any) -> None:
        """Validate `values`; the error is one sentence that names the fields at fault."""
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise RecipeError(_sentence(error)) from None

    def change(self, **values: Any) -> Recipe:
        """Return a validated copy with `values` replaced."""
        return Recipe(**{**self.model_dump(), **values})

    def to_json(self) -> str:
        """Return the recipe as indented JSON."""
        return json.dumps(self.model_dump(), indent=2, ensure_ascii=False) + "\n"

    @staticmethod
    def from_json(text: str) -> Recipe:
        """Read a recipe from JSON; raises `RecipeError` with a sentence on anything wrong."""
        try:
            values = json.loads(text)
        except json.JSONDecodeError as error:
            raise RecipeError(f"The recipe is not valid JSON: {error}.") from None
        if not isinstance(values, dict):
            raise RecipeError("The recipe is not a JSON object of fields and values.")
        return Recipe(**values)

    def differences(self, other: Recipe) -> dict[str, tuple[Value, Value]]:
        """Return the fields that differ, each with this recipe's and the other's value."""
        mine, theirs = self.model_dump(), other.model_dump()
        return {name: (mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]}


class RecipeError(ValueError):
    """A recipe that cannot be used; the message is a sentence for the user."""


@dataclass(frozen=True, kw_only=True)
class FieldInfo:
    """One recipe field as a form, a flag or a table column sees it."""

    name: str
    label: str
    tip: str
    section: Section
    unit: str
    advanced: bool
    needs: tuple[str, ...]
    kind: type
    default: Value
    choices: tuple[str, ...]
    low: float | None
    high: float | None

    def parse(self, text: str) -> Value:
        """Turn a command-line value into this field's type; raises `RecipeError`."""
        if self.kind is bool:
            known = {"true": True, "yes": True, "1": True, "on": True}
            known |= {"false": False, "no": False, "0": False, "off": False}
            if text.lower() not in known:
                raise RecipeError(f"{self.name} is yes or no, not “{text}”.")
            return known[text.lower()]
        try:
            value: Value = self.kind(text)
        except ValueError:
            word = "a whole number" if self.kind is int else "a number"
            raise RecipeError(f"{self.name} is {word}, not “{text}”.") from None
        return value


def fields() -> dict[str, FieldInfo]:
    """Return every recipe field by name, in the order of the form."""
    return {name: _info(name) for name in Recipe.model_fields}


def parse_settings(settings: Mapping[str, str]) -> dict[str, Value]:
    """Parse `field=value` pairs given as text; unknown names raise `RecipeError`."""
    known = fields()
    for name in settings:
        if name not in known:
            raise RecipeError(_unknown(name))
    return {name: known[name].parse(text) for name, text in settings.items()}


def _info(name: str) -> FieldInfo:
    field = Recipe.model_fields[name]
    extra: Any = field.json_schema_extra
    is_choice = get_origin(field.annotation) is Literal
    limits: dict[str, float] = {}
    for limit in field.metadata:
        for key in ("ge", "gt", "le"):
            if getattr(limit, key, None) is not None:
                limits[key] = getattr(limit, key)
    kind: Any = str if is_choice else field.annotation
    return FieldInfo(
        name=name,
        label=field.title or name,
        tip=field.description or "",
        section=extra["section"],
        unit=extra["unit"],
        advanced=extra["advanced"],
        needs=tuple(extra["needs"]),
        kind=kind,
        default=field.default,
        choices=get_args(field.annotation) if is_choice else (),
        low=limits.get("ge", limits.get("gt")),
        high=limits.get("le"),
    )


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, Recipe.model_fields, n=1)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    return f"“{name}” is not a field of a recipe.{hint}"


def _sentence(error: ValidationError) -> str:
    """Turn pydantic's errors into sentences that name the field by name and label."""
    parts = []
    for item in error.errors():
        name = str(item["loc"][0]) if item["loc"] else "recipe"
        if item["type"] == "extra_forbidden":
            parts.append(_unknown(name))
            continue
        label = Recipe.model_fields[name].title if name in Recipe.model_fields else name
        reason = item["msg"].replace("Input should be", "should be")
        parts.append(f"{label} ({name}) {reason}; it is {item['input']!r}.")
    return " ".join(parts)
