"""Article 625 where stations are installed: branch circuits and disconnecting means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.editions import EDITIONS
from evsite.codebook.formulas import exceeds
from evsite.model.finding import Label, Severity
from evsite.rules.registry import Example, Problem, rule
from evsite.rules.snippets import circuit, group, site, stations
from evsite.words import amps, amps_at_most, count, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import Survey
    from evsite.model.finding import Path
    from evsite.model.site import Circuit, Station

_FIVE = circuit(breaker="100 A") + stations("16 A", 'circuit = "C"', "count = 5")
_MANAGED = _FIVE + group("C", 'on = "C"\nlimit = "80 A"')


@rule(
    "EV301",
    "several-outlets-on-branch-circuit",
    "each EV outlet has its own branch circuit, unless the edition lets load management share one",
    Severity.ERROR,
    asks="2017 and 2020: one outlet on a branch circuit. From 2023: several only where a load-management system "
    "limits that "
    "circuit, or where none is above 16 A and 120 V. A station whose ports share one feed is one outlet.",
    why="Before 2023 sharing a branch circuit was not foreseen, however well the software shares it.",
    topics=("branch-circuit", "ems-load"),
    inputs=("stations.*.circuit", "stations.*.jumper", "groups.*.on", "site.nec"),
    failing=(
        Example(site(_MANAGED, nec=2017), 2017),
        Example(site(_MANAGED, nec=2020), 2020),
        Example(site(_FIVE, nec=2023), 2023),
        Example(site(_FIVE, nec=2026), 2026),
    ),
    passing=(
        Example(site(circuit() + stations(), nec=2017), 2017),
        Example(site(circuit() + stations(), nec=2020), 2020),
        Example(site(_MANAGED, nec=2023), 2023),
        Example(site(_MANAGED, nec=2026), 2026),
    ),
)
def several_outlets_on_branch_circuit(survey: Survey) -> Iterator[Problem]:
    """Branch circuits with more outlets than the edition allows."""
    edition = survey.site.nec
    families: dict[tuple[Path, int], list[Circuit]] = {}
    for item in survey.site.circuits.values():
        outlets = sum(_outlets(station, item) for station in survey.stations_on_circuit[item.name])
        if outlets > 1 and not _sharing_allowed(survey, item):
            families.setdefault((item.path, outlets), []).append(item)
    for (_, outlets), items in families.items():
        first = items[0]
        station = survey.stations_on_circuit[first.name][0]
        usable = amps_at_most(0.8 * first.breaker_a)
        yield Problem(
            f"{names([item.name for item in items])}: {outlets} EV outlets on one branch circuit, "
            + ("allowed is 1" if edition < 2023 else "allowed only under a group on that circuit"),
            (*station.path, "circuit"),
            # the wording of the 2026 edition has not been read, so it cannot be an error by itself
            severity=Severity.WARNING if edition == EDITIONS[-1] else None,
            remedy=f"a circuit for each: {outlets} circuits"
            if edition < 2023
            else f"a group on {first.name} of at most {usable}, or {outlets} circuits",
            labels=(Label(first.path, f"{first.name} is here", "header"),),
            notes=(
                (
                    "legal in this edition only as one listed multi-port unit with a single supply connection, "
                    "or as feeder "
                    "taps each with its own overcurrent device"
                ),
            )
            if edition < 2023
            else (),
        )


def _outlets(station: Station, item: Circuit) -> int:
    """How many outlets a station has on a circuit: one where its ports share a feed."""
    ports = sum(1 for port in station.ports if port.circuit == item.name)
    if station.jumper or station.model is None:
        return min(ports, 1)
    return ports


def _sharing_allowed(survey: Survey, item: Circuit) -> bool:
    if survey.site.nec < 2023:
        return False
    ports = survey.ports_on_circuit[item.name]
    if all(not exceeds(port.max_a, 16) and not exceeds(port.voltage_v, 120) for port in ports):
        return True
    everything = frozenset(port.name for port in ports)
    return any(everything <= survey.group_ports[held.name] for held in survey.groups_at.get(item.name, []))


_EIGHTY = circuit(breaker="100 A") + stations("80 A")
_FORTY_EIGHT = circuit(breaker="60 A") + stations("48 A")


@rule(
    "EV302",
    "disconnect",
    "stations have a disconnecting means where the edition asks for one",
    Severity.ERROR,
    asks="Until 2023: equipment rated above 60 A, or above 150 V to ground, has a disconnect that is readily "
    "accessible and "
    "lockable open; 60 A is not above 60 A. 2026: all permanently connected equipment. A panel breaker counts where it "
    "is readily accessible and lockable.",
    why="Whoever works on a large station must be able to make and keep it dead.",
    topics=("disconnect", "lockable"),
    inputs=("stations.*.disconnect", "stations.*.connection", "stations.*.max_current", "supplies.*.system"),
    failing=(
        *(Example(site(_EIGHTY, nec=edition), edition) for edition in (2017, 2020, 2023)),
        Example(site(_FORTY_EIGHT, nec=2026), 2026),
    ),
    passing=(
        *(Example(site(_FORTY_EIGHT, nec=edition), edition) for edition in (2017, 2020, 2023)),
        *(
            Example(site(circuit(breaker="100 A") + stations("80 A", more="disconnect = true"), nec=edition), edition)
            for edition in EDITIONS
        ),
    ),
)
def disconnect(survey: Survey) -> Iterator[Problem]:
    """Stations that need a disconnect and have none, or do not say."""
    families: dict[tuple[Path, str], list[Station]] = {}
    for station in survey.site.stations.values():
        reason = _needs_disconnect(survey, station)
        if reason and not station.installation.disconnect:
            families.setdefault((station.path, reason), []).append(station)
    for (_, reason), items in families.items():
        first = items[0]
        missing = first.installation.disconnect is False
        yield Problem(
            f"{names([item.name for item in items])}: {reason}; "
            + ("there is no disconnect" if missing else "not declared whether there is a disconnect"),
            (*first.path, "disconnect") if missing else first.path,
            anchor="value" if missing else "header",
            severity=None if missing else Severity.WARNING,
            remedy=f"a lockable disconnect in reach of {count(len(items), 'station')}, then disconnect = true",
        )


def _needs_disconnect(survey: Survey, station: Station) -> str:
    """Why a station needs a disconnect; empty where it needs none."""
    if survey.site.nec >= 2026:
        return (
            ""
            if station.installation.connection == "plug"
            else "permanently connected, so it needs a disconnect at any rating"
        )
    rated_a = equipment_rating_a(survey, station)
    if exceeds(rated_a, 60):
        return f"rated {amps(rated_a)}, above 60 A, so it needs a disconnect"
    ground_v = to_ground_v(survey, station)
    if exceeds(ground_v, 150):
        return f"{ground_v:g} V to ground, above 150 V, so it needs a disconnect"
    return ""


def to_ground_v(survey: Survey, station: Station) -> float:
    """The highest voltage to ground on the circuits of a station [V]; 0 for one that is on none."""
    circuits = [survey.site.circuits[name] for name in station.circuits]
    return max((item.system.to_ground_v(item.connection) for item in circuits), default=0.0)


def equipment_rating_a(survey: Survey, station: Station) -> float:
    """What a station counts as rated for [A]: its setting from 2023 on (625.42(B)), its nameplate before."""
    port = station.ports[0]
    own_a = port.max_a if survey.site.nec >= 2023 else port.rated_a
    return own_a if station.jumper_total_a is None else max(own_a, station.jumper_total_a)
