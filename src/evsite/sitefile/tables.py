"""The tables of a site file, as they are written: one model a table, nothing looked up yet.

The descriptions feed the JSON Schema that editors read, so they speak to the person who writes the file.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from evsite.model.policy import POLICY_NAMES, SPELLINGS, PolicyName, read_policy
from evsite.model.quantity import Quantity
from evsite.sitefile.fields import Between, Reads, Refused, Table
from evsite.sitefile.fields import optional as _note
from evsite.sitefile.fields import required as _must
from evsite.sitefile.quantities import (
    Amps,
    AmpsOrPower,
    Celsius,
    Feet,
    Percent,
    PositiveAmps,
    PositiveAmpsOrKva,
    PositiveFeet,
    PositiveHours,
    PositiveKiloWatts,
    PositiveMiles,
    PositiveMilesPerKwh,
    PositiveVolts,
    PowerAny,
    QuantityError,
    QuantityIn,
    read_quantity,
)
from evsite.sitefile.wires import Insulation, TerminalRating, WireSize

MAX_COUNT = 1_000_000
"""Most circuits, and most ports, that a site may have."""

_NAME = {"type": "string", "minLength": 1}


def _kind(value: object) -> str:
    kinds = {
        bool: "a true/false value",
        int: "a number",
        float: "a number",
        str: "a text",
        list: "a list",
        dict: "a table",
    }
    return kinds.get(type(value), f"a {type(value).__name__}")


def _names(value: object) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if isinstance(names, tuple):
        names = list(names)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        wrong = next((name for name in names if not isinstance(name, str)), None) if isinstance(names, list) else value
        found = f"a list with {_kind(wrong)} in it" if isinstance(names, list) else _kind(value)
        raise Refused(f'found {found}, expected a name or a list of names like ["C1", "C2"]')
    if not names:
        raise Refused("found an empty list, expected at least one name")
    return tuple(names)


Names = Annotated[
    tuple[str, ...],
    Reads(
        _names, {"anyOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}], "examples": ["C", ["C1", "C2"]]}
    ),
]
"""One name or a list of names."""


def _spaces(value: object) -> tuple[int, ...]:
    if isinstance(value, tuple):
        value = list(value)
    if isinstance(value, list) and any(isinstance(space, list) for space in value):
        raise Refused(
            "found a list of lists, expected the spaces of one breaker like [1, 3]: write one table for each circuit"
        )
    if not isinstance(value, list) or not all(type(space) is int for space in value):
        found = _kind(value) if not isinstance(value, list) else "a list with something else than whole numbers in it"
        raise Refused(f"found {found}, expected the breaker's spaces like [1, 3]")
    if not 1 <= len(value) <= 3:
        raise Refused(f"found {len(value)} spaces, expected one for each pole: 1 to 3 of them, like [1, 3]")
    if min(value) < 1:
        raise Refused(f"found space {min(value)}, expected numbers from 1 on")
    return tuple(sorted(value))


Spaces = Annotated[
    tuple[int, ...],
    Reads(
        _spaces,
        {
            "type": "array",
            "items": {"type": "integer", "minimum": 1},
            "minItems": 1,
            "maxItems": 3,
            "examples": [[1, 3]],
        },
    ),
]
"""The spaces that one breaker takes in its panel."""

CONNECTIONS = {
    frozenset("AB"): "AB",
    frozenset("BC"): "BC",
    frozenset("CA"): "CA",
    frozenset("ABC"): "ABC",
    frozenset("AN"): "AN",
    frozenset("BN"): "BN",
    frozenset("CN"): "CN",
    frozenset("A"): "AN",
    frozenset("B"): "BN",
    frozenset("C"): "CN",
}
"""The one name for each connection, by the conductors that a file may name in any order."""


def _phases(value: object) -> str:
    if not isinstance(value, str):
        raise Refused(f'found {_kind(value)}, expected conductors like "AB", "A" or "ABC"')
    letters = value.upper().replace("L1", "A").replace("L2", "B").replace("L3", "C")
    for separator in "-/, ":
        letters = letters.replace(separator, "")
    connection = CONNECTIONS.get(frozenset(letters)) if len(set(letters)) == len(letters) else None
    if connection is None:
        raise Refused(
            f"'{value[:40]}' names no conductors, "
            'expected two of A, B, C like "AB", one like "A" (to neutral), or "ABC"'
        )
    return connection


Phases = Annotated[
    str,
    Reads(
        _phases, {"type": "string", "examples": ["AB", "BC", "CA", "A", "ABC"], "pattern": "^[A-CNa-cnL1-3/, -]{1,9}$"}
    ),
]
"""Conductors of a connection, in its one name: "AB", "BC", "CA", "AN", "BN", "CN" or "ABC"."""


def _breaker_amps(breaker: object) -> float:
    try:
        quantity = read_quantity(breaker, "current")
    except QuantityError as error:
        raise Refused(f"breaker {error}", "quantity") from None
    if quantity.value <= 0:
        raise Refused(f"breaker '{quantity.text}' is not more than zero", "quantity")
    return quantity.value


def _settings(value: object) -> dict[float, float]:
    if not isinstance(value, dict):
        raise Refused(f'found {_kind(value)}, expected amperes by breaker like {{ "40 A" = "32 A" }}')
    return {_breaker_amps(breaker): _breaker_amps(amps) for breaker, amps in value.items()}


def _jumper_settings(value: object) -> dict[float, tuple[float, float]]:
    wanted = 'one car\'s and each of two cars\' amperes by breaker like { "40 A" = ["30 A", "16 A"] }'
    if not isinstance(value, dict) or not all(isinstance(amps, list) and len(amps) == 2 for amps in value.values()):
        found = _kind(value) if not isinstance(value, dict) else "something else than pairs"
        raise Refused(f"found {found}, expected {wanted}")
    return {_breaker_amps(key): (_breaker_amps(amps[0]), _breaker_amps(amps[1])) for key, amps in value.items()}


_AMPS_TEXT = {"type": "string", "examples": ["32 A"]}
Settings = Annotated[
    dict[float, float],
    Reads(_settings, {"type": "object", "additionalProperties": _AMPS_TEXT, "examples": [{"40 A": "32 A"}]}),
]
"""Amperes by breaker amperes."""
JumperSettings = Annotated[
    dict[float, tuple[float, float]],
    Reads(
        _jumper_settings,
        {
            "type": "object",
            "additionalProperties": {"type": "array", "items": _AMPS_TEXT, "minItems": 2, "maxItems": 2},
            "examples": [{"40 A": ["30 A", "16 A"]}],
        },
    ),
]
"""One car's and each of two cars' amperes by breaker amperes."""


def _fraction(value: object) -> float:
    if type(value) not in {int, float} or not 0 < value <= 1:  # type: ignore[operator]
        found = _kind(value) if type(value) not in {int, float} else f"{value:g}"
        raise Refused(f"found {found}, expected a number above 0, at most 1, like 0.95")
    return float(value)  # type: ignore[arg-type]


Fraction = Annotated[
    float,
    Reads(_fraction, {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "examples": [0.95]}),
]
"""A number above 0, at most 1."""


def _paired(value: object) -> bool | str:
    if type(value) not in {bool, str} or not str(value):
        raise Refused(f"found {_kind(value)}, expected true, or the name of the other station")
    return value  # type: ignore[return-value]


Paired = Annotated[bool | str, Reads(_paired, {"anyOf": [{"type": "boolean"}, _NAME], "examples": [True]})]
"""Whether stations pair up among themselves, or the name of another one."""

PositiveAmpsOrPower = Annotated[Quantity, QuantityIn(("current", "power", "apparent_power"), positive=True)]
"""A limit above zero in A, kW or kVA."""

PositivePower = Annotated[Quantity, QuantityIn(("power", "apparent_power"), positive=True)]
"""A power above zero in kW or kVA."""
PositiveKiloWattHours = Annotated[Quantity, QuantityIn(("energy",), positive=True)]
"""An energy above zero in kWh."""

Count = Annotated[int, Between(1, MAX_COUNT)]


class SiteTable(Table):
    """The site as a whole: its name, the code edition it is judged by, and what its drivers need."""

    name: str | None = _note("name of the site, for titles")
    nec: Literal[2017, 2020, 2023, 2026] | None = _note("edition of the National Electrical Code that is in force")
    site_meter: bool | None = _note("whether a meter measures the other load, for dynamic load management")
    application: (
        Literal["long-term-parking", "overnight-parking", "all-day-parking", "short-term-parking", "multifamily"] | None
    ) = _note("what the cars do here; decides which oversubscription is advisable")
    min_power: PositiveKiloWatts | None = _note("least power each port must get, if the jurisdiction asks for one [kW]")
    min_current: PositiveAmps | None = _note("below this share power-sharing groups rotate; 8 A unless given [A]")
    efficiency: PositiveMilesPerKwh | None = _note("range of the cars per energy; 3 mi/kWh unless given [mi/kWh]")
    hours_plugged_in: PositiveHours | None = _note("how long a car stays plugged in [h]")
    miles_needed: PositiveMiles | None = _note("range that a car needs to have gained when it leaves [mi]")
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
    ) = _note("cloud plan that the stations are run under; decides which features there are")
    emergency_shutoff_distance: PositiveFeet | None = _note("from the emergency shutoff to the nearest station [ft]")
    emergency_shutoff_in_sight: bool | None = _note("whether the emergency shutoff is in sight of the stations")
    catalog: str | None = _note("a file with [catalog.ID] tables of further stations, relative to this file")
    has_generation: bool | None = _note("whether there is solar or other generation behind the meter")
    peak_shaving: bool | None = _note("whether batteries or controls cut the peaks of the measured load")
    profile: Names | None = _note(
        "what the jurisdiction asks for: named profiles (`evsite rules --profiles` lists them) or own [profiles.NAME]"
    )


class ConductorTable(Table):
    """The conductors of a circuit, of the feeder to a panel, or of a supply: what they are and how they lie."""

    size: WireSize = _must('size of a phase conductor, like "3 AWG", "1/0 AWG" or "500 kcmil"')
    material: Literal["Cu", "Al"] = _note("copper or aluminium", default="Cu")
    sets: Annotated[int, Between(1, 24)] = _note("conductors in parallel for each phase", default=1)
    insulation: Insulation = _note("type of insulation; decides its temperature column", default="THWN-2")
    terminal: TerminalRating | None = _note(
        "what the terminals at both ends are marked for; 60 °C up to 100 A and 75 °C above unless given [°C]"
    )
    length: PositiveFeet | None = _note("length one way, for the voltage drop [ft]")
    ambient: Celsius | None = _note("highest temperature around it; 30 °C unless given [°C]")
    current_carrying: Annotated[int, Between(1, 1000)] | None = _note(
        "current-carrying conductors in its raceway, spares counted; its own unless given"
    )
    raceway: Literal["pvc", "steel", "aluminum"] | None = _note("what the raceway is made of")
    roof_height: Feet | None = _note("how far above a roof in the sun the raceway lies [ft or in]")
    egc: WireSize | None = _note('equipment grounding conductor in each raceway, like "8 AWG"')
    egc_material: Literal["Cu", "Al"] | None = _note("material of the egc; that of the phase conductors unless given")


class MeteredTable(Table):
    """Load of an existing service, as a meter recorded it."""

    peak: PositiveAmpsOrPower = _must(
        "highest demand on record, of 15 minutes or the utility's interval [A, kW or kVA]"
    )
    days: Annotated[int, Between(1, 100_000)] | None = _note("how many days the record covers")
    power_factor: Fraction | None = _note("power factor of the load, to make kVA of a peak in kW")
    generation: bool | None = _note("whether there is renewable generation behind the meter")
    peak_shaving: bool | None = _note("whether storage or controls shave the peaks")


class SupplyTable(Table):
    """Where power comes from: a utility service or a transformer."""

    kind: Literal["service", "transformer"] = _must("a utility service or a transformer")
    rating: PositiveAmpsOrKva = _must("rated current or apparent power [A or kVA]")
    system: str = _must('voltage system it delivers, like "208Y/120" or "480Y/277"')
    fed_from: str | None = _note("panel or supply that feeds a transformer; none if the utility does")
    primary: str | None = _note('voltage system on the primary side of a transformer, like "480 delta"')
    winding: Literal["delta-wye", "wye-wye", "delta-delta", "single-phase"] | None = _note(
        "windings, primary first; taken from the two systems unless given"
    )
    phases: Phases | None = _note('pair of lines that feeds a single-phase transformer, like "AB"')
    conductor: ConductorTable | None = _note(
        "conductors of a service, or from a transformer to the device that protects its secondary side"
    )
    rated_100_percent: bool | None = _note("whether the assembly with its device is listed for 100 % of its rating")
    impedance: Percent | None = _note("impedance of a transformer [%]")
    available_fault: PositiveAmps | None = _note("available fault current at its terminals [A]")
    primary_breaker: PositiveAmps | None = _note("device on the primary of a transformer [A]")
    secondary_breaker: PositiveAmps | None = _note("device on the secondary of a transformer [A]")
    secondary_length: PositiveFeet | None = _note("length of the secondary conductors to their device [ft]")
    gfpe: bool | None = _note("whether the disconnect has ground-fault protection of equipment")
    arc_reduction: bool | None = _note("whether there is a means of arc energy reduction")
    metered: MeteredTable | None = _note("existing load from a meter's record, under [supplies.NAME.metered]")


class PanelTable(Table):
    """A panelboard or switchboard; it may feed others."""

    fed_from: str = _must("supply or panel that feeds it")
    main: PositiveAmps | None = _note("the breaker that protects it; none means main lugs [A]")
    bus: PositiveAmps | None = _note("rating of its busbars [A]")
    spaces: Annotated[int, Between(1, 100_000)] | None = _note("number of breaker spaces; 42 unless given")
    phases: Phases | None = _note('lines that reach it if not all do, like "AB" for a single-phase panel')
    conductor: ConductorTable | None = _note("conductors of the feeder to it")
    rated_100_percent: bool | None = _note("whether the panel with its main is listed for 100 % of its rating")
    interrupting: PositiveAmps | None = _note("interrupting rating of its devices [A]")
    available_fault: PositiveAmps | None = _note("available fault current at its bus [A]")
    gfpe: bool | None = _note("whether the main has ground-fault protection of equipment")
    arc_reduction: bool | None = _note("whether there is a means of arc energy reduction")
    working_space: PositiveFeet | None = _note("depth of the working space in front of it [ft]")
    working_condition: Literal[1, 2, 3] | None = _note(
        "what is across the working space: 1 insulated, 2 grounded, 3 live parts; 2 unless given"
    )


class CircuitTable(Table):
    """A branch circuit, or a family of alike ones: one breaker each."""

    panel: str = _must("the panel it starts from, or a supply where there is no panel")
    breaker: PositiveAmps = _must("rating of its breaker [A]")
    count: Count | None = _note("how many alike: C with count 20 makes C1 to C20")
    poles: Literal[1, 2, 3] | None = _note("poles of its breaker; 2 unless phases or spaces say otherwise")
    spaces: Spaces | None = _note("breaker spaces it takes, like [1, 3]; the next free ones unless given")
    phases: Phases | None = _note('conductors it is on, instead of spaces: "AB", "A", "ABC"')
    conductor: ConductorTable | None = _note("conductors of the circuit, of each one where there are several")


_WINDOW: dict[str, Any] = {
    "days": _note('days like "Mon-Fri", "weekdays", "Sat, Sun", "daily"', default="daily"),
    "from": _note('local time that it starts, like "06:00"', default="00:00"),
    "to": _note('local time that it ends; "24:00" is the end of the day', default="24:00"),
    "__doc__": "A window of the recurring local week.",
    "__module__": __name__,
}
WindowTable: Any = type(
    "WindowTable", (Table,), {**_WINDOW, "__annotations__": dict.fromkeys(["days", "from", "to"], str)}
)
"""Days and times; made by a call because no class body can have a key named `from`."""


class ScheduleTable(WindowTable):  # type: ignore[misc]
    """A limit that holds in a window of the recurring local week."""

    limit: AmpsOrPower = _must("what the group may draw in the window; 0 is allowed [A, kW or kVA]")


class ProfileTable(WindowTable):  # type: ignore[misc]
    """What another load draws in a window of the recurring local week."""

    current: Amps | None = _note("current that it draws from each of its lines in the window [A]")
    power: PowerAny | None = _note("power that it draws in all in the window [kW or kVA]")


class StationTable(Table):
    """A charging station, or a family of alike ones."""

    model: str | None = _note("a station of the catalogue, by its id or model name")
    count: Count | None = _note("how many alike: S with count 10 makes S1 to S10")
    ports: Annotated[int, Between(1, 1000)] | None = _note("ports of each station, one vehicle each")
    circuits: Names | None = _note(
        "circuits or families to take from: a free one for each port, or for each jumpered station"
    )
    circuit: str | None = _note("one circuit that all of these stations hang on")
    jumper: bool | None = _note("whether both ports of a station share one feed")
    paired: Paired | None = _note(
        "whether these stations share their power modules two by two (S1 with S2), or the name of the other one"
    )
    modules: Annotated[int, Between(1, 100)] | None = _note(
        "power modules that a power block holds; all it can hold unless given"
    )
    max_current: PositiveAmps | None = _note(
        "most that a port may draw; for DC the input current on the nameplate, at the voltage of its circuit, which "
        "counts for every conductor whatever max_power is [A]"
    )
    max_power: PositiveKiloWatts | None = _note("most that a port may deliver [kW]")
    type: Literal["ac", "dc"] | None = _note("ac or dc; dc where max_power is given")
    setting: PositiveAmps | None = _note("what each port was set to at installation (Power Select) [A]")
    voltage: PositiveVolts | None = _note("voltage of a station that is on no circuit [V]")
    min_current: PositiveAmps | None = _note("least current that a port can offer; 6 A for AC unless given [A]")
    disconnect: bool | None = _note("whether a lockable disconnect is readily accessible")
    charging: list[WindowTable] | None = _note("windows in which its ports charge; at any time unless given")
    fallback: AmpsOrPower | None = _note(
        "what each port draws when the station cannot be reached, 0 where it stops; the greatest that is safe unless "
        "given [A or kW]"
    )
    connection: Literal["hardwired", "plug"] | None = _note(
        "permanently connected or by cord and plug; hardwired unless given"
    )
    receptacle: PositiveAmps | None = _note("rating of the receptacle that it is plugged into [A]")
    gfci: bool | None = _note("whether its breaker or receptacle has ground-fault protection for people")
    gfci_allowed: bool | None = _note("whether its manual allows a breaker with ground-fault protection for people")
    receptacle_listed: bool | None = _note("whether the receptacle is listed for electric vehicle charging")
    outdoors: bool | None = _note("whether it stands outdoors")
    coupler_height: PositiveFeet | None = _note("height at which the coupler is stored, above the floor [ft or in]")
    needs_ventilation: bool | None = _note("whether it is marked as needing ventilation indoors")
    ventilated: bool | None = _note("whether the place where it charges has mechanical ventilation")
    listed: bool | None = _note("whether it is listed by a testing laboratory")
    cable_length: PositiveFeet | None = _note("length of its charging cable [ft]")
    cable_management: bool | None = _note("whether a management system takes up the cable")
    bidirectional: bool | None = _note("whether it can feed power back")
    dual_feed: bool | None = _note("whether a unit is fed from more than one source")


def _policy(value: object) -> PolicyName:
    found = read_policy(value) if isinstance(value, str) else None
    if found is None:
        raise Refused("none of the choices", "choice")
    return found


PolicyByName = Annotated[
    PolicyName,
    Reads(_policy, {"enum": [*POLICY_NAMES, *(name for policy in POLICY_NAMES for name in SPELLINGS[policy])]}),
]


class GroupTable(Table):
    """A power-sharing group: ports that share a limit."""

    on: str | None = _note("circuit, panel or supply whose ports it holds")
    members: Names | None = _note("stations, families of them, or single ports, instead of a node")
    policy: PolicyByName = _note(
        "how the limit is shared: equally, by rated power, or first come first served", default="equal"
    )
    limit: PositiveAmpsOrPower | None = _note(
        "what the group may draw in all; 80 % of what it sits on unless given [A, kW or kVA]"
    )
    min_current: PositiveAmps | None = _note("below this equal share the group rotates; 8 A unless given [A]")
    schedule: list[ScheduleTable] = _note(
        "limits by day and hour; outside all windows the fixed limit holds", default=[]
    )
    charging: list[WindowTable] | None = _note("windows in which its ports charge; at any time unless given")
    site_meter: bool | None = _note("whether a meter takes the other load on its node off its limit, moment by moment")
    listing: Literal["ems", "pcs", "none"] | None = _note(
        "how the load-management system is listed: energy management, power control system, or not"
    )
    restricted_access: bool | None = _note("whether only qualified people can change its settings")
    fails_safe: bool | None = _note("whether a fault brings the current back inside the limit")
    keeps_shed_controls: bool | None = _note(
        "whether it leaves alone the shed controls of fire pumps, emergency and standby systems, and never cuts "
        "elevators or the like"
    )
    directory: bool | None = _note("whether a directory of the controlled loads is posted at its controls")


class LoadTable(Table):
    """Any other load on a node."""

    on: str = _must("circuit, panel or supply that carries it")
    current: Amps | None = _note("current that it draws from each of its lines [A]")
    power: PowerAny | None = _note("power that it draws in all [kW or kVA]")
    continuous: bool = _note("whether it may run for three hours or more", default=True)
    phases: Phases | None = _note('lines it is on, like "AB"; all of them unless given')
    profile: list[ProfileTable] = _note(
        "what it draws by day and hour; outside all windows current or power, or nothing", default=[]
    )
    data: Names | None = _note(
        "interval data of a meter, CSV or Green Button XML, relative to this file; several files are one record"
    )
    timezone: str | None = _note('local time of the data, like "America/Los_Angeles" or "-08:00"')
    column: Names | None = _note("columns of the data to read: one, or one for each phase; found unless given")
    power_factor: Fraction | None = _note("power over apparent power, where kW are given or measured")


class CatalogTable(Table):
    """A station of one's own, or changes to one that the catalogue has."""

    base: str | None = _note("station of the catalogue to start from")
    maker: str | None = _note("who makes it")
    name: str | None = _note("what the maker calls it")
    type: Literal["ac", "dc"] | None = _note("ac or dc; dc where max_power or input_current is given")
    ports: Annotated[int, Between(1, 1000)] | None = _note("ports of a station, one vehicle each")
    phases: Literal[1, 3] | None = _note("1 for two wires (line to line or to neutral), 3 for three-phase")
    max_current: PositiveAmps | None = _note("most that a port may draw [A]")
    max_power: PositiveKiloWatts | None = _note("most that a port may deliver [kW]")
    input_current: PositiveAmps | None = _note(
        "AC input current on the nameplate of a DC station, all of its ports together, at input_voltage; counts for "
        "every conductor whatever max_power, efficiency and power_factor are [A]"
    )
    input_voltage: PositiveVolts | None = _note(
        "AC voltage that a DC station is built for and input_current is given at; 480 V for three-phase unless given "
        "[V]"
    )
    breaker: PositiveAmps | None = _note("breaker it is usually put on [A]")
    max_breaker: PositiveAmps | None = _note("largest breaker that its listing permits [A]")
    settings: Settings | None = _note("permitted breakers, and what a port may draw on each [A]")
    jumper_settings: JumperSettings | None = _note(
        "permitted breakers with the jumper, and what one car and each of two cars may draw [A]"
    )
    min_current: PositiveAmps | None = _note("least current that a port can offer [A]")
    efficiency: Fraction | None = _note("DC power out over AC power in, where there is no input_current")
    power_factor: Fraction | None = _note("AC power over apparent power, where there is no input_current")
    source: str | None = _note("where these values were read")


