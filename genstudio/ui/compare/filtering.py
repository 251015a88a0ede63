"""The filter of the runs: plain words, and conditions such as “FD-local < 20”. No Qt here."""

from __future__ import annotations

import difflib
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

from genstudio.core.recipe import FieldInfo, Value, fields
from genstudio.evaluation.catalogue import KNOWN
from genstudio.runs.entry import Entry
from genstudio.ui import runs_columns
from genstudio.ui.recipe_words import used_value, value_text

Test = Callable[[Entry], bool]
_TOKEN = re.compile(r'"[^"]*"|<=|>=|!=|[<>=]|[^\s<>=!",]+')
_NUMERIC: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "!=": operator.ne,
}  # fmt: skip
_JOINING = ("and", "&")
_MOST_SUGGESTED = 12


@dataclass(frozen=True)
class Field:
    """Something of a run that can be asked for: a score, a recipe field, a tag.

    `get` gives the values of which one must fit (none: no condition on it holds).
    """

    name: str
    get: Callable[[Entry], Sequence[Value]]
    is_number: bool
    also: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filter:
    """What a line of filter text asks for: all `words` somewhere in the row, all `tests` passed."""

    words: tuple[str, ...] = ()
    tests: tuple[Test, ...] = ()

    def accepts(self, entry: Entry, text: str) -> bool:
        """Whether a run whose row says `text` (in small letters) passes."""
        return all(word in text for word in self.words) and all(test(entry) for test in self.tests)


class FilterError(ValueError):
    """A filter that cannot be read (yet); the message is a sentence for the user.

    `rest` is what the parts that can be read ask for.
    """

    def __init__(
        self, sentence: str, *, has_field: bool = False, rest: Filter | None = None
    ) -> None:
        """`has_field`: the words before were a field's, and only what follows is wrong."""
        super().__init__(sentence)
        self.has_field = has_field
        self.rest = rest or Filter()


def parse(text: str) -> Filter:
    """Read a line: words, “quoted words”, and conditions with < <= > >= = !=.

    Raises `FilterError` with a sentence that says what is wrong, and what would be right.
    """
    tokens = _TOKEN.findall(text)
    words: list[str] = []
    tests: list[Test] = []
    wrong = ""
    while tokens:
        token = tokens.pop(0)
        if token in _NUMERIC:
            value = tokens.pop(0).strip('"') if tokens and tokens[0] not in _NUMERIC else None
            try:
                field, words = _field_before(words, token)
                tests.append(_condition(field, token, value))
            except FilterError as error:
                wrong = wrong or str(error)
                words = words[:-1] if not error.has_field else words
        elif token.casefold() not in _JOINING:
            words.append(token)
    plain = (word.strip('"').casefold() for word in words)
    found = Filter(tuple(word for word in plain if word), tuple(tests))
    if wrong:
        raise FilterError(wrong, rest=found)
    return found


def suggest(text: str, entries: Sequence[Entry]) -> list[str]:
    """Return whole lines that `text` may be meant to become: names of fields, then values."""
    before, last = _cut(text)
    found = re.search(r'(<=|>=|!=|[<>=])\s*"?([^\s"]*)$', text)
    if found:
        try:
            field, _ = _field_before(_TOKEN.findall(text[: found.start()]), found.group(1))
        except FilterError:
            return []
        begin, typed = text[: found.end(1)], found.group(2).casefold()
        fitting = [v for v in _values(field, entries) if v.casefold().startswith(typed)]
        quoted = (f'"{value}"' if " " in value else value for value in fitting)
        return [f"{begin} {value}" for value in quoted][:_MOST_SUGGESTED]
    if len(last) < 2:
        return []
    found_names = ((field, _name_from(field, last)) for field in known_fields())
    lines = (
        f"{before}{name} {'<' if field.is_number else '='} " for field, name in found_names if name
    )
    return list(dict.fromkeys(lines))[:_MOST_SUGGESTED]


