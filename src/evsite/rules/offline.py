"""Stations that nobody can reach: what they go on drawing has to fit wherever they hang."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.exceeded import exceeded
from evsite.codebook.formulas import exceeds
from evsite.model.finding import Severity
from evsite.rules.minimums import J1772_MINIMUM_A
from evsite.rules.registry import GUIDE, Example, Problem, rule
from evsite.rules.snippets import circuit, group, site, stations
from evsite.toml_text import assignment
from evsite.words import alternatives, amount, amps, count, floor_to, kw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.exceeded import Excess
    from evsite.analysis.site_analysis import Survey
    from evsite.model.site import Port

_SECTION = f"{GUIDE}, Failsafe Power Value"


def _ports(number: int, more: str = "", limit: str = "80 A", schedule: str = "", *, system: str = "208Y/120") -> str:
    return site(
        circuit(breaker="100 A")
        + stations("80 A", 'circuit = "C"', f"count = {number}\ndisconnect = true\n{more}".rstrip())
        + group("C", f'on = "C"\nlimit = "{limit}"')
        + schedule,
        system=system,
    )


_NIGHT = '[[groups.C.schedule]]\nfrom = "20:00"\nlimit = "{}"\n'


@rule(
    "EV409",
    "fallback-above-limit",
    "stations that nobody can reach stay within every limit together",
    Severity.ERROR,
    asks="What all ports below a limit fall back to fits it, line by line, and also fits the lowest limit of any "
    "schedule. Where the file gives no fallback, the least that an AC port goes down to counts: 1.8 kW, or 8 A in each "
    "of three phases.",
    why="A station without a connection follows no policy: only what it falls back to keeps the breaker closed.",
    topics=("ems-limits",),
    guide=_SECTION,
    inputs=("stations.*.fallback", "groups.*.limit", "groups.*.schedule", "circuits.*.breaker"),
    failing=(
        Example(_ports(10)),
        Example(_ports(10, 'fallback = "8.1 A"')),
        Example(_ports(9, schedule=_NIGHT.format("0 A"))),
        Example(_ports(5, 'fallback = "8 A"', schedule=_NIGHT.format("39 A"))),
    ),
    passing=(
        Example(_ports(9)),
        Example(_ports(10, 'fallback = "8 A"')),
        Example(_ports(10, system="240/120")),
        Example(_ports(9, 'fallback = "0 A"', schedule=_NIGHT.format("0 A"))),
        Example(_ports(5, 'fallback = "8 A"', schedule=_NIGHT.format("40 A"))),
    ),
)
def fallback_above_limit(survey: Survey) -> Iterator[Problem]:
    """Limits that offline stations exceed; where connected load is too much anyway, that is another finding."""
    overloaded = {node for item in survey.overloads for node in (item.device.node, *item.upstream)}
    for item in exceeded(survey.tightest_network, survey.fallback_a, survey.managed_ports):
        if item.limit.group is not None or item.limit.scope not in overloaded:
            yield _fallback_problem(survey, item)


def _fallback_problem(survey: Survey, item: Excess) -> Problem:
    limit = item.limit
    ports = [survey.site.ports[name] for name in item.ports]
    given = {
        name for name in item.ports if survey.site.stations[survey.site.ports[name].station].fallback_a is not None
    }
    unit = amps if limit.unit == "A" else kw
    scheduled = limit.group is not None and bool(survey.site.groups[limit.group].schedule)
    each = _each(survey, ports)
    return Problem(
        f"{limit.name}: {count(len(ports), 'port')} that nobody can reach draw{'s' if len(ports) == 1 else ''} "
        f"{unit(item.total)}{each}, above {'the lowest limit of its schedule, ' if scheduled else ''}"
        f"{unit(limit.value)}",
        limit.path,
        anchor="value" if limit.path[-1] in {"limit", "breaker", "main", "bus", "rating"} else "header",
        severity=None if _by_file(survey, item, given) else Severity.WARNING,
        remedy=_ways_down(survey, item, ports, given),
        notes=_floors(ports, given),
    )


def _floors(ports: list[Port], given: set[str]) -> tuple[str, ...]:
    """What is reckoned with for ports of which the file does not say what they fall back to."""
    silent = [port for port in ports if port.name not in given and not port.dc]
    floors = {"8 A in each phase" if port.connection == "ABC" else "1.8 kW" for port in silent}
    if not floors:
        return ()
    return (f"AC ports go down to {' or '.join(sorted(floors))} where no fallback is given ({GUIDE})",)


def _each(survey: Survey, ports: list[Port]) -> str:
    values = {(round(survey.fallback_a[port.name], 6), port.voltage_v) for port in ports}
    if len(values) != 1:
        return ""
    value_a = survey.fallback_a[ports[0].name]
    return f", {amps(value_a)} each ({kw(value_a * ports[0].output_kw_per_a)} at {amount(ports[0].voltage_v)} V)"


def _by_file(survey: Survey, item: Excess, given: set[str]) -> bool:
    """Whether what the file itself gives is too much, whatever the other ports fall back to."""
    only = {name: value if name in given else 0.0 for name, value in survey.fallback_a.items()}
    found = exceeded(survey.tightest_network, only, given)
    return any(each.limit.scope == item.limit.scope for each in found)


def _ways_down(survey: Survey, item: Excess, ports: list[Port], given: set[str]) -> str:
    limit = item.limit
    share = limit.value / item.total
    alike = len({(round(survey.fallback_a[port.name], 6), port.voltage_v, port.dc) for port in ports}) == 1
    parts = []
    fewer = int(len(ports) * share * (1 + 1e-9))
    if alike and item.straight and fewer:
        parts.append(f"at most {count(fewer, 'port')}")
    if alike:
        lower_a = floor_to(survey.fallback_a[ports[0].name] * share, 0.1)
        possible = "" if given else ", if they can be set so low"
        least_a = 0.0 if ports[0].dc else J1772_MINIMUM_A
        fallback_a = 0 if exceeds(least_a, lower_a) else lower_a
        parts.append(f"{assignment('fallback', amps(fallback_a))} on the stations{possible}")
    else:
        parts.append(f"fallbacks that add up to {amps(limit.value) if limit.unit == 'A' else kw(limit.value)}")
    return alternatives(parts)


@rule(
    "EV413",
    "fallback-below-6-a",
    "an AC port falls back to 0 A, or to 6 A and more",
    Severity.ERROR,
    asks="The fallback of an AC station is 0 A or at least the least current that it can offer, 6 A by J1772.",
    why="A station cannot offer a current between 0 A and 6 A: set so, it either stops or draws more than planned.",
    guide=f"SAE J1772; {_SECTION}",
    inputs=("stations.*.fallback", "stations.*.min_current"),
    failing=(Example(_ports(9, 'fallback = "5.9 A"')), Example(_ports(9, 'fallback = "1 kW"'))),
    passing=(
        Example(_ports(9, 'fallback = "6 A"')),
        Example(_ports(9, 'fallback = "0 A"')),
        Example(_ports(9, 'fallback = "1.248 kW"')),
    ),
)
def fallback_below_6_a(survey: Survey) -> Iterator[Problem]:
    """Stations whose fallback no pilot can offer."""
    told = set()
    for station in survey.site.stations.values():
        port = station.ports[0]
        least_a = port.min_a or J1772_MINIMUM_A
        if port.dc or not station.fallback_a or station.path in told or not exceeds(least_a, station.fallback_a):
            continue
        told.add(station.path)
        yield Problem(
            f"{station.name}: a fallback of {amps(station.fallback_a)}, which is neither 0 A nor at least "
            f"{amps(least_a)}",
            (*station.path, "fallback"),
            remedy=f'{assignment("fallback", amps(least_a))}, or fallback = "0 A"',
        )


def _beside(load: str, keys: str) -> str:
    return site(
        circuit(breaker="100 A", more="count = 20")
        + stations("80 A", more="count = 20\ndisconnect = true")
        + group("EV1", f'on = "EV1"\nlimit = "240 A"\n{keys}'.rstrip())
        + f'[loads.HVAC]\non = "EV1"\n{load}\n'
    )


_BY_DAY = '[[loads.HVAC.profile]]\nfrom = "08:00"\nto = "18:00"\ncurrent = "80 A"'


@rule(
    "EV414",
    "varying-load-without-meter",
    "a limit follows load that comes and goes only with a site meter",
    Severity.WARNING,
    asks="Where other load beside the stations of a group varies, by a profile or a meter's record, a site meter "
    "measures it. Without one the limit stays as it is, and has to leave room for the greatest load at every hour.",
    why="What is not measured cannot be taken off a limit, and what is free at night cannot be given away.",
    guide=f"{GUIDE}, Dynamic Load Management",
    inputs=("site.site_meter", "groups.*.site_meter", "loads.*.profile", "loads.*.data"),
    failing=Example(_beside(_BY_DAY, "")),
    passing=(
        Example(_beside(_BY_DAY, "site_meter = true")),
        Example(_beside('current = "80 A"', "")),
    ),
)
def varying_load_without_meter(survey: Survey) -> Iterator[Problem]:
    """Groups beside load that varies, with nobody to measure it."""
    for item in survey.site.groups.values():
        node = survey.anchor[item.name]
        if item.metered or node is None:
            continue
        varying = [
            load.name
            for load in survey.site.loads.values()
            if node in survey.way_up(load.on)
            and (load.profile or (load.table is not None and "data" in load.table.given))
        ]
        if varying:
            yield Problem(
                f"group {item.name}: {', '.join(varying)} beside it varies, and no site meter takes that off the limit",
                item.path,
                anchor="header",
                remedy="site_meter = true where a meter measures it, or a fixed current for the greatest of it",
            )
