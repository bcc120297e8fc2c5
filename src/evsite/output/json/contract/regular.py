"""The document of `evsite compare` with one site file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    from evsite.output.json.contract.drivers import DriversFigures
    from evsite.studies.comparison.regular_results import (
        DriverClass,
        InstallationSide,
        NoStandardSize,
        Typical,
        UnusedPrice,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegularDocument(Document):
    """`evsite compare` with one site file: a regular installation of its stations, and power sharing.

    `real_drivers` are sessions that were played in both, the regular installation first; null without sessions.
    """

    site: str
    nec: int
    regular: InstallationSide
    sharing: InstallationSide
    drivers: tuple[DriverClass, ...]
    typical: Typical | None
    no_standard_size: tuple[NoStandardSize, ...]
    stations_without_circuit: int
    errors: int
    regular_errors: int
    unused_prices: tuple[UnusedPrice, ...]
    tail_ft: float
    waste_percent: float
    premise: str | None
    definition: tuple[str, ...]
    real_drivers: DriversFigures | None
