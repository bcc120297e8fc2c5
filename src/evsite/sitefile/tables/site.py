"""The site as a whole, what its jurisdiction asks, and which findings are accepted."""

from typing import Annotated, Literal

from evsite.model.settings import Dwelling
from evsite.sitefile.quantity_types import (
    Celsius,
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
from evsite.sitefile.tables.base import Table, key, optional
from evsite.sitefile.value_types import EDITION, WHOLE, CloudPlan, Day, ProfileNames, StatedText, UseOfSite


class SiteTable(Table):
    """The site as a whole: its name, the code edition it is judged by, and what its drivers need."""

    name: str | None = optional("name of the site, for titles", example="Harbor Office")
    nec: Annotated[Literal[2017, 2020, 2023, 2026], WHOLE, EDITION] | None = optional(
        "edition of the National Electrical Code that is in force", example=2023, usual=2023
    )
    site_meter: bool | None = optional("whether a meter measures the other load, for dynamic load management")
    application: UseOfSite | None = optional(
        "what the cars do here; decides which oversubscription is advisable", example="all-day-parking"
    )
    min_power: PositiveKiloWatts | None = optional(
        "least power each port must get, if the jurisdiction asks for one", example="3.3 kW", unit="kW"
    )
    min_current: PositiveAmps | None = optional(
        "what each port in use gets before shares grow", example="6 A", usual="8 A", unit="A"
    )
    efficiency: PositiveMilesPerKwh | None = optional(
        "range of the cars per energy", example="3.5 mi/kWh", usual="3 mi/kWh", unit="mi/kWh"
    )
    hours_plugged_in: PositiveHours | None = optional("how long a car stays plugged in", example="8 h", unit="h")
    miles_needed: PositiveMiles | None = optional(
        "range that a car needs to have gained when it leaves", example="40 mi", unit="mi"
    )
    dwelling: Dwelling | None = optional(
        "what kind of dwelling the site belongs to; some sections ask less of one- and two-family dwellings",
        example="one-family",
    )
    plan: CloudPlan | None = optional(
        "cloud plan that the stations are run under; decides which features there are", example="enterprise"
    )
    emergency_shutoff: bool | None = optional("whether there is an emergency shutoff")
    emergency_shutoff_distance: PositiveFeet | None = optional(
        "from the emergency shutoff to the nearest station", example="50 ft", unit="ft"
    )
    emergency_shutoff_in_sight: bool | None = optional("whether the emergency shutoff is in sight of the stations")
    catalog: str | None = optional(
        "a file with [catalog.ID] tables of further stations, relative to this file", example="stations.toml"
    )
    as_built: StatedText | None = optional(
        "the as-built record, a filled table of ports of `evsite as-built` as CSV, relative to this file; a check "
        "compares it with the design, and nothing else reads it",
        example="as-built.csv",
    )
    lowest_temperature: Celsius | None = optional(
        "lowest temperature that the stations stand in", example="-20 °C", unit="°C or °F"
    )
    highest_temperature: Celsius | None = optional(
        "highest temperature that the stations stand in", example="45 °C", unit="°C or °F"
    )
    has_generation: bool | None = optional("whether there is solar or other generation behind the meter")
    peak_shaving: bool | None = optional("whether batteries or controls cut the peaks of the measured load")
    profile: ProfileNames | None = optional(
        "what the jurisdiction asks for: named profiles (`evsite rules --profiles` lists them) or own",
        example="none",
        unit="profiles.NAME",
    )


class JurisdictionTable(Table):
    """What a jurisdiction asks of shared charging, with every port in use; adds to a named profile of this name."""

    min_power: PositivePower | None = optional("least power of each port", example="3.3 kW", unit="kW or kVA")
    min_capacity: PositiveKiloWatts | None = optional(
        "what the wiring to each space can carry, whatever a port gives", example="3.1 kW", unit="kW"
    )
    min_current: PositiveAmps | None = optional("least current of each port", example="12 A", unit="A")
    single_vehicle_min_current: PositiveAmps | None = optional(
        "least current of a vehicle that is there alone", example="30 A", unit="A"
    )
    min_energy: PositiveKiloWattHours | None = optional(
        "least energy of each port in `hours`", example="20 kWh", unit="kWh"
    )
    hours: PositiveHours | None = optional("hours in which min_energy is delivered", example="8 h", unit="h")
    min_circuit: PositiveAmps | None = optional("least breaker of a charging circuit", example="40 A", unit="A")
    exempt_spaces_percent: Percent | None = optional(
        "least share of the ports that do not share power", example="5 %", unit="%"
    )
    source: str | None = optional("where it is written", example="Municipal Code 17.2")


class IgnoreTable(Table):
    """Findings that are known and accepted: of one rule, at one place, for a reason."""

    rule: StatedText = key('code or name of the rule, like "EV406" or "share-below-8-a"', example="EV406")
    path: StatedText = key(
        'where: a table or key like "groups.EV1" or "circuits.C.breaker", and all below; * for any name',
        example="groups.EV1",
    )
    reason: StatedText = key("why it is accepted; shown with every ignored finding", example="cars stay for a week")
    until: Day | None = optional("last day on which it is ignored, like 2027-06-30", example="2027-06-30")
