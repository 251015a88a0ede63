"""VAE against GAN, told on one's own runs: a sentence for each way they differ, with its evidence.

Nothing is said from theory alone: every sentence follows from the chosen runs' scores, says "no
difference" where error bars overlap, and says why where the figures must not be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from genstudio.core.score import Score
from genstudio.evaluation.catalogue import label
from genstudio.evaluation.ranking import is_tie, rank
from genstudio.runs.entry import Entry

_ENCODING = ("vae", "ae", "pca")  # a VAE is told apart from a GAN; without one, its forebears
_QUALITY = "fd_local", "kid_local", "coverage"


@dataclass(frozen=True)
class Finding:
    """What differs, in a sentence, and the figures that it rests on."""

    sentence: str
    evidence: str


@dataclass(frozen=True)
class _Pair:
    """The run that encodes and the GAN that are told apart."""

    vae: Entry
    gan: Entry

    def scores(self, key: str) -> tuple[Score, Score] | None:
        found = [run.standing.scores.get(key) for run in (self.vae, self.gan)]
        return (found[0], found[1]) if found[0] is not None and found[1] is not None else None

    def evidence(self, *keys: str) -> str:
        parts = []
        for key in keys:
            both = self.scores(key)
            if both is not None:
                told = " against ".join(f"{score.text} {score.unit}".strip() for score in both)
                parts.append(f"{label(key)} {told}")
        return "; ".join(parts)


def findings(entries: Sequence[Entry]) -> list[Finding]:
    """Return what the scores say of the best VAE and the best GAN among the runs.

    Empty without one of each that was scored.
    """
    current = [entry for entry in entries if entry.standing.scores and not entry.standing.stale]
    kinds = {entry.summary.family for entry in current}
    kind = next((family for family in _ENCODING if family in kinds), "")
    vaes = [entry for entry in current if entry.summary.family == kind]
    gans = [entry for entry in current if entry.summary.family == "gan"]
    if not vaes or not gans:
        return []
    pair = _Pair(_best(vaes), _best(gans))
    told = (_smoothness, _realism, _reconstruction, _coverage)
    return [finding for tell in told if (finding := tell(pair)) is not None]


def _best(entries: Sequence[Entry]) -> Entry:
    """The first by FD-local (else KID, else coverage) where that is fair, else the first chosen."""
    for key in _QUALITY:
        have = {e.key: e.standing.scores[key] for e in entries if key in e.standing.scores}
        if len(have) == len(entries) and (places := rank(have).places):
            return next(entry for entry in entries if entry.key == places[0].name)
    return entries[0]


def _smoothness(pair: _Pair) -> Finding | None:
    return _told(
        pair, "jump", ("jump", "detour"),
        lambda better, worse: f"“{better}” changes more evenly along a walk through latent space "
        f"than “{worse}”, whose pictures leap.",
        "Both change equally evenly along a walk through latent space.",
    )  # fmt: skip


def _realism(pair: _Pair) -> Finding | None:
    for key in ("fd_local", "kid_local"):
        if pair.scores(key) is not None:
            return _told(
                pair, key, (key, "precision"),
                lambda better, worse: f"Pictures of “{better}” are nearer to real ones than those "
                f"of “{worse}”.",
                "Their pictures are equally near to real ones.",
            )  # fmt: skip
    return None


def _reconstruction(pair: _Pair) -> Finding | None:
    mse = pair.vae.standing.scores.get("mse")
    if mse is None:
        return None
    ssim = pair.vae.standing.scores.get("ssim")
    alike = "" if ssim is None else f"; {label('ssim')} {ssim.text}"
    return Finding(
        f"“{pair.vae.name}” can redraw a given picture; “{pair.gan.name}” has no encoder and "
        "cannot.",
        f"{label('mse')} {mse.text}{alike} against none",
    )


def _coverage(pair: _Pair) -> Finding | None:
    covers, sharp = pair.scores("coverage"), pair.scores("sharpness")
    if covers is None or sharp is None:
        return None
    near = [abs(score.value - 1) for score in sharp]
    names = pair.vae.name, pair.gan.name
    sharper, wider = names[near[1] < near[0]], names[covers[1].value > covers[0].value]
    if reasons := rank(dict(zip(names, covers, strict=True))).reasons:
        return _refused("Coverage", reasons)
    sharpness = (
        "both are equally sharp"
        if is_tie(*sharp)
        else f"“{sharper}” is nearer to the sharpness of real pictures"
    )
    width = (
        "Both cover equally many real pictures"
        if is_tie(*covers)
        else f"“{wider}” covers more of the real pictures"
    )
    return Finding(f"{width}; {sharpness}.", pair.evidence("coverage", "recall", "sharpness"))


def _told(
    pair: _Pair, key: str, evidence: tuple[str, ...], words: Callable[[str, str], str], tie: str
) -> Finding | None:
    both = pair.scores(key)
    if both is None:
        return None
    names = {"vae": pair.vae.name, "gan": pair.gan.name}
    ranking = rank(dict(zip(names, both, strict=True)))
    if ranking.reasons:
        return _refused(label(key), ranking.reasons)
    if ranking.has_ties:
        return Finding(f"{tie} The error bars overlap.", pair.evidence(*evidence))
    first, last = (names[place.name] for place in ranking.places)
    return Finding(words(first, last), pair.evidence(*evidence))


def _refused(what: str, reasons: Sequence[str]) -> Finding:
    return Finding(f"{what} must not be compared: {'; '.join(reasons)}.", "")
