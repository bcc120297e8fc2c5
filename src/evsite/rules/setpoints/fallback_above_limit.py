"""EV409 fallback-above-limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import at_most_ports
from evsite.analysis.exceeded import exceeded
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy, when
from evsite.network.places import node_place
from evsite.network.titles import limit_title
from evsite.rounding import exceeds, floor_to, whole
from evsite.rules.example_site import SHARED
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.rules.sharing.least_share import J1772_MINIMUM_A
from evsite.words import amps, count, digits_apart, format_number, kw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.exceeded import LimitLoad
    from evsite.model.remedy import Way
    from evsite.model.site import Port


def check(analysis: SiteAnalysis) -> Problems:
    """Limits that offline stations exceed; where connected load is too much anyway, that is another finding."""
    overloaded = {node_place(node) for item in analysis.overloads for node in (item.device.node, *item.upstream)}
    for item in exceeded(analysis.tightest_network, analysis.fallback_a, analysis.managed_ports, told=overloaded):
        yield _fallback_problem(analysis, item)


def _fallback_problem(analysis: SiteAnalysis, item: LimitLoad) -> Problem:
    limit = item.limit
    ports = [analysis.site.ports[name] for name in item.ports]
    given = {
        name for name in item.ports if analysis.site.stations[analysis.site.ports[name].station].fallback_a is not None
    }
    unit = amps if limit.unit == "A" else kw
    scheduled = limit.group is not None and bool(analysis.site.groups[limit.group].schedule)
    each = _each(analysis, ports)
    digits = digits_apart(item.total, limit.value)
    title = limit_title(analysis.site, limit.id)
    return Problem(
        f"{title}: {count(len(ports), 'port')} that nobody can reach draw{'s' if len(ports) == 1 else ''} "
        f"{unit(item.total, digits)}{each}, above {'the lowest limit of its schedule, ' if scheduled else ''}"
        f"{unit(limit.value, digits)}",
        limit.path,
        anchor="value" if limit.path[-1] in {"limit", "breaker", "main", "bus", "rating"} else "header",
        severity=None if _by_file(analysis, item, given) else Severity.WARNING,
        remedy=remedy(*_ways_down(analysis, item, ports, given)),
        notes=_floors(ports, given),
    )


def _floors(ports: list[Port], given: set[str]) -> tuple[str, ...]:
    """What is reckoned with for ports of which the file does not say what they fall back to."""
    silent = [port for port in ports if port.name not in given and not port.dc]
    floors = {"8 A in each phase" if port.connection == "ABC" else "1.8 kW" for port in silent}
    if not floors:
        return ()
    return (f"AC ports go down to {' or '.join(sorted(floors))} where no fallback is given ({GUIDE})",)


def _each(analysis: SiteAnalysis, ports: list[Port]) -> str:
    values = {(round(analysis.fallback_a[port.name], 6), port.voltage_v) for port in ports}
    if len(values) != 1:
        return ""
    value_a = analysis.fallback_a[ports[0].name]
    return f", {amps(value_a)} each ({kw(value_a * ports[0].output_kw_per_a)} at {format_number(ports[0].voltage_v)} V)"


def _by_file(analysis: SiteAnalysis, item: LimitLoad, given: set[str]) -> bool:
    """Whether what the file itself gives is too much, whatever the other ports fall back to."""
    found = exceeded(analysis.tightest_network, analysis.fallback_a, given, among=[n for n in item.ports if n in given])
    return any(each.limit.place == item.limit.place for each in found)


def _ways_down(analysis: SiteAnalysis, item: LimitLoad, ports: list[Port], given: set[str]) -> Iterator[Way]:
    limit = item.limit
    share = limit.value / item.total
    alike = len({(round(analysis.fallback_a[port.name], 6), port.voltage_v, port.dc) for port in ports}) == 1
    fewer = whole(len(ports) * share)
    if alike and item.straight and fewer:
        yield at_most_ports(analysis, ports, fewer)
    if alike:
        lower_a = floor_to(analysis.fallback_a[ports[0].name] * share, 0.1)
        least_a = 0.0 if ports[0].dc else J1772_MINIMUM_A
        fallback_a = 0 if exceeds(least_a, lower_a) else lower_a
        tables = dict.fromkeys(analysis.station_of(port).path for port in ports)
        edits = [Edit((*table, "fallback"), amps(fallback_a)) for table in tables]
        yield edits if given else when(edits, "if they can be set so low")
    else:
        yield f"fallbacks that add up to {amps(limit.value) if limit.unit == 'A' else kw(limit.value)}"


FAILING = SHARED.edited("stations.S", count=10)
FAILING_2 = FAILING.edited("stations.S", count=9).plus("""
[[groups.C.schedule]]
from = "20:00"
limit = "0 A"
""")
FAILING_3 = SHARED.edited("stations.S", fallback="8 A").plus("""
[[groups.C.schedule]]
from = "20:00"
limit = "39 A"
""")

RULE = Rule(
    code="EV409",
    name="fallback-above-limit",
    title="stations that nobody can reach stay within every limit",
    severity=Severity.ERROR,
    asks=(
        "What all ports below a limit fall back to fits it, line by line, and also fits the lowest limit of any "
        "schedule. Where the file gives no fallback, the least that an AC port goes down to counts: 1.8 kW, or 8 "
        "A in each of three phases."
    ),
    why="A station without a connection follows no policy: only what it falls back to keeps the breaker closed.",
    topics=("ems-limits",),
    guide=f"{GUIDE}, Failsafe Power Value",
    inputs=("stations.*.fallback", "groups.*.limit", "groups.*.schedule", "circuits.*.breaker"),
    failing=(FAILING, FAILING.edited("stations.S", fallback="8.1 A"), FAILING_2, FAILING_3),
    passing=(
        FAILING.edited("stations.S", count=9),
        FAILING.edited("stations.S", fallback="8 A"),
        FAILING.edited("supplies.U", system="240/120"),
        FAILING_2.edited("stations.S", fallback="0 A"),
        FAILING_3.edited("groups.C.schedule.0", limit="40 A"),
    ),
    check=check,
)
