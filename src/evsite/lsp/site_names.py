"""What may stand where a key names something: things of the site, models, codes of rules, values that are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.codebook.profiles import profiles
from evsite.lsp.key_routes import topic_at
from evsite.model.catalog import load_catalog
from evsite.output.topics import all_topics
from evsite.sitefile.table_models import SECTIONS
from evsite.sitefile.tables.places import SINGLE_TABLES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from evsite.lsp.cursor import Layout
    from evsite.model.finding import Path
    from evsite.model.site import Site
    from evsite.sitefile.tables.places import KeyPlace

FEEDERS = ("panels", "supplies")
NODES = ("panels", "supplies", "circuits")
REFERENCES: dict[KeyPlace, tuple[str, ...]] = {
    ("supplies", "*", "fed_from"): FEEDERS,
    ("panels", "*", "fed_from"): FEEDERS,
    ("circuits", "*", "panel"): FEEDERS,
    ("stations", "*", "circuit"): ("circuits",),
    ("stations", "*", "circuits"): ("circuits",),
    ("stations", "*", "paired"): ("stations",),
    ("groups", "*", "on"): NODES,
    ("groups", "*", "members"): ("stations",),
    ("loads", "*", "on"): NODES,
    ("fleets", "*", "ports"): ("stations",),
}
"""Keys that name a thing of the file, and the sections that it may be of."""
ONE_CIRCUIT_OR_NODE = {("stations", "*", "circuit"), ("groups", "*", "on"), ("loads", "*", "on")}
"""Keys that name one circuit: a family of several does not do."""


class Offer(NamedTuple):
    """Something that may stand at a place: as it is written without quotes, what it is, and whether it is a text."""

    word: str
    about: str = ""
    quoted: bool = True


class SiteNames:
    """The names of a file: those of its tables as they are typed, and those that the site makes of families.

    Parameters
    ----------
    layout
        The text as it is.
    site
        The site that was last read from it; None where none was yet.
    """

    def __init__(self, layout: Layout, site: Site | None) -> None:
        self._layout = layout
        self._site = site

    def tables(self, section: str) -> list[str]:
        """The names of the tables of a section, each once."""
        routes = (header.route for header in self._layout.headers)
        return list(dict.fromkeys(str(route[1]) for route in routes if len(route) > 1 and route[0] == section))

    def texts(self, key: str, sections: Collection[str]) -> list[str]:
        """The texts that a key has in the tables of some sections, each once."""
        found: list[str] = []
        for number, header in enumerate(self._layout.headers):
            if header.route and str(header.route[0]) in sections:
                pairs = (pair for pair in self._layout.pairs(number) if pair.names and pair.names[-1].text == key)
                found += [self._layout.text[slice(*pair.value)].strip() for pair in pairs if pair.value is not None]
        return list(dict.fromkeys(text[1:-1] for text in found if len(text) > 2 and text[0] == text[-1] == '"'))

    def expanded(self, section: str) -> Iterator[str]:
        """The names that counts make of the tables of a section: circuits; stations and their ports."""
        if self._site is None:
            return
        if section == "circuits":
            yield from self._site.circuits
        elif section == "stations":
            for station in self._site.stations.values():
                yield station.name
                yield from (port.name for port in station.ports)

    def tables_of(self, name: str, sections: Iterable[str]) -> list[Path]:
        """The routes of the tables of some sections that a name may mean: of itself, or of the family it is of."""
        wanted = tuple(sections)
        found: list[Path] = [(section, name) for section in wanted if name in self.tables(section)]
        if self._site is not None and not found:
            station = self._site.stations.get(name.rpartition(".")[0]) if name in self._site.ports else None
            things = (self._site.circuits.get(name), self._site.stations.get(name), station)
            found = [thing.path for thing in things if thing is not None and thing.path[0] in wanted]
        return found


def offers(route: Path, place: KeyPlace, names: SiteNames) -> Iterator[Offer]:
    """What may stand as the value of a key, the likeliest first.

    Parameters
    ----------
    route
        Its route in the file.
    place
        Its place, with stars for names.
    names
        The names of the file.
    """
    if place in REFERENCES:
        yield from _references(route, place, names)
    if place == ("ignore", "*", "rule"):
        yield from (Offer(topic.code, topic.title) for topic in all_topics().values() if topic.is_rule)
    elif place == ("ignore", "*", "path"):
        yield from (Offer(f"{section}.{name}") for section in SECTIONS for name in names.tables(section))
        yield from (Offer(section) for section in SINGLE_TABLES)
    elif place in {("groups", "*", "meter"), ("loads", "*", "meter")}:
        yield from (Offer(text, "a meter of this file") for text in names.texts("meter", ("groups", "loads")))
    elif place == ("stations", "*", "model"):
        yield from (Offer(name, "a model of this file") for name in names.tables("catalog"))
        yield from _models()
    elif place == ("catalog", "*", "base"):
        yield from _models()
    elif place == ("site", "profile"):
        yield from (Offer(name, "a profile of this file") for name in names.tables("profiles"))
        yield from (Offer(each.id, each.title) for each in profiles().values())
    elif place == ("loads", "*", "layout"):
        from evsite.metering.layouts import layouts

        yield from (Offer(layout.name, layout.title) for layout in layouts().values())
    else:
        yield from _listed(route)


def _references(route: Path, place: KeyPlace, names: SiteNames) -> Iterator[Offer]:
    own = str(route[1])
    for section in REFERENCES[place]:
        single = section[:-1] if section != "supplies" else "supply"
        made = list(names.expanded(section))
        single_alone = place in ONE_CIRCUIT_OR_NODE and bool(made)
        families = [name for name in names.tables(section) if not single_alone or name in made]
        yield from (Offer(name, single) for name in families if (section, name) != (route[0], own))
        yield from (Offer(name, single) for name in made if name not in families)


def _models() -> Iterator[Offer]:
    return (Offer(model.id, f"{model.maker} {model.name}".strip()) for model in load_catalog().values())


def _listed(route: Path) -> Iterator[Offer]:
    """The values that a key lists, true and false, or else the value that counts unless given, and an example."""
    topic = topic_at(route)
    if topic is None or topic.key.keys:
        return
    key = topic.key
    if key.kind.startswith("true or false"):
        yield from (Offer(word, quoted=False) for word in ("true", "false"))
    yield from (Offer(str(value), quoted=isinstance(value, str)) for value in key.values)
    if key.default is not None and not isinstance(key.default, bool) and key.default not in key.values:
        yield Offer(str(key.default), "unless given", isinstance(key.default, str))
    if key.units and not key.values:
        written = key.example.rpartition(" = ")[2]
        if written.startswith('"'):
            yield Offer(written.strip('"'), f"for instance, in {', '.join(map(str, key.units))}")
