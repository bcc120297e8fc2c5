"""From the route of a key in a file to what is known of it: its table, its place, its documentation."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from evsite.output.topics import with_rules
from evsite.sitefile.keys import all_keys
from evsite.sitefile.tables.base import keys_of
from evsite.sitefile.tables.file import SiteFile
from evsite.sitefile.tables.places import ANY, table_in

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.output.topics import KeyTopic
    from evsite.sitefile.tables.base import Table
    from evsite.sitefile.tables.places import KeyPlace


def table_at(route: Path) -> type[Table] | None:
    """The class of the table at a route; None where there is none, or tables by name."""
    place, table = _walked(route)
    return table if place is not None else None


def place_of(route: Path) -> KeyPlace | None:
    """The place of the key at a route, with stars for names and numbers; None where there is no such key."""
    return _walked(route)[0]


def topic_at(route: Path) -> KeyTopic | None:
    """What there is to know about the key at a route; of the table by name the key that holds such tables."""
    place = place_of(route)
    if place is not None and place[-1:] == (ANY,):
        place = place[:-1]
    return None if not place else _topics().get(place)


def _walked(route: Path) -> tuple[KeyPlace | None, type[Table] | None]:
    """The place of a route, and the class of the table there."""
    table: type[Table] | None = SiteFile
    place: KeyPlace = ()
    many: type[Table] | None = None
    for part in route:
        if many is not None:
            place, table, many = (*place, ANY), many, None
            continue
        field = None if table is None else keys_of(table).get(str(part))
        if field is None:
            return None, None
        inner, several = table_in(field)
        place = (*place, str(part))
        table, many = (None, inner) if several else (inner, None)
    return place, table


@cache
def _topics() -> dict[KeyPlace, KeyTopic]:
    return {place: topic for topic in with_rules(all_keys()) for place in topic.key.places}