@cache
def known_fields() -> tuple[Field, ...]:
    """Return everything that a condition can be on, scores first."""
    scores = (Field(each.label, partial(_score, each.key), True, (each.key,)) for each in KNOWN)
    recipe = (
        Field(
            info.label, partial(_used, info), info.kind in (int, float),
            (info.name,), info.choices or (("yes", "no") if info.kind is bool else ()),
        )
        for info in fields().values()
    )  # fmt: skip
    return (
        Field("tag", lambda e: e.tags, False, ("tags",)), *scores, *recipe,
        Field("steps done", lambda e: (e.summary.step,), True, ("step",)),
        Field("seconds", lambda e: (e.summary.seconds,), True, ("time",)),
        Field("name", lambda e: (e.name,), False),
        Field("note", lambda e: (e.summary.note,) if e.summary.note else (), False),
        Field("pictures", lambda e: (runs_columns.pictures(e),), False),
        Field("group", lambda e: (e.summary.group,) if e.summary.group else (), False, ("sweep",)),
    )  # fmt: skip


# -- reading ----------------------------------------------------------------------------------


def _field_before(words: Sequence[str], sign: str) -> tuple[Field, list[str]]:
    """Return the field whose name the last words are, and the words before it."""
    table = {_plain(name): f for f in reversed(known_fields()) for name in (f.name, *f.also)}
    for first in range(len(words)):
        name = " ".join(word.strip('"') for word in words[first:])
        if _plain(name) in table:
            return table[_plain(name)], list(words[:first])
    if not words:
        raise FilterError(f"Before “{sign}” comes what is meant, such as FD-local {sign} 20.")
    close = difflib.get_close_matches(_plain(words[-1]), table, n=1, cutoff=0.6)
    hint = f" Did you mean “{table[close[0]].name}”?" if close else ""
    raise FilterError(f"Runs have nothing called “{words[-1].strip(chr(34))}”.{hint}")


def _condition(field: Field, sign: str, text: str | None) -> Test:
    if text is None:
        kind = "a number" if field.is_number else "a word"
        raise FilterError(f"After “{field.name} {sign}” comes {kind}.", has_field=True)
    if field.is_number:
        wanted = _number(field, text)
        return lambda entry: any(_NUMERIC[sign](float(v), wanted) for v in field.get(entry))
    if sign not in ("=", "!="):
        raise FilterError(
            f"“{field.name}” is words and has no order: ask with = or !=.", has_field=True
        )
    _check_choice(field, text)
    low = text.casefold()

    def test(entry: Entry) -> bool:
        values = [str(value).casefold() for value in field.get(entry)]
        return (low in values) == (sign == "=") if values else field.name == "tag" and sign == "!="

    return test


def _number(field: Field, text: str) -> float:
    try:
        return float(text.replace("−", "-").replace("_", ""))
    except ValueError:
        sentence = f"“{field.name}” is a number, and “{text}” is none."
        raise FilterError(sentence, has_field=True) from None


def _check_choice(field: Field, text: str) -> None:
    known = [choice.casefold() for choice in field.choices]
    if not known or text.casefold() in known:
        return
    close = difflib.get_close_matches(text.casefold(), known, n=1, cutoff=0.5)
    hint = f" Did you mean “{close[0]}”?" if close else f" It can be {', '.join(field.choices)}."
    raise FilterError(f"“{field.name}” is never “{text}”.{hint}", has_field=True)


# -- values -----------------------------------------------------------------------------------


def _score(key: str, entry: Entry) -> Sequence[Value]:
    score = entry.standing.scores.get(key)
    return () if score is None else (score.value,)


def _used(info: FieldInfo, entry: Entry) -> Sequence[Value]:
    value = used_value(info, entry)
    if value is None:
        return ()
    if info.kind in (int, float):
        return (value,)
    return tuple(dict.fromkeys((str(value), value_text(info, value, entry))))


def _values(field: Field, entries: Sequence[Entry]) -> list[str]:
    if field.is_number:
        return []
    own = (str(field.get(entry)[0]) for entry in entries if field.get(entry))
    tags = (tag for entry in entries for tag in entry.tags)
    return sorted(dict.fromkeys(tags if field.name == "tag" else field.choices or own))


def _name_from(field: Field, start: str) -> str:
    """Return the first of a field's names that begins so; "" if none does."""
    names = (field.name, *(name.replace("_", " ") for name in field.also))
    return next((name for name in names if _plain(name).startswith(_plain(start))), "")


def _cut(text: str) -> tuple[str, str]:
    """Split off the last words, as far as they begin the name of a field."""
    words = [match.start() for match in re.finditer(r"\S+", text)]
    names = [_plain(name) for field in known_fields() for name in (field.name, *field.also)]
    for start in words:
        last = text[start:]
        if _plain(last) and any(name.startswith(_plain(last)) for name in names):
            return text[:start], last
    return text, ""


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-–()./,“”]+", "", name.casefold())
