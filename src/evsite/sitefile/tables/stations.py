"""Charging stations, and models of one's own."""

from typing import Annotated, Literal

from pydantic import Field

from evsite.model.description import DisconnectKind, StationMounting, WorkStatus
from evsite.sitefile.described_types import Enclosure, Line, Macs, Serials, Stalls
from evsite.sitefile.electrical_types import Currents, Fraction, JumperSettings, Settings
from evsite.sitefile.quantity_types import AmpsOrPower, PositiveAmps, PositiveFeet, PositiveKiloWatts, PositiveVolts
from evsite.sitefile.tables.base import Table, descriptive, optional
from evsite.sitefile.tables.windows import WindowTable
from evsite.sitefile.value_types import WHOLE, Count, ModelName, Names, Paired


class StationTable(Table):
    """A charging station, or a family of alike ones."""

    model: ModelName | None = optional("a station of the catalogue, by its id or model name", example="CP6021B-80A")
    count: Count | None = optional("how many alike: S with count 10 makes S1 to S10", example=10)
    ports: Annotated[int, Field(ge=1, le=1000)] | None = optional("ports of each station, one vehicle each", example=2)
    circuits: Names | None = optional(
        "circuits or families to take from: a free one for each port, or for each jumpered station", example="C"
    )
    circuit: str | None = optional("one circuit that all of these stations hang on", example="C1")
    jumper: bool | None = optional("whether both ports of a station share one feed")
    paired: Paired | None = optional(
        "whether these stations share their power modules two by two (S1 with S2), or the name of the other one",
        example=True,
    )
    modules: Annotated[int, Field(ge=1, le=100)] | None = optional(
        "power modules that a power block holds", example=4, otherwise="all it can hold"
    )
    max_current: PositiveAmps | None = optional(
        "most that a port may draw; for DC the input current on the nameplate, at the voltage of its circuit, "
        "which counts for every conductor whatever max_power is",
        example="32 A",
        unit="A",
    )
    max_power: PositiveKiloWatts | None = optional("most that a port may deliver", example="40 kW", unit="kW")
    type: Literal["ac", "dc"] | None = optional("ac or dc", example="ac", otherwise="dc with max_power, ac without")
    setting: PositiveAmps | None = optional(
        "what each port was set to at installation (Power Select)", example="24 A", unit="A"
    )
    voltage: PositiveVolts | None = optional("voltage of a station that is on no circuit", example="208 V", unit="V")
    min_current: PositiveAmps | None = optional(
        "least current that a port can offer", example="6 A", otherwise="6 A for AC", unit="A"
    )
    current_step: PositiveAmps | None = optional(
        "step of the currents that a port can offer: 0 and the whole multiples of it from min_current up to the most "
        "that the port may draw",
        example="1 A",
        otherwise="any current",
        unit="A",
    )
    currents: Currents | None = optional(
        "the currents that a port can offer beside 0, in place of current_step",
        example=["8 A", "16 A", "24 A", "32 A"],
        otherwise="any current",
        unit="A",
    )
    disconnect: bool | None = optional("whether a lockable disconnect is readily accessible")
    charging: list[WindowTable] | None = optional(
        "windows in which its ports charge", example=[{"from": "20:00"}], otherwise="at any time"
    )
    fallback: AmpsOrPower | None = optional(
        "what each port draws when the station cannot be reached, 0 where it stops",
        example="8 A",
        otherwise="the greatest that is safe",
        unit="A or kW",
    )
    connection: Literal["hardwired", "plug"] | None = optional(
        "permanently connected or by cord and plug", usual="hardwired"
    )
    receptacle: PositiveAmps | None = optional(
        "rating of the receptacle that it is plugged into", example="50 A", unit="A"
    )
    gfci: bool | None = optional("whether its breaker or receptacle has ground-fault protection for people")
    gfci_allowed: bool | None = optional("whether its manual allows a breaker with ground-fault protection for people")
    receptacle_listed: bool | None = optional("whether the receptacle is listed for electric vehicle charging")
    outdoors: bool | None = optional("whether it stands outdoors")
    coupler_height: PositiveFeet | None = optional(
        "height at which the coupler is stored, above the floor", example="24 in", unit="ft or in"
    )
    needs_ventilation: bool | None = optional("whether it is marked as needing ventilation indoors")
    ventilated: bool | None = optional("whether the place where it charges has mechanical ventilation")
    hazardous_location: bool | None = optional("whether it stands where flammable or explosive vapours or gases may be")
    listed: bool | None = optional("whether it is listed by a testing laboratory")
    cable_length: PositiveFeet | None = optional("length of its charging cable", example="18 ft", unit="ft")
    cable_management: bool | None = optional("whether a management system takes up the cable")
    bidirectional: bool | None = optional("whether it can feed power back")
    dual_feed: bool | None = optional("whether a unit is fed from more than one source")
    status: WorkStatus | None = descriptive("whether it is new or existing", example="existing")
    location: Line | None = descriptive("where it is", example="Row A, level P1")
    enclosure: Enclosure | None = descriptive("type of its enclosure by NEMA 250", example="3R")
    mounting: StationMounting | None = descriptive("how it is mounted", example="pedestal")
    disconnect_rating: PositiveAmps | None = descriptive("rating of its disconnecting means", example="100 A", unit="A")
    disconnect_kind: DisconnectKind | None = descriptive("what its disconnecting means is", example="unfused switch")
    disconnect_location: Line | None = descriptive("where its disconnecting means is", example="on the same column")
    stalls: Stalls | None = descriptive(
        "stalls that it serves: one for each port or for each station, in a list, or by name in a table",
        example=["P1-12"],
    )
    serial: Serials | None = descriptive(
        "serial number, of each station in a list, or by name in a table", example="2031410A0042"
    )
    mac: Macs | None = descriptive(
        "MAC address, of each station in a list, or by name in a table", example="00:0D:6F:0A:90:C2"
    )


