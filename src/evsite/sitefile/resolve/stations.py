"""Stations: families spelt out, circuits taken, and what each port can draw."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.finding import Label
from evsite.model.site import Port, Station
from evsite.rounding import ceil_to, exceeds
from evsite.sitefile import problems
from evsite.sitefile.resolve.assumptions import StationAssumptions
from evsite.sitefile.resolve.context import value_of
from evsite.sitefile.resolve.dc_input import TooMuchOutput, dc_rating
from evsite.sitefile.resolve.installation import installation_of
from evsite.sitefile.resolve.schedules import resolve_charging
from evsite.sitefile.value_types import MAX_COUNT
from evsite.sitefile.wording import header_of, name_to_paste, shown
from evsite.toml_text import assignment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evsite.model.catalog import Catalog, StationModel
    from evsite.model.finding import Path
    from evsite.model.site import Circuit
    from evsite.sitefile.resolve.context import Draft
    from evsite.sitefile.tables import StationTable

J1772_MIN_A = 6.0
"""Least current that a J1772 pilot can offer [A] (SAE J1772)."""
ASSUMED_V = 480.0
"""Line voltage that amperes are reckoned at for a port of unknown connection, three-phase [V]."""


@dataclass(slots=True)
class _Kind:
    """What all stations of one table have in common."""

    table: StationTable
    path: Path
    model: StationModel | None
    names: list[str]
    ports: int
    dc: bool
    one_feed: bool
    """Whether all ports of a station hang on one circuit that they need not share with other stations."""

    @property
    def feeds(self) -> int:
        return 1 if self.one_feed else self.ports


@dataclass(frozen=True, slots=True)
class _Rating:
    """What each port of a station draws and delivers, given its circuit."""

    rated_a: float
    max_a: float
    setting_a: float | None
    total_a: float | None
    voltage_v: float
    connection: str | None
    input_kw_per_a: float
    output_kw_per_a: float
    limit_kw_per_a: float


def resolve_stations(draft: Draft, catalog: Catalog, unusable: set[str]) -> None:
    """Resolve every station and its ports; those that cannot be are left out and marked as broken.

    `unusable` holds the ids of catalogue tables with problems, so that stations that name them are not told again.
    """
    kinds = _kinds(draft, catalog, unusable)
    pools = _Pools(draft, kinds)
    assumptions = StationAssumptions()
    for kind in kinds:
        _resolve(draft, kind, pools, assumptions)
    assumptions.tell(draft)


def _kinds(draft: Draft, catalog: Catalog, unusable: set[str]) -> list[_Kind]:
    kinds: list[_Kind] = []
    owners: dict[str, Path] = {}
    ports_made = 0
    for name, raw in draft.tables.broken["stations"].items():
        draft.broken["stations"].add(name)
        _check_broken(draft, catalog, unusable, ("stations", name), raw)
    for name, table in draft.tables.stations.items():
        path = ("stations", name)
        model = None
        good = True
        if table.model is not None:
            model = _model(draft, catalog, unusable, (*path, "model"), table.model)
            good = model is not None
        ports = _ports(draft, path, table, model) if good else None
        names = draft.expand("stations", name, table.count, 0, "stations")
        if names is not None and ports is not None and ports_made + len(names) * ports > MAX_COUNT:
            total = ports_made + len(names) * ports
            message = f"{header_of(path)} brings the site to {total:,} ports, expected at most {MAX_COUNT:,}"
            draft.report(problems.TOO_MANY, message, (*path, "count"))
            names = None
        if names is None or draft.taken(names, owners, path, "stations"):
            good = False
        else:
            draft.station_families[name] = names
        good = _check_rating(draft, path, table, model) and good
        if not good or names is None or ports is None:
            draft.broken["stations"].add(name)
            _check_circuits(draft, path, {"circuit": table.circuit, "circuits": table.circuits})
            continue
        ports_made += len(names) * ports
        dc = _is_dc(table, model)
        one_feed = bool(table.jumper) or (model is not None and model.single_feed(ports))
        kinds.append(_Kind(table, path, model, names, ports, dc, one_feed))
    return kinds


def _check_broken(draft: Draft, catalog: Catalog, unusable: set[str], path: Path, raw: dict[str, object]) -> None:
    if isinstance(raw.get("model"), str):
        _model(draft, catalog, unusable, (*path, "model"), str(raw["model"]))
    _check_circuits(draft, path, raw)


def _check_circuits(draft: Draft, path: Path, raw: Mapping[str, object]) -> None:
    """Look up the circuits of a station that cannot be resolved, so that a slip there is told in the same run."""
    for key in ("circuit", "circuits"):
        value = raw.get(key)
        names = value if isinstance(value, (list, tuple)) else [value]
        if all(isinstance(name, str) for name in names):
            for number, name in enumerate(names):
                _family(draft, (*path, key, number) if len(names) > 1 else (*path, key), key, str(name))


def _model(draft: Draft, catalog: Catalog, unusable: set[str], path: Path, name: str) -> StationModel | None:
    if name.strip().lower() in unusable:
        return None
    model = catalog.find(name)
    if model is None:
        near = catalog.nearest(name)
        remedy = f"did you mean {' or '.join(near)}?" if near else "see `evsite catalog`"
        remedy += f" (a station of your own has a table {header_of(('catalog', name))})"
        draft.report(problems.UNKNOWN_MODEL, f"no station model is called '{shown(name)}'", path, remedy=remedy)
    return model


def _ports(draft: Draft, path: Path, table: StationTable, model: StationModel | None) -> int | None:
    if model is None:
        return table.ports or 1
    if model.ports is None:
        if table.ports is None:
            message = (
                f"{header_of(path)} does not say how many ports it has, and for {model.id} the catalogue cannot tell"
            )
            draft.report(
                problems.MISSING_KEY,
                message,
                path,
                anchor="header",
                remedy="add ports = 2, for instance",
                notes=(model.note,),
            )
        return table.ports
    if table.ports is not None and table.ports > model.ports:
        message = f"ports is {table.ports}, but {model.id} has {model.ports}"
        draft.report(
            problems.WRONG_STATION,
            message,
            (*path, "ports"),
            remedy=f"expected at most {model.ports}; count makes more stations",
        )
        return None
    return table.ports or model.ports


def _is_dc(table: StationTable, model: StationModel | None) -> bool:
    if table.type is not None:
        return table.type == "dc"
    if model is not None:
        return model.dc
    return table.max_power is not None


def _check_rating(draft: Draft, path: Path, table: StationTable, model: StationModel | None) -> bool:
    """What can be said of a station table without its circuit; everything that is wrong is told."""
    before = len(draft.findings)
    header = header_of(path)
    if table.circuit is not None and table.circuits is not None:
        message = f"{header} has both circuit and circuits"
        remedy = "circuit: all of them hang on one; circuits: each port, or jumpered station, takes one of its own"
        draft.report(problems.CONFLICT, message, (*path, "circuit"), anchor="key", remedy=remedy)
    if model is not None and table.type is not None and (table.type == "dc") != model.dc:
        message = f"type is '{table.type}', but {model.id} is {'DC' if model.dc else 'AC'}"
        draft.report(problems.CONFLICT, message, (*path, "type"), remedy="remove type")
    on_none = table.circuit is None and table.circuits is None
    if not on_none and table.voltage is not None:
        message = f"{header} is on a circuit, which has a voltage already"
        draft.report(problems.CONFLICT, message, (*path, "voltage"), anchor="key", remedy="remove voltage")
    if model is None:
        port_a, power = value_of(table.max_current), value_of(table.max_power)
        if port_a is None and power is None and table.setting is None and table.model is None:
            remedy = 'add model = "CT4021", max_current = "32 A" or max_power = "40 kW"'
            message = f"{header} does not say what it can draw"
            draft.report(problems.NO_RATING, message, path, anchor="header", remedy=remedy)
    else:
        port_a = model.port_max_a
        if table.jumper is False and model.single_feed(table.ports or model.ports or 1):
            message = f"jumper is false, but {model.id} has one feed for all of its ports"
            draft.report(problems.WRONG_STATION, message, (*path, "jumper"), remedy="remove jumper")
    _check_modules(draft, path, table, model)
    setting_a, given_a = value_of(table.setting), value_of(table.max_current)
    if _is_dc(table, model) and given_a is not None:
        # the nameplate stands above what the catalogue says
        port_a = given_a
    limit_a = min((a for a in (port_a, given_a) if a is not None), default=None)
    if setting_a is not None and limit_a is not None and exceeds(setting_a, limit_a):
        message = f"setting is {table.setting}, but a port is built for {limit_a:g} A"
        draft.report(problems.WRONG_STATION, message, (*path, "setting"), remedy=f"expected at most {limit_a:g} A")
    known_v = table.voltage is not None or (model is not None and model.dc)
    if on_none and not known_v and (table.max_current is not None or table.setting is not None or model is not None):
        message = f"{header} is on no circuit and has no voltage"
        remedy = 'add circuits = "C", or voltage = "208 V"'
        draft.report(problems.NO_RATING, message, path, anchor="header", remedy=remedy)
    return len(draft.findings) == before


def _family(draft: Draft, place: Path, key: str, name: str) -> list[str] | None:
    """The circuits behind the name of a circuit or family; None where it is unknown (told) or broken (not told)."""
    family = draft.circuit_families.get(name) or ([name] if name in draft.circuits else None)
    if draft.is_broken("nodes", name) or draft.tables.unread & {"circuits"}:
        return None
    if family is not None and key == "circuit" and family != [name]:
        message = f"'{shown(name)}' is a family of {len(family):,} circuits, expected one"
        own = f"{assignment('circuits', name_to_paste(name))} so that each takes its own"
        remedy = f"name one of {family[0]} to {family[-1]}, or write {own}"
        draft.report(problems.WRONG_KIND, message, place, remedy=remedy)
        return None
    if family is None and (name in draft.tables.panels or name in draft.tables.supplies):
        kind = "panel" if name in draft.tables.panels else "supply"
        message = f"'{shown(name)}' is a {kind}, expected a circuit"
        remedy = f"stations hang on circuits: add [circuits.C1] with {assignment('panel', name_to_paste(name))}"
        draft.report(problems.WRONG_KIND, message, place, remedy=remedy)
    elif family is None:
        draft.unknown(name, place, "circuit", draft.names("circuits"))
    return family


def _check_modules(draft: Draft, path: Path, table: StationTable, model: StationModel | None) -> None:
    if table.modules is None:
        return
    most = None if model is None or model.module_pool != "block" else model.modules
    if most is None:
        what = "a station without a model" if model is None else model.id
        message = f"modules is {table.modules}, but {what} has no power modules to choose"
        draft.report(problems.WRONG_STATION, message, (*path, "modules"), remedy="remove modules")
    elif model is not None and table.modules > most:
        message = f"modules is {table.modules}, but {model.id} holds {most}"
        draft.report(problems.WRONG_STATION, message, (*path, "modules"), remedy=f"expected at most {most}")


class _Pools:
    """Hands out circuits: what `circuit` names is kept back first, then each table takes the next free ones."""

    def __init__(self, draft: Draft, kinds: list[_Kind]) -> None:
        self._draft = draft
        self.shared: Counter[str] = Counter()
        """Stations on each circuit that is named by `circuit`."""
        self._holder: dict[str, str] = {}
        self._reserved: dict[str, str] = {}
        self._iterators: dict[tuple[str, ...], Iterator[str]] = {}
        self._names: dict[str, list[str] | None] = {}
        lists: dict[tuple[str, ...], list[str] | None] = {}
        for kind in kinds:
            table, label = kind.table, kind.path[1]
            assert isinstance(label, str)
            if table.circuit is not None:
                names = self._names[label] = self._names_of(kind, "circuit", (table.circuit,))
                if names:
                    self.shared[names[0]] += len(kind.names)
                    self._holder.setdefault(names[0], label)
            elif table.circuits is not None:
                if lists.get(table.circuits) is None:
                    lists[table.circuits] = self._names_of(kind, "circuits", table.circuits)
                self._names[label] = lists[table.circuits]
                for name in table.circuits:
                    if len(draft.circuit_families.get(name, [name])) == 1:
                        self._reserved.setdefault(name, label)

    def _names_of(self, kind: _Kind, key: str, wanted: tuple[str, ...]) -> list[str] | None:
        """The circuits behind some names; None where one is unknown (told) or broken (not told)."""
        found: list[str] = []
        good = True
        for number, name in enumerate(wanted):
            place = (*kind.path, key, number) if len(wanted) > 1 else (*kind.path, key)
            family = _family(self._draft, place, key, name)
            good = good and family is not None
            found += family or ()
        # a circuit that found no place in its panel is broken though its family is not
        return found if good and all(name in self._draft.circuits for name in found) else None

    def of(self, kind: _Kind) -> list[tuple[str, ...]] | None:
        """Circuits of each station of a table: one a port, or one for all; empty where it is on none.

        None, with a finding unless the circuits are merely broken, where there are not enough.
        """
        table, label = kind.table, kind.path[1]
        assert isinstance(label, str)
        if table.circuit is None and table.circuits is None:
            return [()] * len(kind.names)
        names = self._names[label]
        if names is None:
            return None
        if table.circuit is not None:
            return [(names[0],)] * len(kind.names)
        assert table.circuits is not None
        pool = self._iterators.setdefault(table.circuits, iter(names))
        taken: list[str] = []
        wanted = len(kind.names) * kind.feeds
        for circuit in pool:
            if circuit not in self._holder and self._reserved.get(circuit, label) == label:
                self._holder[circuit] = label
                taken.append(circuit)
                if len(taken) == wanted:
                    return [tuple(taken[at : at + kind.feeds]) for at in range(0, wanted, kind.feeds)]
        self._say_short(kind, names, len(taken), wanted)
        return None

    def _say_short(self, kind: _Kind, names: list[str], free: int, wanted: int) -> None:
        table = kind.table
        assert table.circuits is not None
        stations = len(kind.names)
        each = "one each" if kind.feeds == 1 else f"{kind.feeds} each, one for each port"
        what = " and ".join(shown(name) for name in table.circuits[:4])
        needs = f"needs {wanted:,} circuits ({stations:,} stations, {each})"
        message = f"{header_of(kind.path)} {needs}, but {free:,} are free in {what}"
        family = table.circuits[0]
        more = wanted - free
        if len(table.circuits) == 1 and family in self._draft.tables.circuits:
            count = (self._draft.tables.circuits[family].count or 1) + more
            remedy = f"write count = {count} in {header_of(('circuits', family))}"
        else:
            remedy = f"name {more:,} more"
        if kind.feeds == 2:
            remedy += ", or jumper = true, so that both ports of a station share one"
        holders = {self._holder[name]: name for name in names if self._holder.get(name, kind.path[1]) != kind.path[1]}
        remedy += '; stations that share one circuit say circuit = "..."' if holders or wanted > 1 else ""
        labels = tuple(
            Label(("stations", holder), f"'{shown(holder)}' takes '{shown(name)}'", "header")
            for holder, name in list(holders.items())[:3]
        )
        self._draft.report(problems.NO_FREE_CIRCUIT, message, (*kind.path, "circuits"), remedy=remedy, labels=labels)


def _resolve(draft: Draft, kind: _Kind, pools: _Pools, assumptions: StationAssumptions) -> None:
    taken = pools.of(kind)
    if taken is None:
        draft.broken["stations"].add(str(kind.path[1]))
        return
    table, model = kind.table, kind.model
    ratings: dict[object, _Rating | None] = {}
    min_a, dc, jumper, path = _min_a(kind), kind.dc, kind.one_feed, kind.path
    indices = range(1, kind.ports + 1)
    charging = resolve_charging(draft, path, table.charging)
    installation = installation_of(table)
    for name, circuits in zip(kind.names, taken, strict=True):
        ports: list[Port] = []
        rating: _Rating | None = None
        for index in indices:
            circuit = draft.circuits[circuits[index - 1 if len(circuits) > 1 else 0]] if circuits else None
            # circuits alike give ratings alike
            key = circuit and (circuit.connection, id(circuit.system), circuit.breaker_a)
            if key not in ratings:
                ratings[key] = _rating(draft, kind, circuit, assumptions, own=_has_own(kind, circuit, pools))
            rating = ratings[key]
            if rating is None:
                draft.broken["stations"].add(str(path[1]))
                return
            port = Port(
                name=f"{name}.{index}",
                station=name,
                index=index,
                circuit=None if circuit is None else circuit.name,
                connection=rating.connection,
                voltage_v=rating.voltage_v,
                dc=dc,
                rated_a=rating.rated_a,
                max_a=rating.max_a,
                min_a=min_a,
                input_kw_per_a=rating.input_kw_per_a,
                output_kw_per_a=rating.output_kw_per_a,
                limit_kw_per_a=rating.limit_kw_per_a,
            )
            ports.append(port)
            draft.ports[port.name] = port
        assert rating is not None
        draft.stations[name] = Station(
            name=name,
            model=model,
            circuits=circuits,
            jumper=jumper,
            setting_a=rating.setting_a,
            jumper_total_a=rating.total_a,
            ports=tuple(ports),
            path=path,
            installation=installation,
            charging=charging,
            fallback_a=_fallback_a(table, ports[0]),
        )
    if table.circuit is None and table.circuits is None:
        message = f"{header_of(kind.path)} is on no circuit: only limits in kW hold it"
        draft.notice(
            problems.NO_CIRCUIT, message, kind.path, anchor="header", remedy='add circuits = "C", or circuit = "C1"'
        )


def _fallback_a(table: StationTable, port: Port) -> float | None:
    """What a port draws when nobody can reach its station [A], if the file says so."""
    if table.fallback is None:
        return None
    return table.fallback.value / (1.0 if table.fallback.unit == "A" else port.output_kw_per_a)


def _has_own(kind: _Kind, circuit: Circuit | None, pools: _Pools) -> bool:
    """Whether the circuit serves this port (or this one-feed station) alone, so that its breaker sets it."""
    if circuit is None:
        return False
    if kind.table.circuit is None:
        return True
    return pools.shared[circuit.name] == 1 and (kind.ports == 1 or kind.one_feed)


def _min_a(kind: _Kind) -> float | None:
    given = value_of(kind.table.min_current)
    if given is not None or kind.dc:
        return given
    known = None if kind.model is None else kind.model.min_a
    return J1772_MIN_A if known is None else known


def _rating(
    draft: Draft, kind: _Kind, circuit: Circuit | None, assumptions: StationAssumptions, *, own: bool
) -> _Rating | None:
    """What a port is built for and what is left of it on this circuit; None, with a finding, if it cannot be there."""
    connection, voltage_v, kva_per_a = _at(draft, kind, circuit)
    if circuit is not None and not _fits_wires(draft, kind, circuit):
        return None
    if kind.dc:
        return _dc_rating(draft, kind, assumptions, (connection, voltage_v, kva_per_a))
    table, model = kind.table, kind.model
    rated_a = _rated_a(kind, kva_per_a)
    setting_a, total_a, max_a = value_of(table.setting), None, rated_a
    breaker_a = None if circuit is None else circuit.breaker_a
    derated_a: float | None = None
    if breaker_a is not None:
        if kind.one_feed:
            one_car_a, total_a = (0.8 * breaker_a,) * 2 if model is None else model.jumper_for(breaker_a)
            derated_a = one_car_a if own or (model is not None and model.jumper_settings) else None
        elif own and model is not None:
            derated_a = model.setting_for(breaker_a)
    if setting_a is not None:
        max_a = min(rated_a, setting_a)
        total_a = _total_at(model, setting_a, total_a)
    elif derated_a is not None and derated_a < rated_a:
        max_a = derated_a
        setting_a = derated_a if model is not None and model.settings else None
    return _Rating(rated_a, max_a, setting_a, total_a, voltage_v, connection, kva_per_a, kva_per_a, kva_per_a)


def _dc_rating(
    draft: Draft, kind: _Kind, assumptions: StationAssumptions, at: tuple[str | None, float, float]
) -> _Rating | None:
    """The rating of a DC port where it is: its connection, voltage [V] and kVA per ampere."""
    table, model = kind.table, kind.model
    connection, voltage_v, kva_per_a = at
    try:
        found = dc_rating(table, model, kva_per_a, voltage_v)
    except TooMuchOutput as error:
        _say_too_much(draft, kind, error, voltage_v, kva_per_a)
        return None
    if found.assumed is not None:
        assumptions.losses(kind.path, found.assumed)
    if model is not None and model.input_v and not any(math.isclose(voltage_v, built_v) for built_v in model.input_v):
        assumptions.voltage(kind.path, model, voltage_v, found.rated_a)
    setting_a = value_of(table.setting)
    max_a = found.rated_a if setting_a is None else min(found.rated_a, setting_a)
    # a cabinet shares its whole output among its ports
    total_a = found.station_a if kind.one_feed and kind.ports > 1 else None
    return _Rating(
        rated_a=found.rated_a,
        max_a=max_a,
        setting_a=setting_a,
        total_a=_total_at(model, setting_a, total_a) if setting_a is not None else total_a,
        voltage_v=voltage_v,
        connection=connection,
        input_kw_per_a=kva_per_a,
        output_kw_per_a=found.output_kw_per_a,
        limit_kw_per_a=found.limit_kw_per_a,
    )


def _say_too_much(draft: Draft, kind: _Kind, error: TooMuchOutput, voltage_v: float, kva_per_a: float) -> None:
    three_phase = not math.isclose(kva_per_a * 1000, voltage_v)
    at = f"{voltage_v:g} V" + (", three-phase" if three_phase else "")
    given = error.current_a * kva_per_a
    what = header_of(kind.path)
    if kind.table.max_current is None and kind.model is not None:
        what += f": {kind.model.id}"
    message = (
        f"{what} cannot deliver {error.power_kw:g} kW from {error.current_a:g} A: at {at}, that is {given:.4g} kVA"
    )
    least_a = ceil_to(error.power_kw / kva_per_a, 0.1)
    remedy = (
        f"the input current of the nameplate at this voltage, which is above {least_a:g} A; a station that is set "
        f'lower has {assignment("setting", f"{error.current_a:g} A")}, an AC station type = "ac"'
    )
    key = "max_current" if kind.table.max_current is not None else "model"
    draft.report(problems.WRONG_STATION, message, (*kind.path, key), remedy=remedy)


def _fits_wires(draft: Draft, kind: _Kind, circuit: Circuit) -> bool:
    model = kind.model
    if model is None or model.phases is None or (model.phases == 3) == (circuit.connection == "ABC"):
        return True
    wires = "three lines" if model.phases == 3 else "two wires"
    message = f"{model.id} needs {wires}, but circuit '{shown(circuit.name)}' is on {circuit.connection}"
    remedy = "expected a circuit with poles = " + ("3" if model.phases == 3 else "2")
    key = "circuit" if kind.table.circuit is not None else "circuits"
    labels = (Label(circuit.path, f"{circuit.connection} here", "header"),)
    draft.report(problems.WRONG_STATION, message, (*kind.path, key), labels=labels, remedy=remedy)
    return False


def _total_at(model: StationModel | None, setting_a: float, total_a: float | None) -> float | None:
    """What a jumpered pair may draw in all when it was set lower than its breaker would allow."""
    if total_a is None or model is None:
        return total_a
    listed = [2 * each for one, each in model.jumper_settings.values() if math.isclose(one, setting_a)]
    return min(total_a, max(listed)) if listed else total_a


def _at(draft: Draft, kind: _Kind, circuit: Circuit | None) -> tuple[str | None, float, float]:
    """Connection, voltage [V] and apparent power per ampere [kVA/A] where a port is."""
    table, model = kind.table, kind.model
    if circuit is not None:
        system, connection = circuit.system, circuit.connection
        return connection, system.voltage_v(connection), system.kva_per_a(connection)
    three_phase = kind.dc if model is None or model.phases is None else model.phases == 3
    voltage_v = value_of(table.voltage)
    if voltage_v is None:
        voltage_v, three_phase = ASSUMED_V, True
        message = f"{header_of(kind.path)} has no voltage: its amperes are reckoned at {ASSUMED_V:g} V, three-phase"
        draft.notice(
            problems.ASSUMED_VOLTAGE, message, kind.path, anchor="header", remedy='add voltage = "208 V", for instance'
        )
    return None, voltage_v, voltage_v * (math.sqrt(3) if three_phase else 1.0) / 1000


def _rated_a(kind: _Kind, kva_per_a: float) -> float:
    """What an AC port is built for [A]."""
    table, model = kind.table, kind.model
    currents = [value_of(table.max_current), *([model.port_max_a] if model is not None else [])]
    limits = [current for current in currents if current is not None]
    powers = [value_of(table.max_power), *([model.port_dc_kw] if model is not None else [])]
    limits += [power / kva_per_a for power in powers if power is not None]
    return min(limits) if limits else value_of(table.setting) or 0.0
