"""What a person says about a record where the file does not, or not so that it is understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Edge = Literal["start", "end"]
"""Which end of its interval a time stamp is."""
Decimal = Literal["dot", "comma"]
Combine = Literal["sum", "sequence"]
"""Several files: meters whose loads add up, or one record in parts."""


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """Everything that can be specified. Each field is a key of `[loads]`, and an option of `evsite load-study`.

    Attributes
    ----------
    layout
        Name of the layout to read by; found if None.
    unit
        Of the values, where the file does not say ("kWh").
    column
        Columns of load. Several are phases where their names say so, and are added otherwise. Of Green Button
        data the title or the id of a meter reading or usage point.
    meter
        Meters or channels of the file to read; their loads are added.
    time_column
        The column of time, or a column of the date and one of the time.
    end_column
        The column with the end of each interval.
    stamps
        Whether a stamp is the start or the end of its interval.
    timezone
        Local time of the stamps: a name ("America/Los_Angeles") or an offset ("-08:00").
    multiplier
        What every value is multiplied with (current and voltage transformers).
    decimal
        Which mark stands before decimals, where the numbers do not show it.
    combine
        What several files are to each other.
    """

    layout: str | None = None
    unit: str | None = None
    column: tuple[str, ...] = ()
    meter: tuple[str, ...] = ()
    time_column: tuple[str, ...] = ()
    end_column: str | None = None
    stamps: Edge | None = None
    timezone: str | None = None
    multiplier: float | None = None
    decimal: Decimal | None = None
    combine: Combine | None = None


NOTHING_SAID = ReadingOptions()
"""Everything is found in the data."""
