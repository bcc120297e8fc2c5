"""Which columns of a table hold what, as a person says it beside the files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic

from evsite.sitefile.nearest import nearest_of
from evsite.sitefile.sessions.title_words import Role
from evsite.sitefile.wording import shown
from evsite.words import listed

if TYPE_CHECKING:
    from evsite.sitefile.sessions.title_words import TitleWords

_PIECE = re.compile(r'\s*(?P<role>[^=,"]*?)\s*=\s*(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^,"]*))\s*(?:,|$)')


class SessionOptionError(ValueError):
    """Raised where something said about session files cannot be; `option` is its name: "columns", "zone"."""

    def __init__(self, option: str, message: str) -> None:
        self.option = option
        super().__init__(message)


class NamedColumns(Generic[Role]):
    """Which columns hold what, as a person says it: titles by role, and the unit of their numbers where it is said.

    Several titles of a role are joined by a space: a date and a time of day.
    """

    def __init__(self) -> None:
        self.titles: dict[Role, list[str]] = {}
        self.units: dict[Role, str] = {}


def read_named_columns(text: str, words: TitleWords[Role], example: str) -> NamedColumns[Role]:
    """Read `arrival=arrival,leave=departure,energy="requested_energy (kWh)",port=station_id`.

    A title with a comma or a quotation mark stands in quotation marks, where "" is one. `energy_kwh=...` says the unit.

    Raises
    ------
    SessionOptionError
        It is written in another way, or names what no column holds.
    """
    found: NamedColumns[Role] = NamedColumns()
    place = 0
    while place < len(text):
        piece = _PIECE.match(text, place)
        if piece is None or piece.end() == place:
            rest = shown(text[place:])
            raise SessionOptionError("columns", f"cannot read '{rest}', expected like {example}")
        title = piece["plain"] if piece["quoted"] is None else piece["quoted"].replace('""', '"')
        role, unit = _role(piece["role"], words)
        if not title.strip():
            raise SessionOptionError(
                "columns", f"'{shown(piece['role'])}' has no title, expected the title of a column"
            )
        if unit is not None:
            found.units[role] = unit
        found.titles.setdefault(role, []).append(title.strip())
        place = piece.end()
    if not found.titles:
        raise SessionOptionError("columns", f"no column is named, expected like {example}")
    return found


def _role(name: str, words: TitleWords[Role]) -> tuple[Role, str | None]:
    read = (words.unlisted[name], None) if name in words.unlisted else words.read(name)
    if read is None:
        with_units = (f"{role}_{unit}" for role, units in words.units.items() for unit in units)
        near = nearest_of(name[:100], [*words.own, *words.unlisted, *with_units])
        hint = f"did you mean '{near}'?" if near else f"columns hold {listed([*words.named], 'and')}"
        raise SessionOptionError("columns", f"no column holds '{shown(name)}'; {hint}")
    return read
