"""EV311 load-management-not-listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.rules.example_site import PANEL
from evsite.rules.load_management.declared import declared
from evsite.rules.rule import Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.site import Group


def check(analysis: SiteAnalysis) -> Iterator[Problem]:
    """Groups that something relies on and that are not listed."""
    edition = analysis.site.nec
    wanted = "pcs" if edition >= 2026 else "ems"

    def listed(item: Group) -> object:
        listing = item.listing
        # from 2026 on a feeder that fits only by its load management stands or falls with the listing
        return False if edition >= 2026 and listing != "pcs" else listing

    what = "declared to be listed as a power control system" if edition >= 2026 else "listed"
    severity = Severity.ERROR if edition >= 2026 else Severity.WARNING
    yield from declared(
        analysis,
        listed,
        "listing",
        "the listing of the load management",
        f"its load management is not {what}",
        severity,
        good=wanted,
    )


FAILING = PANEL.edited("groups.EV1", listing="none")
FAILING_2 = FAILING.edited("site", nec=2026).edited("groups.EV1", listing="ems")

RULE = Rule(
    code="EV311",
    name="load-management-not-listed",
    title="load management that a feeder relies on is listed",
    severity=Severity.WARNING,
    asks=(
        "2023: listed as a complete system, kit or component. 2026: what is relied on against overload is listed "
        "as a power control system (PCS), and an error where that is not declared."
    ),
    why="The setpoint stands in for a breaker: it has to be as dependable as one.",
    topics=("ems-article", "ems-load"),
    inputs=("groups.*.listing",),
    failing=(FAILING, FAILING_2, FAILING_2.without("groups.EV1.listing"), PANEL),
    passing=(
        *(FAILING_2.edited("site", nec=edition) for edition in (2017, 2020)),
        FAILING.edited("groups.EV1", listing="ems"),
        FAILING_2.edited("groups.EV1", listing="pcs"),
    ),
    check=check,
)
