"""Supplies, panels and circuits, and the conductors between them."""

from typing import Annotated, Literal

from pydantic import Field

from evsite.sitefile.quantity_types import (
    Celsius,
    Feet,
    PositiveAmps,
    PositiveAmpsOrKva,
    PositiveAmpsOrPower,
    PositiveFeet,
)
from evsite.sitefile.tables.base import Table, optional
from evsite.sitefile.value_types import MAX_SPACES, WHOLE, Count, Fraction, Phases, Spaces, SystemName
from evsite.sitefile.wires import Insulation, TerminalRating, WireSize


class ConductorTable(Table):
    """The conductors of a circuit, of the feeder to a panel, or of a supply: what they are and how they lie."""

    size: WireSize = Field(description='size of a phase conductor, like "3 AWG", "1/0 AWG" or "500 kcmil"')
    material: Literal["Cu", "Al"] = Field(default="Cu", description="copper or aluminium")
    sets: Annotated[int, Field(ge=1, le=24)] = Field(default=1, description="conductors in parallel for each phase")
    insulation: Insulation = Field(default="THWN-2", description="type of insulation; decides its temperature column")
    terminal: TerminalRating | None = optional(
        "what the terminals at both ends are marked for; 60 °C up to 100 A and 75 °C above unless given [°C]"
    )
    length: PositiveFeet | None = optional("length one way, for the voltage drop [ft]")
    ambient: Celsius | None = optional("highest temperature around it; 30 °C unless given [°C]")
    current_carrying: Annotated[int, Field(ge=1, le=1000)] | None = optional(
        "current-carrying conductors in its raceway, spares counted; its own unless given"
    )
    raceway: Literal["pvc", "steel", "aluminum"] | None = optional("what the raceway is made of")
    roof_height: Feet | None = optional("how far above a roof in the sun the raceway lies [ft or in]")
    egc: WireSize | None = optional('equipment grounding conductor in each raceway, like "8 AWG"')
    egc_material: Literal["Cu", "Al"] | None = optional(
        "material of the egc; that of the phase conductors unless given"
    )


class MeteredTable(Table):
    """Load of an existing service, as a meter recorded it."""

    peak: PositiveAmpsOrPower = Field(
        description="highest demand on record, of 15 minutes or the utility's interval [A, kW or kVA]"
    )
    days: Annotated[int, Field(ge=1, le=100_000)] | None = optional("how many days the record covers")
    power_factor: Fraction | None = optional("power factor of the load, to make kVA of a peak in kW")
    generation: bool | None = optional("whether there is renewable generation behind the meter")
    peak_shaving: bool | None = optional("whether storage or controls shave the peaks")


class SupplyTable(Table):
    """Where power comes from: a utility service or a transformer."""

    kind: Literal["service", "transformer"] = Field(description="a utility service or a transformer")
    rating: PositiveAmpsOrKva = Field(description="rated current or apparent power [A or kVA]")
    system: SystemName = Field(description='voltage system it delivers, like "208Y/120" or "480Y/277"')
    fed_from: str | None = optional("panel or supply that feeds a transformer; none if the utility does")
    primary: SystemName | None = optional('voltage system on the primary side of a transformer, like "480 delta"')
    winding: Literal["delta-wye", "wye-wye", "delta-delta", "single-phase"] | None = optional(
        "windings, primary first; taken from the two systems unless given"
    )
    phases: Phases | None = optional('pair of lines that feeds a single-phase transformer, like "AB"')
    conductor: ConductorTable | None = optional(
        "conductors of a service, or from a transformer to the device that protects its secondary side"
    )
    rated_100_percent: bool | None = optional("whether the assembly with its device is listed for 100 % of its rating")
    available_fault: PositiveAmps | None = optional("available fault current at its terminals [A]")
    primary_breaker: PositiveAmps | None = optional("device on the primary of a transformer [A]")
    secondary_breaker: PositiveAmps | None = optional("device on the secondary of a transformer [A]")
    secondary_length: PositiveFeet | None = optional("length of the secondary conductors to their device [ft]")
    gfpe: bool | None = optional("whether the disconnect has ground-fault protection of equipment")
    arc_reduction: bool | None = optional("whether there is a means of arc energy reduction")
    metered: MeteredTable | None = optional("existing load from a meter's record, under [supplies.NAME.metered]")


class PanelTable(Table):
    """A panelboard or switchboard; it may feed others."""

    fed_from: str = Field(description="supply or panel that feeds it")
    main: PositiveAmps | None = optional("the breaker that protects it; none means main lugs [A]")
    bus: PositiveAmps | None = optional("rating of its busbars [A]")
    spaces: Annotated[int, Field(ge=1, le=MAX_SPACES)] | None = optional("number of breaker spaces; 42 unless given")
    phases: Phases | None = optional('lines that reach it if not all do, like "AB" for a single-phase panel')
    conductor: ConductorTable | None = optional("conductors of the feeder to it")
    rated_100_percent: bool | None = optional("whether the panel with its main is listed for 100 % of its rating")
    interrupting: PositiveAmps | None = optional("interrupting rating of its devices [A]")
    available_fault: PositiveAmps | None = optional("available fault current at its bus [A]")
    gfpe: bool | None = optional("whether the main has ground-fault protection of equipment")
    arc_reduction: bool | None = optional("whether there is a means of arc energy reduction")
    working_space: PositiveFeet | None = optional("depth of the working space in front of it [ft]")
    working_condition: Annotated[Literal[1, 2, 3], WHOLE] | None = optional(
        "what is across the working space: 1 insulated, 2 grounded, 3 live parts; 2 unless given"
    )


class CircuitTable(Table):
    """A branch circuit, or a family of alike ones: one breaker each."""

    panel: str = Field(description="the panel it starts from, or a supply where there is no panel")
    breaker: PositiveAmps = Field(description="rating of its breaker [A]")
    count: Count | None = optional("how many alike: C with count 20 makes C1 to C20")
    poles: Annotated[Literal[1, 2, 3], WHOLE] | None = optional(
        "poles of its breaker; 2 unless phases or spaces say otherwise"
    )
    spaces: Spaces | None = optional("breaker spaces it takes, like [1, 3]; the next free ones unless given")
    phases: Phases | None = optional('conductors it is on, instead of spaces: "AB", "A", "ABC"')
    conductor: ConductorTable | None = optional("conductors of the circuit, of each one where there are several")
