"""What a layout file says: how an exporter writes its interval data."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Role = Literal["load", "part", "received", "generation", "net", "other"]
"""What a value column holds. "load": what the site takes, all columns of this role are added (or are phases, by `leg`);
"part": a part of that load, left aside beside it; "received": what flows back to the utility; "generation": what is
produced on the site, or taken from a battery; "net": taken from the utility, less what is given back or not, read only
where there is no load (beside generation it is less than the load); "other": no load."""
Mark = Literal["real", "parser", "second-hand", "generic"]
"""How well a header is known: rows of a real export, code that reads it, reported by others; "generic" for forms."""
Form = Literal["rows", "days", "changes", "transposed", "nem12", "green-button"]
"""A row for each interval; a row for each day; a row for each change of state; a column for each interval; records of
the Australian market; Green Button XML."""


MARKS = {
    "real": "known from real exports",
    "parser": "known from programs that read it",
    "second-hand": "known at second hand",
    "generic": "a general form",
}
"""How well a header is known, in words."""


class LayoutModel(BaseModel):
    """A table of a layout file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class TimeColumns(LayoutModel):
    """Where the time stands. Names are matched whatever their case and spaces.

    `start` holds full stamps, or times of the day where there is `date` too. `end` likewise. `period` holds both, as
    "A to B". `number` holds the number of the hour or interval in the day, 1 first. `duration_min` is a column of
    minutes. A name between slashes is a regular expression for the whole name ("/Date Time, GMT.*/").
    """

    date: str | None = None
    start: str | None = None
    end: str | None = None
    period: str | None = None
    number: str | None = None
    duration_min: str | None = None
    day_first: bool | None = None
    """Whether dates have the day first where they do not show it; other files of the exporter may be saved again."""
    clock: Literal["local", "standard", "utc"] = "local"
    """Whether stamps without an offset follow local time, keep standard time all year, or are UTC."""


class ValueColumns(LayoutModel):
    """One column of values or several of one kind. `column` is a name, or a regular expression between slashes.

    A group "leg" of the expression names the phase ("A", "L1", "1"). `unit` is given only where the header and the
    other cells do not say it.
    """

    column: str
    role: Role = "load"
    unit: str | None = None
    leg: Literal["A", "B", "C"] | None = None


class Kinds(LayoutModel):
    """A column that distinguishes rows of different kinds: which text is what. Texts are matched whatever their case.

    A text between slashes is a regular expression for the whole cell; plain texts are looked at before those, so that
    "/.*/" is every other text. What is in none of the lists is refused by name.
    """

    column: str
    load: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    generation: tuple[str, ...] = ()
    net: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


class Quality(LayoutModel):
    """A column that marks readings. A cell with one of these texts in it (whatever the case) is estimated, or void."""

    column: str
    estimated: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class RowColumns(LayoutModel):
    """Columns that say something about the whole row."""

    meter: tuple[str, ...] = ()
    """Columns that distinguish meters. Their loads are added, with a word."""
    meter_line: str | None = None
    """First cell of a line above the header (or between rows); the cell after it shows the meter of the rows below."""
    channel: str | None = None
    """A column that distinguishes sensors or channels which may measure anything: of several, some have to be named."""
    unit: str | None = None
    """A column whose cells say the unit, alone ("kWh") or in brackets ("Active Import Interval (kW)")."""
    multiplier: str | None = None
    kinds: tuple[Kinds, ...] = ()
    """Direction, fuel, device: a row counts as the most foreign of what they say."""
    quality: tuple[Quality, ...] = ()


class DayColumns(LayoutModel):
    """Value columns of a file with a row for each day. `column` is a regular expression for their names.

    Its group "start" or "end" is the time of the day at which the interval begins or ends, or "nth" its number in the
    day, 1 first; numbers above the day's count are the extra ones of the day on which clocks are put back.
    `quality` is an expression for columns between them that mark the value before: a cell that is one of `estimated`,
    `missing` or `received` (the value is what flows back to the utility, in data by EDI 867). What such a cell says
    otherwise is reported where it is not in `actual`.
    """

    column: str
    role: Role = "load"
    unit: str | None = None
    quality: str | None = None
    actual: tuple[str, ...] = ()
    estimated: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    received_column: str | None = None
    """An expression for columns of what flows back, beside those of the load."""


class LayoutTable(LayoutModel):
    """One header of a layout and what is below it. A file may have several, one after the other."""

    header: tuple[str, ...] = ()
    """Names that have to be in the line, in any order (regular expressions between slashes)."""
    optional: tuple[str, ...] = ()
    """Names that may be there and are known."""
    cells: tuple[str, ...] = ()
    """For files without a header: a regular expression for each cell of a row. The columns are called "1", "2" ..."""
    time: TimeColumns = TimeColumns()
    values: tuple[ValueColumns, ...] = ()
    days: DayColumns | None = None
    rows: RowColumns = RowColumns()


class Layout(LayoutModel):
    """How an exporter writes its interval data."""

    name: str = ""
    """That of the file, which `--layout` takes."""
    title: str
    exporters: tuple[str, ...] = ()
    mark: Mark
    source: str
    """Where the header was seen, in public."""
    form: Form = "rows"
    stamps: Literal["start", "end"] = "start"
    decimal: Literal["dot", "comma"] | None = None
    """Which mark stands before decimals; found from the numbers if None, and refused where they do not show it."""
    preamble: tuple[str, ...] = ()
    """Texts that have to stand above the header."""
    only_forced: bool = False
    """Whether a file is read by it only where that is said: its cells are like those of others, in another unit."""
    refuse: dict[str, str] = Field(default={})
    """Text above the header that rules the file out, and what to show ("Resource,Gas")."""
    note: str = ""
    """What a reader of the result has to know about such files."""
    tables: tuple[LayoutTable, ...] = ()

    @property
    def words(self) -> str:
        """Its name, its title, and how well it is known."""
        return f"{self.name}: {self.title} ({MARKS[self.mark]})"
