"""Rows of trip files as they are read: moments still by the clock on the wall, and where each row stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.sitefile.sessions.row_files import RowFile, RowFilesError

if TYPE_CHECKING:
    from evsite.metering.stamps import Stamp
    from evsite.sitefile.trips.needs import Need


class TripFilesError(RowFilesError):
    """Raised when trip files cannot be read; `errors` has one for each file that is wrong, itself the first."""


@dataclass(slots=True)
class TripFile(RowFile):
    """A file of trips, and what was read of it."""

    rows: list[RawTrip] = field(default_factory=list)
    separator: str = ","
    columns: dict[str, int] = field(default_factory=dict)
    """The places of its columns from 0, by what they hold."""


@dataclass(frozen=True, slots=True)
class RawTrip:
    """A row of a file, or one day of a row that repeats.

    With `days` it repeats on these days of the week, from 0 for Monday, and its moments are those of a first day that
    begins at second 0; `leave` may lie days later.
    """

    file: TripFile
    row: int
    """Number of the row in its file, from 0."""
    line: int
    title: str
    """What messages call it, and its trip: "line 12"."""
    vehicle: str
    fleet: str
    arrive: Stamp
    leave: Stamp
    need: Need
    port: str | None = None
    max_kw: float | None = None
    efficiency: float | None = None
    days: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class TimedTrip:
    """A row with its instants, in seconds since 1970 (UTC)."""

    raw: RawTrip
    arrive_s: int
    leave_s: int
