"""The site as a whole, what its jurisdiction asks, and which findings are accepted."""

from typing import Annotated, Literal

from pydantic import Field

from evsite.sitefile.quantity_types import (
    Percent,
    PositiveAmps,
    PositiveFeet,
    PositiveHours,
    PositiveKiloWattHours,
    PositiveKiloWatts,
    PositiveMiles,
    PositiveMilesPerKwh,
    PositivePower,
)
from evsite.sitefile.tables.base import Table
from evsite.sitefile.value_types import WHOLE, Day, ProfileNames, Said


class SiteTable(Table):
    """The site as a whole: its name, the code edition it is judged by, and what its drivers need."""

    name: str | None = Field(default=None, description="name of the site, for titles")
    nec: Annotated[Literal[2017, 2020, 2023, 2026], WHOLE] | None = Field(
        default=None, description="edition of the National Electrical Code that is in force"
    )
    site_meter: bool | None = Field(
        default=None, description="whether a meter measures the other load, for dynamic load management"
    )
    application: (
        Literal["long-term-parking", "overnight-parking", "all-day-parking", "short-term-parking", "multifamily"] | None
    ) = Field(default=None, description="what the cars do here; decides which oversubscription is advisable")
    min_power: PositiveKiloWatts | None = Field(
        default=None, description="least power each port must get, if the jurisdiction asks for one [kW]"
    )
    min_current: PositiveAmps | None = Field(
        default=None, description="what each port in use gets before shares grow; 8 A unless given [A]"
    )
    efficiency: PositiveMilesPerKwh | None = Field(
        default=None, description="range of the cars per energy; 3 mi/kWh unless given [mi/kWh]"
    )
    hours_plugged_in: PositiveHours | None = Field(default=None, description="how long a car stays plugged in [h]")
    miles_needed: PositiveMiles | None = Field(
        default=None, description="range that a car needs to have gained when it leaves [mi]"
    )
    plan: (
        Literal[
            "power",
            "community",
            "commercial",
            "fleet-enterprise",
            "enterprise",
            "home",
            "multifamily",
            "energy-management",
        ]
        | None
    ) = Field(default=None, description="cloud plan that the stations are run under; decides which features there are")
    emergency_shutoff_distance: PositiveFeet | None = Field(
        default=None, description="from the emergency shutoff to the nearest station [ft]"
    )
    emergency_shutoff_in_sight: bool | None = Field(
        default=None, description="whether the emergency shutoff is in sight of the stations"
    )
    catalog: str | None = Field(
        default=None, description="a file with [catalog.ID] tables of further stations, relative to this file"
    )
    has_generation: bool | None = Field(
        default=None, description="whether there is solar or other generation behind the meter"
    )
    peak_shaving: bool | None = Field(
        default=None, description="whether batteries or controls cut the peaks of the measured load"
    )
    profile: ProfileNames | None = Field(
        default=None,
        description="what the jurisdiction asks for: named profiles (`evsite rules --profiles` lists them) or own "
        "[profiles.NAME]",
    )


class JurisdictionTable(Table):
    """What a jurisdiction asks of shared charging, with every port in use; adds to a named profile of this name."""

    min_power: PositivePower | None = Field(default=None, description="least power of each port [kW or kVA]")
    min_current: PositiveAmps | None = Field(default=None, description="least current of each port [A]")
    single_vehicle_min_current: PositiveAmps | None = Field(
        default=None, description="least current of a vehicle that is there alone [A]"
    )
    min_energy: PositiveKiloWattHours | None = Field(
        default=None, description="least energy of each port in `hours` [kWh]"
    )
    hours: PositiveHours | None = Field(default=None, description="hours in which min_energy is delivered [h]")
    min_circuit: PositiveAmps | None = Field(default=None, description="least breaker of a charging circuit [A]")
    exempt_spaces_percent: Percent | None = Field(
        default=None, description="least share of the ports that share with nobody [%]"
    )
    source: str | None = Field(default=None, description="where it is written")


class IgnoreTable(Table):
    """Findings that are known and accepted: of one rule, at one place, for a reason."""

    rule: Said = Field(description='code or name of the rule, like "EV406" or "share-below-8-a"')
    path: Said = Field(
        description='where: a table or key like "groups.EV1" or "circuits.C.breaker", and all below; * for any name'
    )
    reason: Said = Field(description="why it is accepted; shown with every ignored finding")
    until: Day | None = Field(default=None, description="last day on which it is ignored, like 2027-06-30")
