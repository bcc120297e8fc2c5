"""EV111 setting-not-offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Label, Severity
from evsite.model.remedy import Edit, Remedy, remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import SINGLE
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.rules.stations.station_circuits import by_tables_and_breaker, model_limit_a, stations_and_circuits
from evsite.words import amps, names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.catalog import StationModel
    from evsite.model.finding import Path
    from evsite.model.site import Circuit, Station


def check(analysis: SiteAnalysis) -> Problems:
    """Stations set to something that they do not offer."""
    wrong = (
        (station, item)
        for station, item in stations_and_circuits(analysis)
        if _unlisted(analysis, station, item) is not None
    )
    for station, item, who, where in by_tables_and_breaker(wrong):
        assert station.model is not None
        listed = _offered(station.model, jumper=station.jumper)
        if _unlisted(analysis, station, item) == "setting":
            assert station.setting_a is not None
            yield Problem(
                f"{names(who)}: set to {amps(station.setting_a)}, which {station.model.id} does not offer",
                (*station.path, "setting"),
                remedy=_nearest((*station.path, "setting"), listed.values(), station.setting_a),
                notes=_offers("settings", listed.values()),
            )
        else:
            yield Problem(
                f"{names(where)}: {station.model.id} has no setting for a {amps(item.breaker_a)} breaker, it runs at "
                f"{amps(station.ports[0].max_a)}",
                (*item.path, "breaker"),
                remedy=_nearest((*item.path, "breaker"), listed, item.breaker_a),
                labels=(Label((*station.path, "model"), names(who)),),
                notes=_offers("breakers", listed),
            )


def _nearest(path: Path, offered: Iterable[float], given_a: float) -> Remedy:
    """The next lower and the next higher value that are offered."""
    lower = [value for value in offered if value < given_a]
    higher = [value for value in offered if value > given_a]
    near = [*([max(lower)] if lower else []), *([min(higher)] if higher else [])]
    return remedy(*(Edit(path, amps(value)) for value in near))


def _offers(what: str, offered: Iterable[float]) -> tuple[str, ...]:
    return (f"{what} that it has: {', '.join(amps(value) for value in sorted(set(offered)))}",)


def _offered(model: StationModel, *, jumper: bool) -> dict[float, float]:
    if jumper and model.jumper_settings:
        return {breaker: one_car for breaker, (one_car, _) in model.jumper_settings.items()}
    return model.settings


def _unlisted(analysis: SiteAnalysis, station: Station, item: Circuit) -> str | None:
    if station.model is None:
        return None
    listed = _offered(station.model, jumper=station.jumper)
    if not listed:
        return None
    if station.installation.setting_given:
        given_a = station.setting_a
        return None if given_a in listed.values() else "setting"
    limit_a = model_limit_a(station)
    above = limit_a is not None and exceeds(item.breaker_a, limit_a)
    if not above and item.breaker_a not in listed and len(analysis.stations_on_circuit[item.name]) == 1:
        return "breaker"
    return None


FAILING = SINGLE.edited("stations.S", model="cp6011b-80a", setting="30 A")

RULE = Rule(
    code="EV111",
    name="setting-not-offered",
    title="a station is set to a value that it offers for its breaker",
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
