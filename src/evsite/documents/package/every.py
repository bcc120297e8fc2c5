"""Every document of a site, by the name of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.as_built.document import as_built
from evsite.documents.bom.document import bom
from evsite.documents.labels.document import labels_document
from evsite.documents.load_calc.document import load_calc
from evsite.documents.one_line.document import one_line_document
from evsite.documents.package.document import permit_package
from evsite.documents.schedule.document import schedule
from evsite.studies.takeoff.runs import Allowances

if TYPE_CHECKING:
    from evsite.documents.drawing import PageSize
    from evsite.documents.model import Document
    from evsite.documents.package.document import Checked
    from evsite.model.site import Site

ALLOWANCES = Allowances(tail_ft=5, waste_percent=5)
"""Tails and waste of the bill of materials, as its command has them unless others are stated."""


def every_document(
    site: Site, checked: Checked, page: PageSize = "11x17", *, draft: bool = False
) -> dict[str, Document]:
    """Every document of a site, each by the name that its file has without an ending.

    Parameters
    ----------
    site
        The site.
    checked
        What a check of it found.
    page
        The size of the sheets of drawings.
    draft
        Whether the permit set is marked as a draft also where no error was found.
    """
    errors = checked.errors
    return {
        "one-line": one_line_document(site, page, errors=errors),
        "panel-schedules": schedule(site, errors=errors),
        "load-calculation": load_calc(site, errors=errors),
        "as-built": as_built(site, errors=errors),
        "labels": labels_document(site, errors=errors),
        "bill-of-materials": bom(site, ALLOWANCES, errors=errors),
        "permit-set": permit_package(site, checked, page, draft=draft),
    }
