"""EV405 share-below-6-a."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.network.titles import limit_title
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.rules.sharing.least_share import J1772_MINIMUM_A, holder_anchor, least_served_a, more_for_one, starved
from evsite.words import amps, count, digits_apart, format_number, kw

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import Holder
    from evsite.model.limit_id import LimitId
    from evsite.model.site import Port


def check(analysis: SiteAnalysis) -> Problems:
    """Ports that not even a turn of their own can serve."""
    found: dict[LimitId, tuple[Holder, list[Port]]] = {}
    for name, slot in analysis.own_slots.items():
        port = analysis.site.ports[name]
        if not starved(analysis, port):
            continue
        item = analysis.holder(port, slot)
        if item is not None:
            found.setdefault(item.limit, (item, []))[1].append(port)
    for item, ports in found.values():
        yield _problem(analysis, item, ports)


def _problem(analysis: SiteAnalysis, item: Holder, ports: list[Port]) -> Problem:
    worst = min(ports, key=lambda port: analysis.own_slots[port.name].current_a)
    got_a, least_a = analysis.own_slots[worst.name].current_a, least_served_a(analysis, worst)
    too_low = exceeds(J1772_MINIMUM_A, got_a)
    below = (
        "the 6 A that a station can offer at least"
        if too_low
        else f"the {amps(least_a, digits_apart(got_a, least_a))} that its group serves at least"
    )
    each = "1 port gets" if len(ports) == 1 else f"each of {count(len(ports), 'port')} gets"
    ways = more_for_one(analysis, item.group, worst, least_a - got_a)
    if not too_low and item.group is not None:
        ways.append(Edit((*item.group.path, "min_current"), f"{format_number(J1772_MINIMUM_A)} A"))
    return Problem(
        f"{limit_title(analysis.site, item.limit)}: even in a turn of its own {each} no more than "
        f"{amps(got_a, digits_apart(got_a, J1772_MINIMUM_A if too_low else least_a))} "
        f"({kw(got_a * worst.output_kw_per_a)} at {format_number(worst.voltage_v)} V), below {below}, "
        "and so it never charges",
        item.path,
        anchor=holder_anchor(item),
        remedy=remedy(*ways),
    )


RULE = Rule(
    code="EV405",
    name="share-below-6-a",
    title="every port can be served in a turn of its own",
    severity=Severity.ERROR,
    asks=(
        "While the other ports of its groups have nothing, an AC port gets 6 A or more, and no less than its group "
        "serves, also under the lowest limit of a schedule; windows of 0 A aside."
    ),
    why=(
        "A J1772 station cannot offer less than 6 A. Where shares are smaller, ports take turns; a port that no turn "
        "can serve never charges anybody."
    ),
    guide=f"SAE J1772; {GUIDE}, Oversubscription and Minimum Power Levels, Equal Charge Policy",
    inputs=("groups.*.limit", "groups.*.min_current", "loads.*.current"),
    failing=(
        SHARED.edited("groups.C", limit="5.9 A"),
        SHARED.edited("groups.C", limit="7 A"),
    ),
    passing=(
        SHARED.edited("groups.C", limit="8 A"),
        SHARED.edited("groups.C", limit="6 A", min_current="6 A"),
        SHARED.edited("stations.S", count=20),
    ),
    check=check,
)
