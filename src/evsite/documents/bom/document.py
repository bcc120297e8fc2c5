"""The document of `evsite bom`: materials, runs, and home runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.bom.items import items_sheet
from evsite.documents.bom.others import by_others
from evsite.documents.bom.run_tables import home_runs_sheet, runs_sheet
from evsite.documents.labels.document import all_needed
from evsite.documents.labels.labelled import Labelled
from evsite.documents.model import Document
from evsite.studies.takeoff.bill import bill_of_materials
from evsite.studies.takeoff.items import Item, Quantity

if TYPE_CHECKING:
    from evsite.model.prices import PriceList
    from evsite.model.site import Site
    from evsite.studies.takeoff.runs import Allowances


def bom(site: Site, allowances: Allowances, prices: PriceList | None = None, *, errors: int = 0) -> Document:
    """The bill of materials of a site.

    Parameters
    ----------
    site
        The site.
    allowances
        Tails, waste, and the kind of raceway where the file says none.
    prices
        What items cost; None without prices.
    errors
        How many errors a check of the site finds.
    """
    bill = bill_of_materials(site, allowances, prices, label_quantities(site))
    sheets = [items_sheet(site, bill, by_others(site, bill))]
    if bill.runs:
        sheets.append(runs_sheet(site, bill))
    lengths = home_runs_sheet(site, bill)
    if lengths is not None:
        sheets.append(lengths)
    return Document("bill of materials", site.name, site.nec, "site", tuple(sheets), errors)


def label_quantities(site: Site) -> list[Quantity]:
    """The labels that an installer brings, as quantities of a bill."""
    titles = [each.label.title for each in all_needed(Labelled(site)) if each.label.by == "installer"]
    return [Quantity(Item("label", title), "label", 1, "each") for title in titles]
