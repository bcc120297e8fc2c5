"""Types of the keys that describe a project and its equipment: lines of text, enclosures, stalls, serials, MACs."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from evsite.model.description import ENCLOSURES
from evsite.sitefile.suggested import Holds, Spelled
from evsite.sitefile.wording import found, kind_of, shown
from evsite.words import listed

MAX_LINE = 200
"""Longest line of text [characters]."""
MAX_STALL = 40
"""Longest name of a stall [characters]."""

Spread = str | tuple[str, ...] | dict[str, str | tuple[str, ...]]
"""What a table says of its stations or ports: of the only one, of each in turn, or of some by name."""


# --- a line of text ------------------------------------------------------------------------------------------------


def _line(value: object) -> str:
    expected = f"expected one line of text of up to {MAX_LINE} characters"
    if not isinstance(value, str):
        raise ValueError(f"found {kind_of(value)}, {expected}")
    line = value.strip()
    odd = next((letter for letter in line if not letter.isprintable()), None)
    if not line:
        raise ValueError(f"found an empty text, {expected}")
    if len(line) > MAX_LINE:
        raise ValueError(f"found a text of {len(line):,} characters, {expected}")
    if odd is not None:
        raise ValueError(f"found U+{ord(odd):04X} in the text, {expected}")
    return line


Line = Annotated[
    str,
    PlainValidator(_line),
    WithJsonSchema({"type": "string", "pattern": r"^\s*[^\s\u0000-\u001F\u007F][^\u0000-\u001F\u007F]*$"}),
]
"""One line of text, as it is printed."""


# --- enclosures ----------------------------------------------------------------------------------------------------

_PREFIX = r"(nema[\s-]*)?(type[\s-]*)?"


def _enclosure(value: object) -> str:
    written = value.strip()[:20] if isinstance(value, str) else ""
    shape = re.fullmatch(_PREFIX + r"([0-9]{1,2}[a-z]{0,2})", written.lower())
    kind = "" if shape is None else shape[3].upper()
    if kind not in ENCLOSURES:
        types = listed([f'"{each}"' for each in ENCLOSURES])
        stated = f"'{shown(written)}' is no type of enclosure" if isinstance(value, str) else f"found {found(value)}"
        raise ValueError(f"{stated}, expected a type of NEMA 250: {types}")
    return kind


Enclosure = Annotated[
    str,
    PlainValidator(_enclosure),
    Spelled(
        lambda: ENCLOSURES,
        lambda: ("NEMA 3R", "Type 3R"),
        lambda: rf"^\s*{_PREFIX}({'|'.join(each.lower() for each in ENCLOSURES)})\s*$",
    ),
]
"""Type of an enclosure by NEMA 250, in its usual letters."""


# --- what each station or port has ---------------------------------------------------------------------------------


def _stall(value: object) -> str:
    if type(value) is int and 0 <= value < 10**9:
        return str(value)
    stall = value.strip() if isinstance(value, str) else ""
    if not stall or len(stall) > MAX_STALL or not stall.isprintable():
        raise ValueError(
            f'found {found(value)}, expected the number or name of a stall like "P1-12", up to {MAX_STALL} characters'
        )
    return stall


_SERIAL = r"[A-Za-z0-9](?:[A-Za-z0-9._/:#-]{0,48}[A-Za-z0-9])?"


def _serial(value: object) -> str:
    if not isinstance(value, str) or re.fullmatch(_SERIAL, value.strip()) is None:
        raise ValueError(
            f"found {found(value)}, expected a serial number as a text of up to 50 letters and digits, "
            'with dashes and the like between, like "2031410A0042"'
        )
    return value.strip()


_COLONS, _DASHES = (rf"[0-9A-Fa-f]{{2}}(?:{mark}[0-9A-Fa-f]{{2}}){{5}}" for mark in ":-")
_DOTS, _BARE = r"[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2}", "[0-9A-Fa-f]{12}"
_BY_STATION = "a text, a list of texts, or a table of texts by station"


def _mac(value: object) -> str:
    if not isinstance(value, str) or re.fullmatch(f"{_COLONS}|{_DASHES}|{_DOTS}|{_BARE}", value.strip()) is None:
        raise ValueError(
            f'found {found(value)}, expected a MAC address of twelve hexadecimal digits like "00:0D:6F:0A:90:C2"'
        )
    digits = re.sub("[^0-9A-Fa-f]", "", value).upper()
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def _spread(one: Callable[[object], str], what: str, *, several: bool) -> PlainValidator:
    """Reads one, a list of them, or a table of them by name; a table may have lists in it where `several` says so."""

    def each(values: list[Any]) -> tuple[str, ...]:
        if not values:
            raise ValueError(f"found an empty list, expected {what}")
        read = []
        for number, value in enumerate(values, 1):
            try:
                read.append(one(value))
            except ValueError as error:
                raise ValueError(f"number {number}: {error}") from None
        return tuple(read)

    def read(value: object) -> Spread:
        if isinstance(value, list):
            return each(value)
        if not isinstance(value, dict):
            return one(value)
        if not value:
            raise ValueError(f"found an empty table, expected {what}")
        inner: dict[str, str | tuple[str, ...]] = {}
        for name, of_one in value.items():
            if isinstance(of_one, dict):
                raise ValueError(f'{shown(name)}: found a table; a port is named in quotes, like "S1.2"')
            try:
                inner[name] = each(of_one) if several and isinstance(of_one, list) else one(of_one)
            except ValueError as error:
                raise ValueError(f"{shown(name)}: {error}") from None
        return inner

    return PlainValidator(read)


def _spread_schema(one: dict[str, Any], *, several: bool) -> WithJsonSchema:
    many = {"type": "array", "items": one, "minItems": 1}
    inner = {"anyOf": [one, many]} if several else one
    table = {"type": "object", "additionalProperties": inner, "minProperties": 1}
    return WithJsonSchema({"anyOf": [one, many, table]})


Stalls = Annotated[
    Spread,
    _spread(_stall, 'stalls like ["P1-12", "P1-13"]', several=True),
    _spread_schema(
        {"anyOf": [{"type": "string", "pattern": "\\S"}, {"type": "integer", "minimum": 0, "maximum": 10**9 - 1}]},
        several=True,
    ),
    Holds("a text or a whole number, a list of these, or a table of these or of lists of them by station or port"),
]
"""The stall of each port, or of each station."""
Serials = Annotated[
    Spread,
    _spread(_serial, 'serial numbers like ["2031410A0042", "2031410A0043"]', several=False),
    _spread_schema({"type": "string", "pattern": rf"^\s*{_SERIAL}\s*$"}, several=False),
    Holds(_BY_STATION),
]
"""The serial number of each station."""
Macs = Annotated[
    Spread,
    _spread(_mac, 'MAC addresses like ["00:0D:6F:0A:90:C2"]', several=False),
    _spread_schema({"type": "string", "pattern": rf"^\s*({_COLONS}|{_DASHES}|{_DOTS}|{_BARE})\s*$"}, several=False),
    Holds(_BY_STATION),
]
"""The MAC address of each station, with colons."""
