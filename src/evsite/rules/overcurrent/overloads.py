"""Problems of overloaded devices, one for each family that is alike."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from evsite.analysis.device_loading import Cause, by_family, ways_out
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.rules.overcurrent.overload_words import describe, overload_notes
from evsite.rules.rule import Problem, Problems, SiteAnalysis

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.analysis.device_loading import Overload
    from evsite.analysis.devices import Device
    from evsite.model.remedy import Remedy

PLAIN: frozenset[Cause] = frozenset({"plain"})


def overload_problems(
    analysis: SiteAnalysis, causes: frozenset[Cause], wanted: Callable[[SiteAnalysis, Device], bool]
) -> Problems:
    """One problem for each family of devices that are overloaded for one of these causes."""
    chosen = [item for item in analysis.overloads if item.cause in causes and wanted(analysis, item.device)]
    for family in by_family(chosen):
        first = family[0]
        yield Problem(
            *describe(analysis, first, [item.device.node for item in family]),
            first.device.path,
            remedy=partial(_remedy, analysis, first),
            severity=None if first.shown else Severity.WARNING,
            notes=overload_notes(analysis, first),
        )


def _remedy(analysis: SiteAnalysis, overload: Overload) -> Remedy:
    return remedy(*ways_out(analysis, overload))


def any_device(_analysis: SiteAnalysis, _device: Device) -> bool:
    """Every device."""
    return True
