"""What sizing by the share of drivers who leave full answers, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.one_of import one_of
from evsite.rounding import floor_to
from evsite.words import format_number

if TYPE_CHECKING:
    from evsite.studies.service.results import Interval
    from evsite.studies.sizing.request import CircuitForm


@dataclass(frozen=True, slots=True)
class ServedShare:
    """How many drivers leave full in a simulation.

    `full_of_possible` is the share of `full` of those who `can_be_full`, from 0 to 1; `interval` where it lies for
    most draws of other days of the same kind, None for too few days. `gave_up` never got a port; who of them could have
    been full counts as not full.
    """

    sessions: int
    can_be_full: int
    full: int
    full_of_possible: float
    interval: Interval | None
    waited: int
    gave_up: int


@dataclass(frozen=True, slots=True)
class ServedTry:
    """A design that was simulated: its source and equipment, and who leaves full there.

    `mains_a` is the sum of the mains of all panels that are to be bought [A], `expected_a` what closed forms promise
    each port [A].
    """

    ports: int
    circuits: CircuitForm
    circuit_count: int
    circuit_breaker_a: float
    mains_a: float
    expected_a: float
    served: ServedShare
    reaches: bool
    """Whether the share is at least what was asked for."""
    source_a: float | None = one_of()
    source_kva: float | None = one_of()

    @property
    def source_rating(self) -> float:
        """The rating of the source, in the unit that it is given in; all that are compared are in one."""
        return (self.source_a if self.source_kva is None else self.source_kva) or 0.0


@dataclass(frozen=True, slots=True)
class WithoutLimits:
    """Drivers at so many ports where each charges at full speed, whatever others do: no design serves more of them."""

    ports: int
    served: ServedShare
    reaches: bool


@dataclass(frozen=True, slots=True)
class ServedAnswer:
    """What was simulated; `drivers` says where the sessions are from, `tries` are in the order of the search."""

    percent: float
    drivers: str
    tries: tuple[ServedTry, ...]
    without_limits: tuple[WithoutLimits, ...]
    notes: tuple[str, ...]


def percent_words(share: float) -> str:
    """A share rounded down to a tenth of a percent, so that it never reads as more than it is: "94.9 %"."""
    return f"{format_number(floor_to(100 * share, 0.1))} %"
