"""What was found out about a table before its rows are read: which column is what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evsite.metering.layouts.model import Layout, Role
    from evsite.metering.options import Edge
    from evsite.metering.units import MeterUnit
    from evsite.metering.zones import NamedZone

Form = Literal["rows", "days", "changes", "transposed", "nem12"]
Clock = Literal["local", "standard", "utc"]
UnitFrom = Literal["file", "layout", "name"]
"""What says the unit of a column: the file, its layout, or a name that speaks of current without a unit."""


@dataclass(frozen=True, slots=True)
class TimePlan:
    """Where the time of a row stands, as indices of columns.

    `start` has full stamps, or times of the day beside `date`; `period` has both ends; `number` the number of the
    interval in its day, counted from `number_from`. `edge` is what the stamps are where there is one of each row.
    `edge_stated` says why it is known: False where it is assumed.
    """

    start: int | None = None
    date: int | None = None
    end: int | None = None
    period: int | None = None
    number: int | None = None
    number_from: int = 1
    duration_min: int | None = None
    edge: Edge = "start"
    edge_stated: bool = True
    clock: Clock = "local"
    zone: NamedZone | None = None
    day_first: bool | None = None

    def columns(self) -> set[int]:
        """Every column of time."""
        named = (self.start, self.date, self.end, self.period, self.number, self.duration_min)
        return {index for index in named if index is not None}


@dataclass(frozen=True, slots=True)
class ValuePlan:
    """A column of values. `unit` is None where other cells say it; `about` are words that show it from others."""

    index: int
    name: str
    role: Role
    unit: MeterUnit | None = None
    leg: str = ""
    about: tuple[str, ...] = ()
    whole: bool = False
    """Whether its name says that it is all of the load ("total", "home")."""
    leftover: str = ""
    """What looks like a unit in its name and is none that is known."""
    unit_from: UnitFrom = "file"


@dataclass(slots=True)
class KindPlan:
    """A column whose text shows what a row is. `roles` has the texts in lower case, `pattern` matches others."""

    index: int
    name: str
    roles: dict[str, Role] = field(default_factory=dict)
    patterns: list[tuple[re.Pattern[str], Role]] = field(default_factory=list)
    separate: bool = False
    """Whether texts that are not known are channels of their own, to be chosen by hand."""

    def role(self, text: str) -> Role | None:
        """What a text says; None if it is not known."""
        folded = " ".join(text.split()).casefold()
        if folded not in self.roles:
            found = next((role for pattern, role in self.patterns if pattern.fullmatch(folded)), None)
            if found is None:
                return None
            self.roles[folded] = found
        return self.roles[folded]


@dataclass(frozen=True, slots=True)
class QualityPlan:
    """A column that marks readings as estimated or void, by what its cell begins with or contains, in lower case."""

    index: int
    estimated: tuple[str, ...]
    missing: tuple[str, ...]
    exact: bool
    """Whether the cell has to be the text, not just contain it."""

    def mark(self, text: str) -> Literal["estimated", "missing", ""]:
        """What a cell says of its row."""
        folded = text.casefold()
        if not folded:
            return ""
        if any(folded == mark if self.exact or len(mark) < 3 else mark in folded for mark in self.missing):
            return "missing"
        if any(folded == mark if self.exact or len(mark) < 3 else mark in folded for mark in self.estimated):
            return "estimated"
        return ""


@dataclass(frozen=True, slots=True)
class DayCell:
    """A value column of a day row: when its interval begins, by the clock [s] or by its number in the day from 0."""

    index: int
    start_s: int | None
    nth: int | None
    quality: int | None = None


@dataclass(frozen=True, slots=True)
class DaysPlan:
    """The value columns of a table with a row for each day. `seconds` is the length of each interval."""

    cells: tuple[DayCell, ...]
    seconds: int
    role: Role
    name: str
    unit: MeterUnit | None
    actual: tuple[str, ...] = ()
    estimated: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    """What cells beside values say, in lower case; `actual` is empty where anything may be said."""
    back: tuple[int, ...] = ()
    """Columns of what flows back."""
    leftover: str = ""
    """As in `ValuePlan`."""


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table: its header and what each column is. `unread` are names of columns that are not understood."""

    header: tuple[str, ...]
    time: TimePlan
    values: tuple[ValuePlan, ...] = ()
    days: DaysPlan | None = None
    meter: tuple[int, ...] = ()
    meter_line: str = ""
    """First cell of a line that shows the meter of the rows below."""
    unit: int | None = None
    stated_unit: bool = False
    """Whether the unit was specified: cells of units only show what is no electric load then."""
    multiplier: int | None = None
    kinds: tuple[KindPlan, ...] = ()
    quality: tuple[QualityPlan, ...] = ()
    unread: tuple[str, ...] = ()
    loads: tuple[str, ...] = ()
    """Columns that are not read and could be named by hand as the load."""
    times: tuple[tuple[str, ...], ...] = ()
    """Columns that could be named by hand as the time."""
    lines: tuple[tuple[str, ...], ...] = ()
    """The lines of the file that are the header, where its names are put together from them."""
    layout: Layout | None = None
    form: Form = "rows"
    remarks: tuple[str, ...] = ()

    def value_columns(self) -> set[int]:
        """The columns of values."""
        return {value.index for value in self.values} | {cell.index for cell in (self.days.cells if self.days else ())}


def normal(name: str) -> str:
    """A name of a column for comparison: whatever its case, spaces and quotes."""
    return " ".join(name.replace("\u00a0", " ").strip("'\"\ufeff ").split()).casefold()


def is_pattern(wanted: str) -> bool:
    """Whether a name of a layout is a regular expression between slashes."""
    return len(wanted) > 2 and wanted[0] == wanted[-1] == "/"


def name_matches(wanted: str, name: str) -> re.Match[str] | bool:
    """Whether a column has a name, or matches the regular expression between slashes."""
    compared = _compared(wanted)
    if isinstance(compared, str):
        return compared == normal(name)
    return compared.fullmatch(" ".join(name.replace("\u00a0", " ").split())) or False


@lru_cache(maxsize=4096)
def _compared(wanted: str) -> re.Pattern[str] | str:
    """A name of a layout as others are compared with it."""
    return re.compile(wanted[1:-1], re.IGNORECASE) if is_pattern(wanted) else normal(wanted)
