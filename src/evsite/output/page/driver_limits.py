"""What keeps real drivers from more, in the rows of `evsite simulate`: limits, what lifting brings, and waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.page.parts import figures, label, paragraph, table, words
from evsite.output.policy_words import policy_words
from evsite.output.text.service_rows import LIFTED_ALONE, NO_LIMIT, lifted_rows, limit_rows, wait_rows
from evsite.words import count

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.service.results import ServiceReport


def what_holds(site: Site, report: ServiceReport) -> str:
    """The limits that bind, what lifting them brings where that was played, and waits for a port where there are any.

    Parameters
    ----------
    site
        The site.
    report
        What the policies come to.
    """
    return _limits(site, report) + _lifted(report) + _waits(report)


def _limits(site: Site, report: ServiceReport) -> str:
    rows, left = limit_rows(site, report, every=False)
    if not rows:
        return paragraph(f"{NO_LIMIT[:1].upper()}{NO_LIMIT[1:]}.")
    columns = [
        label("limit", "hours that it binds"),
        *(figures(level.policy, policy_words(level.policy).short, "h") for level in report.policies),
        figures("peak", "peak"),
        figures("at_most", "limit"),
    ]
    body = paragraph("Limits that keep drivers from more, what binds longest first:")
    body += table("drivers-limits", "hours that each limit binds under each policy", columns, rows)
    return body + (
        paragraph(f"and {count(left, 'limit')} more; evsite simulate --all lists them", "small") if left else ""
    )


def _lifted(report: ServiceReport) -> str:
    rows = list(lifted_rows(report))
    if not rows:
        return ""
    columns = [
        label("limit", "if this were lifted"),
        words("policy", "under"),
        figures("hours", "hours that it binds"),
        figures("energy", "more", "kWh"),
        figures("full", "more full"),
    ]
    body = table("drivers-lifted", "what drivers gain where a limit is lifted", columns, rows)
    return body + paragraph(LIFTED_ALONE, "small")


def _waits(report: ServiceReport) -> str:
    rows, meaning = wait_rows(report)
    if not rows:
        return ""
    columns = [
        label("policy", "wait for a port"),
        figures("plugged_in", "plugged in"),
        figures("gave_up", "no port"),
        figures("waited", "waited"),
        figures("mean", "mean", "min"),
        figures("p95", "P95", "min"),
        figures("longest", "longest", "min"),
    ]
    body = table("drivers-waits", "waits for a free port under each policy", columns, rows)
    return body + paragraph(meaning, "small")
