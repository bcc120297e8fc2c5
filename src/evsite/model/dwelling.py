"""A dwelling of a site whose load is calculated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.codebook.dwelling_loads import DwellingFacts
    from evsite.model.finding import Path


@dataclass(frozen=True, slots=True)
class DwellingUnit:
    """A dwelling, and the service that it is on."""

    on: str
    facts: DwellingFacts
    path: Path
