"""EV412 dwell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.edits import at_most_ports
from evsite.model.application import applications
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.network.titles import limit_title
from evsite.rounding import exceeds, whole
from evsite.rules.example_site import SHARED
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, not_checked
from evsite.rules.sharing.least_share import holder_anchor
from evsite.rules.sharing.oversubscription_ratio import one_rating
from evsite.words import amps, count, digits_apart, format_number, kw

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import Holder, SiteAnalysis
    from evsite.model.limit_id import LimitId
    from evsite.model.remedy import Way
    from evsite.model.site import Group, Port


def check(analysis: SiteAnalysis) -> Problems:
    """Groups whose cars leave with less than they need."""
    if not analysis.site.groups:
        return
    settings = analysis.site.settings
    stay = _stay(analysis)
    if isinstance(stay, str):
        yield not_checked("range gained while plugged in", ("site",), needs=stay)
        return
    hours, miles, assumed = stay
    per_kwh = settings.miles_per_kwh
    by_holder: dict[LimitId, tuple[Holder, list[Port]]] = {}
    for port in analysis.site.ports.values():
        if port.name not in analysis.guaranteed_a or not exceeds(miles, _miles(analysis, port, per_kwh) * hours):
            continue
        holder = analysis.holder(port)
        if holder is not None:
            by_holder.setdefault(holder.limit, (holder, []))[1].append(port)
    for holder, short in by_holder.values():
        yield _dwell_problem(analysis, holder, short, (hours, miles, assumed), per_kwh)


def _miles(analysis: SiteAnalysis, port: Port, per_kwh: float) -> float:
    """Range per hour that a port is sure to give [mi/h]."""
    return analysis.guaranteed_a.get(port.name, 0.0) * port.output_kw_per_a * per_kwh


def _stay(analysis: SiteAnalysis) -> tuple[float, float, str] | str:
    """Hours plugged in, miles needed, and where they are from; or what is missing."""
    settings = analysis.site.settings
    usual = None if settings.application is None else applications()[settings.application]
    hours = settings.hours_plugged_in_h or (usual.hours_plugged_in_h if usual else None)
    miles = settings.miles_needed or (usual.miles_needed if usual else None)
    missing = [
        key for key, value in (('hours_plugged_in = "..."', hours), ('miles_needed = "..."', miles)) if value is None
    ]
    if hours is None or miles is None:
        return " and ".join(missing)
    assumed = "" if (settings.hours_plugged_in_h and settings.miles_needed) or usual is None else usual.source
    return hours, miles, assumed


def _dwell_problem(
    analysis: SiteAnalysis, item: Holder, short: list[Port], stay: tuple[float, float, str], per_kwh: float
) -> Problem:
    hours, miles, assumed = stay
    worst = min(short, key=lambda port: _miles(analysis, port, per_kwh))
    range_mi = _miles(analysis, worst, per_kwh) * hours
    got_a = analysis.guaranteed_a[worst.name]
    needed_a = got_a * miles / range_mi if range_mi else 0.0
    parts: list[Way] = []
    if item.group is not None and one_rating(analysis, item.group) and _one_pair(analysis, item.group):
        fewer = whole(len(item.group.ports) * range_mi / miles)
        ports = [analysis.site.ports[name] for name in item.group.ports]
        parts.append(at_most_ports(analysis, ports, fewer) if fewer else None)
    if needed_a:
        parts.append(f"{format_number(needed_a + 0.05)} A for each port")
    if range_mi:
        parts.append(f"{format_number(hours * miles / range_mi + 0.05)} h plugged in")
    title = limit_title(analysis.site, item.limit)
    digits = digits_apart(range_mi, miles)
    return Problem(
        f"{title}: {amps(got_a)} ({kw(got_a * worst.output_kw_per_a)} at {format_number(worst.voltage_v)} V) for "
        f"{format_number(hours)} h is {format_number(range_mi, digits)} mi for {count(len(short), 'port')}, needed are "
        f"{format_number(miles, digits)} mi",
        item.path,
        anchor=holder_anchor(item),
        remedy=remedy(*parts),
        notes=(f"hours and miles assumed for the application, {assumed}",) if assumed else (),
    )


def _one_pair(analysis: SiteAnalysis, item: Group) -> bool:
    return len({analysis.site.ports[name].connection for name in item.ports}) == 1


FAILING = SHARED.edited("site", hours_plugged_in="8 h", miles_needed="40 mi").edited("stations.S", count=10)

RULE = Rule(
    code="EV412",
    name="dwell",
    title="a car gets the range it needs while it is plugged in",
    severity=Severity.WARNING,
    asks="Range per hour with every port in use, times the hours plugged in, is at least the miles needed.",
    why="A share that looks small is plenty overnight, and a share that looks large is not for an hour.",
    guide=f"{GUIDE}, Oversubscription Ratio Recommendations",
    inputs=("site.application", "site.hours_plugged_in", "site.miles_needed", "site.efficiency"),
    failing=(FAILING,),
    passing=(FAILING.edited("stations.S", count=9),),
    check=check,
)
