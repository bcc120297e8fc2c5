"""The documents about tariffs: the list of those that come with evsite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.output.json.contract.head import Document

if TYPE_CHECKING:
    from evsite.tariffs.model import EnergyPeriod, Recurring, Subscription, TariffSource


@dataclass(frozen=True, slots=True)
class DemandChargeFigures:
    """A charge for the greatest average power of a month; `usd_per_kw` is by month of the year.

    `interval_stated` says whether the file has the length of the interval.
    """

    charge: str
    usd_per_kw: tuple[float, ...]
    interval_min: int
    interval_stated: bool


@dataclass(frozen=True, slots=True)
class TariffFigures:
    """A tariff; None is not known, a price too, and an empty list of demand charges says that there is none.

    `mark` is how well its numbers are known, `not_seen` what its file says that it lacks.
    """

    tariff: str
    utility: str
    schedule: str
    applies: str
    includes: str
    effective: str
    effective_basis: str
    timezone: str | None
    state: str
    mark: str
    energy: tuple[EnergyPeriod, ...]
    demand: tuple[DemandChargeFigures, ...] | None
    fixed: Recurring | None
    subscription: Subscription | None
    sources: tuple[TariffSource, ...]
    not_seen: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffsDocument(Document):
    """`evsite catalog tariffs`."""

    tariffs: tuple[TariffFigures, ...]
