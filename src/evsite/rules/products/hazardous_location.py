"""EV632 hazardous-location."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, when
from evsite.rules.example_site import SINGLE
from evsite.rules.products.makers import HOME_FLEX, notes, stations_with
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import names

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.products import Instruction
    from evsite.model.site import Station


def check(analysis: SiteAnalysis) -> Problems:
    """Stations that are not made for the place where they stand, and one word on all that do not say."""
    silent: list[Station] = []
    tables: dict[Path, tuple[list[str], Instruction]] = {}
    for station, instruction in stations_with(analysis, "hazardous-location"):
        if station.installation.hazardous_location is None:
            silent.append(station)
        elif station.installation.hazardous_location:
            tables.setdefault(station.path, ([], instruction))[0].append(station.name)
    for path, (stations, instruction) in tables.items():
        yield Problem(
            names(stations),
            "in a hazardous location, for which the maker does not make them",
            (*path, "hazardous_location"),
            remedy=when(Edit((*path, "hazardous_location"), False), "in another place, away from vapours and gases"),  # noqa: FBT003
            notes=notes(instruction),
            source=f"{GUIDE}, {instruction.source}",
        )
    if silent:
        missing = [Edit((*station.path, "hazardous_location"), value=False) for station in silent]
        yield not_checked("whether stations stand in a hazardous location", silent[0].path, missing=missing)


RULE = Rule(
    code="EV632",
    name="hazardous-location",
    title="stations stand in no hazardous location",
    fails="station in a hazardous location",
    severity=Severity.WARNING,
    asks="Stations whose maker excludes hazardous locations stand clear of flammable or explosive vapours and gases.",
    why=(
        "A contactor that opens makes a spark; near fuel pumps and paint shops only equipment that is made for it may "
        "stand."
    ),
    guide=f"{GUIDE}, IMPORTANT SAFETY INSTRUCTIONS",
    inputs=("stations.*.hazardous_location", "stations.*.model"),
    failing=(HOME_FLEX.edited("stations.S", hazardous_location=True), HOME_FLEX),
    passing=(HOME_FLEX.edited("stations.S", hazardous_location=False), SINGLE),
    check=check,
)
