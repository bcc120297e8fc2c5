"""EV421 share-below-1-5-kw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.network.titles import limit_title
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.rules.sharing.least_share import by_holder, holder_anchor, offered_a, starved, ways_up
from evsite.words import amps, count, digits_apart, format_number, kw

if TYPE_CHECKING:
    from evsite.model.site import Port

ADVISED_MINIMUM_KW = 1.5
"""Least power that the vendor guide advises to offer: some vehicles draw nothing below [kW]."""


def check(analysis: SiteAnalysis) -> Problems:
    """Ports that may offer a vehicle so little that it takes nothing."""
    low = [port for port in analysis.site.ports.values() if _may_offer_too_little(analysis, port)]
    for item, ports in by_holder(analysis, low):
        worst = min(ports, key=lambda port: offered_a(analysis, port) * port.output_kw_per_a)
        current_a = offered_a(analysis, worst)
        power_kw = current_a * worst.output_kw_per_a
        each = "1 port offers" if len(ports) == 1 else f"{count(len(ports), 'port')} offer"
        floor_a, least_a = analysis.floors[worst.name].current_a, ADVISED_MINIMUM_KW / worst.output_kw_per_a
        kw_digits, a_digits = digits_apart(power_kw, ADVISED_MINIMUM_KW), digits_apart(current_a, least_a)
        yield Problem(
            f"{limit_title(analysis.site, item.limit) if item else worst.station}: {each} as little as "
            f"{kw(power_kw, kw_digits)} ({amps(current_a, a_digits)} at {format_number(worst.voltage_v)} V); some "
            f"vehicles draw nothing below {kw(ADVISED_MINIMUM_KW)} ({amps(least_a, a_digits)})",
            item.path if item else analysis.site.stations[worst.station].path,
            anchor=holder_anchor(item) if item else "header",
            remedy=remedy(*ways_up(analysis, item.group, floor_a, least_a)) if item else None,
        )


def _may_offer_too_little(analysis: SiteAnalysis, port: Port) -> bool:
    if port.dc or port.name not in analysis.managed_ports or port.name not in analysis.guaranteed_a:
        return False
    if starved(analysis, port) or not exceeds(port.max_a * port.output_kw_per_a, ADVISED_MINIMUM_KW):
        return False
    return exceeds(ADVISED_MINIMUM_KW, offered_a(analysis, port) * port.output_kw_per_a)


FAILING = SHARED.edited("stations.S", count=12).edited("groups.C", min_current="6 A")

RULE = Rule(
    code="EV421",
    name="share-below-1-5-kw",
    title="no vehicle is offered less than 1.5 kW",
    severity=Severity.INFO,
    asks="With everything in use an AC port offers 1.5 kW or more while it is served, at its own voltage.",
    why=(
        "Some vehicles draw nothing rather than so little: 1.5 kW are 7.2 A at 208 V, 6.25 A at 240 V and 12.5 A at "
        "120 V. Turns of 8 A keep above it at 208 V and 240 V."
    ),
    guide=f"{GUIDE}, Oversubscription and Minimum Power Levels, What could go wrong and how to fix it?",
    inputs=("groups.*.limit", "groups.*.min_current", "stations.*.count"),
    failing=(FAILING,),
    passing=(FAILING.without("groups.C.min_current"), FAILING.edited("stations.S", count=11)),
    check=check,
)
