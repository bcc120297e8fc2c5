"""EV423 minimum-above-rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.finding import Severity
from evsite.model.remedy import Edit
from evsite.rounding import exceeds
from evsite.rules.example_site import SHARED
from evsite.rules.rule import Problem, Problems, Rule, SiteAnalysis
from evsite.words import amps, count, digits_apart

if TYPE_CHECKING:
    from evsite.model.finding import Path
    from evsite.model.site import Group

_USUAL_A = 8.0
"""The minimum that a remedy goes back to, where the ports can draw that [A]."""


def check(analysis: SiteAnalysis) -> Problems:
    """Groups that promise each port in use more than any of their ports can draw."""
    for item in analysis.site.groups.values():
        path = _given_at(analysis, item)
        most_a = max(
            (port.max_a for port in map(analysis.site.ports.get, item.ports) if port and not port.dc), default=None
        )
        if path is None or most_a is None or not exceeds(item.min_a, most_a):
            continue
        digits = digits_apart(item.min_a, most_a)
        whose = "its port draws" if len(item.ports) == 1 else f"any of its {count(len(item.ports), 'port')} draws"
        yield Problem(
            f"group {item.name}",
            f"each port in use is to get {amps(item.min_a, digits)} before shares grow, more than "
            f"{whose}, at most {amps(most_a, digits)}: a port that cannot have all that it draws has nothing",
            path,
            remedy=Edit(path, amps(min(_USUAL_A, most_a))),
        )


def _given_at(analysis: SiteAnalysis, item: Group) -> Path | None:
    """The key that gives the minimum of a group; None where it is the usual one."""
    if item.min_given:
        return (*item.path, "min_current")
    return None if analysis.site.settings.min_current_a is None else ("site", "min_current")


RULE = Rule(
    code="EV423",
    name="minimum-above-rating",
    title="the minimum of a group is one that its ports can draw",
    fails="minimum above what ports draw",
    severity=Severity.WARNING,
    asks="What each port in use gets before shares grow is no more than the largest of the group's ports draws.",
    why=(
        "No port ever has such a minimum. Each then charges with all that it can draw, or waits for its turn, although "
        "a smaller share would charge a vehicle."
    ),
    guide="engineering: a port draws no more than it is rated for, and was set to",
    inputs=("groups.*.min_current", "site.min_current", "stations.*.max_current", "stations.*.setting"),
    failing=(
        SHARED.edited("groups.C", min_current="81 A"),
        SHARED.edited("site", min_current="81 A"),
        SHARED.edited("stations.S", setting="16 A").edited("groups.C", min_current="20 A"),
    ),
    passing=(
        SHARED.edited("groups.C", min_current="80 A", limit="400 A").edited("circuits.C", breaker="600 A"),
        SHARED.edited("site", min_current="81 A").edited("groups.C", min_current="8 A"),
        SHARED.edited("stations.S", setting="7 A"),
    ),
    check=check,
)
