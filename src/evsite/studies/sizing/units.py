"""Stations as they can be wired: which models, on which breakers, in which forms."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.oversubscription_chart import ADVISED_RATIO, chart_cell, class_of_model
from evsite.codebook.dc_input import assumed
from evsite.codebook.formulas import least_evse_kva, minimum_ocpd_a, usable_continuous_a
from evsite.codebook.ocpd import next_standard_a
from evsite.codebook.profiles import profiles
from evsite.model.application import applications, read_application
from evsite.model.catalog import Catalog
from evsite.rounding import exceeds, fits, whole
from evsite.studies.sizing.plan import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.catalog import StationModel
    from evsite.model.systems import VoltageSystem
    from evsite.studies.sizing.request import CircuitForm, SizingRequest

GENERIC_A = (32.0, 48.0, 80.0)
"""Usual ratings of stations, where any does [A]; from knowledge."""
DC_INPUT_V = 480.0
"""Line voltage that DC stations are built for, if nothing else is known of them [V]."""
_OWN_CIRCUIT = frozenset({"tesla-gen3"})
"""Models whose maker asks for a branch circuit for each station (Tesla, manual of the Gen 3 Wall Connector)."""
SHARED_FROM = 2023
"""The first edition in which several outlets may share a branch circuit."""


def units(request: SizingRequest, system: VoltageSystem, floor_a: float, alone_a: float) -> list[Unit]:
    """Every way to wire a station that may be built and gives a port what it needs.

    Parameters
    ----------
    request
        What was asked for.
    system
        That of the ports.
    floor_a
        What every port has to give [A].
    alone_a
        What a vehicle that is there alone has to get [A].
    """
    found = list(_units(request, system, floor_a))
    found += _dc_units(request, system)
    if request.need.application is not None:
        found = [
            replace(unit, by_ports=unit.model is not None and class_of_model(unit.model) is not None) for unit in found
        ]
    for unit in list(found):
        # as many ports as the advised ratio lets a setpoint on the circuit have, beside as many as the floor does
        most = (
            whole(ratio_advised(request, unit) * usable_continuous_a(unit.breaker_a) / unit.port_a)
            // unit.ports
            * unit.ports
        )
        if unit.form == "shared" and 1 < most < unit.shared:
            found.append(replace(unit, shared=most))
    least_breaker_a = max((_least_circuit_a(name) for name in request.need.profiles), default=0.0)
    return [
        unit
        for unit in found
        if (unit.dc or fits(max(floor_a, alone_a), unit.port_a))
        and unit.ports_per_circuit > 0
        and fits(least_breaker_a, unit.breaker_a)
    ]


def _least_circuit_a(name: str) -> float:
    """The least breaker of a charging circuit that a jurisdiction asks for [A]."""
    profile = profiles().get(name)
    return (profile.min_circuit_a if profile is not None else None) or 0.0


def _units(request: SizingRequest, system: VoltageSystem, floor_a: float) -> Iterator[Unit]:
    allowed = request.allowed
    for name in allowed.models:
        model = Catalog().find(name)
        if model is not None and not model.dc and model.port_max_a is not None:
            for form in _forms(request):
                if form == "shared" and takes_a_circuit_of_its_own(model.id):
                    continue
                yield from _of_model(request, system, model, form, floor_a)
    if allowed.models or allowed.station_kw is not None:
        return
    ratings = (allowed.station_a,) if allowed.station_a is not None else GENERIC_A
    for rating_a in ratings:
        breaker_a = next_standard_a(minimum_ocpd_a(rating_a), request.nec)
        if breaker_a is None:
            continue
        for form in _forms(request):
            yield _generic(request, system, rating_a, breaker_a, form, floor_a)


def takes_a_circuit_of_its_own(model: str) -> bool:
    """Whether the maker asks for a branch circuit for each station of a model."""
    return model in _OWN_CIRCUIT


def wants_dc(request: SizingRequest) -> bool:
    """Whether the stations that may be built charge with direct current."""
    models = [Catalog().find(name) for name in request.allowed.models]
    return request.allowed.station_kw is not None or any(model is not None and model.dc for model in models)


def _dc_units(request: SizingRequest, system: VoltageSystem) -> list[Unit]:
    """DC stations with a port each on circuits of their own, where the system is three-phase and theirs."""
    if not system.three_phase or exceeds(DC_INPUT_V, system.line_v) or "own" not in request.allowed.circuits:
        return []
    found: list[Unit | None] = []
    per_a = math.sqrt(3) * system.line_v / 1000
    if request.allowed.station_kw is not None:
        kw = request.allowed.station_kw
        drawn_a = kw / assumed("efficiency").value / assumed("power_factor").value / per_a
        found.append(_dc_unit(request, None, kw, drawn_a))
    for name in request.allowed.models:
        model = Catalog().find(name)
        if model is None or not model.dc or model.ports != 1 or model.dc_kw is None:
            continue
        known_a = model.ac_input_a
        if known_a is None or (model.input_v and abs(model.input_v[0] - system.line_v) > 1):
            continue
        found.append(_dc_unit(request, model.id, float(model.dc_kw), float(known_a)))
    return [unit for unit in found if unit is not None]


def _dc_unit(request: SizingRequest, model: str | None, kw: float, drawn_a: float) -> Unit | None:
    breaker_a = next_standard_a(minimum_ocpd_a(drawn_a), request.nec)
    if breaker_a is None:
        return None
    return Unit(
        form="own",
        model=model,
        ports=1,
        poles=3,
        breaker_a=breaker_a,
        port_a=drawn_a,
        feed_a=drawn_a,
        counted_a=drawn_a,
        dc_kw=kw,
        kw_per_a=kw / drawn_a,
    )


def ratio_advised(request: SizingRequest, unit: Unit) -> float:
    """The greatest ratio of rated power to a setpoint that is advised: by the guide's chart, else 4:1."""
    name = None if request.need.application is None else read_application(request.need.application)
    cell = None if unit.model is None else class_of_model(unit.model)
    if name is None or cell is None:
        return ADVISED_RATIO
    return chart_cell(applications()[name].chart_row, cell).ratio or 1.0


