"""What the page of a site is made of: the answers of studies and the documents of the site, side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.allocation.fallback import fallbacks_a
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.documents.bom.document import bom
from evsite.documents.load_calc.document import load_calc
from evsite.documents.one_line.document import one_line_document
from evsite.documents.package.every import ALLOWANCES
from evsite.documents.schedule.document import schedule, scheduled
from evsite.model.project import NO_PROJECT
from evsite.studies.charts.week import week_charts
from evsite.studies.headline import headline
from evsite.studies.load_calculation import load_calculation
from evsite.studies.policies import compare_policies
from evsite.studies.sharing_picture import sharing_picture
from evsite.studies.site_report import report
from evsite.studies.week import week_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.documents.model import Document
    from evsite.rules.checking import CheckResult
    from evsite.sitefile.document import LoadedSite
    from evsite.studies.charts.week import WeekChart
    from evsite.studies.headline import Headline
    from evsite.studies.load_calculation_results import SupplyCalculation
    from evsite.studies.policy_results import PolicyComparison
    from evsite.studies.results import SiteReport
    from evsite.studies.service.results import ServiceReport
    from evsite.studies.sharing_picture import SharingPicture
    from evsite.studies.week import WeekReport


MOST_SHEETS = 4
"""So many panels and supplies have their sheets on the page at most; the commands of the documents have them all."""


@dataclass(frozen=True, slots=True)
class SitePage:
    """Everything that the page of a site shows.

    `fallback_a` is what each port draws while it cannot be reacheds station [A]. `tables` are the documents whose
    tables are reported, as far as `MOST_SHEETS` lets them be; `left_out` is how many sheets of each are not made.
    """

    loaded: LoadedSite
    found: CheckResult
    headline: Headline
    picture: SharingPicture
    report: SiteReport
    fallback_a: dict[str, float]
    week: WeekReport | None
    weeks: tuple[WeekChart, ...]
    policies: PolicyComparison
    calculations: tuple[SupplyCalculation, ...]
    one_line: Document
    tables: tuple[Document, ...]
    left_out: tuple[int, ...]
    drivers: ServiceReport | None = None
    """Sessions that were played; None where there are none."""


def site_page(
    loaded: LoadedSite,
    found: CheckResult,
    on_progress: Callable[[float], None] | None = None,
    drivers: ServiceReport | None = None,
) -> SitePage:
    """The page of a site.

    Parameters
    ----------
    loaded
        The site and its file.
    found
        What a check of it finds.
    on_progress
        Hears the share of the guarantees that is worked out.
    drivers
        The service level of sessions that were played at the site.
    """
    site = loaded.site
    fallback_a = fallbacks_a(site)
    figures = report(site, on_progress, fallback_a, records=found.records)
    picture = sharing_picture(site)
    week = week_report(site)
    analysis = SiteAnalysis(site)
    calculations = load_calculation(site, analysis)
    short = headline(site, figures, found.findings, analysis)
    project = site.project or NO_PROJECT
    return SitePage(
        loaded=loaded,
        found=found,
        headline=short,
        picture=picture,
        report=figures,
        fallback_a=fallback_a,
        week=week,
        weeks=week_charts(site, week, figures.left_over),
        policies=compare_policies(site),
        calculations=calculations,
        one_line=replace(one_line_document(site, "letter", errors=short.errors, noticed=False), project=project),
        tables=tuple(
            replace(each, project=project)
            for each in (
                schedule(site, list(scheduled(site))[:MOST_SHEETS], errors=short.errors),
                load_calc(site, list(site.supplies)[:MOST_SHEETS], errors=short.errors, calculations=calculations),
                bom(site, ALLOWANCES, errors=short.errors),
            )
        ),
        left_out=(max(0, len(scheduled(site)) - MOST_SHEETS), max(0, len(site.supplies) - MOST_SHEETS), 0),
        drivers=drivers,
    )
