"""EV212 raceway-fill."""

from __future__ import annotations

from evsite.analysis.raceway_fill import raceway_fill
from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rules.conductors.fill_words import COMPACT, described, inside, unknown
from evsite.rules.conductors.given import CONDUCTOR_KEYS, given, unchecked
from evsite.rules.conductors.wording import title
from evsite.rules.example_site import WIRED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis


def check(analysis: SiteAnalysis) -> Problems:
    """Raceways that are too full."""
    yield from unchecked(analysis, "how full raceways are")
    yield from unknown(analysis, given(analysis))
    for run, conductor in given(analysis):
        fill = raceway_fill(run)
        if fill is None or not fill.likely_overfull:
            continue
        table = (*run.path, "conductor")
        larger = fill.next_trade_size()
        compact = conductor.material == "Al"
        yield Problem(
            title(run),
            described(fill),
            (*table, "trade_size"),
            remedy="more than one raceway" if larger is None else Edit((*table, "trade_size"), larger),
            severity=None if fill.overfull and not compact else Severity.WARNING,
            notes=(*inside(fill), *((COMPACT,) if compact else ())),
        )


FAILING = WIRED.edited("panels.EV1.conductor", size="500 kcmil", raceway="EMT", trade_size="4").edited(
    "circuits.C.conductor", size="1 AWG", raceway="EMT", trade_size="1"
)

RULE = Rule(
    code="EV212",
    name="raceway-fill",
    title="raceways are no fuller than the code allows",
    fails="raceway too full",
    severity=Severity.ERROR,
    asks=(
        "One conductor fills at most 53 % of the inside of a raceway, two fill 31 %, three and more 40 %, and in a "
        "nipple of up to 24 in 60 %. Grounding conductors and neutrals count; conductors in parallel count as one set "
        "in each raceway."
    ),
    why="Conductors that are pulled into a raceway that is too full are damaged, and do not get rid of their heat.",
    topics=("raceway-fill",),
    inputs=(*CONDUCTOR_KEYS, "circuits.*.conductor.raceway", "circuits.*.conductor.trade_size"),
    failing=(FAILING, FAILING.edited("circuits.C.conductor", size="3 AWG", current_carrying=6)),
    passing=(
        FAILING.edited("circuits.C.conductor", trade_size="1-1/4"),
        FAILING.edited("circuits.C.conductor", size="3 AWG"),
    ),
    check=check,
)
