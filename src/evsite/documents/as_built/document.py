"""The document of `evsite as-built`: ports, groups and panels to be filled in, and the checklist of activation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.as_built.design import Designs
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.documents.as_built.activation import activation_notes, activation_tables
from evsite.documents.as_built.groups import groups_table, schedule_table
from evsite.documents.as_built.panels import panels_table
from evsite.documents.as_built.ports import ports_table
from evsite.documents.model import Document, made_sheet
from evsite.studies.site_report import report
from evsite.words import count

if TYPE_CHECKING:
    from evsite.model.site import Site

_NOTES = (
    (
        "blank boxes are filled in on site, and what is printed is confirmed or corrected there; "
        "evsite check compares the filled table of ports where the site file says as_built"
    ),
    "a fallback that the site file does not give is the one that the report reckons with",
    "feed: own circuit, jumper, or shared circuit; group limits in amperes hold on each line",
)


def as_built(site: Site, *, errors: int = 0) -> Document:
    """The as-built record of a site with its activation checklist.

    Parameters
    ----------
    site
        The site.
    errors
        How many errors a check of the site finds.
    """
    analysis = SiteAnalysis(site)
    designs = Designs(analysis)
    figures = report(site)
    groups = [groups_table(designs, figures)]
    if any(group.schedule for group in site.groups.values()):
        groups.append(schedule_table(site))
    stations, ports = count(len(site.stations), "station"), count(len(site.ports), "port")
    sheets = (
        made_sheet("PORTS", f"{ports} on {stations}", "ports", (ports_table(designs),)),
        made_sheet(
            "GROUPS", count(len(site.groups), "power-sharing group"), "groups", tuple(groups), _group_notes(site)
        ),
        made_sheet("PANELS", "supplies and panels", "panels", (panels_table(analysis),)),
        made_sheet(
            "ACTIVATION",
            "checklist of activation",
            "activation",
            activation_tables(designs),
            tuple(activation_notes(site)),
        ),
    )
    return Document("as-built record", site.name, site.nec, "part", sheets, errors, _NOTES)


def _group_notes(site: Site) -> tuple[str, ...]:
    if not site.groups:
        return ()
    return (
        (
            "fallback sum: the most that stations which cannot be reached put on the limit, on the line where it is "
            "fullest, beside the lowest limit of the week"
        ),
        "guaranteed: the least of any port over every occupancy, as long as a controller holds groups to their limits",
    )
