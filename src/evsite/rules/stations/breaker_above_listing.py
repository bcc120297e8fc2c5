"""EV110 breaker-above-listing."""

from __future__ import annotations

from evsite.model.finding import Label, Severity
from evsite.model.remedy import Edit
from evsite.model.stated import unseen
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.rules.stations.station_circuits import by_tables_and_breaker, model_limit_a, stations_and_circuits
from evsite.words import amps, names


def check(analysis: SiteAnalysis) -> Problems:
    """Breakers that are larger than a station's listing permits."""
    wrong = (
        (station, item)
        for station, item in stations_and_circuits(analysis)
        if (limit := model_limit_a(station)) is not None and exceeds(item.breaker_a, limit)
    )
    for station, item, who, where in by_tables_and_breaker(wrong):
        assert station.model is not None
        most_a = model_limit_a(station)
        assert most_a is not None
        yield Problem(
            names(where),
            f"{amps(item.breaker_a)} breaker, above the {amps(most_a)} that {station.model.id} permits",
            (*item.path, "breaker"),
            remedy=Edit((*item.path, "breaker"), amps(most_a)),
            labels=(Label((*station.path, "model"), f"{names(who)}: at most {amps(most_a)}"),),
            rests_on=unseen([("max_ocpd_a", most_a)]),
        )


FAILING = SINGLE.edited("circuits.C", breaker="60 A").edited("stations.S", model="juicebox-40")
NOT_READ = SINGLE.edited("circuits.C", breaker="50 A").edited("stations.S", model="zef-hcs")

RULE = Rule(
    code="EV110",
    name="breaker-above-listing",
    title="the breaker is within what the station's listing permits",
    fails="breaker above what the listing permits",
    severity=Severity.ERROR,
    asks=(
        "The breaker of a station's circuit, shared or not, is not larger than the station's largest permitted "
        "breaker; nothing is asked where no document was found that gives one: a required breaker is no largest one."
    ),
    why="The listing was tested with that breaker; a larger one may not clear a fault inside the station in time.",
    topics=("listing-use",),
    inputs=("circuits.*.breaker", "stations.*.model"),
    failing=(FAILING, NOT_READ),
    passing=(FAILING.edited("circuits.C", breaker="50 A"), FAILING.edited("stations.S", model="ct4011")),
    check=check,
)
