"""EV425 share-lost-to-steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.share_remedies import larger_shares
from evsite.analysis.shares import by_holder, shares_with_a_bound
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.limit_words import holder_place, share_text
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, count, format_number

if TYPE_CHECKING:
    from evsite.model.site import Port

MUCH = 0.1
"""So much of a share is worth a note."""


def check(analysis: SiteAnalysis) -> Problems:
    """Groups whose stations can offer much less than the least share, for want of a current between."""
    short = [port for port in shares_with_a_bound(analysis) if exceeds(_lost(analysis, port), MUCH)]
    for holder, ports in by_holder(analysis, short):
        worst = max(ports, key=lambda port: _lost(analysis, port))
        share_a = analysis.unrounded_shares[worst.name].current_a
        offered_a = analysis.least_shares[worst.name].current_a
        assert worst.steps is not None
        next_a = worst.steps.round_up_a(share_a)
        title, path, anchor = holder_place(analysis, holder, ports)
        yield Problem(
            title,
            f"{count(len(ports), 'port')} can offer nothing between {amps(offered_a)} and {amps(next_a)}: of a share "
            f"of {share_text(worst, share_a)} no more than {amps(offered_a)} is sure, "
            f"{format_number(_lost(analysis, worst) * 100)} % less",
            path,
            anchor=anchor,
            remedy=remedy(*larger_shares(analysis, holder, share_a, next_a), "stations with finer steps"),
        )


def _lost(analysis: SiteAnalysis, port: Port) -> float:
    """What part of its least share a port cannot offer; ports that take turns offer a step or more in each."""
    share = analysis.unrounded_shares[port.name]
    if port.steps is None or share.turns or not share.current_a:
        return 0.0
    return 1 - analysis.least_shares[port.name].current_a / share.current_a


FREE = SHARED.edited("stations.S", count=3).edited("groups.C", limit="66 A")
FAILING = FREE.edited("stations.S", current_step="8 A")

RULE = Rule(
    code="EV425",
    name="share-lost-to-steps",
    title="stations can offer most of their share",
    fails="share lost to current steps",
    severity=Severity.INFO,
    asks=(
        "Where the stations of a group offer only some currents, the largest one within the least share is at least "
        "90 % of that share."
    ),
    why=(
        "A share between two currents is offered as the lower one, or no limit would hold. What is left over goes to "
        "other ports by whole steps, so with coarse steps power stays unused and the last port to come has the least."
    ),
    guide="SAE J1772; acnportal, get_evse_by_type",
    inputs=("groups.*.limit", "stations.*.current_step", "stations.*.currents", "stations.*.count"),
    failing=(
        FAILING,
        FAILING.without("stations.S.current_step").edited("stations.S", currents=["8 A", "16 A", "32 A"]),
    ),
    passing=(
        FAILING.edited("groups.C", limit="72 A"),
        FAILING.edited("stations.S", current_step="1 A"),
        FAILING.without("stations.S.current_step"),
    ),
    check=check,
)
