"""How things and numbers are named in messages and views."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evsite.rounding import TOLERANCE, ceil_to, floor_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_LAST_NUMBER = re.compile(r"(?<![0-9])([0-9]{1,9})([^0-9]*+)\Z")
"""The last number in a name and what follows it; so many digits are a number, more are not."""

_GROUPED = 1e5
"""From here on thousands stand apart in messages."""
_VOWEL_SOUND = re.compile(r"8|1[18](?![0-9])|[aeio]", re.IGNORECASE)

NOTICE = "evsite helps a licensed electrician or engineer and does not replace one."
"""Said once in every output for people, and on every sheet."""
_BEYOND_ASCII = r"\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
_CONTROL = re.compile(rf"[\x00-\x1f{_BEYOND_ASCII}]")
"""What steers a terminal or the direction of a text, and what no XML file may hold."""
_STEERING = re.compile(rf"(\x1b\[[0-9;]*m|\r\n)|[\x00-\x08\x0b-\x1f{_BEYOND_ASCII}]")
"""The same where texts have lines, tabs and colours."""


def printable(text: str) -> str:
    """`text` with control characters spelled out: a name in a file must not steer the terminal."""
    if text.isascii() and text.isprintable():
        return text
    return _CONTROL.sub(_spelled_out, text)


def without_steering(text: str) -> str:
    """`text` with control characters spelled out but for ends of lines, tabs and colours."""
    return _STEERING.sub(lambda match: match[1] or _spelled_out(match), text)


def _spelled_out(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def trimmed(value: float, digits: int) -> str:
    """`value` with at most `digits` decimals and no zeros at the end: 80, 26.39, 57.5."""
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def format_number(value: float, digits: int | None = None) -> str:
    """A number without zeros at its end.

    Parameters
    ----------
    value
        The number.
    digits
        The most decimals; None for as many as a message needs: one from 10 up, two below.
    """
    if digits is not None:
        return trimmed(value, digits)
    return trimmed(value, usual_digits(value)) if abs(value) < _GROUPED else f"{value:,.0f}"


def usual_digits(value: float) -> int:
    """The most decimals that `format_number` shows of a number by itself."""
    if abs(value) >= _GROUPED:
        return 0
    return 1 if abs(value) >= 10 else 2


def days(number: float) -> str:
    """A length in days, with one decimal, rounded down: a record is not reported as longer than it is."""
    return f"{floor_to(number, 0.1):.1f} days"


def digits_apart(value: float, limit: float) -> int | None:
    """The decimals with which a number and the limit that it misses are reported, so that the two never read alike.

    Parameters
    ----------
    value
        The number.
    limit
        What it is compared with.

    Returns
    -------
    int | None
        None where the usual decimals distinguish them: 39.9 and 40; otherwise the fewest that do: 39.98 and 40.
    """
    if format_number(value) != format_number(limit):
        return None
    return next((digits for digits in range(2, 13) if trimmed(value, digits) != trimmed(limit, digits)), None)


def share(fullness: float) -> str:
    """How full a limit is, or a part of a whole: "83 %".

    Only what is nothing reads as 0 %, and only what is all as 100 %, one part in 1e9 aside: beside these two there is
    one decimal, rounded away from them, so that 1 of 503 is "0.2 %", 502 of 503 "99.8 %" and an overload "100.1 %".
    """
    if fullness == float("inf"):
        return "over"
    percent = 100 * fullness
    if TOLERANCE < fullness < 0.01 or 1 + TOLERANCE < fullness < 1.01:
        return f"{ceil_to(percent, 0.1):.1f} %"
    if 0.99 < fullness < 1 - TOLERANCE:
        return f"{floor_to(percent, 0.1):.1f} %"
    return f"{abs(percent) if abs(fullness) <= TOLERANCE else percent:.0f} %"


def amps(value: float, digits: int | None = None) -> str:
    """Amperes with their unit, as `format_number` has them: "26.4 A", or "26.39 A" with two digits."""
    return f"{format_number(value, digits)} A"


def amps_at_most(value: float) -> str:
    """Amperes rounded down to a tenth, so that a limit of what is printed holds: 26.393 is "26.3 A"."""
    return f"{format_number(floor_to(value, 0.1))} A"


def kw(value: float, digits: int | None = None) -> str:
    """Kilowatts with their unit, as `format_number` has them: "3.3 kW"."""
    return f"{format_number(value, digits)} kW"


def kva(value: float, digits: int | None = None) -> str:
    """Kilovolt-amperes with their unit, as `format_number` has them: "150 kVA"."""
    return f"{format_number(value, digits)} kVA"


def count(number: int, noun: str) -> str:
    """A number of things: "1 port", "20 ports", "10,000 ports"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def names(items: Iterable[str], order: Mapping[str, int] | None = None) -> str:
    """Names for a message: "C1", "C1 and C2", "C1 to C20", or the first few and how many more.

    Parameters
    ----------
    items
        The names, in the order of the file.
    order
        The place of each of all names of that kind in the file; None to go by the numbers in the names.
    """
    listed = list(items)
    parts = [part for run in runs(listed, order) for part in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else run)]
    if len(parts) > 4:
        return f"{', '.join(listed[:3])} and {len(listed) - 3:,} more"
    return enumeration(parts)


def runs(listed: Iterable[str], order: Mapping[str, int] | None = None) -> list[list[str]]:
    """Names cut into runs without a gap, of which the first and the last say all.

    With an `order` (the place of each of all names) neighbours in it follow each other. Without one, names do that are
    alike but for their last number, which counts up by one: S1.1, S2.1 and S3.1 are no run, S1.2 and so on may be left
    out in between.
    """
    result: list[list[str]] = []
    for name in listed:
        if result and _follows(result[-1][-1], name, order):
            result[-1].append(name)
        else:
            result.append([name])
    return result


def enumeration(parts: Sequence[str]) -> str:
    """Parts of a sentence: "a", "a and b", "a, b and c"."""
    return listed(parts, "and")


def listed(parts: Sequence[str], joint: str = "or") -> str:
    """Parts of a sentence with a word before the last: "a", "a or b", "a, b or c"."""
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}" if len(parts) > 1 else "".join(parts)


def article(stated: str) -> str:
    """The article of what is stated: "an" for "80 A breaker" and "11 kVA transformer", "a" for "100 A breaker"."""
    return "an" if _VOWEL_SOUND.match(stated) else "a"


def with_article(stated: str) -> str:
    """What is stated with its article: "an 80 A breaker", "a 100 A breaker"."""
    return f"{article(stated)} {stated}"


def alternatives(parts: Sequence[str]) -> str:
    """Ways out: "a", "a, or b", "a, or b, or c"."""
    return ", or ".join(part for part in parts if part)


def _follows(before: str, after: str, order: Mapping[str, int] | None) -> bool:
    if order is not None:
        return before in order and order.get(after) == order[before] + 1
    first, second = _LAST_NUMBER.search(before), _LAST_NUMBER.search(after)
    return (
        first is not None
        and second is not None
        and (before[: first.start()], first[2]) == (after[: second.start()], second[2])
        and int(second[1]) == int(first[1]) + 1
    )