def _forms(request: SizingRequest) -> list[CircuitForm]:
    allowed = request.allowed
    forms: list[CircuitForm] = []
    if "own" in allowed.circuits:
        forms.append("own")
    if "jumper" in allowed.circuits:
        forms.append("jumper")
    if "shared" in allowed.circuits and "circuit" in allowed.groups and request.nec >= SHARED_FROM:
        forms.append("shared")
    return forms


def _generic(
    request: SizingRequest, system: VoltageSystem, rating_a: float, breaker_a: float, form: CircuitForm, floor_a: float
) -> Unit:
    ports = 2 if form == "jumper" else 1
    feed_a = min(usable_continuous_a(breaker_a), ports * rating_a)
    return Unit(
        form=form,
        model=None,
        ports=ports,
        poles=2,
        breaker_a=breaker_a,
        port_a=rating_a,
        feed_a=feed_a,
        counted_a=_counted_a(feed_a, system, request.nec),
        max_current_a=rating_a,
        kw_per_a=system.line_v / 1000,
        shared=most_on_circuit(breaker_a, floor_a) if form == "shared" else 0,
    )


def _of_model(
    request: SizingRequest, system: VoltageSystem, model: StationModel, form: CircuitForm, floor_a: float
) -> Iterator[Unit]:
    ports = model.ports or 1
    if form == "jumper":
        settings = {breaker_a: model.jumper_for(breaker_a) for breaker_a in model.jumper_settings}
        if ports < 2:
            return
    elif model.circuits == 1 and ports > 1:
        return
    else:
        assert model.port_max_a is not None
        listed = model.settings or {float(model.breaker_a or minimum_ocpd_a(model.port_max_a)): model.port_max_a}
        settings = {breaker_a: (float(amps), float(amps)) for breaker_a, amps in listed.items()}
    seen: set[tuple[float, float]] = set()
    for breaker_a, (port_a, feed_a) in sorted(settings.items()):
        if model.max_ocpd_a is not None and exceeds(breaker_a, model.max_ocpd_a):
            continue
        if (port_a, feed_a) in seen or not fits(1.25 * port_a, breaker_a):
            continue
        seen.add((port_a, feed_a))
        shared = most_on_circuit(breaker_a, floor_a) // ports * ports if form == "shared" else 0
        yield Unit(
            form=form,
            model=model.id,
            ports=ports,
            poles=2,
            breaker_a=float(breaker_a),
            port_a=float(port_a),
            feed_a=float(feed_a),
            # several stations on a circuit are as built unless they are set
            setting_a=float(port_a) if form == "shared" and port_a < (model.port_max_a or 0) else None,
            counted_a=_counted_a(float(feed_a), system, request.nec, ports if form == "own" else 1),
            kw_per_a=system.line_v / 1000,
            shared=shared,
            full=fits(float(model.breaker_a or 1.25 * (model.port_max_a or 0.0)), float(breaker_a)),
        )


def most_on_circuit(breaker_a: float, floor_a: float) -> int:
    """The most ports that a shared circuit gives so much each."""
    return whole(usable_continuous_a(breaker_a) / floor_a)


def _counted_a(feed_a: float, system: VoltageSystem, edition: int, feeds: int = 1) -> float:
    """What a feed counts in the calculation of feeders and services [A]: a station at its least value at least."""
    return max(feed_a, least_evse_kva(edition) * 1000 / system.line_v / feeds)
