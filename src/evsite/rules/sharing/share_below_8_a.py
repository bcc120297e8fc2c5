"""EV406 share-below-8-a."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.share_remedies import larger_shares
from evsite.analysis.shares import by_holder, offered_a, shares_with_a_bound, starved, takes_turns
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.model.settings import ADVISED_MINIMUM_A
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import holder_place, ports_get, share_text
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis
from evsite.words import digits_apart

if TYPE_CHECKING:
    from evsite.model.site import Port


def check(analysis: SiteAnalysis) -> Problems:
    """Groups whose ports can fall below what vehicles take well, where turns are not what is meant."""
    turns = analysis.application is not None and analysis.application.takes_turns
    low = [port for port in shares_with_a_bound(analysis) if _falls_short(analysis, port, turns=turns)]
    for holder, ports in by_holder(analysis, low):
        worst = min(ports, key=lambda port: analysis.least_shares[port.name].current_a)
        least = analysis.least_shares[worst.name]
        title, path, anchor = holder_place(analysis, holder, ports)
        digits = digits_apart(least.current_a, ADVISED_MINIMUM_A)
        how = "on average, in turns" if takes_turns(analysis, worst, least.current_a) else ""
        yield Problem(
            title,
            f"{ports_get(ports, exact=least.exact)} "
            f"{share_text(worst, least.current_a, digits, how=how)}, below the 8 A that some vehicles need",
            path,
            anchor=anchor,
            severity=None if least.exact else Severity.WARNING,
            remedy=remedy(*larger_shares(analysis, holder, least.current_a, ADVISED_MINIMUM_A)),
        )


def _falls_short(analysis: SiteAnalysis, port: Port, *, turns: bool) -> bool:
    if exceeds(ADVISED_MINIMUM_A, port.max_a):
        return False
    if not exceeds(ADVISED_MINIMUM_A, analysis.least_shares[port.name].current_a):
        return False
    # EV405 describes ports that are never served; turns are what is meant where the application has them
    return not starved(analysis, port) and not (turns and not exceeds(ADVISED_MINIMUM_A, offered_a(analysis, port)))


RULE = Rule(
    code="EV406",
    name="share-below-8-a",
    title="every port is offered at least 8 A with all ports in use",
    fails="less than 8 A a port",
    severity=Severity.WARNING,
    asks=(
        "The least share of a group's AC ports is 8 A or more, also under the lowest limit of a schedule, windows of "
        "0 A aside; in long-term parking the least that a port offers in its turn."
    ),
    why=(
        "Some vehicles stop charging, or charge badly, below 8 A, so that ports take turns there; the vendor advises "
        "8 A for most applications, and turns for long-term parking."
    ),
    guide=f"{GUIDE}, What is Power Sharing, Equal Charge Policy",
    inputs=("groups.*.limit", "groups.*.min_current", "stations.*.count", "site.application"),
    failing=(
        SHARED.edited("stations.S", count=11),
        SHARED.edited("stations.S", count=20),
        SHARED.edited("stations.S", count=13)
        .edited("site", application="long-term-parking")
        .edited("groups.C", min_current="6 A"),
    ),
    passing=(
        SHARED.edited("stations.S", count=10),
        SHARED.edited("stations.S", count=20).edited("site", application="long-term-parking"),
    ),
    check=check,
)
