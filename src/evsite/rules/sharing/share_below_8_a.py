"""EV406 share-below-8-a."""

from __future__ import annotations

from evsite.model.application import applications
from evsite.model.finding import Severity
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.rule import GUIDE, Problems, Rule, SiteAnalysis
from evsite.rules.sharing.least_share import held_below, offered_a, share_problem, starved

ADVISED_MINIMUM_A = 8.0
"""Least current that the vendor guide advises; some vehicles stop below [A]."""


def check(analysis: SiteAnalysis) -> Problems:
    """Groups whose ports can fall below what vehicles take well, where turns are not what is meant."""
    application = analysis.site.settings.application
    turns = application is not None and applications()[application].takes_turns
    for item, held in held_below(analysis, 0.0, ADVISED_MINIMUM_A):
        ports = [
            port
            for port in held
            if not starved(analysis, port)  # EV405 tells of the others
            and not (turns and not exceeds(ADVISED_MINIMUM_A, offered_a(analysis, port)))
        ]
        if ports:
            yield share_problem(analysis, item, ports, ADVISED_MINIMUM_A, "the 8 A that some vehicles need")


RULE = Rule(
    code="EV406",
    name="share-below-8-a",
    title="every port is offered at least 8 A with all ports in use",
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
