"""What a shell offers where an option or argument takes a name: formats, rules, models, ports and nodes of the site.

A site file that is broken, missing or not on the line yet offers less, and is never an error: the shell only asks.
"""

from collections.abc import Iterable
from os.path import expanduser
from pathlib import Path

import typer

Offers = list[str | tuple[str, str]]
"""Words, or words with a line of help. typer leaves out those that do not start as the incomplete word does."""


def formats() -> Offers:
    """Formats of `check`; nothing after `FORMAT=`, where a file belongs, which shells offer themselves."""
    from evsite.output.diagnostics.formats import FORMATS

    return [(name, each.summary) for name, each in FORMATS.items()]


def compare_formats() -> Offers:
    """Formats of `compare`."""
    from evsite.cli.format_options import COMPARE_FORMATS

    return list(COMPARE_FORMATS.items())


def rule() -> Offers:
    """Codes and names of rules and of problems of the site file."""
    from evsite.output.topics import all_topics

    topics = all_topics().values()
    return [*((topic.code, topic.title) for topic in topics), *((topic.name, topic.title) for topic in topics)]


def topic() -> Offers:
    """What can be explained: rules, and keys of the site file by themselves and with their table."""
    from evsite.sitefile.keys import names_of_keys

    named = names_of_keys()
    return [*rule(), *((name, found[0].meaning if len(found) == 1 else "") for name, found in named.items())]


def command_or_topic() -> Offers:
    """Commands, and what can be explained."""
    from evsite.cli.app import PANELS

    return [*PANELS, *topic()]


def rules(incomplete: str) -> Offers:
    """The same for a list of them with commas."""
    return _listed(incomplete, rule())


def models() -> Offers:
    """Models of the catalogue."""
    from evsite.model.catalog import load_catalog

    return [(model.id, model.name) for model in load_catalog().values()]


def layouts() -> Offers:
    """Layouts of meter data."""
    from evsite.metering.layouts import layouts as known

    return [(layout.name, layout.title) for layout in known().values()]


def examples() -> Offers:
    """Examples that come with evsite."""
    from evsite.sitefile.examples import all_examples

    return [(each.name, each.shows) for each in all_examples().values()]


def systems() -> Offers:
    """Voltage systems."""
    from evsite.model.systems import SYSTEMS

    return list(SYSTEMS)


def applications() -> Offers:
    """What cars do at a site."""
    from evsite.model.application import applications as known

    return [(each.name, each.title) for each in known().values()]


def profiles(incomplete: str) -> Offers:
    """What jurisdictions ask, in a list with commas."""
    from evsite.codebook.profiles import profiles as known

    return _listed(incomplete, [(profile.id, profile.title) for profile in known().values()])


def circuit_forms(incomplete: str) -> Offers:
    """How stations may be wired, in a list with commas."""
    from evsite.cli.size_request import CIRCUITS

    return _listed(incomplete, CIRCUITS)


def group_forms(incomplete: str) -> Offers:
    """Where a limit may be held, in a list with commas."""
    from evsite.cli.size_request import GROUPS

    return _listed(incomplete, GROUPS)


def policies() -> Offers:
    """Policies, by their short names."""
    from evsite.model.policy import POLICY_NAMES

    return list(POLICY_NAMES)


def charts() -> Offers:
    """Charts, and the word for all of them."""
    from evsite.documents.charts.names import CHARTS, EVERY_CHART

    return [*CHARTS, EVERY_CHART]


def node(ctx: typer.Context) -> Offers:
    """Supplies, panels and circuits of the site."""
    return [*_names(ctx)[1]]


def loaded_nodes(ctx: typer.Context, incomplete: str) -> Offers:
    """The same for a list of NODE=LOAD; nothing once there is an equals sign."""
    return _listed(incomplete, node(ctx))


def ports(ctx: typer.Context, incomplete: str) -> Offers:
    """Ports, stations, families and groups of the site, in a list with commas; nothing after an equals sign."""
    return _listed(incomplete, _names(ctx)[0])


def accepts(ctx: typer.Context, incomplete: str) -> Offers:
    """The same for a list of NAME=VEHICLE: after an equals sign the vehicles of the list."""
    before, comma, item = incomplete.rpartition(",")
    name, equals, _ = item.partition("=")
    if not equals:
        return ports(ctx, incomplete)
    return [(f"{before}{comma}{name}={vehicle}", about) for vehicle, about in _vehicles()]


def mix(incomplete: str) -> Offers:
    """Vehicles, in a list with commas, and the word for all of them; nothing after an equals sign."""
    return _listed(incomplete, [*_vehicles(), "all"])


def _vehicles() -> list[tuple[str, str]]:
    from evsite.model.vehicles import load_vehicles

    return [(each.vehicle, each.name) for each in load_vehicles().values()]


def ports_or_all(ctx: typer.Context, incomplete: str) -> Offers:
    """The same where the word `all` is taken too."""
    return _listed(incomplete, [*_names(ctx)[0], "all"])


def _listed(incomplete: str, offers: Iterable[str | tuple[str, str]]) -> Offers:
    """Offers for the last item of a list; what stands before it stays, and is not offered again."""
    before, comma, _ = incomplete.rpartition(",")
    given = before.split(",")
    pairs = [offer if isinstance(offer, tuple) else (offer, "") for offer in offers]
    return [(f"{before}{comma}{word}", about) for word, about in pairs if word not in given]


def _names(ctx: typer.Context) -> tuple[list[str], list[str]]:
    """Names that stand for ports, and names of nodes, in the site file of the command line."""
    from evsite.cli.selection import named_nodes, named_ports
    from evsite.model.finding import SiteFileError
    from evsite.sitefile.document import Document
    from evsite.sitefile.loading import load

    # an option that still wants its value leaves the arguments before it unread
    given = next((word for word in (ctx.params.get("file"), *ctx.args) if word), "")
    path = Path(expanduser(given))  # noqa: PTH111 - the one of pathlib fails for users that there are not
    if not path.is_file():  # also "-" and pipes: what is read here would be missing later
        return [], []
    try:
        site = load(path)
        names = [*named_ports(site)], [*named_nodes(site)]
    except SiteFileError as error:
        data = error.document.data if isinstance(error.document, Document) else {}
        names = _written(data, "stations", "groups"), _written(data, "supplies", "panels", "circuits")
    ports_of_site, nodes = ([name for name in each if name.isprintable()] for each in names)
    return ports_of_site, nodes


def _written(data: dict[str, object], *sections: str) -> list[str]:
    """The names of tables as they are written in a file that is not a site yet."""
    tables = (data.get(section) for section in sections)
    return [name for table in tables if isinstance(table, dict) for name in table]
