"""The same drivers in two designs, as part of the documents of `evsite compare`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.output.json.contract.simulation import PolicyServiceFigures, SessionsFigures
    from evsite.studies.comparison.driver_results import DriversNote


@dataclass(frozen=True, slots=True)
class DesignDriversFigures:
    """A design as `evsite simulate --policy as-designed` tells it: `policies` are those of its groups.

    `shared_ports` is of how many ports each session takes any free one; null where each comes to its own.
    """

    policies: tuple[str, ...]
    shared_ports: int | None
    service: PolicyServiceFigures


@dataclass(frozen=True, slots=True)
class MonthCostsFigures:
    """The bill of a month in both; null where it has no load there, which counts as 0 in `saved_usd`.

    `whole` says whether all of the month was played in both, `complete` whether nothing is missing from its totals.
    """

    month: str
    before_usd: float | None
    after_usd: float | None
    saved_usd: float
    whole: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class DriversFigures:
    """The same sessions in two designs; `more_` is the second less the first, `saved_usd` the first less the second."""

    sessions: SessionsFigures
    before: DesignDriversFigures
    after: DesignDriversFigures
    more_full: int
    more_kwh: float
    more_peak_kw: float
    months: tuple[MonthCostsFigures, ...]
    saved_usd: float | None
    notes: tuple[DriversNote, ...]
