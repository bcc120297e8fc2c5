"""Supplies, panels and circuits, and the conductors between them."""

from typing import Annotated, Literal

from pydantic import Field

from evsite.model.description import DisconnectKind, Method, Mounting, WorkStatus
from evsite.model.quantity import Quantity
from evsite.sitefile.described_types import Enclosure, Line
from evsite.sitefile.electrical_types import Fraction, Phases, PhasesInTurn
from evsite.sitefile.quantity_types import (
    Breaker,
    Celsius,
    Device,
    Feet,
    Impedance,
    PositiveAmps,
    PositiveAmpsOrKva,
    PositiveAmpsOrPower,
    PositiveFeet,
)
from evsite.sitefile.tables.base import CompoundTextTable, Table, descriptive, key, optional
from evsite.sitefile.trade import read_breaker_text
from evsite.sitefile.value_types import MAX_SPACES, WHOLE, Count, Day, Material, Spaces, SystemName
from evsite.sitefile.wires import (
    WIRE_READINGS,
    Cable,
    EgcSize,
    Insulation,
    OrText,
    Raceway,
    SizeAlone,
    TerminalRating,
    TradeSize,
    WireSize,
    keys_in_raceway_text,
    keys_in_size_text,
    keys_in_trade_size_text,
)


def keys_in_breaker_text(value: object) -> dict[str, object]:
    """The poles in the text of a breaker."""
    stated = read_breaker_text(value) if isinstance(value, str) else None
    return {} if stated is None or stated.poles is None else {"poles": stated.poles}


def current_beside_poles(breaker: Quantity | None) -> str:
    """The number of amperes in the text of a breaker that says its poles too; empty for any other."""
    stated = None if breaker is None else read_breaker_text(breaker.text)
    return "" if stated is None or stated.poles is None else stated.current


class ConductorTable(CompoundTextTable):
    """The conductors of a circuit, of the feeder to a panel, or of a supply: what they are and how they lie."""

    texts = {  # noqa: RUF012 - a constant of the class
        "size": keys_in_size_text,
        "egc": lambda egc: {
            each: word for each, word in keys_in_size_text(egc, "egc_material").items() if each[0] == "e"
        },
        "raceway": keys_in_raceway_text,
        "trade_size": keys_in_trade_size_text,
    }
    readings = WIRE_READINGS
    whole = "size"

    size: WireSize = key(
        'size of a phase conductor, like "3 AWG", "#8", "1/0" or "250 MCM"; may say insulation, material and sets too: '
        '"8 AWG CU THWN-2", "2 sets of 500 kcmil AL"',
        example="3 AWG",
    )
    material: Material = key('copper or aluminium: "Cu", "Al", or a word for it', default="Cu")
    sets: Annotated[int, Field(ge=1, le=24)] = key("conductors in parallel for each phase", default=1, example=2)
    insulation: Insulation | None = optional(
        "type of insulation; decides its temperature column",
        example="XHHW-2",
        otherwise="THWN-2, or what the type of cable usually has,",
    )
    terminal: TerminalRating | None = optional(
        "what the terminals at both ends are marked for",
        example="75 °C",
        otherwise="60 °C up to 100 A and 75 °C above",
        unit="°C",
    )
    length: PositiveFeet | None = optional("length one way, for the voltage drop", example="120 ft", unit="ft")
    ambient: Celsius | None = optional("highest temperature around it", example="40 °C", usual="30 °C", unit="°C")
    current_carrying: Annotated[int, Field(ge=1, le=1000)] | None = optional(
        "current-carrying conductors in its raceway or cable, spares counted", example=6, otherwise="its own"
    )
    raceway: Raceway | None = optional(
        'kind of raceway like "EMT", or what it is made of like "steel"; may say the trade size too: "3/4 EMT"',
        example="EMT",
    )
    trade_size: TradeSize | None = optional(
        'trade size of the raceway, for how full it is; may say its kind too: "3/4 EMT"', example="1-1/4"
    )
    cable: Cable | None = optional("type of cable, where there is no raceway", example="SER")
    roof_height: Feet | None = optional(
        "how far above a roof in the sun the raceway lies", example="4 in", unit="ft or in"
    )
    neutral: SizeAlone | None = optional("neutral conductor in each raceway, if there is one", example="3 AWG")
    egc: EgcSize | None = optional('equipment grounding conductor in each raceway, like "8 AWG"', example="8 AWG")
    egc_material: Material | None = optional("material of the egc", otherwise="that of the phase conductors")
    method: Method | None = descriptive("how the raceway or cable runs", example="underground")
    route: Line | None = descriptive("where the raceway or cable runs", example="along the ceiling of level P1")


Conductors = Annotated[ConductorTable, OrText(("8 AWG", "8 THHN"))]
"""Conductors as a table, or as the text of their size alone."""


