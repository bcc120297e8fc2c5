"""How rules name things and numbers in their messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evsite.rounding import floor_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NUMBERED = re.compile(r"(.*?)(\d+)")


def amount(value: float) -> str:
    """A number for a message: at most one decimal from 10 up, two below, no trailing zeros."""
    return f"{round(value, 1 if abs(value) >= 10 else 2):g}" if abs(value) < 1e5 else f"{value:,.0f}"


def amps(value: float) -> str:
    """Amperes for a message: "26.4 A"."""
    return f"{amount(value)} A"


def amps_at_most(value: float) -> str:
    """Amperes rounded down to a tenth, so that a limit of what is printed holds: 26.393 is "26.3 A"."""
    return f"{amount(floor_to(value, 0.1))} A"


def kw(value: float) -> str:
    """Kilowatts for a message: "3.3 kW"."""
    return f"{amount(value)} kW"


def kva(value: float) -> str:
    """Kilovolt-amperes for a message: "150 kVA"."""
    return f"{amount(value)} kVA"


def count(number: int, noun: str) -> str:
    """A number of things: "1 port", "20 ports"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def names(items: Iterable[str]) -> str:
    """Names for a message: "C1", "C1 and C2", "C1 to C20", or the first few and how many more."""
    listed = list(items)
    runs = _runs(listed)
    if len(runs) > 4:
        more = sum(1 for name in listed) - 3
        return f"{', '.join(listed[:3])} and {more} more"
    return enumeration(runs)


def enumeration(parts: Sequence[str]) -> str:
    """Parts of a sentence: "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def alternatives(parts: Sequence[str]) -> str:
    """Ways out: "a", "a, or b", "a, or b, or c"."""
    return ", or ".join(part for part in parts if part)


def _runs(listed: list[str]) -> list[str]:
    """Names that count up, as "C1 to C20" where there are three or more."""
    result: list[str] = []
    start = 0
    for position in range(1, len(listed) + 1):
        if position < len(listed) and _follows(listed[position - 1], listed[position]):
            continue
        run = listed[start:position]
        result.extend([f"{run[0]} to {run[-1]}"] if len(run) > 2 else run)
        start = position
    return result


def _follows(before: str, after: str) -> bool:
    first, second = _NUMBERED.fullmatch(before), _NUMBERED.fullmatch(after)
    return first is not None and second is not None and first[1] == second[1] and int(second[2]) == int(first[2]) + 1
