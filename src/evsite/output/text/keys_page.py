"""The tables of `docs/site-file.md`: every key of the site file, from the models that read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.output.key_markdown import key_anchor, key_takes, key_title
from evsite.output.markdown_cells import documentation_text
from evsite.output.topics import with_rules
from evsite.sitefile.keys import all_keys
from evsite.sitefile.tables.places import ANY, header_with, placed_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evsite.output.topics import KeyTopic
    from evsite.sitefile.tables.base import Table
    from evsite.sitefile.tables.places import KeyPlace

KEYS_BEGIN = "<!-- What follows is written by `make schema`; do not edit. -->\n"
"""What stands in the page before the tables, which go to its end."""


class _Section(NamedTuple):
    """A table of the site file: its class, where it may stand, and its keys with the first place of each."""

    table: type[Table]
    places: list[KeyPlace]
    keys: list[KeyPlace]


def render_keys_page(page: str) -> str:
    """The page with its tables written anew; what stands before them is kept."""
    return page.partition(KEYS_BEGIN)[0] + KEYS_BEGIN + "\n" + "\n".join(_sections())


def _anchors(places: Iterable[KeyPlace]) -> str:
    return "".join(f'<a id="{key_anchor(place)}"></a>' for place in places)


def _sections() -> Iterator[str]:
    topics = {place: topic for topic in with_rules(all_keys()) for place in topic.key.places}
    sections = _tables()
    for section in sections:
        first = section.places[0]
        if not first:
            continue
        yield f"## {_header(first)}\n"
        yield _anchors(section.places) + _sentence(section.table) + "\n"
        if len(section.places) > 1:
            yield f"The same keys stand in {', '.join(f'`{_header(place)}`' for place in section.places[1:])}.\n"
        yield f"```toml\n{topics[_holder(first)].key.example}\n```\n"
        yield "\n".join(_entry(place, section, topics[place]) for place in section.keys)
        yield ""


def _tables() -> list[_Section]:
    found: dict[type[Table], _Section] = {}
    for place, table, _ in placed_keys():
        section = found.setdefault(table, _Section(table, [], []))
        if place[:-1] not in section.places:
            section.places.append(place[:-1])
        if place[:-1] == section.places[0]:
            section.keys.append(place)
    return list(found.values())


def _holder(table: KeyPlace) -> KeyPlace:
    """The key that holds a table, or the tables of its kind."""
    return table[:-1] if table[-1] == ANY else table


def _entry(place: KeyPlace, section: _Section, topic: KeyTopic) -> str:
    """A key as an entry of a list: its meaning, what it takes and what counts unless given, the rules that read it."""
    key = topic.key
    # a table that holds keys has its anchor at its section
    places = () if key.keys else ((*table, place[-1]) for table in section.places)
    lines = [f"- {_anchors(places)}{key_title(topic)}", key_takes(topic, "")]
    if key.descriptive:
        lines.append("Describes only.")
    elif topic.rules and not key.keys:
        lines.append(f"Read by {', '.join(rule.code for rule in topic.rules)}.")
    return "<br>\n  ".join(lines)


def _header(place: KeyPlace) -> str:
    """The header of a table as it is written: `[groups.NAME]`."""
    return header_with(place, "NAME")


def _sentence(table: type[Table]) -> str:
    return documentation_text((table.__doc__ or "").strip().splitlines()[0])