class FeederTable(CompoundTextTable):
    """The feeder to a panel or to the primary of a transformer: its own overcurrent device where it starts."""

    texts = {"breaker": keys_in_breaker_text}  # noqa: RUF012 - a constant of the class

    breaker: Breaker | None = optional(
        'rating of the breaker that it starts from in the panel above; may say its poles too: "100A 3P"',
        example="100 A",
        unit="A",
    )
    poles: Annotated[Literal[2, 3], WHOLE] | None = optional(
        "poles of that breaker", otherwise="as many as lines go on from there"
    )
    spaces: Spaces | None = optional(
        "breaker spaces it takes in the panel above, like [1, 3, 5]", example=[1, 3, 5], otherwise="the next free ones"
    )
    conductor: Conductors | None = optional(
        "its conductors: to the panel (instead of its own `conductor`), or to the primary of the transformer"
    )
    interrupting: PositiveAmps | None = optional(
        "interrupting rating of its breaker",
        example="22 kA",
        otherwise="that of the devices of the panel above",
        unit="A",
    )
    tap: bool | None = optional("whether it starts without a device: a feeder tap, or lugs that feed through")
    leaves_enclosure: bool | None = optional(
        "whether a tap leaves the enclosure where it is made", otherwise="taken to leave it"
    )


class MeteredTable(Table):
    """Load of an existing service, as a meter recorded it."""

    peak: PositiveAmpsOrPower = key(
        "highest demand on record, of 15 minutes or the utility's interval", example="310 kW", unit="A, kW or kVA"
    )
    days: Annotated[int, Field(ge=1, le=100_000)] | None = optional("how many days the record covers", example=365)
    power_factor: Fraction | None = optional("power factor of the load, to make kVA of a peak in kW", example=0.95)
    generation: bool | None = optional("whether there is renewable generation behind the meter")
    peak_shaving: bool | None = optional("whether storage or controls shave the peaks")


class SupplyTable(Table):
    """Where power comes from: a utility service or a transformer."""

    kind: Literal["service", "transformer"] = key("a utility service or a transformer", example="transformer")
    rating: PositiveAmpsOrKva = key("rated current or apparent power", example="150 kVA", unit="A or kVA")
    system: SystemName = key('voltage system it delivers, like "208Y/120" or "480Y/277"', example="208Y/120")
    fed_from: str | None = optional(
        "panel or supply that feeds a transformer; none if the utility does", example="Main"
    )
    primary: SystemName | None = optional(
        'voltage system on the primary side of a transformer, like "480 delta"', example="480Y/277"
    )
    winding: Literal["delta-wye", "wye-wye", "delta-delta", "single-phase"] | None = optional(
        "windings, primary first", otherwise="taken from the two systems"
    )
    vector_group: Literal["Dyn1", "Dyn11", "Yy0", "Dd0"] | None = optional(
        "vector group of a three-phase transformer: primary A of Dyn1 carries the difference of secondary A and B, "
        "of Dyn11 that of A and C",
        example="Dyn11",
        otherwise="Dyn1 for delta-wye, Yy0 for wye-wye, Dd0 for delta-delta",
    )
    phases: Phases | None = optional('pair of lines that feeds a single-phase transformer, like "AB"', example="AB")
    feeder: FeederTable | None = optional("where the feeder to the primary of a transformer starts, and its device")
    conductor: Conductors | None = optional(
        "conductors of a service, or from a transformer to the device that protects its secondary side"
    )
    rated_100_percent: bool | None = optional("whether the assembly with its device is listed for 100 % of its rating")
    available_fault: PositiveAmps | None = optional(
        "available fault current at its terminals", example="22 kA", unit="A"
    )
    impedance: Impedance | None = optional(
        "nameplate impedance of a transformer; bounds the fault current behind it where available_fault is not given",
        example="4 %",
        unit="%",
    )
    primary_breaker: Device | None = optional("device on the primary of a transformer", example="225 A", unit="A")
    secondary_breaker: Device | None = optional("device on the secondary of a transformer", example="500 A", unit="A")
    secondary_length: PositiveFeet | None = optional(
        "length of the secondary conductors to their device", example="10 ft", unit="ft"
    )
    gfpe: bool | None = optional("whether the disconnect has ground-fault protection of equipment")
    arc_reduction: bool | None = optional("whether there is a means of arc energy reduction")
    surge_protection: bool | None = optional("whether a service has a surge-protective device")
    emergency_disconnect: bool | None = optional("whether a dwelling has an emergency disconnect outdoors")
    primary_disconnect: bool | None = optional(
        "whether the primary of a transformer can be disconnected in sight, or elsewhere, lockable and marked"
    )
    metered: MeteredTable | None = optional("existing load from a meter's record, under", unit="supplies.NAME.metered")
    status: WorkStatus | None = descriptive("whether it is new or existing", example="existing")
    location: Line | None = descriptive("where it is", example="Electrical room, level P1")
    enclosure: Enclosure | None = descriptive("type of its enclosure by NEMA 250", example="3R")
    mounting: Mounting | None = descriptive("how it is mounted", example="pad")
    meter: Line | None = descriptive("number of its meter", example="1009876543")
    meter_status: WorkStatus | None = descriptive("whether its meter is new or existing", example="existing")
    ct_cabinet: bool | None = descriptive("whether there is a cabinet for current transformers")
    disconnect_rating: PositiveAmps | None = descriptive("rating of its disconnecting means", example="600 A", unit="A")
    disconnect_kind: DisconnectKind | None = descriptive("what its disconnecting means is", example="circuit breaker")
    disconnect_location: Line | None = descriptive("where its disconnecting means is", example="East wall, outdoors")
    available_fault_date: Day | None = descriptive("day on which available_fault was worked out", example="2026-11-20")
    electrode: Line | None = descriptive("its grounding electrodes", example="two ground rods")
    electrode_conductor: SizeAlone | None = descriptive("size of its grounding electrode conductor", example="2 AWG")
    bonding_jumper: SizeAlone | None = descriptive("size of its main or system bonding jumper", example="2 AWG")


