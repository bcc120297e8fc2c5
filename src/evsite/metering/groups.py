"""Readings as the rows of a file have them: by meter, by what the rows say of themselves, column by column."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.metering.layouts.model import Role
    from evsite.metering.plans import TablePlan, ValuePlan
    from evsite.metering.units import MeterUnit

NOT_SAID = -(2**62)
"""In place of an offset, an end or a number that a row does not have."""


@dataclass(slots=True)
class RowGroup:
    """The readings of one meter and one kind of rows. Values are NaN where a row has none.

    `walls` are the stamps in seconds since 1970 by the clock on the wall, `offsets` how far that clock is ahead of UTC,
    `ends` the other end of the interval, `nth` the number of the interval in the day that `walls` begins.
    `doubtful` are, for each column, places and the other reading of numbers that have two.
    """

    plan: TablePlan
    columns: tuple[ValuePlan, ...]
    meter: str = ""
    kind: str = ""
    role: Role = "load"
    unit: MeterUnit | None = None
    walls: array[int] = field(default_factory=lambda: array("q"))
    offsets: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    nth: array[int] = field(default_factory=lambda: array("q"))
    order: array[int] = field(default_factory=lambda: array("q"))
    """The places of the rows in the file, where rows are distinguished."""
    values: list[array[float]] = field(default_factory=list)
    doubtful: list[list[tuple[int, float]]] = field(default_factory=list)
    estimated: int = 0
    unknown: str = ""
    """The column of the layout that says something of these rows which the layout does not know."""
    texts: set[str] = field(default_factory=set)
    """What the columns that distinguish rows say in these rows."""

    def __post_init__(self) -> None:
        self.values = [array("d") for _ in self.columns]
        self.doubtful = [[] for _ in self.columns]

    def __len__(self) -> int:
        return len(self.walls)

    def goes_on(self, other: RowGroup) -> bool:
        """Whether another group has the rest of the same rows, as far as their plan shows."""
        equal = self.plan is other.plan and self.columns == other.columns
        equal = equal and all(self.unit_of(column) == other.unit_of(column) for column in self.columns)
        return equal and self.role == other.role and len(self.order) == len(self) and len(other.order) == len(other)

    def unit_of(self, column: ValuePlan) -> MeterUnit | None:
        """The unit of a column: that of its name, else that of the row."""
        return column.unit or self.unit


def together(groups: Sequence[RowGroup]) -> RowGroup:
    """Groups that have rows of one record each, as one, in the order of the file."""
    first = groups[0]
    order = [place for group in groups for place in group.order]
    by_order = sorted(range(len(order)), key=order.__getitem__)

    def joined(code: str, parts: Iterable[Iterable[Any]]) -> array[Any]:
        cells = [cell for part in parts for cell in part]
        return array(code, [cells[index] for index in by_order])

    whole = RowGroup(first.plan, first.columns, first.meter, first.kind, first.role, first.unit)
    whole.walls = joined("q", (group.walls for group in groups))
    whole.offsets = joined("q", (group.offsets for group in groups))
    whole.ends = joined("q", (group.ends for group in groups))
    whole.nth = joined("q", (group.nth for group in groups))
    whole.order = array("q", sorted(order))
    whole.values = [joined("d", (group.values[at] for group in groups)) for at in range(len(first.columns))]
    whole.estimated = sum(group.estimated for group in groups)
    return whole


@dataclass(slots=True)
class TableReadings:
    """Everything that was read from the rows of a file."""

    groups: list[RowGroup] = field(default_factory=list)
    rows: int = 0
    bad: int = 0
    first_bad: tuple[int, str] = (0, "")
    blank: int = 0
    multiplied: set[float] = field(default_factory=set)
    day_first: bool = False
    guessed: str = ""
    """A date of which day and month could not be distinguished, if none could."""
    aside: set[str] = field(default_factory=set)
    """What rows say that are left aside, as they are no electric load."""
    back: set[str] = field(default_factory=set)
    """Where power that flows back was read beside the load, and left aside."""
    marks: set[str] = field(default_factory=set)
    """What cells that mark values say and the layout does not know."""
    units: set[str] = field(default_factory=set)
    """Units that cells show, where another one was specified."""
    short: int = 0
    """Rows that end before the cell that shows their meter, unit or multiplier."""
    first_short: int = 0
    dated_above: bool = False
    """Whether dates stand in lines above the rows they hold for."""
    footers: int = 0
    first_footer: tuple[int, str] = (0, "")
