"""What a person says about session files beside them, as texts: read here, and refused with what would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar, cast, get_args

from evsite.metering.errors import DataError
from evsite.metering.zones import find_zone
from evsite.sitefile.sessions.moments import DateOrder
from evsite.sitefile.sessions.named_columns import NamedColumns, SessionOptionError, read_named_columns
from evsite.sitefile.sessions.titles import PRESETS, SESSION_TITLES
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
_Choice = TypeVar("_Choice", bound=str)


def read_columns(text: str) -> NamedColumns[Role]:
    """Read `arrival=arrival,leave=departure,energy="requested_energy (kWh)",port=station_id`; see `read_named_columns`.

    Raises
    ------
    SessionOptionError
        It is written in another way, or names what no column holds.
    """
    return read_named_columns(text, SESSION_TITLES, "arrival=TITLE,port=TITLE")


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


def read_date_order(text: str | None) -> DateOrder | None:
    """Which of day and month comes first in dates like 3/4/2025; None where the files have to show it.

    Raises
    ------
    SessionOptionError
        It is none of the choices.
    """
    return None if text is None else _choice("date_order", text, cast("tuple[DateOrder, ...]", get_args(DateOrder)))


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
