"""What the causes of a diagnosis rest on, in words: one line for ports, groups and limits that read alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.week import show_stretches
from evsite.network.titles import limit_title, limited_by_title
from evsite.output.text import figures
from evsite.output.text.names import limit_shape, positions, shape, summarize_names
from evsite.output.text.terminal_style import printable
from evsite.output.text.vehicles import listed_sentence
from evsite.studies.diagnosis import results
from evsite.studies.diagnosis.sharing import told_limit
from evsite.studies.vehicles import ListedVehicles
from evsite.words import amps, count, format_number, kva, kw, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from evsite.model.limit_id import LimitedBy
    from evsite.model.site import Site
    from evsite.studies.diagnosis.results import Begins, Evidence


@dataclass(frozen=True, slots=True)
class Line:
    """A line about some things: their names, how many there are, what is said of each, and what makes lines alike."""

    kind: str
    names: tuple[str, ...]
    noun: str
    said: str
    alike: Hashable = None


def evidence_lines(site: Site, evidence: Iterable[Evidence]) -> list[str]:
    """A line for each kind of evidence; things of which the same is said are named together.

    Args:
        site: the site.
        evidence: what the answer to a cause rests on.
    """
    order = {
        "port": positions(site.ports),
        "station": positions(site.stations),
        "group": positions(site.groups),
        "limit": None,
    }
    together: dict[Hashable, list[Line]] = {}
    for found in evidence:
        line = _WORDS[type(found)](site, found)
        together.setdefault((line.kind, line.noun, line.said, line.alike), []).append(line)
    return [_told(lines, order[lines[0].kind] if lines[0].kind in order else None) for lines in together.values()]


def _told(lines: Sequence[Line], order: dict[str, int] | None) -> str:
    first = lines[0]
    named = [name for line in lines for name in line.names]
    if not named:
        return first.said
    if order is not None:
        named.sort(key=lambda name: order.get(name, len(order)))
    said = summarize_names(named, order)
    if first.noun == "group" and len(named) > 1:
        said = f"groups {said}"
    elif first.noun == "group":
        said = f"group {said}"
    elif first.noun and len(named) > 1:
        said += f" ({count(len(named), first.noun)})"
    return f"{said}: {first.said}"


def power(current_a: float, power_kw: float, voltage_v: float) -> str:
    """A current with its power: "26.3 A, 5.47 kW at 208 V"."""
    return f"{amps(current_a, 2)}, {kw(power_kw, 2)} at {figures.volts(voltage_v)}"


def held_by(site: Site, found: LimitedBy) -> str:
    """What holds a port, its conductors told together."""
    return printable(limited_by_title(site, _whole(found)))


def _whole(found: LimitedBy) -> LimitedBy:
    return found if found.limit is None else found._replace(limit=told_limit(found.limit))


def wait(longest_wait_h: float | None) -> str:
    """That a figure is an average over turns; empty for a port that takes none."""
    if longest_wait_h is None:
        return ""
    if not math.isfinite(longest_wait_h):
        return ", and its turn never comes"
    return f" on average, in turns, up to {figures.duration(longest_wait_h)} without power"


def _limit(found: object) -> str:
    """The limit of a result, with its unit."""
    for unit, said in (("a", amps), ("kw", kw), ("kva", kva)):
        value = getattr(found, f"limit_{unit}", None)
        if value is not None:
            return said(value, 2)
    return ""


def _load_of_limit(found: object, load: str) -> str:
    for unit, word in (("a", "A"), ("kw", "kW"), ("kva", "kVA")):
        value, limit = getattr(found, f"{load}_{unit}"), getattr(found, f"limit_{unit}")
        if value is not None and limit is not None:
            return f"{format_number(value, 2)} of {format_number(limit, 2)} {word}"
    return ""


def _port_shares(site: Site, found: results.PortShares) -> Line:
    got = found.all_in_use
    said = (
        f"{power(got.current_a, got.power_kw, found.voltage_v)}, {figures.miles(got.range_mi_per_h)}"
        f"{wait(got.longest_wait_h)} with every port in use, of {amps(found.max_a, 2)}"
    )
    held = _whole(got.limited_by)
    if held.kind not in {"port-rating", "power-select"}:
        said += f"; limited by {held_by(site, held)}"
    sure = found.guaranteed
    if sure is None:
        said += "; in no group, so nothing is promised"
    elif not sure.current_a:
        said += "; nothing is guaranteed"
    elif amps(sure.current_a, 2) != amps(got.current_a, 2):
        said += f"; guaranteed {'' if sure.exact else 'at least '}{amps(sure.current_a, 2)}, {kw(sure.power_kw, 2)}"
    return Line("port", found.ports, "port", said)


def _offered(_: Site, found: results.OfferedPower) -> Line:
    said = f"as little as {power(found.current_a, found.power_kw, found.voltage_v)} while served"
    if found.vehicles_unable:
        said += f"; {count(found.vehicles_unable, 'listed vehicle')} known to need more amperes to start"
    return Line("port", found.ports, "port", said)


def _fallback(_: Site, found: results.PortFallback) -> Line:
    why = "as the file gives it" if found.given else "the most that is safe, or the least that stations go down to"
    if not found.current_a:
        return Line("port", found.ports, "port", f"nothing while out of reach, {why}")
    got = power(found.current_a, found.power_kw, found.voltage_v)
    return Line("port", found.ports, "port", f"{got}, {figures.miles(found.range_mi_per_h)} while out of reach, {why}")


def _ratio(_: Site, found: results.GroupRatio) -> Line:
    over = found.oversubscription
    said = (
        f"{count(found.ports, 'port')}, {figures.ratio(over.ports)} by ports, {figures.ratio(over.power)} by power; "
        f"advised are at most {figures.ratio(found.advised_ratio)} by power"
    )
    if found.chart_ratio is not None:
        said += f"; the guide's chart goes up to {figures.ratio(found.chart_ratio)} by ports, and is kept"
    return Line("group", (found.group,), "group", said, shape(found.group))


def _binding(site: Site, found: results.BindingLimit) -> Line:
    value = _limit(found)
    starts = [
        f"{_from(begins)} {where}"
        for begins, where in ((found.worst, "in the worst places"), (found.balanced, "evenly spread"))
        if begins is not None
    ]
    said = f"{value + ', ' if value else ''}at least {amps(found.current_a, 2)}, {kw(found.power_kw, 2)} at each of "
    said += f"{count(len(found.ports), 'port')} with every port in use"
    said += f"; binds {listed(starts, 'and')}" if starts else "; before others only with every port in use"
    title = limit_title(site, found.limit)
    return Line("limit", (title,), "", said, limit_shape(found.limit))


def _from(begins: Begins) -> str:
    if begins.vehicles == begins.not_yet_at + 1:
        return f"from {count(begins.vehicles, 'vehicle')} on"
    return f"from between {begins.not_yet_at + 1:,} and {count(begins.vehicles, 'vehicle')} on"


def _at_times(site: Site, found: results.LimitAtTimes) -> Line:
    when, limit = show_stretches(found.stretches), _limit(found)
    if found.verdict == "no charging":
        return Line("", (), "", f"{when}: group {printable(found.group)} may draw {limit or 'nothing'}, no charging")
    got = f"{power(found.current_a, found.power_kw, found.voltage_v)}{wait(found.longest_wait_h)}"
    if found.verdict == "no minimum":
        got = "nothing for who comes last"
    judged = "" if found.verdict in {"ok", "no minimum"} else f", {found.verdict}"
    every = f"the least of its ports ({printable(found.port)}) gets {got}" if site.ports else got
    return Line("", (), "", f"{when}: group {printable(found.group)} may draw {limit}; {every}{judged}")


def _charging_times(_: Site, found: results.ChargingTimes) -> Line:
    return Line("port", found.ports, "port", f"charging only {show_stretches(found.charging)}")


def _left(site: Site, found: results.LeftByLoad) -> Line:
    loads = summarize_names(found.loads, positions(site.loads))
    said = f"{_load_of_limit(found, 'left')} left beside {loads} at the highest"
    for unit, word in (("a", "A"), ("kw", "kW"), ("kva", "kVA")):
        value = getattr(found, f"median_left_{unit}")
        if value is not None:
            said += f", {format_number(value, 2)} {word} in the median of all times"
    if found.nothing_left:
        said += f"; nothing at times in {show_stretches(found.nothing_left)}"
    return Line("group", (found.group,), "group", said, shape(found.group))


def _jumper(_: Site, found: results.JumperFeed) -> Line:
    said = (
        f"{amps(found.total_a, 2)} for all ports of a station: {amps(found.max_a, 2)} for one vehicle alone, "
        f"{power(found.each_a, found.each_kw, found.voltage_v)} each with all in use"
    )
    return Line("station", found.stations, "station", said)


def _below(_: Site, found: results.SetBelowRating) -> Line:
    said = f"{power(found.max_a, found.max_kw, found.voltage_v)} of the {amps(found.rated_a, 2)} they are built for"
    return Line("port", found.ports, "port", said)


def _expected(_: Site, found: results.ExpectedSetting) -> Line:
    said = (
        f"{amps(found.breaker_a)} breaker, {'with' if found.jumper else 'no'} jumper: up to {amps(found.max_a, 2)} at a "
        "port"
    )
    return Line("station", found.stations, "station", said)


def _modules(_: Site, found: results.SharedModules) -> Line:
    said = (
        f"{count(found.modules, 'module')} of {kw(found.module_kw, 2)} for {count(len(found.ports), 'port')}, at most "
        f"{found.port_modules} for one of them"
    )
    return Line("", (), "", f"{printable('+'.join(found.stations))}: {said}")


def _first_come(_: Site, found: results.FirstCome) -> Line:
    said = f"{count(found.ports, 'port')}; who comes last may wait with 0 A until others are done"
    return Line("group", (found.group,), "group", said, shape(found.group))


def _overload(site: Site, found: results.Overload) -> Line:
    offline = " while stations are out of reach" if found.offline else ""
    said = f"up to {_load_of_limit(found, 'load')}{offline}"
    return Line("limit", (limit_title(site, found.limit),), "", said, limit_shape(found.limit))


def _group_stations(_: Site, found: results.GroupStations) -> Line:
    known = {None: "not given in the file", "good": "good by the file", "poor": "poor by the file"}[found.connectivity]
    said = f"enabled only once all of its {count(found.stations, 'station')} are reached; connectivity is {known}"
    return Line("group", (found.group,), "group", said, shape(found.group))


def _model(_: Site, found: results.ModelSupport) -> Line:
    about = {
        None: "not in the guide's matrix of models",
        "yes": "shares power by the guide's matrix",
        "no": "does not share power by the guide's matrix",
        "partial": "shares power in part by the guide's matrix",
        "limited-release": "shares power in a limited release by the guide's matrix",
        "not-stated": "the guide's matrix does not say whether it shares power",
    }[found.support]
    said = "no model is given" if found.model is None else f"{printable(found.model)}, {about}"
    if found.note:
        said += f" ({found.note})"
    return Line("station", found.stations, "station", said)


def _plan(_: Site, found: results.PlanNeed) -> Line:
    said = {
        "yes": "in the plan",
        "no": "not in the plan",
        "conflict": "the guide is not of one mind whether the plan has it",
        "not-stated": "the guide does not say whether the plan has it",
        None: "the file gives no plan",
    }[found.included]
    named = "" if found.plan is None else f" {found.plan}"
    said = said.replace("the plan", f"the plan{named}") if named else said
    every = f"; in the plans {listed(found.plans, 'and')}" if found.included != "yes" and found.plans else ""
    bought = f"; besides, {found.add_on} are sold separately" if found.add_on else ""
    return Line("", (), "", f"{found.title}: {said}{every}{bought}")


def _property(_: Site, found: results.PropertyToSet) -> Line:
    said = found.setting or "to be set as the plan has it"
    return Line("", (), "", f"{found.property}: {said}")


def _step(_: Site, found: results.SetupStep) -> Line:
    return Line("", (), "", f"{found.title} ({found.where}): {found.what}")


def _outside(_: Site, found: results.PortsOutside) -> Line:
    said = f"in no group, {len(found.ports):,} of {count(found.all_ports, 'port')}: nothing to enable for them"
    return Line("port", found.ports, "port", said)


def _listed(_: Site, found: ListedVehicles) -> Line:
    return Line("", (), "", listed_sentence(found))


_WORDS: dict[type, Callable[[Site, Evidence], Line]] = {
    results.PortShares: _port_shares,
    results.OfferedPower: _offered,
    results.PortFallback: _fallback,
    results.GroupRatio: _ratio,
    results.BindingLimit: _binding,
    results.LimitAtTimes: _at_times,
    results.ChargingTimes: _charging_times,
    results.LeftByLoad: _left,
    results.JumperFeed: _jumper,
    results.SetBelowRating: _below,
    results.ExpectedSetting: _expected,
    results.SharedModules: _modules,
    results.FirstCome: _first_come,
    results.Overload: _overload,
    results.GroupStations: _group_stations,
    results.ModelSupport: _model,
    results.PlanNeed: _plan,
    results.PropertyToSet: _property,
    results.SetupStep: _step,
    results.PortsOutside: _outside,
    ListedVehicles: _listed,
}  # type: ignore[dict-item] # each takes its own kind