class PanelTable(Table):
    """A panelboard or switchboard; it may feed others."""

    fed_from: str = key("supply or panel that feeds it", example="T1")
    main: Device | None = optional("the breaker that protects it; none means main lugs", example="400 A", unit="A")
    bus: PositiveAmps | None = optional("rating of its busbars", example="400 A", unit="A")
    spaces: Annotated[int, Field(ge=1, le=MAX_SPACES)] | None = optional(
        "number of breaker spaces", example=84, usual=42
    )
    phases: Phases | None = optional(
        'lines that reach it if not all do, like "AB" for a single-phase panel', example="AB"
    )
    feeder: FeederTable | None = optional("where the feeder to it starts, and its device there")
    conductor: Conductors | None = optional("conductors of the feeder to it")
    dwelling_unit: bool | None = optional(
        "whether its feeder carries the whole load of one dwelling unit",
        otherwise="in a one-family dwelling the panel that all other load is below",
    )
    rated_100_percent: bool | None = optional("whether the panel with its main is listed for 100 % of its rating")
    interrupting: PositiveAmps | None = optional("interrupting rating of its devices", example="22 kA", unit="A")
    available_fault: PositiveAmps | None = optional("available fault current at its bus", example="18 kA", unit="A")
    gfpe: bool | None = optional("whether the main has ground-fault protection of equipment")
    arc_reduction: bool | None = optional("whether there is a means of arc energy reduction")
    working_space: PositiveFeet | None = optional(
        "depth of the working space in front of it", example="3 ft", unit="ft"
    )
    working_condition: Annotated[Literal[1, 2, 3], WHOLE] | None = optional(
        "what is across the working space: 1 insulated, 2 grounded, 3 live parts", example=3, usual=2
    )
    status: WorkStatus | None = optional("whether it is new or existing", example="existing")
    location: Line | None = descriptive("where it is", example="Electrical room, level P1")
    enclosure: Enclosure | None = descriptive("type of its enclosure by NEMA 250", example="3R")
    mounting: Mounting | None = descriptive("how it is mounted", example="surface")
    meter: Line | None = descriptive("number of its meter", example="1009876543")
    meter_status: WorkStatus | None = descriptive("whether its meter is new or existing", example="existing")


class CircuitTable(CompoundTextTable):
    """A branch circuit, or a family of alike ones: one breaker each."""

    texts = {"breaker": keys_in_breaker_text}  # noqa: RUF012 - a constant of the class

    panel: str = key("the panel it starts from, or a supply where there is no panel", example="EV1")
    breaker: Breaker = key(
        'rating of its breaker; may say its poles too: "40A 2P", "2P40", "40/2"', example="40 A", unit="A"
    )
    count: Count | None = optional("how many alike: C with count 20 makes C1 to C20", example=20)
    poles: Annotated[Literal[1, 2, 3], WHOLE] | None = optional(
        "poles of its breaker", example=3, otherwise="2 or as phases or spaces say"
    )
    spaces: Spaces | None = optional(
        "breaker spaces it takes, like [1, 3]", example=[1, 3], otherwise="the next free ones"
    )
    phases: PhasesInTurn | None = optional(
        'conductors it is on, instead of spaces: "AB", "A", "ABC"; with count a list of them is taken in turn',
        example="AB",
    )
    conductor: Conductors | None = optional("conductors of the circuit, of each one where there are several")
    status: WorkStatus | None = descriptive("whether it is new or existing", example="existing")
    location: Line | None = descriptive("where it ends", example="Row A, level P1")
    purpose: Line | None = descriptive("what it is for, in the words of its directory", example="Chargers of row A")
