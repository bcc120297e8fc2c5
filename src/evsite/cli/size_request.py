"""From the answers of `evsite size` to what is asked of the search, with everything that is wrong in one run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, cast

from evsite.cli.size_arrivals import arrivals_named
from evsite.cli.size_values import Values
from evsite.codebook.editions import EDITIONS
from evsite.codebook.formulas import MONTH_DAYS, YEAR_DAYS
from evsite.codebook.profiles import profiles
from evsite.model.application import application_words, applications, read_application
from evsite.model.catalog import Catalog
from evsite.model.system_names import TWO_LINES_OF_WYE, find_system, unclear
from evsite.model.systems import SYSTEMS
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.quantities import read_quantity
from evsite.sitefile.quantity_errors import QuantityError
from evsite.sitefile.wording import shown
from evsite.studies.sizing.request import Allowed, Distances, ExistingLoad, Need, SizingRequest, Source
from evsite.words import enumeration, listed

if TYPE_CHECKING:
    from typing import Literal

    from evsite.cli.size_answers import SizeAnswers
    from evsite.cli.size_values import Problem
    from evsite.model.systems import VoltageSystem
    from evsite.studies.sizing.request import CircuitForm, GroupForm

CIRCUITS: tuple[CircuitForm, ...] = ("own", "jumper", "shared")
GROUPS: tuple[GroupForm, ...] = ("none", "circuit", "panel", "site")
USUAL_NEC = 2023
ANY = "any"
"""Written in place of a model where any will do."""
MOST_PORTS = 10_000
MOST_SPACES = 10_000
MOST_ROWS = 100
LONGEST_FT = 10_000.0
LONGEST_STAY_H = 24.0 * YEAR_DAYS
LONGEST_RANGE_MI = 5_000.0
FASTEST_MI_PER_H = 5_000.0
MOST_SPARE_PERCENT = 90.0
MOST_DESIGNS = 3
LONGEST_RECORD_DAYS = 36_500
_LINES = {"L1": "A", "L2": "B", "L3": "C"}
_NEXT_LINE = re.compile(r"[,;]\s*(?=[A-Za-z0-9]+\s*=)|\s+(?=[A-Za-z0-9]+\s*=)")
_MATERIALS = {"cu": "Cu", "copper": "Cu", "al": "Al", "aluminum": "Al", "aluminium": "Al"}


class Reading(NamedTuple):
    """What was asked: `request` is None where there are problems.

    `at_most` says that fewer ports than the request has will do, where so many cannot be had.
    """

    request: SizingRequest | None
    at_most: bool
    choose: int
    problems: tuple[Problem, ...]


def read_request(
    answers: SizeAnswers, metered: ExistingLoad | None = None, *, from_meter: bool = False, made_up: bool = False
) -> Reading:
    """What answers ask for, and what cannot be used of them.

    Parameters
    ----------
    answers
        As they were written.
    metered
        Existing load by a meter's record.
    from_meter
        Whether there is such a record, also where it was not read yet.
    made_up
        Whether drivers are made up, for so many days as there are.
    """
    values = Values(answers)
    system = _system(values)
    source = _source(values, system)
    existing = _existing(values, system, from_meter=from_meter, made_up=made_up)
    ports, at_most = _ports(values)
    need, allowed, distances = _need(values), _allowed(values), _distances(values)
    nec = values.edition("nec", EDITIONS)
    choose = values.whole("choose", 1, MOST_DESIGNS) or 1
    name = values.text("name")
    if name == "":
        values.wrong("name", "found an empty text, expected a text with something in it")
    request = None
    if source is not None and not values.problems:
        request = SizingRequest(
            source=source,
            nec=nec or USUAL_NEC,
            ports=ports,
            existing=metered or existing,
            need=need,
            allowed=allowed,
            distances=distances,
            name=name,
        )
    return Reading(request, at_most, choose, tuple(values.problems))


def _system(values: Values) -> VoltageSystem | None:
    text = values.text("system")
    if text is None:
        values.lacks("system", f"is needed: the voltage system, such as 208Y/120; {_known_systems()}")
        return None
    system = find_system(text)
    if system is None:
        values.wrong("system", f"'{shown(text)}' {unclear(text)}")
    return system


def _known_systems() -> str:
    return f"there are {enumeration(list(SYSTEMS))}"


def _source(values: Values, system: VoltageSystem | None) -> Source | None:
    """What feeds the chargers; a service of no rating where none is given and one is to be found."""
    kinds: tuple[Literal["service", "transformer", "panel"], ...] = ("service", "transformer", "panel")
    given = [kind for kind in kinds if values.text(kind) is not None]
    if len(given) > 1:
        options = enumeration([f"--{kind}" for kind in given])
        values.wrong("", f"{options} do not go together: give the one that feeds the chargers")
    free_spaces = values.whole("spaces", 0, MOST_SPACES)
    if values.text("spaces") is not None and "panel" not in given:
        values.wrong(
            "spaces", 'goes with --panel: an existing panel has free spaces, as in --panel "400 A" --spaces 24'
        )
    kind = given[0] if given else "service"
    rating = None
    if not _to_be_sized(values, kind):
        if kind == "service":
            rating = values.quantity(kind, "current", "apparent_power")
        else:
            rating = values.quantity(kind, "current" if kind == "panel" else "apparent_power")
    if system is None:
        return None
    if kind == "transformer" and system.name == TWO_LINES_OF_WYE:
        values.wrong("system", f"no transformer delivers {system.name}: expected 208Y/120, of which it is two lines")
    return Source(
        kind=kind,
        system=system.name,
        rating_a=rating.value if rating is not None and rating.unit == "A" else None,
        rating_kva=rating.value if rating is not None and rating.unit == "kVA" else None,
        free_spaces=free_spaces,
    )


def _to_be_sized(values: Values, kind: str) -> bool:
    """Whether the least of a kind of source is wanted, in place of one with a rating."""
    return (values.text(kind) or ANY).strip().casefold() == ANY


def _ports(values: Values) -> tuple[int | None, bool]:
    """How many ports are wanted, and whether fewer will do; None for as many as there can be."""
    counts = {field: values.whole(field, 1, MOST_PORTS) for field in ("stalls", "ports")}
    given = [field for field in counts if values.text(field) is not None]
    if len(given) > 1:
        values.wrong("", "--stalls and --ports are the same, as each stall has one port: give one of them")
    no_source = all(_to_be_sized(values, kind) for kind in ("service", "transformer", "panel"))
    if no_source and values.answers.max_ports:
        values.lacks("max_ports", "goes with --service, --transformer or --panel: the rating that is to be filled")
    elif no_source and not given:
        values.lacks(
            "",
            "what feeds the chargers is needed: --service, --transformer or --panel with its rating; "
            "or --stalls alone, to have the least service for so many",
        )
    wanted = next((counts[field] for field in given), None)
    return wanted, values.answers.max_ports and wanted is not None


def _existing(values: Values, system: VoltageSystem | None, *, from_meter: bool, made_up: bool) -> ExistingLoad | None:
    """Load that is there already, on each line."""
    given = [f"--{field}" for field in ("existing", "peak") if values.text(field) is not None]
    given += ["--data"] if from_meter else []
    if len(given) > 1:
        values.wrong("", f"{enumeration(given)} do not go together: give the existing load once")
    days = values.whole("days", 1, LONGEST_RECORD_DAYS)
    if values.text("peak") is None:
        if values.text("days") is not None and not made_up:
            how = "a record says itself how long it is" if from_meter else 'as in --peak "250 A" --days 365'
            values.wrong("days", f"goes with --peak: {how}")
    elif values.text("days") is None:
        values.lacks("peak", "needs --days: how many days the record covers, 365 for a year")
    elif days is not None and days < MONTH_DAYS:
        values.wrong(
            "days", f"a record of {days} days is none to go by: expected {YEAR_DAYS}, or {MONTH_DAYS} by the exception"
        )
    calculated = _by_line(values, "existing", system)
    peak = _by_line(values, "peak", system)
    if calculated is not None:
        return ExistingLoad(calculated)
    return None if peak is None else ExistingLoad(peak, "metered peak", days)


def _by_line(values: Values, field: str, system: VoltageSystem | None) -> tuple[float, ...] | None:
    """Amperes on each line from "300 A", "A=280 A, B=310 A, C=250 A" or "150 kVA"."""
    text = values.text(field)
    if text is None:
        return None
    if "=" in text:
        return _each_line(values, field, text, system)
    found = values.read(field, text, "current", "apparent_power")
    if found is None or system is None:
        return None
    current_a = found.value if found.unit == "A" else found.value / _kva_per_a(system)
    return (current_a,) * len(system.legs)


def _kva_per_a(system: VoltageSystem) -> float:
    return system.kva_per_a("ABC" if system.three_phase else "AB")


def _each_line(values: Values, field: str, text: str, system: VoltageSystem | None) -> tuple[float, ...] | None:
    by_line: dict[str, float] = {}
    sound = True
    for part in _NEXT_LINE.split(text.strip()):
        name, _, written = (each.strip() for each in part.partition("="))
        line = _LINES.get(name.upper(), name.upper())
        if line in by_line:
            values.wrong(field, f"line {line} is there twice")
            sound = False
        if system is not None and line not in system.legs:
            values.wrong(field, f"no line {shown(name)!r}, expected {listed(system.legs)}")
            sound = False
        try:
            by_line[line] = read_quantity(written, "current").value
        except QuantityError as error:
            values.wrong(field, f"{shown(name)}: {error}")
            sound = False
    if system is None or not sound:
        return None
    missing = [leg for leg in system.legs if leg not in by_line]
    if missing:
        noun = "lines" if len(missing) > 1 else "line"
        values.wrong(field, f"{noun} {enumeration(missing)} missing: give each, {_example_lines(system)}")
        return None
    return tuple(by_line[leg] for leg in system.legs)


def _example_lines(system: VoltageSystem) -> str:
    return '"' + ", ".join(f"{leg}=250 A" for leg in system.legs) + '"'


def _need(values: Values) -> Need:
    application = values.text("application")
    use = None if application is None else read_application(application)
    if application is not None and use is None:
        near = Nearest()(application, application_words())
        hint = f'; did you mean "{near}"?' if near else ""
        values.wrong("application", f"found {shown(application)!r}, expected {listed(list(applications()))}{hint}")
    current, power = values.quantity("min_current", "current"), values.quantity("min_power", "power")
    if values.text("miles") is not None and values.text("hours") is None and application is None:
        values.lacks("miles", "needs --hours, how long a car stays, or --application")
    efficiency = values.number("miles_per_kwh", "energy_range", 100.0)
    of_drivers = set(arrivals_named(values.answers))
    named = [part.strip() for text in values.answers.profile for part in text.split(",")]
    named = [name for name in named if name not in of_drivers]
    for name in named:
        if name not in profiles():
            near = Nearest()(name, profiles())
            hint = f'did you mean "{near}"?' if near else "`evsite rules --profiles` lists them"
            values.wrong("profile", f"no profile {shown(name)!r}; {hint}")
    return Need(
        application=use,
        miles=values.number("miles", "distance", LONGEST_RANGE_MI),
        hours_h=values.number("hours", "time", LONGEST_STAY_H),
        miles_per_kwh=efficiency,
        min_current_a=None if current is None else current.value,
        min_power_kw=None if power is None else power.value,
        min_range_mi_per_h=values.range_mi_per_h("min_range", FASTEST_MI_PER_H),
        profiles=tuple(dict.fromkeys(named)),
        served_percent=values.percent_of_drivers("served"),
    )


def _allowed(values: Values) -> Allowed:
    models = _models(values)
    station = values.quantity("station", "current", "power")
    if values.answers.model and values.text("station") is not None:
        values.wrong("station", "does not go with --model: a model says what its ports can draw")
    circuits = cast("list[CircuitForm]", values.choices("circuits", CIRCUITS))
    groups = cast("list[GroupForm]", values.choices("groups", GROUPS))
    if values.answers.no_sharing:
        clashing = ["--circuits"] if set(circuits) - {"own"} else []
        clashing += ["--groups"] if set(groups) - {"none"} else []
        if clashing:
            values.wrong("no_sharing", f"is --circuits own --groups none: leave {enumeration(clashing)} away")
        circuits, groups = ["own"], ["none"]
    spare = values.number("spare", "percent", MOST_SPARE_PERCENT, zero=True)
    return Allowed(
        models=models,
        station_a=station.value if station is not None and station.unit == "A" else None,
        station_kw=station.value if station is not None and station.unit == "kW" else None,
        circuits=frozenset(circuits or CIRCUITS),
        groups=frozenset(groups or GROUPS),
        material=_material(values),
        terminals_c=_terminals_c(values),
        spare_percent=spare or 0.0,
    )


def _models(values: Values) -> tuple[str, ...]:
    catalog = Catalog()
    found: dict[str, None] = {}
    written = [text.strip() for text in values.answers.model]
    for name in written:
        model = None if name.casefold() == ANY else catalog.find(name)
        if model is not None:
            found[model.id] = None
        elif name.casefold() != ANY:
            near = catalog.nearest(name)
            hint = f"did you mean {listed(near)}?" if near else "`evsite catalog` lists them"
            values.wrong("model", f"no model {shown(name)!r} in the catalogue; {hint}")
    if found and any(name.casefold() == ANY for name in written):
        values.wrong("model", f"{ANY} does not go with other models")
    return tuple(found)


def _material(values: Values) -> Literal["Cu", "Al"]:
    text = values.text("material")
    if text is None:
        return "Cu"
    found = _MATERIALS.get(text.casefold())
    if found is None:
        values.wrong("material", f"found {shown(text)!r}, expected Cu for copper or Al for aluminium")
    return "Al" if found == "Al" else "Cu"


def _terminals_c(values: Values) -> int | None:
    text = values.text("terminals")
    if text is None:
        return None
    marked = values.number("terminals", "temperature", 1000.0)
    if marked is not None and round(marked, 2) not in {60, 75}:
        values.wrong(
            "terminals", f"found {shown(text)!r}, expected 60 °C or 75 °C: the 90 °C column is for derating alone"
        )
    return None if marked is None else round(marked)


def _distances(values: Values) -> Distances:
    first, pitch = (values.quantity(field, "length", most=LONGEST_FT) for field in ("distance", "pitch"))
    rows = values.whole("rows", 1, MOST_ROWS)
    if values.text("distance") is None:
        for field in ("pitch", "rows"):
            if values.text(field) is not None:
                values.wrong(
                    field, 'goes with --distance, from the panel to the first stall, as in --distance "120 ft"'
                )
    return Distances(
        first_stall_ft=None if first is None else first.value,
        stall_pitch_ft=None if pitch is None else pitch.value,
        rows=rows or 1,
    )
