"""Power-sharing groups, and the other loads that they leave room for."""

from typing import Literal

from pydantic import Field

from evsite.sitefile.quantity_types import Amps, PositiveAmps, PositiveAmpsOrPower, PowerAny, Slot
from evsite.sitefile.tables.base import Table, optional
from evsite.sitefile.tables.windows import ProfileTable, ScheduleTable, WindowTable
from evsite.sitefile.value_types import Fraction, Names, Phases, Policy


class GroupTable(Table):
    """A power-sharing group: ports that share a limit."""

    on: str | None = optional("circuit, panel or supply whose ports it holds")
    members: Names | None = optional("stations, families of them, or single ports, instead of a node")
    policy: Policy = Field(
        default="equal", description="how the limit is shared: equally, by rated power, or first come first served"
    )
    limit: PositiveAmpsOrPower | None = optional(
        "what the group may draw in all; 80 % of what it sits on unless given [A, kW or kVA]"
    )
    min_current: PositiveAmps | None = optional("what each port in use gets before shares grow; 8 A unless given [A]")
    slot: Slot | None = optional("how long a time slot lasts where not all minimums fit; 15 min unless given [h]")
    schedule: list[ScheduleTable] = Field(
        default=[], description="limits by day and hour; outside all windows the fixed limit holds"
    )
    charging: list[WindowTable] | None = optional("windows in which its ports charge; at any time unless given")
    site_meter: bool | None = optional(
        "whether a meter takes the other load on its node off its limit, moment by moment"
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


class LoadTable(Table):
    """Any other load on a node."""

    on: str = Field(description="circuit, panel or supply that carries it")
    current: Amps | None = optional("current that it draws from each of its lines [A]")
    power: PowerAny | None = optional("power that it draws in all [kW or kVA]")
    continuous: bool = Field(default=True, description="whether it may run for three hours or more")
    phases: Phases | None = optional('lines it is on, like "AB"; all of them unless given')
    profile: list[ProfileTable] = Field(
        default=[], description="what it draws by day and hour; outside all windows current or power, or nothing"
    )
    data: Names | None = optional(
        "interval data of a meter, CSV or Green Button XML, relative to this file; several files are one record"
    )
    timezone: str | None = optional('local time of the data, like "America/Los_Angeles" or "-08:00"')
    column: Names | None = optional("columns of the data to read: one, or one for each phase; found unless given")
    power_factor: Fraction | None = optional("power over apparent power, where kW are given or measured")
