"""The as-built record: the columns of its table of ports, and what a filled one says, as texts.

Vendor guide, "How is Power Sharing Configured?": installers document the stations as built, so that groups can be set
up at activation. The table has a row for each port; what the design says is in it, the rest is filled in on site.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Filled = Literal["design", "site", "optional"]


@dataclass(frozen=True, slots=True)
class RecordColumn:
    """A column of the record.

    `key` names it for programs, `title` for people, with `unit` behind it where its numbers have one. `filled` says by
    what: by the design, which the record confirms or corrects; on site; or on site where there is something to say.
    """

    key: str
    title: str
    unit: str = ""
    filled: Filled = "design"

    @property
    def name(self) -> str:
        """Its title, with the unit where another column has the same title."""
        alone = sum(column.title == self.title for column in RECORD_COLUMNS) == 1
        return self.title if alone else f"{self.title} in {self.unit}"


RECORD_COLUMNS = (
    RecordColumn("port", "port"),
    RecordColumn("station", "station"),
    RecordColumn("model", "model"),
    RecordColumn("serial", "serial number", filled="site"),
    RecordColumn("mac", "MAC address", filled="site"),
    RecordColumn("stall", "stall", filled="site"),
    RecordColumn("panel", "panel"),
    RecordColumn("circuit", "circuit"),
    RecordColumn("spaces", "spaces"),
    RecordColumn("breaker_a", "breaker", "A"),
    RecordColumn("poles", "poles"),
    RecordColumn("phases", "phases"),
    RecordColumn("feed", "feed"),
    RecordColumn("setting_a", "Power Select setting", "A"),
    RecordColumn("max_a", "port at most", "A"),
    RecordColumn("circuit_group", "circuit group"),
    RecordColumn("circuit_limit", "circuit limit"),
    RecordColumn("panel_group", "panel group"),
    RecordColumn("panel_limit", "panel limit"),
    RecordColumn("site_group", "site group"),
    RecordColumn("site_limit", "site limit"),
    RecordColumn("policy", "policy"),
    RecordColumn("schedule", "schedule"),
    RecordColumn("fallback_a", "fallback", "A"),
    RecordColumn("fallback_kw", "fallback", "kW"),
    RecordColumn("network", "network", filled="site"),
    RecordColumn("iccid", "SIM (ICCID)", filled="optional"),
    RecordColumn("firmware", "firmware", filled="site"),
    RecordColumn("test_one_car_a", "test: one car", "A", filled="site"),
    RecordColumn("test_two_cars_a", "test: two cars", "A", filled="site"),
    RecordColumn("installed_by", "installed by", filled="site"),
    RecordColumn("installed_on", "date", filled="site"),
    RecordColumn("photos", "photos", filled="optional"),
    RecordColumn("deviation", "deviation from the design", filled="optional"),
    RecordColumn("site", "site"),
)
"""The columns of the record, in their order."""
BY_KEY = {column.key: column for column in RECORD_COLUMNS}


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A row: its number as a spreadsheet counts, and what is in it by the key of the column; nothing is left out."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AsBuiltRecord:
    """A record as it was read, or why it could not be: `problem` says so then, and it has no rows."""

    file: str
    rows: tuple[RecordRow, ...] = ()
    columns: tuple[str, ...] = ()
    """Keys of the columns that it has."""
    unknown: tuple[str, ...] = ()
    """Headings that are no column of the record."""
    repeated: tuple[str, ...] = ()
    """Keys of columns that it has more than once; the first of each counts."""
    meant: Mapping[str, str] = field(default_factory=dict)
    """For headings that are not known, the keys of the columns that they are most like, of those that it has not."""
    problem: str = field(default="", kw_only=True)
