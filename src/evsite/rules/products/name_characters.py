"""EV633 name-characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.rules.example_site import SHARED
from evsite.rules.products.makers import notes, stations_with
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import enumeration, names

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.products import Instruction


def check(analysis: SiteAnalysis) -> Problems:
    """Names of groups, and of stations in them, that the form of the stations' maker does not take."""
    requested = {station.name: each for station, each in stations_with(analysis, "name-characters")}
    stations: dict[Path, list[str]] = {}
    for item in analysis.site.groups.values():
        members = [
            name
            for name in dict.fromkeys(analysis.site.ports[each].station for each in item.ports)
            if name in requested
        ]
        if not members:
            continue
        yield from _problem(f"group {item.name}", item.name, item.path, requested[members[0]])
        for name in members:
            stations.setdefault(analysis.site.stations[name].path, []).append(name)
    for path, members in stations.items():
        yield from _problem(names(dict.fromkeys(members)), str(path[1]), path, requested[members[0]])


def _problem(who: str, name: str, path: Path, instruction: Instruction) -> Problems:
    odd = [letter for letter in instruction.value.split() if letter in name]
    if odd:
        yield Problem(
            who,
            f"{enumeration(odd)} in the name is not taken where power-sharing groups are created",
            path,
            anchor="header",
            remedy=f"a name without {' '.join(instruction.value.split())}",
            notes=notes(instruction),
        )


_NAMED = SHARED.without("stations.S.ports", "stations.S.max_current").edited("stations.S", model="CP6011B-80A")

RULE = Rule(
    code="EV633",
    name="name-characters",
    title="names of groups and stations can be entered as they are",
    fails="character that names may not have",
    severity=Severity.INFO,
    asks=r"No group, and no station in one, has a character in its name that the maker's form refuses: / \ ~ * < > |.",
    why="A name that is changed when the group is created is no longer that of the drawings and the as-built record.",
    guide=f"{GUIDE}, How is Power Sharing Configured?",
    inputs=("groups", "stations", "stations.*.model"),
    failing=(
        str(_NAMED).replace("[groups.C]", '[groups."C/1"]'),
        str(_NAMED).replace("[stations.S]", '[stations."S|"]'),
    ),
    passing=(_NAMED, str(SHARED).replace("[groups.C]", '[groups."C/1"]')),
    check=check,
)
