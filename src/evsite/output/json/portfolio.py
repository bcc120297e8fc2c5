"""`evsite portfolio` as JSON: a contract. The same sites give the same bytes, whatever worked them out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.output.json.contract.portfolio import PortfolioDocument
from evsite.output.json.serialize import as_json, document_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.studies.portfolio.results import PortfolioSummary, SiteLine


def portfolio_document(summary: PortfolioSummary, lines: Iterable[SiteLine], asked: str) -> dict[str, Any]:
    """The portfolio as a document, whose sites are an iterator: they are never in memory together.

    Parameters
    ----------
    summary
        All sites together.
    lines
        The sites, by path.
    asked
        What was asked for, in one line.
    """
    document = document_json(PortfolioDocument(asked=asked, summary=summary, sites=()))
    return {**document, "sites": (as_json(line.without_time()) for line in lines)}
