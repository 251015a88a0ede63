"""The recipe being written: what is recommended, and what the user has changed. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from genstudio.core.recipe import FieldInfo, Recipe, RecipeError, Value, fields
from genstudio.objectives import catalog, presets
from genstudio.objectives.classics import Circumstances

_CHOSEN_ELSEWHERE = ("data", "objective")
_OF_PICTURES = (  # what points of a plane have not
    "size", "channels", "fit", "near_copies", "drop_blank", "drop_outliers", "mirror",
    "augment", "augment_strength", "augment_colour",
)  # fmt: skip


class Draft:
    """Recipe values, each either recommended or touched by the user."""

    def __init__(self, *, cuda: bool = False, cores: int = 2) -> None:
        """Start with the recommended VAE for a computer with `cores` and perhaps `cuda`."""
        self.fields = fields()
        self._cuda, self._cores = cuda, cores
        self._natural_size = 28
        self._touched: set[str] = set()
        self._values: dict[str, Value] = {"data": "builtin:digits", "objective": "vae"}
        self._recommended: dict[str, Value] = {}
        self._recommend()

    @property
    def objective(self) -> catalog.Objective:
        """What is to be trained."""
        return catalog.objective(str(self._values["objective"]))

    @property
    def data(self) -> str:
        """The source's spec."""
        return str(self._values["data"])

    @property
    def touched(self) -> frozenset[str]:
        """The fields the user has changed and that show for this objective."""
        shown = {info.name for info in self.shown()}
        return frozenset(self._touched & shown)

    def shown(self) -> list[FieldInfo]:
        """Return the fields that matter to this objective, in the order of the form."""
        objective = self.objective
        left_out = _CHOSEN_ELSEWHERE + _OF_PICTURES * self.data.startswith("points:")
        fields = self.fields.values()
        return [info for info in fields if objective.takes(info) and info.name not in left_out]

    def value(self, name: str) -> Value:
        """Return the value of a field."""
        return self._values[name]

    def recommended(self, name: str) -> Value:
        """Return what is recommended for a field."""
        return self._recommended[name]

    def set(self, name: str, value: Value) -> None:
        """Set a field by the user's hand; equal to the recommendation means untouched."""
        self._values[name] = value
        self._touched.add(name)
        self._recommend()

    def reset(self, names: Iterable[str] | None = None) -> None:
        """Go back to the recommendation, for some fields or all."""
        self._touched -= set(self._touched if names is None else names)
        self._recommend()

    def choose_objective(self, key: str) -> None:
        """Train another objective; untouched fields follow its recommendation."""
        self._values["objective"] = key
        if self._values.get("net") not in (*self.objective.nets, "auto"):
            self._touched.discard("net")
        self._recommend()

    def choose_data(self, spec: str, size: int | None = None) -> None:
        """Train on another source whose pictures are `size` pixels by nature."""
        self._values["data"] = spec
        if size is not None:
            info = self.fields["size"]
            self._natural_size = int(min(max(size, info.low or 16), info.high or 256))
        self._recommend()

    def know_computer(self, *, cuda: bool) -> None:
        """Recommend for a computer with or without a CUDA device, now that this is known."""
        if cuda != self._cuda:
            self._cuda = cuda
            self._recommend()

    @property
    def computer(self) -> dict[str, Any]:
        """What the recommendation knows of this computer: `cuda` and `cores`."""
        return {"cuda": self._cuda, "cores": self._cores}

    @property
    def circumstances(self) -> Circumstances:
        """What a preset is made for: these pictures and this computer."""
        channels = str(self._values["channels"])
        return Circumstances(
            self.data, int(self._values["size"]), channels, self._cuda, self._cores
        )

    def default_gan(self) -> str:
        """Return the key of the GAN this computer trains best."""
        return presets.default_gan(data=self.data, cuda=self._cuda, cores=self._cores)

    def take(self, recipe: Recipe) -> None:
        """Show `recipe`: what differs from the recommendation counts as touched."""
        self._values = dict(recipe.model_dump())
        self._touched = set(self.fields) - set(_CHOSEN_ELSEWHERE)
        self._recommend()

    def recipe(self) -> Recipe:
        """Return the recipe; raises `RecipeError` with a sentence if it cannot be used.

        Fields that do not matter to the objective have their recommended value.
        """
        shown = {info.name for info in self.shown()}
        values: dict[str, Any] = {**self._recommended}
        values |= {name: self._values[name] for name in (*_CHOSEN_ELSEWHERE, *shown)}
        return catalog.resolve(Recipe(**values))

    def problem(self) -> str:
        """Say in a sentence why the recipe cannot be used, or "" if it can."""
        try:
            self.recipe()
        except RecipeError as error:
            return str(error)
        return ""

    def _recommend(self) -> None:
        size = self._values["size"] if "size" in self._touched else self._natural_size
        channels = self._values["channels"] if "channels" in self._touched else "auto"
        recipe = presets.recommend(
            str(self._values["objective"]), data=self.data, size=int(size),
            channels=str(channels), cuda=self._cuda, cores=self._cores,
        )  # fmt: skip
        self._recommended = dict(recipe.model_dump())
        self._recommended |= {"size": self._natural_size, "channels": "auto"}
        for name, value in self._recommended.items():
            if name not in self._touched:
                self._values[name] = value
            elif self._values[name] == value:
                self._touched.discard(name)
