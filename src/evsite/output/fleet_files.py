"""The files that a plan for fleets is about, each with its alerts: the site, trips, and what became of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.located import CheckedFile
from evsite.sitefile.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.finding import Finding
    from evsite.studies.fleets.report_results import FleetReport


def fleet_files(document: Document, report: FleetReport) -> list[CheckedFile]:
    """Files of trips first, in their order, then the site file.

    Parameters
    ----------
    document
        The site file.
    report
        The plan, and what there is to say about it.
    """
    files: list[CheckedFile] = []
    since = report.since
    rows = [None if since is None else since.row_of(alert) for alert in report.alerts]
    for number, source in enumerate(report.plan.trips.sources):
        own = zip(report.alerts, report.trip_findings, rows, strict=True)
        trips = report.plan.trips.trips
        findings = tuple(finding for alert, finding, row in own if row is None and trips[alert.trip].file == number)
        missed = _missed(report, number, reported=False)
        files.append(CheckedFile(Document.plain(source.text, source.filename), (*findings, *missed)))
    for number, source in enumerate(() if since is None else since.sources):
        pairs = zip(report.trip_findings, rows, strict=True)
        findings = tuple(finding for finding, row in pairs if row is not None and row.file == number)
        missed = _missed(report, number, reported=True)
        files.append(CheckedFile(Document.plain(source.text, source.filename), (*findings, *missed)))
    return [*files, CheckedFile(document, report.site_findings, untried=report.untried)]


def _missed(report: FleetReport, number: int, *, reported: bool) -> Iterator[Finding]:
    """The alerts about trips that were missed, in a file that says what became of them, or in one of trips."""
    pairs = zip(() if report.since is None else report.since.missed, report.missed_findings, strict=True)
    for missed, finding in pairs:
        row = missed.actual
        if (row is not None) == reported and number == (missed.trip.file if row is None else row.file):
            yield finding
