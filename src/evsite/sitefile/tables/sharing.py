"""Power-sharing groups, and the other loads that they leave room for."""

from typing import Literal

from evsite.model.description import WorkStatus
from evsite.model.quantity import Quantity
from evsite.sitefile.described_types import Line
from evsite.sitefile.electrical_types import Factor, Fraction, Phases
from evsite.sitefile.quantity_types import Amps, PositiveAmps, PositiveAmpsOrPower, PowerAny, Slot
from evsite.sitefile.tables.base import Table, descriptive, key, optional
from evsite.sitefile.tables.windows import ProfileTable, ScheduleTable, WindowTable
from evsite.sitefile.value_types import Names, Policy, StatedText


class GroupTable(Table):
    """A power-sharing group: ports that share a limit."""

    on: str | None = optional("circuit, panel or supply whose ports it holds", example="EV1")
    members: Names | None = optional(
        "stations, families of them, or single ports, instead of a node", example=["S1", "S2.1"]
    )
    policy: Policy = key(
        "how the limit is shared: equally, by rated power, or first come first served",
        default="equal",
        example="proportional",
    )
    limit: PositiveAmpsOrPower | None = optional(
        "what the group may draw in all", example="320 A", otherwise="80 % of what it sits on", unit="A, kW or kVA"
    )
    not_to_exceed: PositiveAmpsOrPower | None = optional(
        "the limit, as the vendor guide calls it; instead of limit", example="800 kW", unit="A, kW or kVA"
    )
    sharing_intent: Policy | None = optional(
        "the policy, as the vendor guide calls it; instead of policy", example="EgShr"
    )
    defer_to_fleet: bool | None = optional(
        "whether a plan for fleets steers its ports; if not, they share by its policy, plan or none"
    )
    min_current: PositiveAmps | None = optional(
        "what each port in use gets before shares grow", example="6 A", otherwise="that of [site] or 8 A", unit="A"
    )
    slot: Slot | None = optional(
        "longest that a time slot lasts where not all minimums fit", example="30 min", usual="15 min", unit="min or h"
    )
    schedule: list[ScheduleTable] = key(
        "limits by day and hour; outside all windows the fixed limit holds",
        default=[],
        example=[{"days": "Mon-Fri", "from": "06:00", "to": "12:00", "limit": "20 kW"}],
    )
    charging: list[WindowTable] | None = optional(
        "windows in which its ports charge", example=[{"from": "20:00"}], otherwise="at any time"
    )
    meter: Line | None = optional("id of the meter at its node; site_meter says that it acts", example="987654")
    site_meter: bool | None = optional(
        "whether a meter takes the other load on its node off its limit, moment by moment", otherwise="what [site] says"
    )
    listing: Literal["ems", "pcs", "none"] | None = optional(
        "how the load-management system is listed: energy management, power control system, or not"
    )
    restricted_access: bool | None = optional("whether only qualified people can change its settings")
    fails_safe: bool | None = optional("whether a fault brings the current back inside the limit")
    connectivity: Literal["good", "poor"] | None = optional(
        "how well its stations reach the cloud, site survey in hand"
    )
    keeps_shed_controls: bool | None = optional(
        "whether it leaves alone the shed controls of fire pumps, emergency and standby systems, and never cuts "
        "elevators or the like"
    )
    directory: bool | None = optional("whether a directory of the controlled loads is posted at its controls")

    @property
    def stated_limit(self) -> Quantity | None:
        """The limit, under whichever of its names."""
        return self.limit if self.not_to_exceed is None else self.not_to_exceed


class LoadTable(Table):
    """Any other load on a node."""

    on: str = key("circuit, panel or supply that carries it", example="EV1")
    current: Amps | None = optional("current that it draws from each of its lines", example="40 A", unit="A")
    power: PowerAny | None = optional("power that it draws in all", example="10 kVA", unit="kW or kVA")
    continuous: bool = key("whether it may run for three hours or more", default=True, example=False)
    phases: Phases | None = optional('lines it is on, like "AB"', example="AB", otherwise="all of them")
    profile: list[ProfileTable] = key(
        "what it draws by day and hour; outside all windows current or power, or nothing",
        default=[],
        example=[{"days": "Mon-Fri", "from": "06:00", "to": "18:00", "power": "20 kW"}],
    )
    data: Names | None = optional(
        "interval data of a meter, CSV or Green Button XML, relative to this file; several files are one record",
        example="meter.csv",
    )
    layout: StatedText | None = optional(
        "layout of the data, one of those that `evsite load-study --layouts` lists",
        example="smart-meter-texas",
        otherwise="recognised",
    )
    unit: StatedText | None = optional("unit of the values", example="kWh", otherwise="what the data says")
    column: Names | None = optional(
        "columns of load in the data: one, or one for each phase; others are added up", example="kW", otherwise="found"
    )
    meter: Names | None = optional(
        "meters or channels of the data to read; their loads are added", example="10443720000000001"
    )
    time_column: Names | None = optional(
        "column of the time in the data, or one of the date and one of the time",
        example=["Date", "Time"],
        otherwise="found",
    )
    end_column: StatedText | None = optional(
        "column with the end of each interval", example="End Time", otherwise="found"
    )
    stamps: Literal["start", "end"] | None = optional(
        "which end of its interval a time stamp is", otherwise="what the data says"
    )
    timezone: str | None = optional(
        'local time of the data, like "America/Los_Angeles" or "-08:00"', example="America/Los_Angeles"
    )
    multiplier: Factor | None = optional(
        "what every value is multiplied with: that of current and voltage transformers", example=40, otherwise="1"
    )
    decimal: Literal["dot", "comma"] | None = optional(
        "mark that stands before the decimals of the data", otherwise="what the numbers say"
    )
    combine: Literal["sum", "sequence"] | None = optional(
        "what several files are to each other: meters whose loads add up, or parts of one record",
        otherwise="what their times say",
    )
    power_factor: Fraction | None = optional("power over apparent power, where kW are given or measured", example=0.9)
    status: WorkStatus | None = optional(
        "whether it is new or existing: new load comes on top of a metered peak, existing load is part of it",
        example="existing",
    )
    location: Line | None = descriptive("where it is", example="Roof")
