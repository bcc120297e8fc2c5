"""What a person says about session files beside them, as texts: read here, and refused with what would do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeVar, cast, get_args

from evsite.metering.errors import DataError
from evsite.metering.zones import find_zone
from evsite.sitefile.nearest import nearest_of
from evsite.sitefile.sessions.titles import OWN, PRESETS, UNITS, own_role
from evsite.sitefile.wording import shown
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.metering.zones import NamedZone
    from evsite.sitefile.sessions.titles import Preset, Role

Overlaps = Literal["refuse", "end-earlier", "skip"]
"""What to do with a vehicle that comes to a port where another one still stands: refuse the file, let the earlier one
leave then, or leave out the later one."""
Unfit = Literal["refuse", "skip"]
"""What to do with rows that cannot be played: refuse the file, or leave them out."""
_PIECE = re.compile(r'\s*(?P<role>[^=,"]*?)\s*=\s*(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^,"]*))\s*(?:,|$)')
_Choice = TypeVar("_Choice", bound=str)


class SessionOptionError(ValueError):
    """Raised where something said about session files cannot be; `option` is its name: "columns", "zone"."""

    def __init__(self, option: str, message: str) -> None:
        self.option = option
        super().__init__(message)


class NamedColumns:
    """Which columns hold what, as a person says it: titles by role, and the unit of their numbers where it is said.

    Several titles of a role are joined by a space: a date and a time of day.
    """

    def __init__(self) -> None:
        self.titles: dict[Role, list[str]] = {}
        self.units: dict[Role, str] = {}


def read_columns(text: str) -> NamedColumns:
    """Read `arrival=arrival,leave=departure,energy="requested_energy (kWh)",port=station_id`.

    A title with a comma or a quotation mark stands in quotation marks, where "" is one. `energy_kwh=...` says the unit.

    Raises
    ------
    SessionOptionError
        It is written in another way, or names what no column holds.
    """
    found = NamedColumns()
    place = 0
    while place < len(text):
        piece = _PIECE.match(text, place)
        if piece is None or piece.end() == place:
            rest = shown(text[place:])
            raise SessionOptionError("columns", f"cannot read '{rest}', expected like arrival=TITLE,energy_kwh=TITLE")
        title = piece["plain"] if piece["quoted"] is None else piece["quoted"].replace('""', '"')
        role, unit = _role(piece["role"])
        if not title.strip():
            raise SessionOptionError(
                "columns", f"'{shown(piece['role'])}' has no title, expected the title of a column"
            )
        if unit is not None:
            found.units[role] = unit
        found.titles.setdefault(role, []).append(title.strip())
        place = piece.end()
    if not found.titles:
        raise SessionOptionError("columns", "no column is named, expected like arrival=TITLE,port=TITLE")
    return found


def _role(name: str) -> tuple[Role, str | None]:
    read: tuple[Role, str | None] | None = ("connector", None) if name == "connector" else own_role(name)
    if read is None:
        roles = [*OWN, "connector", *(f"{role}_{unit}" for role, units in UNITS.items() for unit in units)]
        near = nearest_of(name[:100], roles)
        words = f"did you mean '{near}'?" if near else f"columns hold {listed(['arrival', *_FEW], 'and')}"
        raise SessionOptionError("columns", f"no column holds '{shown(name)}'; {words}")
    return read


_FEW = ("leave", "stay", "energy", "port", "connector", "delivered", "deadline", "accept", "patience", "name")


def read_preset(text: str | None) -> Preset | None:
    """The name of a kind of export.

    Raises
    ------
    SessionOptionError
        There is none of that name.
    """
    return None if text is None else _choice("preset", text, cast("tuple[Preset, ...]", tuple(PRESETS)))


def read_overlaps(text: str) -> Overlaps:
    """What to do with vehicles that come to a port that is taken.

    Raises
    ------
    SessionOptionError
        It is none of the choices.
    """
    return _choice("overlaps", text, cast("tuple[Overlaps, ...]", get_args(Overlaps)))


def read_unfit(option: str, text: str) -> Unfit:
    """What to do with rows of unknown stations, or with those that cannot be read.

    Raises
    ------
    SessionOptionError
        It is none of the choices.
    """
    return _choice(option, text, cast("tuple[Unfit, ...]", get_args(Unfit)))


def _choice(option: str, text: str, choices: Iterable[_Choice]) -> _Choice:
    wanted = text.strip().lower()
    for choice in choices:
        if choice == wanted:
            return choice
    raise SessionOptionError(option, f"found '{shown(text)}', expected {listed([*choices], 'or')}")


def read_zone(text: str | None) -> NamedZone | None:
    """The zone that local times are told by.

    Raises
    ------
    SessionOptionError
        There is no such zone.
    """
    try:
        return None if text is None else find_zone(text)
    except DataError as error:
        raise SessionOptionError("zone", str(error)) from None
