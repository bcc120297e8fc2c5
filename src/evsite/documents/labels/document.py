"""The document of `evsite labels`: the sheet of all labels, and a directory card for every panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.labels.card import card
from evsite.documents.labels.conditions import needed_labels
from evsite.documents.labels.labelled import Labelled
from evsite.documents.labels.sheet import label_sheet
from evsite.documents.model import Document
from evsite.documents.schedule.document import scheduled

if TYPE_CHECKING:
    from collections.abc import Collection

    from evsite.documents.labels.labelled import Needed
    from evsite.model.site import Site


def all_needed(labelled: Labelled) -> list[Needed]:
    """Every label of a site, one for each thing that needs it."""
    return needed_labels(labelled, card_numbers(labelled.site))


def card_numbers(site: Site) -> dict[str, str]:
    """The number of the sheet with the directory of each panel."""
    return {name: f"DC-{number}" for number, name in enumerate(scheduled(site), start=1)}


def labels_document(site: Site, only: Collection[str] | None = None, *, errors: int = 0) -> Document:
    """The labels and the directory cards of a site.

    Parameters
    ----------
    site
        The site.
    only
        Names of panels (or supplies) whose directory alone is wanted; None for all, and for the sheet of labels.
    errors
        How many errors a check of the site finds.
    """
    labelled = Labelled(site)
    sheets = [] if only is not None else [label_sheet(labelled, all_needed(labelled), "LB-1")]
    numbers = card_numbers(site)
    sheets += [
        card(labelled, node, numbers[name]) for name, node in scheduled(site).items() if only is None or name in only
    ]
    return Document("labels and directories", site.name, site.nec, "panel", tuple(sheets), errors)
