"""`evsite compare` with one site file as JSON: a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.output.from_result import from_result
from evsite.output.json.contract.regular import RegularDocument
from evsite.output.json.drivers import drivers_figures
from evsite.output.json.serialize import document_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.site import Site
    from evsite.studies.comparison.regular_results import RegularComparison


def regular_document(
    site: Site, compared: RegularComparison, regular: Site | None = None, files: Sequence[str] = ()
) -> dict[str, Any]:
    """A site beside the regular installation of its stations.

    Parameters
    ----------
    site
        The site.
    compared
        The comparison.
    regular
        The site of the regular installation, where sessions were played in it.
    files
        What the sessions were read from.
    """
    played = drivers_figures(compared.real_drivers, (regular or site, site), files)
    document = from_result(RegularDocument, compared, file=site.source.filename, real_drivers=played)
    return document_json(document, site)
