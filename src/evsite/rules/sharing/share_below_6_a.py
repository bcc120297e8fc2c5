"""EV405 share-below-6-a."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.share_remedies import larger_share_alone
from evsite.analysis.shares import least_served_a, starved
from evsite.codebook.formulas import J1772_MINIMUM_A
from evsite.model.finding import Severity
from evsite.model.remedy import Edit, remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import holder_place, share_text
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, count, digits_apart

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import Holder
    from evsite.model.site import Port


def check(analysis: SiteAnalysis) -> Problems:
    """Ports that not even a turn of their own can serve."""
    found: dict[object, tuple[Holder, list[Port]]] = {}
    for name, slot in analysis.own_slots.items():
        port = analysis.site.ports[name]
        holder = analysis.holder(port, slot) if starved(analysis, port) else None
        if holder is not None:
            found.setdefault(holder.limit, (holder, []))[1].append(port)
    for holder, ports in found.values():
        yield _problem(analysis, holder, ports)


def _problem(analysis: SiteAnalysis, holder: Holder, ports: list[Port]) -> Problem:
    worst = min(ports, key=lambda port: analysis.own_slots[port.name].current_a)
    got_a, least_a = analysis.own_slots[worst.name].current_a, least_served_a(analysis, worst)
    ways = larger_share_alone(analysis, holder, worst, least_a - got_a)
    if exceeds(J1772_MINIMUM_A, got_a):
        digits = digits_apart(got_a, J1772_MINIMUM_A)
        least = "the 6 A that a station can offer at least"
    else:
        digits = digits_apart(got_a, least_a)
        least = f"the {amps(least_a, digits)} that its group serves at least"
        if holder.group is not None:
            ways.append(Edit((*holder.group.path, "min_current"), amps(J1772_MINIMUM_A)))
    each = "1 port gets" if len(ports) == 1 else f"each of {count(len(ports), 'port')} gets"
    title, path, anchor = holder_place(analysis, holder, ports)
    return Problem(
        title,
        f"even in a turn of its own {each} no more than {share_text(worst, got_a, digits)}, below {least}, "
        "and so it never charges",
        path,
        anchor=anchor,
        remedy=remedy(*ways),
    )


RULE = Rule(
    code="EV405",
    name="share-below-6-a",
    title="every port can be served in a turn of its own",
    fails="ports that never charge",
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
    failing=(SHARED.edited("groups.C", limit="5.9 A"), SHARED.edited("groups.C", limit="7 A")),
    passing=(
        SHARED.edited("groups.C", limit="8 A"),
        SHARED.edited("groups.C", limit="6 A", min_current="6 A"),
        SHARED.edited("stations.S", count=20),
    ),
    check=check,
)
