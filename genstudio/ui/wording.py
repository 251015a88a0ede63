"""Numbers and moments as people read them."""

from __future__ import annotations

import math
from datetime import datetime

_THIN = " "  # a no-break space: a number and its unit stay on one line


def count(number: int) -> str:
    """Return a whole number with its thousands apart: 12,345."""
    return f"{number:,}"


def figure(value: float) -> str:
    """Return about four figures: 0.01234, 12.35, 1,235; words for what is not a number."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "infinite" if value > 0 else "−infinite"
    size = abs(value)
    if size >= 1e6 or 0 < size < 1e-4:
        text = f"{value:.3g}"
    elif size >= 1000:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.4g}"
    return text.replace("-", "−")


def with_error(value: float, error: float) -> str:
    """Return a figure with its standard error, as many decimals as the error is worth."""
    if not (math.isfinite(value) and math.isfinite(error) and error > 0):
        return figure(value)
    decimals = max(1 - math.floor(math.log10(error)), 0)
    return f"{value:,.{decimals}f} ± {error:,.{decimals}f}".replace("-", "−")


def short_count(number: int) -> str:
    """Return a large number in three figures: 950, 12.3 k, 1.25 M."""
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= limit:
            return f"{number / limit:.3g}{_THIN}{unit}"
    return str(number)


def duration(seconds: float) -> str:
    """Return a time span in its two largest units: 42 s, 3 min 05 s, 2 h 07 min, 3 d 4 h."""
    whole = round(max(seconds, 0.0))
    if whole < 60:
        return f"{whole}{_THIN}s" if seconds >= 1 or seconds == 0 else f"{seconds:.1f}{_THIN}s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}{_THIN}min {rest:02d}{_THIN}s"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours}{_THIN}h {minutes:02d}{_THIN}min"
    days, hours = divmod(hours, 24)
    return f"{days}{_THIN}d {hours}{_THIN}h"


def moment(iso: str) -> str:
    """Return an ISO 8601 moment in local time, 2026-11-23 14:05; what is no moment as it is."""
    try:
        return datetime.fromisoformat(iso).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return iso
