"""Numbers for people: amperes and kilowatts with two digits, miles with one, ratios as 5:1."""

from __future__ import annotations

from decimal import Decimal

from evsite.words import share, trimmed

__all__ = ["difference", "miles", "ratio", "share", "trimmed", "volts"]


def difference(one: str, other: str) -> Decimal:
    """The first figure less the second, both as they are printed: who checks by hand gets the same.

    Parameters
    ----------
    one
        A figure without its unit; thousands may be apart.
    other
        What is taken from it.

    Returns
    -------
    Decimal
        The difference, with as many decimals as the figure that has more.
    """
    return Decimal(one.replace(",", "")) - Decimal(other.replace(",", ""))


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
