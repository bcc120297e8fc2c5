"""Stations against the breakers they are on: listing, settings, size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.formulas import exceeds, minimum_ocpd_a
from evsite.codebook.ocpd import next_standard_a
from evsite.model.finding import Label, Severity
from evsite.rules.registry import Example, Problem, rule
from evsite.rules.snippets import circuit, group, site, stations
from evsite.words import alternatives, amps, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evsite.analysis.site_analysis import Survey
    from evsite.model.catalog import StationModel
    from evsite.model.site import Circuit, Station


def modelled(model: str, more: str = 'circuits = "C"') -> str:
    """A station of the catalogue."""
    return f'[stations.S]\nmodel = "{model}"\n{more}\n'


def _pairs(survey: Survey) -> Iterator[tuple[Station, Circuit]]:
    for name, items in survey.stations_on_circuit.items():
        for station in items:
            yield station, survey.site.circuits[name]


def _families(
    pairs: Iterable[tuple[Station, Circuit]],
) -> Iterator[tuple[Station, Circuit, list[str], list[str]]]:
    """Pairs of the same tables and breaker, with the names of the stations and circuits."""
    families: dict[tuple[object, ...], tuple[Station, Circuit, dict[str, None], dict[str, None]]] = {}
    for station, item in pairs:
        key = (station.path, item.path, item.breaker_a)
        entry = families.setdefault(key, (station, item, {}, {}))
        entry[2][station.name] = None
        entry[3][item.name] = None
    for station, item, station_names, circuit_names in families.values():
        yield station, item, list(station_names), list(circuit_names)


@rule(
    "EV110",
    "breaker-above-listing",
    "the breaker is within what the station's listing permits",
    Severity.ERROR,
    asks="The breaker of a station's circuit, shared or not, is not larger than the station's largest permitted "
    "breaker.",
    why="The listing was tested with that breaker; a larger one may not clear a fault inside the station in time.",
    topics=("listing-use",),
    inputs=("circuits.*.breaker", "stations.*.model"),
    failing=Example(site(circuit(breaker="50 A") + modelled("ct4011"))),
    passing=Example(site(circuit(breaker="40 A") + modelled("ct4011"))),
)
def breaker_above_listing(survey: Survey) -> Iterator[Problem]:
    """Breakers that are larger than a station's listing permits."""
    wrong = (
        (station, item)
        for station, item in _pairs(survey)
        if (limit := _model_limit(station)) is not None and exceeds(item.breaker_a, limit)
    )
    for station, item, who, where in _families(wrong):
        assert station.model is not None
        most_a = _model_limit(station)
        assert most_a is not None
        known = station.model.confidence != "from-knowledge"
        yield Problem(
            f"{names(where)}: {amps(item.breaker_a)} breaker, above the {amps(most_a)} that {station.model.id} permits",
            (*item.path, "breaker"),
            severity=None if known else Severity.WARNING,
            remedy=f"a {amps(most_a)} breaker",
            labels=(Label((*station.path, "model"), f"{names(who)}: at most {amps(most_a)}"),),
            notes=() if known else ("this value is from general knowledge: confirm it on the data sheet",),
        )


def _model_limit(station: Station) -> float | None:
    return None if station.model is None else station.model.max_ocpd_a


@rule(
    "EV111",
    "setting-not-offered",
    "a station is set to a value that it offers for its breaker",
    Severity.WARNING,
    asks="The breaker, and the current a station is set to, are among the maker's settings (Power Select).",
    why="Installers can only choose from the maker's list; anything else runs at the next lower setting.",
    guide="ChargePoint Power Sharing Reference Guide v1 (2025), Power Select; the maker's installation manual",
    topics=("adjustable-rating",),
    inputs=("stations.*.setting", "stations.*.model", "circuits.*.breaker"),
    failing=(
        Example(site(circuit(breaker="40 A") + modelled("cp6011b-80a", 'circuits = "C"\nsetting = "30 A"'))),
        Example(site(circuit(breaker="45 A") + modelled("cp6011b-80a"))),
    ),
    passing=Example(site(circuit(breaker="40 A") + modelled("cp6011b-80a", 'circuits = "C"\nsetting = "32 A"'))),
)
def setting_not_offered(survey: Survey) -> Iterator[Problem]:
    """Stations set to something that they do not offer."""
    wrong = ((station, item) for station, item in _pairs(survey) if _unlisted(survey, station, item) is not None)
    for station, item, who, where in _families(wrong):
        assert station.model is not None
        listed = _offered(station.model, jumper=station.jumper)
        if _unlisted(survey, station, item) == "setting":
            assert station.setting_a is not None
            amounts = sorted(set(listed.values()))
            yield Problem(
                f"{names(who)}: set to {amps(station.setting_a)}, which {station.model.id} does not offer",
                (*station.path, "setting"),
                remedy=f"one of {', '.join(amps(value) for value in amounts)}",
            )
        else:
            sizes = ", ".join(amps(size) for size in listed)
            yield Problem(
                f"{names(where)}: {station.model.id} has no setting for a {amps(item.breaker_a)} breaker, it runs at "
                f"{amps(station.ports[0].max_a)}",
                (*item.path, "breaker"),
                remedy=f"one of {sizes}",
                labels=(Label((*station.path, "model"), names(who)),),
            )


