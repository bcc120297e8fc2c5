"""EV631 operating-temperature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rounding import exceeds
from evsite.rules.products.makers import HOME_FLEX, notes, stations_with
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import format_number, names

if TYPE_CHECKING:
    from evsite.model.products import Instruction
    from evsite.model.site import Station


_EXAMPLES = {"lowest_temperature": "-20 °C", "highest_temperature": "40 °C"}


def check(analysis: SiteAnalysis) -> Problems:
    """Stations that stand in more cold or heat than they are made for."""
    settings = analysis.site.settings
    lacking = []
    for key, instruction, value_c, sign in (
        ("lowest_temperature", "lowest-temperature", settings.lowest_temperature_c, -1),
        ("highest_temperature", "highest-temperature", settings.highest_temperature_c, 1),
    ):
        by_limit: dict[Instruction, list[Station]] = {}
        for station, found in stations_with(analysis, instruction):
            by_limit.setdefault(found, []).append(station)
        for found, stations in by_limit.items():
            if value_c is None:
                lacking.append(key)
            elif exceeds(sign * value_c, sign * float(found.value)):
                yield Problem(
                    names([station.name for station in stations]),
                    f"{format_number(value_c)} °C, made for "
                    f"{'no less' if sign < 0 else 'no more'} than {found.value} °C",
                    ("site", key),
                    remedy="stations that are made for it, or a place that is sheltered",
                    notes=notes(found),
                    source=f"{GUIDE}, {found.source}",
                )
    if lacking:
        missing = [Edit(("site", key), _EXAMPLES[key]) for key in dict.fromkeys(lacking)]
        yield not_checked("whether stations stand in temperatures that they are made for", ("site",), missing=missing)


PASSING = HOME_FLEX.edited("site", lowest_temperature="-40 °F", highest_temperature="122 °F")

RULE = Rule(
    code="EV631",
    name="operating-temperature",
    title="stations stand in temperatures that they are made for",
    fails="temperature beyond the station's range",
    severity=Severity.WARNING,
    asks="The lowest and the highest temperature at the site are within those that the stations' maker gives.",
    why="Beyond its range a station lowers its power, stops, or is worn out early, and its warranty does not hold.",
    guide=f"{GUIDE}, IMPORTANT SAFETY INSTRUCTIONS",
    inputs=("site.lowest_temperature", "site.highest_temperature", "stations.*.model"),
    failing=(
        PASSING.edited("site", lowest_temperature="-41 °C"),
        PASSING.edited("site", highest_temperature="123 °F"),
        PASSING.without("site.highest_temperature"),
    ),
    passing=(PASSING,),
    check=check,
)
