"""EV612 pair-not-alike."""

from __future__ import annotations

from evsite.model.finding import Label, Severity
from evsite.model.products import support_of
from evsite.model.remedy import REMOVE, Edit, remedy
from evsite.rules.example_site import EXPRESS
from evsite.rules.products.support import printed
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.rules.stations.by_table import by_table


def check(analysis: SiteAnalysis) -> Problems:
    """Pairs of stations that cannot share their modules."""
    pooled = {name for pool in analysis.site.pools for name in pool.stations if pool.paired}
    wrong = by_table(analysis, lambda station: station.installation.paired and station.name not in pooled)
    for station, who in wrong:
        place = (*station.path, "paired")
        if station.model is None or station.model.module_pool != "pair":
            what = "a station without a model" if station.model is None else station.model.id
            cell = None if station.model is None else support_of(station.model, "paired")
            yield Problem(
                who,
                f"{what} cannot be paired",
                place,
                remedy=remedy(
                    Edit(place, REMOVE), *(Edit((*station.path, "model"), model) for model in ("cpe250", "cpe280"))
                ),
                notes=() if cell is None else (printed(cell),),
            )
            continue
        other = analysis.site.stations.get(station.installation.paired_with or "")
        if other is not None and other.model is not station.model:
            unlike = "has no model" if other.model is None else f"is {other.model.id}"
            yield Problem(
                "",
                f"{station.name} is {station.model.id} and {other.name} {unlike}: paired stations are of one model",
                place,
                remedy=Edit((*other.path, "model"), station.model.id),
                labels=(Label(other.path, other.name, "header"),),
            )
        else:
            yield Problem(
                who,
                f"{station.model.id} is a pair already",
                place,
                remedy=Edit(place, REMOVE),
            )


FAILING = EXPRESS.edited("stations.S", model="delta-wallbox-25", paired=True)

RULE = Rule(
    code="EV612",
    name="pair-not-alike",
    title="paired stations are two of one model that can be paired",
    fails="stations cannot be paired",
    severity=Severity.ERROR,
    asks="Both stations of a pair are Express 250, or both are Express 280.",
    why="A pair shares its power modules; other stations have none to share, and those of two models do not fit.",
    guide=f"{GUIDE}, An encyclopedia and glossary of Power Sharing Features, 1",
    inputs=("stations.*.paired", "stations.*.model"),
    failing=(
        FAILING,
        EXPRESS.without("stations.S.count")
        .edited("circuits.D", panel="EV1", breaker="150 A", poles=3)
        .edited("stations.S", paired="T")
        .edited("stations.T", model="cpe280", circuit="D"),
    ),
    passing=(FAILING.edited("stations.S", model="cpe250"),),
    check=check,
)
