"""Numbers for people: amperes and kilowatts with two digits, miles with one, ratios as 5:1."""

from __future__ import annotations

from decimal import Decimal

from evsite.words import share, trimmed

__all__ = ["as_shown", "miles", "ratio", "share", "trimmed", "volts"]


def as_shown(value: float, digits: int) -> Decimal:
    """A number as it is printed with so many decimals: differences of such are those that come out by hand.

    Parameters
    ----------
    value
        The number.
    digits
        How many decimals are printed.

    Returns
    -------
    Decimal
        The number, rounded as `format` rounds it; printed with its decimals by "f".
    """
    return round(Decimal(value), digits)


def miles(value: float) -> str:
    """Range per hour in a sentence: "16.5 mi/h"."""
    return f"{trimmed(value, 1)} mi/h"


def volts(value: float) -> str:
    """Volts in a sentence: "208 V"."""
    return f"{trimmed(value, 1)} V"


def ratio(value: float | None) -> str:
    """An oversubscription: "5:1", or a dash where nothing limits."""
    return "-" if value is None else f"{trimmed(value, 2)}:1"


def duration(value: float) -> str:
    """A time: "15 min", "1 h 30 min", "-" for none."""
    minutes = round(value * 60)
    if not minutes:
        return "-" if not value else "1 min"
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest} min"
    return f"{whole:,} h {rest} min" if rest else f"{whole:,} h"
