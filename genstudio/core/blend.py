"""Classes asked for in words: “3”, “sneaker + 0.3 boot”. From the text to class weights.

Names may be shortened to what fits one class alone. Amounts are relative: they are scaled to sum
to 1, as the one-hot weights do that a model was taught with.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

_NUMBER = r"(\d+(?:[.,]\d+)?|[.,]\d+)"
_BETWEEN = r"(?:\s*(%)\s*[*×]?\s*|\s*[*×]\s*|\s+|(?=[^\d\s.,]))"
_AMOUNT = re.compile(_NUMBER + _BETWEEN + r"(\S.*)")
_MOST = 1000.0
_SHOWN = 12  # names in a sentence


class ClassError(ValueError):
    """The words stand for no classes; the message says which, and what was perhaps meant."""


@dataclass(frozen=True)
class Blend:
    """Classes by their numbers, each once, and how much of each: `amounts` sum to 1."""

    classes: tuple[int, ...]
    amounts: tuple[float, ...]
    text: str

    def weights(self, count: int) -> np.ndarray:
        """Return the class weights of one picture, float32 `(count,)` of so many classes."""
        weights = np.zeros(count, np.float32)
        weights[list(self.classes)] = self.amounts
        return weights


def parse(text: str, names: Sequence[str], *, owner: str = "") -> Blend:
    """Read “sneaker + 0.3 boot”; `Blend.text` is the same with whole names.

    A name goes before a number, a number alone is a class's place from 0. Raises `ClassError`
    with a sentence that calls the model `owner`.
    """
    of = f" of “{owner}”" if owner else ""
    parts = [text] if _exact(text, names) is not None else _parts(text)
    terms: dict[int, float] = {}
    for part in parts:
        index, amount = _term(part, names, of)
        terms[index] = terms.get(index, 0.0) + amount
    total = sum(terms.values())
    if not 0 < total < math.inf:
        raise ClassError("All amounts are 0: ask for some of one class, such as “0.3”.")
    if len(terms) == 1:
        [index] = terms
        return Blend((index,), (1.0,), names[index])
    amounts = tuple(amount / total for amount in terms.values())
    return Blend(tuple(terms), amounts, _spelt(terms, names))


def spelt(weights: np.ndarray, names: Sequence[str]) -> str:
    """Return class weights `(classes,)` in words that `parse` reads, the largest first."""
    order = [int(index) for index in np.argsort(-weights, kind="stable") if weights[index] > 1e-4]
    if len(order) == 1:
        return names[order[0]]
    return _spelt({index: float(weights[index]) for index in order}, names)


def unfinished(text: str) -> tuple[str, str]:
    """Split what is being typed before the name that comes last: “3 + 0.2 ”, “bo”."""
    plus = text.rfind("+") + 1
    last = text[plus:]
    found = re.match(rf"\s*(?:{_NUMBER}(?:\s*%\s*[*×]?\s*|\s*[*×]\s*|\s+))?", last)
    end = plus + (found.end() if found else 0)
    return text[:end], text[end:]


def _spelt(terms: Mapping[int, float], names: Sequence[str]) -> str:
    return " + ".join(
        names[index] if amount == 1 else f"{amount:g} {names[index]}"
        for index, amount in terms.items()
    )


def _parts(text: str) -> list[str]:
    """Names may hold a plus; one between spaces always joins."""
    return re.split(r"\s\+\s" if re.search(r"\s\+\s", text) else r"\+", text)


def _term(part: str, names: Sequence[str], of: str) -> tuple[int, float]:
    wanted = part.strip()
    if not wanted:
        raise ClassError("A class is missing beside “+”: write such as “3 + 0.5 8”.")
    index = _exact(wanted, names)
    if index is not None:
        return index, 1.0
    found = _AMOUNT.fullmatch(wanted)
    if found is None:
        return _like(wanted, names, of), 1.0
    amount = float(found[1].replace(",", ".")) / (100 if found[2] else 1)
    if amount > _MOST:
        raise ClassError(f"An amount is from 0 to {_MOST:g}, not {amount:g}.")
    index = _exact(found[3], names)
    return (index if index is not None else _like(found[3], names, of)), amount


def _exact(wanted: str, names: Sequence[str]) -> int | None:
    """The class of that name, or in that place."""
    plain = [name.casefold() for name in names]
    key = wanted.strip().casefold()
    if key in plain:
        return plain.index(key)
    return int(key) if key.isdecimal() and int(key) < len(names) else None


def _like(wanted: str, names: Sequence[str], of: str) -> int:
    """The one class a shortened name fits; else a sentence that helps."""
    key = wanted.casefold()
    fits = [
        index
        for index, name in enumerate(names)
        if name.casefold().startswith(key)
        or any(word.startswith(key) for word in re.split(r"[\s/_,-]+", name.casefold()))
    ]
    if len(fits) == 1 and not key.isdecimal():
        return fits[0]
    if len(fits) > 1 and not key.isdecimal():
        several = _listed([names[index] for index in fits])
        raise ClassError(f"“{wanted}” can be {several}: write more of the name.")
    raise ClassError(f"“{wanted}” is not a class{of}.{_hint(key, names)} Known: {_listed(names)}.")


def _hint(key: str, names: Sequence[str]) -> str:
    plain = {name.casefold(): name for name in names}
    words = {word: name for low, name in plain.items() for word in re.split(r"[\s/_,-]+", low)}
    near = difflib.get_close_matches(key, [*plain, *words], n=1, cutoff=0.6)
    return f" Did you mean “{plain.get(near[0]) or words[near[0]]}”?" if near else ""


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
