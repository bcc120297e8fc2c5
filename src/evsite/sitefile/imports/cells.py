"""What cells of schedules and lists of stations say."""

from __future__ import annotations

import math
import re
from functools import cache

from pydantic import ValidationError

from evsite.sitefile.quantities import read_quantity
from evsite.sitefile.quantity_errors import QuantityError
from evsite.sitefile.tables.equipment import ConductorTable
from evsite.sitefile.trade import read_breaker_text
from evsite.sitefile.wording import shown
from evsite.words import format_number

_PLAIN = re.compile(r"\d{1,9}(?:\.\d{1,15})?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,15})?", re.ASCII)
_NUMBERS = re.compile(r"\d{1,4}(?:\s*[,/;&+\s-]\s*\d{1,4})*", re.ASCII)
_WIRE = re.compile(
    r"(?:(?P<sets>\d{1,2}) sets of )?(?:[123] x )?(?P<size>[^+]{1,80}?)(?:\s*\+\s*N (?P<neutral>[^+]{1,40}))?", re.ASCII
)
MOST_SPACES = 6


class CellError(ValueError):
    """Raised where a cell does not say what its column holds."""


def plain(text: str) -> float | None:
    """A number without a unit, with or without commas between thousands; None for anything else."""
    text = text.strip()
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    return float(text) if _PLAIN.fullmatch(text) else None


def read_numbers(text: str) -> tuple[int, ...]:
    """Numbers of circuits, or of the spaces of a breaker: "1", "1,3", "2-4-6".

    Raises
    ------
    CellError
        These are none.
    """
    if not _NUMBERS.fullmatch(text):
        raise CellError(f"found {shown(text)}, expected numbers of circuits like 1, or 1,3,5")
    numbers = tuple(map(int, re.findall(r"\d+", text)))
    if len(numbers) > MOST_SPACES or 0 in numbers or list(numbers) != sorted(set(numbers)):
        raise CellError(f"found {shown(text)}, expected the numbers of one breaker in order, like 1,3,5")
    return numbers


@cache
def read_breaker(text: str) -> tuple[str, int | None]:
    """A breaker as the site file has it, and its poles where they are stated: ("100 A", 2) of "100/2".

    Raises
    ------
    CellError
        It is none.
    """
    number = plain(text)
    stated = None if number is not None else read_breaker_text(text)
    if stated is not None:
        number = plain(stated.current)
    elif number is None:
        try:
            number = read_quantity(text, "current", positive=True).value
        except QuantityError:
            raise CellError(f"found {shown(text)}, expected a breaker like 40, 40 A or 40A/2P") from None
    if number is None or not 0 < number <= 10_000:
        raise CellError(f"found {shown(text)}, expected a breaker of up to 10,000 A")
    return f"{format_number(number, 9)} A", None if stated is None else stated.poles


def read_poles(text: str) -> int:
    """A number of poles: "2", "2P", "3-pole".

    Raises
    ------
    CellError
        It is none.
    """
    found = re.fullmatch(r"([123])(?:\.0)?\s*-?\s*(?:p|poles?)?", text.strip().lower())
    if found is None:
        raise CellError(f"found {shown(text)}, expected 1, 2 or 3 poles")
    return int(found[1])


def read_va(text: str, unit: str) -> float:
    """Volt-amperes of a cell; `unit` is that of plain numbers [VA].

    Raises
    ------
    CellError
        These are none.
    """
    number = plain(text)
    if number is not None:
        return number * (1000 if unit == "kVA" else 1)
    try:
        value = 1000 * read_quantity(text, "apparent_power").value
    except QuantityError:
        raise CellError(f"found {shown(text)}, expected volt-amperes like 8320") from None
    if not 0 <= value < math.inf:
        raise CellError(f"found {shown(text)}, expected volt-amperes of 0 or more")
    return value


def read_amount(text: str, unit: str, what: str) -> str:
    """A quantity as the site file has it; `unit` is that of plain numbers.

    Parameters
    ----------
    text
        The cell.
    unit
        The unit of a number without one; empty where it needs one.
    what
        The kind of quantity: "current", "length", "power".

    Raises
    ------
    CellError
        It is none.
    """
    number = plain(text)
    stated = text if number is None else f"{format_number(number, 9)} {unit}" if unit else text
    try:
        read_quantity(stated, what, positive=True)  # type: ignore[arg-type]
    except QuantityError as error:
        raise CellError(str(error)) from None
    return stated


def read_wire(text: str) -> dict[str, object]:
    """Keys of a conductor: of "3 x 3 AWG Cu + N 3 AWG" and "2 sets of 3 x 500 kcmil Al", or a size alone.

    Raises
    ------
    CellError
        It says no size.
    """
    found = _WIRE.fullmatch(text)
    if found is None:
        raise CellError(f"found {shown(text)}, expected conductors like 3 AWG Cu")
    keys: dict[str, object] = {"size": found["size"].strip()}
    if found["sets"]:
        keys["sets"] = int(found["sets"])
    if found["neutral"]:
        keys["neutral"] = found["neutral"].strip()
    try:
        ConductorTable.model_validate(keys)
    except ValidationError:
        raise CellError(f"found {shown(text)}, expected conductors like 3 AWG Cu") from None
    return keys