def _offered(model: StationModel, *, jumper: bool) -> dict[float, float]:
    if jumper and model.jumper_settings:
        return {breaker: one_car for breaker, (one_car, _) in model.jumper_settings.items()}
    return model.settings


def _unlisted(survey: Survey, station: Station, item: Circuit) -> str | None:
    if station.model is None:
        return None
    listed = _offered(station.model, jumper=station.jumper)
    if not listed:
        return None
    if station.installation.setting_given:
        given_a = station.setting_a
        return None if given_a in listed.values() else "setting"
    limit_a = _model_limit(station)
    above = limit_a is not None and exceeds(item.breaker_a, limit_a)
    if not above and item.breaker_a not in listed and len(survey.stations_on_circuit[item.name]) == 1:
        return "breaker"
    return None


@rule(
    "EV112",
    "breaker-oversized",
    "the breaker of a single station is not more than one size above what it needs",
    Severity.WARNING,
    asks="A circuit with one station has a breaker of at most one standard size above 125 % of its load.",
    why="Small conductors behind a large breaker are a hazard, and most manuals name one size for each setting.",
    topics=("evse-overcurrent", "standard-ratings", "listing-use"),
    inputs=("circuits.*.breaker", "stations.*.max_current", "stations.*.setting"),
    failing=Example(site(circuit(breaker="100 A") + stations("32 A"))),
    passing=(
        Example(site(circuit(breaker="45 A") + stations("32 A"))),
        Example(
            site(
                circuit(breaker="100 A")
                + stations("32 A", 'circuit = "C"', "count = 4")
                + group("C", 'on = "C"\nlimit = "80 A"')
            )
        ),
    ),
)
def breaker_oversized(survey: Survey) -> Iterator[Problem]:
    """Breakers far larger than the one station on them needs."""
    wrong = (
        (station, item) for station, item in _pairs(survey) if _largest_sensible_a(survey, station, item) is not None
    )
    for station, item, _, where in _families(wrong):
        sensible_a = _largest_sensible_a(survey, station, item)
        load_a = survey.circuit_amps(item.name)
        needed_a = next_standard_a(minimum_ocpd_a(load_a), survey.site.nec)
        assert sensible_a is not None
        assert needed_a is not None
        yield Problem(
            f"{names(where)}: {amps(item.breaker_a)} breaker for {amps(load_a)} of charging, which needs "
            f"{amps(needed_a)}",
            (*item.path, "breaker"),
            remedy=alternatives([f"a {amps(needed_a)} breaker"]),
        )


def _largest_sensible_a(survey: Survey, station: Station, item: Circuit) -> float | None:
    """One standard size above the least breaker; None where the breaker is within that, or where it does not apply."""
    limit_a = _model_limit(station)
    if limit_a is not None and exceeds(item.breaker_a, limit_a):
        return None
    if len(survey.stations_on_circuit[item.name]) != 1 or survey.other_at(item.name).power_kva:
        return None
    if station.model is not None and item.breaker_a in {*station.model.settings, *station.model.jumper_settings}:
        return None
    needed_a = next_standard_a(minimum_ocpd_a(survey.circuit_amps(item.name)), survey.site.nec)
    if needed_a is None:
        return None
    one_up_a = next_standard_a(needed_a * 1.0001, survey.site.nec)
    return one_up_a if one_up_a is not None and exceeds(item.breaker_a, one_up_a) else None
