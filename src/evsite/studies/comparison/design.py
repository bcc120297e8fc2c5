"""A design with all that is compared of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.allocation.fallback import fallbacks_a
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.rules import check_loaded
from evsite.studies.comparison.design_building import Built
from evsite.studies.site_report import report
from evsite.studies.takeoff.bill import bill_of_materials

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.rules.checking import CheckResult
    from evsite.sitefile.document import LoadedSite
    from evsite.studies.results import SiteReport
    from evsite.studies.takeoff.runs import Allowances


class Design(NamedTuple):
    """A site with all that is compared of it: what a check finds, what a report says, and what is built."""

    loaded: LoadedSite
    checked: CheckResult
    report: SiteReport
    built: Built


def worked_out_design(
    loaded: LoadedSite, allowances: Allowances, on_progress: Callable[[float], None] | None = None
) -> Design:
    """Everything that is compared of a site.

    Parameters
    ----------
    loaded
        The site and its document.
    allowances
        What the bill of materials adds to lengths.
    show
        Hears the share of the work that is done.
    """
    site = loaded.site
    analysis = SiteAnalysis(site)
    checked = check_loaded(loaded, remedies=False, analysis=analysis)
    figures = report(site, on_progress, fallbacks_a(site), records=checked.records)
    return Design(loaded, checked, figures, Built(site, bill_of_materials(site, allowances, analysis=analysis)))
