"""EV121 evse-load-value."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from evsite.analysis.calculated_load_edits import ways_out
from evsite.codebook.editions import cite
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.rules.example_site import SINGLE, WIRED
from evsite.rules.loads.calculation_words import calculation, notes, sections
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis

if TYPE_CHECKING:
    from evsite.analysis.calculated_load_excess import Exceeded
    from evsite.model.remedy import Remedy


def check(analysis: SiteAnalysis) -> Problems:
    """Feeders and services that are too small once small stations count what the calculation asks for."""
    for item in analysis.exceeded_by_calculation:
        yield Problem(
            *calculation(analysis, item),
            item.rated.path,
            source=cite(sections(item), analysis.site.nec),
            severity=_severity(item),
            remedy=partial(_remedy, analysis, item),
            notes=notes(analysis, item),
        )


def _remedy(analysis: SiteAnalysis, item: Exceeded) -> Remedy:
    return remedy(*ways_out(analysis, item))


def _severity(item: Exceeded) -> Severity | None:
    # the NEC limits the devices of a transformer, not its load
    return Severity.WARNING if item.rated.kind == "transformer" else None


SMALL = SINGLE.edited("circuits.C", breaker="20 A", count=12).edited("stations.S", max_current="16 A", count=12)
FAILING = SMALL.edited("panels.EV1", main="175 A", bus="175 A")
CONDUCTORS = WIRED.edited("stations.S", max_current="16 A", count=12).edited("circuits.C", count=12)

RULE = Rule(
    code="EV121",
    name="evse-load-value",
    title="feeders and services carry the calculated charging load",
    fails="calculated charging load too large",
    severity=Severity.ERROR,
    asks=(
        "2023: in the calculation of feeder and service each station counts the larger of 7,200 VA and its nameplate; "
        "with the other load, at 100 %, that is on every line at most the rating of the main, the service, the bus, "
        "the devices of a transformer, and the ampacity of conductors. Under load management the setpoint counts. "
        "2026: the nameplate, 7,200 VA only where it is unknown. Before 2023: the nameplate. A service with a "
        "[dwelling] is judged by the calculated load of that (EV133)."
    ),
    why="The sum that a plan reviewer expects is larger than what small stations draw.",
    topics=("evse-load-value",),
    otherwise="NEC 2023, calculated load of charging equipment (none before)",
    inputs=(
        "site.nec", "site.dwelling", "stations.*.max_current", "stations.*.setting", "groups.*.on", "groups.*.members",
        "groups.*.limit", "panels.*.main", "panels.*.bus", "panels.*.conductor", "supplies.*.rating",
        "supplies.*.conductor", "supplies.*.feeder", "supplies.*.primary_breaker", "loads.*",
    ),
    failing=(
        FAILING,
        SMALL.edited("supplies.U", rating="225 A"),
        SMALL.edited("panels.EV1", main="400 A", bus="225 A"),
        SMALL.edited("supplies.U", kind="transformer", rating="75 kVA"),
        CONDUCTORS.edited("panels.EV1.conductor", size="4/0 AWG"),
    ),
    passing=(
        SMALL,
        FAILING.edited("panels.EV1", main="300 A", bus="300 A"),
        FAILING.plus('[groups.G]\non = "EV1"\nlimit = "140 A"'),
        *(FAILING.edited("site", nec=edition) for edition in (2026, 2020)),
    ),
    check=check,
)  # fmt: skip
