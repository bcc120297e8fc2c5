"""EV421 share-below-1-5-kw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.share_remedies import larger_shares
from evsite.analysis.shares import by_holder, offered_a, shares_with_a_bound, starved
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.model.settings import ADVISED_MINIMUM_KW
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import holder_place, ports_verb, power_texts
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis

if TYPE_CHECKING:
    from evsite.model.site import Port


def check(analysis: SiteAnalysis) -> Problems:
    """Ports that may offer a vehicle so little that it takes nothing."""
    low = [port for port in shares_with_a_bound(analysis) if _may_offer_too_little(analysis, port)]
    for holder, ports in by_holder(analysis, low):
        worst = min(ports, key=lambda port: offered_a(analysis, port) * port.output_kw_per_a)
        offered, advised = power_texts(worst, offered_a(analysis, worst), ADVISED_MINIMUM_KW)
        title, path, anchor = holder_place(analysis, holder, ports)
        share_a, least_a = analysis.least_shares[worst.name].current_a, ADVISED_MINIMUM_KW / worst.output_kw_per_a
        yield Problem(
            title,
            f"{ports_verb(ports, 'offers', 'offer')} as little as {offered}; some vehicles draw nothing below "
            f"{advised}",
            path,
            anchor=anchor,
            remedy=remedy(*larger_shares(analysis, holder, share_a, least_a)),
        )


def _may_offer_too_little(analysis: SiteAnalysis, port: Port) -> bool:
    if starved(analysis, port) or not exceeds(port.max_a * port.output_kw_per_a, ADVISED_MINIMUM_KW):
        return False
    return exceeds(ADVISED_MINIMUM_KW, offered_a(analysis, port) * port.output_kw_per_a)


FAILING = SHARED.edited("stations.S", count=12).edited("groups.C", min_current="6 A")

RULE = Rule(
    code="EV421",
    name="share-below-1-5-kw",
    title="no vehicle is offered less than 1.5 kW",
    fails="less than 1.5 kW for some ports",
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
