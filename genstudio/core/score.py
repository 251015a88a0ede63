"""One score of one model: a number that carries everything one needs to judge it."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, TypeAdapter, ValidationError

Better = Literal["lower", "higher", "neither"]


def _or_nan(value: Any) -> Any:
    """Give what was not finite when it was written back as not a number."""
    return math.nan if value is None else value


@dataclass(frozen=True, kw_only=True)
class Score:
    """A figure with its error bar (one standard error) and how it was come by.

    `key` names the figure, `label` is what a person reads. `real` and `made` count the pictures.
    `fingerprint` is the pictures', `split` a hash of the rows that were judged on. `checkpoint`
    says which weights, "best@1200". `extractor` is the feature network's hash or "". `kind`
    separates what must not be ranked together, such as likelihood families. `note` is a sentence
    on what the figure can and cannot say.
    """

    key: str
    label: str
    value: Annotated[float, BeforeValidator(_or_nan)]
    error: float | None = None
    better: Better = "lower"
    unit: str = ""
    real: int = 0
    made: int = 0
    fingerprint: str = ""
    split: str = ""
    seed: int = 0
    sampler: str = ""
    checkpoint: str = ""
    ema: float = 0.0
    extractor: str = ""
    kind: str = ""
    date: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """The value with as many digits as its error leaves sense to, "3.21 ± 0.15"."""
        if self.error is None or not math.isfinite(self.error) or self.error <= 0:
            large = math.isfinite(self.value) and abs(self.value) >= 1000
            return f"{self.value:,.0f}" if large else f"{self.value:.4g}"
        digits = min(max(1 - math.floor(math.log10(self.error)), 0), 6)
        return f"{self.value:.{digits}f} ± {self.error:.{digits}f}"

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; a number that is not finite becomes None."""
        return {
            name: None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in asdict(self).items()
        }


_SCORE: TypeAdapter[Score] = TypeAdapter(Score)


def from_dict(values: dict[str, Any]) -> Score:
    """Read plain values; raises `ValueError` with a sentence if they are no score."""
    try:
        return _SCORE.validate_python(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{where}: {first['msg']}") from None
