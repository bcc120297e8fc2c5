"""What meters have recorded of a site, as far as the site file itself says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.metering.options import ReadingOptions


@dataclass(frozen=True, slots=True)
class MeteredRecord:
    """The demand of an existing service by a meter's record. None means that it is not stated, which a rule reports."""

    peak_kva: float | None
    """Highest demand; None where it was given in kW without a power factor."""
    days: int | None = None
    """How many days the record covers."""
    generation: bool | None = None
    """Whether there is generation behind the meter."""
    peak_shaving: bool | None = None
    """Whether storage or controls shave the peaks."""
    by_line: bool = False
    """Whether the peak was given in amperes, which are those of a line; else it is of all lines together."""


@dataclass(frozen=True, slots=True)
class MeterData:
    """Where the interval data of a load comes from: files, and what was said about how to read them."""

    files: tuple[str, ...]
    options: ReadingOptions
