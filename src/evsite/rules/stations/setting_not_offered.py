"""EV111 setting-not-offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.station_settings import nearest_offered, not_offered, offered_settings
from evsite.model.finding import Label, Severity
from evsite.model.stated import unseen
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.rules.stations.station_circuits import by_tables_and_breaker, stations_and_circuits
from evsite.words import amps, names, with_article

if TYPE_CHECKING:
    from collections.abc import Iterable


def check(analysis: SiteAnalysis) -> Problems:
    """Stations set to something that they do not offer."""
    wrong = (pair for pair in stations_and_circuits(analysis) if not_offered(analysis, *pair) is not None)
    for station, circuit, who, where in by_tables_and_breaker(wrong):
        assert station.model is not None
        offered = offered_settings(station)
        unread = tuple(
            each for breaker_a, amps_a in offered.items() for each in unseen([("settings", amps_a)], breaker_a)
        )
        if not_offered(analysis, station, circuit) == "setting":
            assert station.setting_a is not None
            path = (*station.path, "setting")
            yield Problem(
                names(who),
                f"set to {amps(station.setting_a)}, which {station.model.id} does not offer",
                path,
                remedy=nearest_offered(path, offered.values(), station.setting_a),
                notes=_that_it_has("settings", offered.values()),
                rests_on=unread,
            )
        else:
            path = (*circuit.path, "breaker")
            yield Problem(
                names(where),
                f"{station.model.id} has no setting for {with_article(amps(circuit.breaker_a))} breaker, it runs "
                f"at {amps(station.ports[0].max_a)}",
                path,
                title="no setting for the breaker",
                remedy=nearest_offered(path, offered, circuit.breaker_a),
                labels=(Label((*station.path, "model"), names(who)),),
                notes=_that_it_has("breakers", offered),
                rests_on=unread,
            )


def _that_it_has(what: str, offered: Iterable[float]) -> tuple[str, ...]:
    return (f"{what} that it has: {', '.join(amps(value) for value in sorted(set(offered)))}",)


FAILING = SINGLE.edited("stations.S", model="cp6011b-80a", setting="30 A")

RULE = Rule(
    code="EV111",
    name="setting-not-offered",
    title="a station is set to a value that it offers for its breaker",
    fails="setting that the station does not offer",
    severity=Severity.WARNING,
    asks="The breaker, and the current a station is set to, are among the maker's settings (Power Select).",
    why="Installers can only choose from the maker's list; anything else runs at the next lower setting.",
    topics=("adjustable-rating",),
    guide=f"{GUIDE}, Power Select; the maker's installation manual",
    inputs=("stations.*.setting", "stations.*.model", "circuits.*.breaker"),
    failing=(FAILING, FAILING.without("stations.S.setting").edited("circuits.C", breaker="45 A")),
    passing=(FAILING.edited("stations.S", setting="32 A"),),
    check=check,
)
