"""`evsite compare` with one site file as JSON: a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.output.from_result import from_result
from evsite.output.json.contract.regular import RegularDocument
from evsite.output.json.serialize import document_json

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.comparison.regular_results import RegularComparison


def regular_document(site: Site, compared: RegularComparison) -> dict[str, Any]:
    """A site beside the regular installation of its stations."""
    document = from_result(RegularDocument, compared, file=site.source.filename)
    return document_json(document, site)
