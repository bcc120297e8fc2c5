"""What a site file declares of the load management that equipment relies on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.remedy import Edit
from evsite.rules.rule import Problem, not_checked
from evsite.words import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.finding import Severity
    from evsite.model.site import Group


def declared(
    analysis: SiteAnalysis,
    value: Callable[[Group], object],
    key: str,
    what: str,
    bad: str,
    severity: Severity,
    *,
    good: str | bool,
) -> Iterator[Problem]:
    """A problem for each group that denies something, and one "not checked" for all that do not say."""
    silent = []
    for item in analysis.relied_on:
        said = value(item)
        if said is None:
            silent.append(item)
        elif said is False or said == "none":
            yield Problem(
                f"group {item.name}: {bad}", (*item.path, key), severity=severity, remedy=Edit((*item.path, key), good)
            )
    if silent:
        needs = f"{key} on {names([item.name for item in silent])}"
        yield not_checked(
            what,
            silent[0].path,
            needs=needs,
            anchor="header",
            remedy=[Edit((*item.path, key), good) for item in silent],
        )
