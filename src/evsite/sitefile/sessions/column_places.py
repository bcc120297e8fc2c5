"""The columns of a table by what they hold: by their own titles, or by what a person says of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic

from evsite.sitefile import problems
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.sessions.title_words import Role, folded
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from evsite.model.finding import Finding
    from evsite.sitefile.sessions.csv_table import CsvTable
    from evsite.sitefile.sessions.named_columns import NamedColumns
    from evsite.sitefile.sessions.title_words import TitleWords


@dataclass
class PlacedColumns(Generic[Role]):
    """The columns of each role, units of their plain numbers, and roles that a misspelt title means."""

    places: dict[Role, tuple[int, ...]] = field(default_factory=dict)
    units: dict[Role, str] = field(default_factory=dict)
    meant: set[Role] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)
    """Titles that mean nothing here."""


def place_named(
    table: CsvTable, named: NamedColumns[Role], words: TitleWords[Role], findings: list[Finding]
) -> PlacedColumns[Role]:
    """The columns that a person names; titles that the table does not have go to the findings."""
    placed: PlacedColumns[Role] = PlacedColumns()
    nearest = Nearest()
    for role, titles in named.titles.items():
        places = []
        for title in titles:
            place = _place_of(table, title)
            if place is None:
                near = nearest(title, table.titles)
                way = f"did you mean '{near}'?" if near else f"titles are {table.listed_titles()}"
                message = f"no column is called '{shown(title)}'"
                findings.append(problems.UNKNOWN_NAME.finding(message, remedy=way, span=table.titles_span()))
            else:
                places.append(place)
        placed.places[role] = tuple(places)
        unit = named.units.get(role) or (words.stem_and_unit(titles[0], role)[1] if titles else None)
        if unit:
            placed.units[role] = unit
    return placed


def _place_of(table: CsvTable, title: str) -> int | None:
    if title in table.titles:
        return table.titles.index(title)
    alike = [place for place, each in enumerate(table.titles) if folded(each) == folded(title)]
    return alike[0] if len(alike) == 1 else None


def place_own(
    table: CsvTable, words: TitleWords[Role], findings: list[Finding], *, strict: bool
) -> PlacedColumns[Role]:
    """The columns by their titles; what is wrong with these goes to the findings.

    With `strict` every title has to mean something; without it only those are refused that come near one that does.
    """
    placed: PlacedColumns[Role] = PlacedColumns()
    nearest = Nearest()
    unknown: list[int] = []
    for place, title in enumerate(table.titles):
        found = words.read(title)
        if found is None and title:
            unknown.append(place)
        elif found is not None and found[0] in placed.places:
            message = f"two columns say '{words.called.get(found[0], found[0])}'"
            span = table.title_span(place)
            findings.append(problems.DUPLICATE_NAME.finding(message, remedy="keep one of them", span=span))
        elif found is not None:
            role, unit = found
            placed.places[role] = (place,)
            if unit:
                placed.units[role] = unit
    for place in unknown:
        title = table.titles[place]
        near = nearest(title, [each for each in words.listed if strict or _role_of(each, words) not in placed.places])
        if near is None and not strict:
            placed.unread.append(title)
            continue
        if near is not None:
            placed.meant.add(_role_of(near, words))
        way = f"did you mean '{near}'?" if near else "titles are " + ", ".join(words.listed)
        message, span = f"unknown title '{shown(title)}'", table.title_span(place)
        findings.append(problems.UNKNOWN_KEY.finding(message, remedy=way, span=span))
    return placed


def _role_of(title: str, words: TitleWords[Role]) -> Role:
    found = words.read(title)
    assert found is not None
    return found[0]
