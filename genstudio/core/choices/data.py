"""The recipe's section “data”: what pictures there are, and which of them are trained on."""

from __future__ import annotations

from typing import Literal

from genstudio.core.choices.declare import TRAINED, Choices, field


class DataChoices(Choices):
    """The fields of this section, in the order of the form."""

    data: str = field(
        "builtin:digits", label="Pictures", section="data",
        tip="Where the pictures come from: a bundled or well-known set, a folder or file of yours.",
    )  # fmt: skip
    size: int = field(
        28, label="Picture size", unit="px", section="data", ge=16, le=256,
        tip="Every picture is scaled to this height and width. Small trains much faster; 28–64 "
        "suits a laptop.",
    )  # fmt: skip
    channels: Literal["auto", "grey", "colour"] = field(
        "auto", label="Colour", section="data",
        tip="Grey pictures train about three times lighter. Auto: colour if any picture has some.",
    )  # fmt: skip
    fit: Literal["crop", "pad", "stretch"] = field(
        "crop", label="Non-square pictures", section="data", advanced=True,
        tip="Crop keeps the middle square, pad adds a border in the picture's own mean colour, "
        "stretch distorts.",
    )  # fmt: skip
    held_out: float = field(
        0.1, label="Held-out share", section="data", advanced=True, ge=0.0, le=0.5,
        tip="The share of pictures never trained on, used to judge the model. 0.1 is a good value.",
    )  # fmt: skip
    split_seed: int = field(
        0, label="Split seed", section="data", advanced=True, ge=0, le=2**31 - 1,
        tip="Chooses which pictures are held out. Keep it equal across runs you want to compare.",
    )  # fmt: skip

    near_copies: Literal["keep", "together", "drop"] = field(
        "keep", label="Near-copies", section="data", advanced=True,
        tip="Pictures that show the same, re-encoded, cut, turned or mirrored. Together: never "
        "some trained on and others held out, so that the judgement is honest. Drop: one of each.",
    )  # fmt: skip
    drop_blank: bool = field(
        False, label="Leave out blank pictures", section="data", advanced=True,
        tip="Pictures of almost one colour are not trained on. Your files stay as they are.",
    )  # fmt: skip
    drop_outliers: bool = field(
        False, label="Leave out odd brightness", section="data", advanced=True,
        tip="Pictures far darker, brighter, flatter or harder than all others are not trained on.",
    )  # fmt: skip
    balance: bool = field(
        False, label="Even out the classes", section="data", advanced=True,
        tip="Pictures of smaller classes are shown more often, so that every class counts the "
        "same. For labelled pictures.",
    )  # fmt: skip
    mirror: bool = field(
        False, label="Mirror the pictures", section="data", advanced=True, needs=TRAINED,
        tip="Shows each picture left for right half of the time: twice the pictures for nothing. "
        "Only where a mirrored picture is as true as the original: never digits or letters.",
    )  # fmt: skip
