"""EV422 poor-connectivity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit, when
from evsite.rules.example_site import SHARED
from evsite.rules.rule import GUIDE, Problem, Problems, Rule, SiteAnalysis, not_checked
from evsite.words import amps, format_number, kw

if TYPE_CHECKING:
    from evsite.model.site import Group


def check(analysis: SiteAnalysis) -> Problems:
    """Groups whose stations reach the cloud badly, and one word on all that do not say."""
    silent = []
    for item in analysis.site.groups.values():
        if item.connectivity is None:
            silent.append(item)
        elif item.connectivity == "poor" and item.ports:
            yield Problem(
                f"group {item.name}",
                f"power is shared where connectivity is poor; {_fallback(analysis, item)}",
                (*item.path, "connectivity"),
                remedy=when(Edit((*item.path, "connectivity"), "good"), "once it is mended, before power is shared"),
            )
    if silent:
        yield not_checked(
            "whether stations reach the cloud well",
            silent[0].path,
            missing=[Edit((*item.path, "connectivity"), "good") for item in silent],
            anchor="header",
        )


def _fallback(analysis: SiteAnalysis, item: Group) -> str:
    worst = min((analysis.site.ports[name] for name in item.ports), key=lambda port: analysis.fallback_a[port.name])
    current_a = analysis.fallback_a[worst.name]
    return (
        f"a station that is cut off gives no more than {amps(current_a)} "
        f"({kw(current_a * worst.output_kw_per_a)} at {format_number(worst.voltage_v)} V)"
    )


RULE = Rule(
    code="EV422",
    name="poor-connectivity",
    title="stations that share power reach the cloud well",
    fails="power shared with poor connectivity",
    severity=Severity.WARNING,
    asks="Connectivity was surveyed, and it is good wherever stations share power.",
    why=(
        "A station that loses the cloud falls back to its offline power, which may be far less than its share, and "
        "comes and goes with the signal. The guide asks to mend connectivity before power sharing is switched on: a "
        "group is not enabled before all of its stations are reachable."
    ),
    guide=f"{GUIDE}, What happens if Chargers are Unreachable (Offline)?, What could go wrong and how to fix it?",
    inputs=("groups.*.connectivity", "stations.*.fallback"),
    failing=(SHARED.edited("groups.C", connectivity="poor"), SHARED),
    passing=(SHARED.edited("groups.C", connectivity="good"),),
    check=check,
)