class CatalogTable(Table):
    """A station of one's own, or changes to one that the catalogue has."""

    base: ModelName | None = optional("station of the catalogue to start from", example="CP6021B-80A")
    maker: str | None = optional("who makes it", example="Maker")
    name: str | None = optional("what the maker calls it", example="Wallbox 2")
    type: Literal["ac", "dc"] | None = optional(
        "ac or dc", example="ac", otherwise="dc with max_power or input_current, ac without"
    )
    ports: Annotated[int, Field(ge=1, le=1000)] | None = optional("ports of a station, one vehicle each", example=2)
    phases: Annotated[Literal[1, 3], WHOLE] | None = optional(
        "1 for two wires (line to line or to neutral), 3 for three-phase", example=1
    )
    max_current: PositiveAmps | None = optional("most that a port may draw", example="48 A", unit="A")
    max_power: PositiveKiloWatts | None = optional("most that a port may deliver", example="40 kW", unit="kW")
    input_current: PositiveAmps | None = optional(
        "AC input current on the nameplate of a DC station, all of its ports together, at input_voltage; counts "
        "for every conductor whatever max_power, efficiency and power_factor are",
        example="122 A",
        unit="A",
    )
    input_voltage: PositiveVolts | None = optional(
        "AC voltage that a DC station is built for and input_current is given at",
        example="480 V",
        otherwise="480 V for three-phase",
        unit="V",
    )
    breaker: PositiveAmps | None = optional("breaker it is usually put on", example="60 A", unit="A")
    max_breaker: PositiveAmps | None = optional("largest breaker that its listing permits", example="70 A", unit="A")
    settings: Settings | None = optional(
        "permitted breakers, and what a port may draw on each", example={"40 A": "32 A", "60 A": "48 A"}, unit="A"
    )
    jumper_settings: JumperSettings | None = optional(
        "permitted breakers with the jumper, and what one car and each of two cars may draw",
        example={"40 A": ["32 A", "16 A"]},
        unit="A",
    )
    min_current: PositiveAmps | None = optional("least current that a port can offer", example="6 A", unit="A")
    current_step: PositiveAmps | None = optional(
        "step of the currents that a port can offer: 0 and the whole multiples of it from min_current up to the most "
        "that the port may draw",
        example="1 A",
        otherwise="any current",
        unit="A",
    )
    currents: Currents | None = optional(
        "the currents that a port can offer beside 0, in place of current_step",
        example=["8 A", "16 A", "24 A", "32 A"],
        otherwise="any current",
        unit="A",
    )
    efficiency: Fraction | None = optional(
        "DC power out over AC power in, where there is no input_current", example=0.94
    )
    power_factor: Fraction | None = optional(
        "AC power over apparent power, where there is no input_current", example=0.98
    )
    source: str | None = optional("where these values were read", example="data sheet of 2026")
