"""The document of `evsite portfolio`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.output.json.contract.head import Head

if TYPE_CHECKING:
    from evsite.studies.portfolio.results import PortfolioSummary, SiteLine


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioDocument(Head):
    """What was asked for, all sites together, and each of them in the order of their paths."""

    asked: str
    summary: PortfolioSummary
    sites: tuple[SiteLine, ...]