def _day(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Refused(f"'{value}' is no day of the calendar") from None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Refused(f"found {_kind(value)}, expected a date like 2027-06-30")
    return value


Day = Annotated[
    date,
    Reads(_day, {"type": "string", "format": "date", "examples": ["2027-06-30"]}),
]
"""A day of the calendar, as a date of TOML or as a text."""


def _said(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        found = "an empty text" if isinstance(value, str) else _kind(value)
        raise Refused(f"found {found}, expected a text with something in it")
    return value.strip()


Said = Annotated[str, Reads(_said, {"type": "string", "minLength": 1, "pattern": "\\S"})]
"""A text that says something."""


class JurisdictionTable(Table):
    """What a jurisdiction asks of shared charging, with every port in use; adds to a named profile of this name."""

    min_power: PositivePower | None = _note("least power of each port [kW or kVA]")
    min_current: PositiveAmps | None = _note("least current of each port [A]")
    single_vehicle_min_current: PositiveAmps | None = _note("least current of a vehicle that is there alone [A]")
    min_energy: PositiveKiloWattHours | None = _note("least energy of each port in `hours` [kWh]")
    hours: PositiveHours | None = _note("hours in which min_energy is delivered [h]")
    min_circuit: PositiveAmps | None = _note("least breaker of a charging circuit [A]")
    exempt_spaces_percent: Percent | None = _note("least share of the ports that share with nobody [%]")
    source: str | None = _note("where it is written")


class IgnoreTable(Table):
    """Findings that are known and accepted: of one rule, at one place, for a reason."""

    rule: Said = _must('code or name of the rule, like "EV406" or "share-below-8-a"')
    path: Said = _must('where: a table or key like "groups.EV1" or "circuits.C.breaker", and all below; * for any name')
    reason: Said = _must("why it is accepted; shown with every ignored finding")
    until: Day | None = _note("last day on which it is ignored, like 2027-06-30")


class SiteFile(Table):
    """A whole site file; only the JSON Schema is made from this, tables are read one by one."""

    site: SiteTable | None = _note("the site as a whole")
    supplies: dict[str, SupplyTable] | None = _note("utility services and transformers, by name")
    panels: dict[str, PanelTable] | None = _note("panels, by name")
    circuits: dict[str, CircuitTable] | None = _note("branch circuits, or families of them, by name")
    stations: dict[str, StationTable] | None = _note("charging stations, or families of them, by name")
    groups: dict[str, GroupTable] | None = _note("power-sharing groups, by name")
    loads: dict[str, LoadTable] | None = _note("other loads, by name")
    catalog: dict[str, CatalogTable] | None = _note("stations of one's own, by id")
    profiles: dict[str, JurisdictionTable] | None = _note("what jurisdictions ask for, by name of the profile")
    ignore: list[IgnoreTable] | None = _note("findings that are known and accepted, as [[ignore]]")
