"""How long something lasts, as people and exports write it: "3 h", "1 h 30 min", "01:30:00", "2 days 03:00:00"."""

from __future__ import annotations

import re

from evsite.sitefile.quantities import read_quantity
from evsite.sitefile.quantity_errors import QuantityError

_CLOCK = re.compile(r"(?:(\d{1,5})\s*days?,?\s+)?(\d{1,5}):([0-5]\d):([0-5]\d)(?:[.,]\d{1,9})?", re.ASCII)
_TWO_PARTS = re.compile(r"\d{1,5}:\d{2}", re.ASCII)
_ISO = re.compile(r"P(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?", re.ASCII)
_UNITS = re.compile(
    r"(?:(\d{1,5})\s*(?:d|days?),?\s*)?(\d{1,5})\s*(?:h|hrs?|hours?),?\s*"
    r"([0-5]?\d)\s*(?:m|mins?|minutes?)(?:,?\s*([0-5]?\d)\s*(?:s|secs?|seconds?))?",
    re.ASCII | re.IGNORECASE,
)
LONGEST_S = 10 * 366 * 86_400
"""Nothing that stays longer is a vehicle [s]."""
EXPECTED = "3 h, 90 min, 8 days or 01:30:00"


def read_duration_s(value: object) -> float:
    """Seconds of a duration; fractions of a second in a clock are dropped.

    Parameters
    ----------
    value
        A quantity of time, hours, minutes and seconds with their units or with colons, with days before them or not, or
        ISO 8601.

    Raises
    ------
    QuantityError
        It is something else, negative, or longer than ten years.
    """
    text = value.strip() if isinstance(value, str) else ""
    parts = _CLOCK.fullmatch(text) or _UNITS.fullmatch(text) or (_ISO.fullmatch(text) if len(text) > 2 else None)
    if parts is not None:
        days, hours, minutes, seconds = (int(part or 0) for part in parts.groups())
        duration_s = float(days * 86_400 + hours * 3600 + minutes * 60 + seconds)
    elif _TWO_PARTS.fullmatch(text):
        first, second = text.split(":")
        reason = f"'{text}' may be hours and minutes, or minutes and seconds"
        raise QuantityError(f"{reason}, expected like {first}:{second}:00", reason, [f"{first}:{second}:00"], "a time")
    else:
        duration_s = read_quantity(value, "time").value * 3600
    if duration_s > LONGEST_S:
        reason = f"'{text[:60]}' is longer than ten years"
        raise QuantityError(f"{reason}, expected like {EXPECTED}", reason, ["3 h"], "a time")
    return duration_s
