"""What each port of a station draws and delivers, given its circuit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.codebook.formulas import usable_continuous_a
from evsite.model.finding import Label
from evsite.model.remedy import REMOVE, Edit, added, remedy, when
from evsite.model.stated import not_read, unseen
from evsite.rounding import ceil_to
from evsite.sitefile import problems
from evsite.sitefile.resolve.context import value_of
from evsite.sitefile.resolve.dc_input import TooMuchOutput, dc_rating, unseen_losses
from evsite.sitefile.wording import header_of, shown

if TYPE_CHECKING:
    from evsite.model.catalog import StationModel
    from evsite.model.distribution import Circuit
    from evsite.model.remedy import Way
    from evsite.model.stated import UnseenValue
    from evsite.sitefile.resolve.assumptions import StationAssumptions
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.resolve.station_kind import StationKind

ASSUMED_V = 480.0
"""Line voltage that amperes are calculated at for a port of unknown connection, three-phase [V]."""


@dataclass(frozen=True, slots=True)
class PortRating:
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
    unseen: tuple[UnseenValue, ...] = ()
    """What of this is a figure of the catalogue not confirmed in a document."""


def port_rating(
    context: ResolveContext, kind: StationKind, circuit: Circuit | None, assumptions: StationAssumptions, *, own: bool
) -> PortRating | None:
    """What a port is built for and what is left of it on this circuit; None, with a finding, if it cannot be there."""
    connection, voltage_v, kva_per_a = _at(context, kind, circuit)
    if circuit is not None and not _fits_wires(context, kind, circuit):
        return None
    if kind.dc:
        return _dc_rating(context, kind, assumptions, (connection, voltage_v, kva_per_a))
    table, model = kind.table, kind.model
    rated_a = _rated_a(kind, kva_per_a)
    if not_read(rated_a):
        # the file knows better than a figure that is not confirmed
        least_a = None if model is None else model.min_a
        rated_a = max(rated_a, *(a or 0.0 for a in (value_of(table.setting), value_of(table.min_current), least_a)))
    setting_a, total_a, max_a = value_of(table.setting), None, rated_a
    breaker_a = None if circuit is None else circuit.breaker_a
    derated_a: float | None = None
    if breaker_a is not None:
        if kind.one_feed:
            one_car_a, total_a = (usable_continuous_a(breaker_a),) * 2 if model is None else model.jumper_for(breaker_a)
            derated_a = one_car_a if own or (model is not None and model.jumper_settings) else None
        elif own and model is not None:
            derated_a = model.setting_for(breaker_a)
    if setting_a is not None:
        max_a = min(setting_a, rated_a)
        total_a = _total_at(model, setting_a, total_a)
    elif derated_a is not None and derated_a < rated_a:
        max_a = derated_a
        setting_a = derated_a if model is not None and model.settings else None
    return PortRating(
        rated_a=rated_a,
        max_a=max_a,
        setting_a=setting_a,
        total_a=total_a,
        voltage_v=voltage_v,
        connection=connection,
        input_kw_per_a=kva_per_a,
        output_kw_per_a=kva_per_a,
        limit_kw_per_a=kva_per_a,
        unseen=_unseen_amps(rated_a, max_a, total_a, breaker_a),
    )


def _unseen_amps(
    rated_a: float, max_a: float, total_a: float | None, breaker_a: float | None
) -> tuple[UnseenValue, ...]:
    """What of an AC rating is not confirmed in a document: what a port is built for, and what its breaker leaves."""
    # with a jumper one pair of figures says what one car gets and what two get
    both = unseen([("jumper_settings", total_a)], breaker_a)
    lower = () if max_a is rated_a else unseen([("settings", max_a)], breaker_a)
    return unseen([("port_max_a", rated_a)]) + (both or lower)


def _dc_rating(
    context: ResolveContext, kind: StationKind, assumptions: StationAssumptions, at: tuple[str | None, float, float]
) -> PortRating | None:
    """The rating of a DC port where it is: its connection, voltage [V] and kVA per ampere."""
    table, model = kind.table, kind.model
    connection, voltage_v, kva_per_a = at
    try:
        found = dc_rating(table, model, kva_per_a, voltage_v)
    except TooMuchOutput as error:
        _report_excess(context, kind, error, voltage_v, kva_per_a)
        return None
    if found.assumed is not None:
        assumptions.losses(kind.path, found.assumed)
    if model is not None and model.input_v and not any(math.isclose(voltage_v, built_v) for built_v in model.input_v):
        assumptions.voltage(kind.path, model, voltage_v, found.rated_a)
    setting_a = value_of(table.setting)
    max_a = found.rated_a if setting_a is None else min(found.rated_a, setting_a)
    # a cabinet shares its whole output among its ports
    total_a = found.station_a if kind.one_feed and kind.ports > 1 else None
    return PortRating(
        rated_a=found.rated_a,
        max_a=max_a,
        setting_a=setting_a,
        total_a=_total_at(model, setting_a, total_a) if setting_a is not None else total_a,
        voltage_v=voltage_v,
        connection=connection,
        input_kw_per_a=kva_per_a,
        output_kw_per_a=found.output_kw_per_a,
        limit_kw_per_a=found.limit_kw_per_a,
        unseen=unseen_losses(table, model),
    )


def _report_excess(
    context: ResolveContext, kind: StationKind, error: TooMuchOutput, voltage_v: float, kva_per_a: float
) -> None:
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
    nameplate = f"the input current of the nameplate at this voltage, which is above {least_a:g} A"
    key = "max_current" if kind.table.max_current is not None else "model"
    way: Way = None
    if key == "max_current" and kind.table.setting is None:
        setting = Edit((*kind.path, "setting"), f"{error.current_a:g} A")
        way = added([Edit((*kind.path, key), REMOVE), setting], "for a station that is set lower")
    ac = when(Edit((*kind.path, "type"), "ac"), "for an AC station") if kind.model is None else None
    context.report(problems.WRONG_STATION, message, (*kind.path, key), remedy=remedy(nameplate, way, ac))


def _fits_wires(context: ResolveContext, kind: StationKind, circuit: Circuit) -> bool:
    model = kind.model
    if model is None or model.phases is None or (model.phases == 3) == (circuit.connection == "ABC"):
        return True
    wires = "three lines" if model.phases == 3 else "two wires"
    message = f"{model.id} needs {wires}, but circuit '{shown(circuit.name)}' is on {circuit.connection}"
    poles = 3 if model.phases == 3 else 2
    way: Way = f"expected a circuit with poles = {poles}"
    feeding = context.tables.circuits[str(circuit.path[1])]
    if feeding.phases is None and feeding.spaces is None and (poles == 2 or circuit.system.three_phase):
        way = Edit((*circuit.path, "poles"), poles)
    key = "circuit" if kind.table.circuit is not None else "circuits"
    labels = (Label(circuit.path, f"{circuit.connection} here", "header"),)
    context.report(problems.WRONG_STATION, message, (*kind.path, key), labels=labels, remedy=way)
    return False


def _total_at(model: StationModel | None, setting_a: float, total_a: float | None) -> float | None:
    """What a jumpered pair may draw in all when it was set lower than its breaker would allow."""
    if total_a is None or model is None:
        return total_a
    listed = [2 * each for one, each in model.jumper_settings.values() if math.isclose(one, setting_a)]
    return min(total_a, max(listed)) if listed else total_a


def _at(context: ResolveContext, kind: StationKind, circuit: Circuit | None) -> tuple[str | None, float, float]:
    """Connection, voltage [V] and apparent power per ampere [kVA/A] where a port is."""
    table, model = kind.table, kind.model
    if circuit is not None:
        system, connection = circuit.system, circuit.connection
        return connection, system.voltage_v(connection), system.kva_per_a(connection)
    three_phase = kind.dc if model is None or model.phases is None else model.phases == 3
    voltage_v = value_of(table.voltage)
    if voltage_v is None:
        voltage_v, three_phase = ASSUMED_V, True
        message = f"{header_of(kind.path)} has no voltage: its amperes are calculated at {ASSUMED_V:g} V, three-phase"
        context.notice(
            problems.ASSUMED_VOLTAGE,
            message,
            kind.path,
            anchor="header",
            remedy=added(Edit((*kind.path, "voltage"), "208 V"), "for instance"),
        )
    return None, voltage_v, voltage_v * (math.sqrt(3) if three_phase else 1.0) / 1000


def _rated_a(kind: StationKind, kva_per_a: float) -> float:
    """What an AC port is built for [A]."""
    table, model = kind.table, kind.model
    currents = [value_of(table.max_current), *([model.port_max_a] if model is not None else [])]
    limits = [current for current in currents if current is not None]
    powers = [value_of(table.max_power), *([model.port_dc_kw] if model is not None else [])]
    limits += [power / kva_per_a for power in powers if power is not None]
    return min(limits) if limits else value_of(table.setting) or 0.0
