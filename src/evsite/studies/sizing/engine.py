"""The search of a design: closed forms first, then the proof of what they say."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.codebook.equipment_sizes import usual_panel_mains_a, usual_service_a
from evsite.codebook.ocpd import next_usual_kva
from evsite.codebook.profiles import profiles
from evsite.model.system_names import find_system
from evsite.model.systems import SYSTEMS
from evsite.studies.sizing.capacity import capacity_of
from evsite.studies.sizing.designs import designed
from evsite.studies.sizing.floor import floor_of
from evsite.studies.sizing.front import Candidate, best, not_dominated
from evsite.studies.sizing.job import Job
from evsite.studies.sizing.layout import lay_out
from evsite.studies.sizing.line_loads import ratio_of
from evsite.studies.sizing.plan import Plan
from evsite.studies.sizing.proving import prove
from evsite.studies.sizing.results import Refusal, SizingResult, Stop
from evsite.studies.sizing.sessions import sessions_served
from evsite.studies.sizing.units import ratio_advised, units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.systems import VoltageSystem
    from evsite.studies.sizing.plan import Unit
    from evsite.studies.sizing.proving import Proof
    from evsite.studies.sizing.request import GroupForm, SizingRequest
    from evsite.studies.sizing.results import Floor, SizedDesign

MOST_PORTS = 10_000
"""More than this are refused."""
MOST_DESIGNS = 3
_TRIES = 4
"""How often a design that does not pass is made smaller before the way to build it is given up."""
_USABLE_V = 300.0
"""Above this AC stations of Level 2 have no use for a system; they are behind transformers to 208Y/120 [V]."""


def size(request: SizingRequest) -> SizingResult:
    """Designs for a request, each of which passes its own check; where there is none, what is in the way.

    Raises:
        ValueError: for a system that is not known, neither ports nor a rating, or more ports than `MOST_PORTS`.
    """
    system = find_system(request.source.system)
    if system is None:
        raise ValueError(f"unknown voltage system '{request.source.system}'")
    request = replace(request, source=replace(request.source, system=system.name))
    rating, _ = _given(request)
    if request.ports is None and rating is None:
        raise ValueError("give the ports that are wanted, or the rating of what feeds them")
    if request.ports is not None and not 1 <= request.ports <= MOST_PORTS:
        raise ValueError(f"found {request.ports:,} ports, expected 1 to {MOST_PORTS:,}")
    port_system = system if system.line_v < _USABLE_V else SYSTEMS["208Y/120"]
    floor = floor_of(request.need, port_system.line_v)
    stops: list[Stop] = []
    found: list[Candidate] = []
    for way in _ways(request, port_system, floor):
        for candidate in _candidates(request, system, port_system, floor, way, stops):
            if candidate not in found:
                found.append(candidate)
    designs = _proved(request, found)
    if not designs:
        return SizingResult(request, floor, (), Refusal(_worst(stops), ()))
    first = designs[0][0]
    return SizingResult(
        request,
        floor,
        tuple(design for _, design in designs),
        ratio=first.ratio,
        ratio_advised=ratio_advised(request, first.plan.unit),
        sessions_served_percent=sessions_served(designs[0][1].guaranteed_current_a, port_system.line_v),
    )


def _given(request: SizingRequest) -> tuple[float | None, str]:
    source = request.source
    if source.rating_kva is not None:
        return source.rating_kva, "kVA"
    return source.rating_a, "kVA" if source.kind == "transformer" and source.rating_a is None else "A"


@dataclass(frozen=True, slots=True)
class _Way:
    unit: Unit
    groups: frozenset[GroupForm]


def _ways(request: SizingRequest, system: VoltageSystem, floor: Floor) -> Iterator[_Way]:
    """Every way to wire stations and to hold setpoints."""
    allowed = request.allowed.groups
    held = allowed & {"panel", "site", "circuit"}
    alone_a = max((_alone_a(name) for name in request.need.profiles), default=0.0)
    for unit in units(request, system, floor.current_a, alone_a):
        if held & {"panel", "site"} or unit.form == "shared":
            yield _Way(unit, held)
        if "none" in allowed and unit.form != "shared":
            yield _Way(unit, frozenset())


def _alone_a(name: str) -> float:
    profile = profiles().get(name)
    return (
        0.0 if profile is None or profile.single_vehicle_min_current_a is None else profile.single_vehicle_min_current_a
    )


def _candidates(
    request: SizingRequest,
    system: VoltageSystem,
    port_system: VoltageSystem,
    floor: Floor,
    way: _Way,
    stops: list[Stop],
) -> Iterator[Candidate]:
    """Designs of a way by closed forms: as asked, and one that keeps to the advised ratio where that is another."""
    advised = ratio_advised(request, way.unit)
    for most_ratio in (advised, None):
        for rating, unit in _ratings(request):
            capacity = capacity_of(request, system, rating, unit)
            job = Job(request, system, port_system, capacity, floor.current_a, most_ratio)
            plan = _plan(job, way)
            if isinstance(plan, Plan):
                ratio = ratio_of(job, plan)
                keeps = ratio is None or ratio <= advised * (1 + 1e-9)
                yield Candidate(job, way.unit, way.groups, plan, ratio, keeps=keeps)
                break
            if most_ratio is None:
                stops.append(plan)


def _ratings(request: SizingRequest) -> list[tuple[float, str]]:
    """The rating of the source, or the usual ones, rising."""
    given, unit = _given(request)
    if given is not None:
        return [(given, unit)]
    if request.source.kind == "transformer":
        found, kva = [], next_usual_kva(1.0, three_phase=SYSTEMS[request.source.system].three_phase)
        while kva is not None:
            found.append((kva, "kVA"))
            kva = next_usual_kva(kva * 1.01, three_phase=SYSTEMS[request.source.system].three_phase)
        return found
    steps = usual_service_a() if request.source.kind == "service" else usual_panel_mains_a()
    return [(rating, "A") for rating in steps]


def _plan(job: Job, way: _Way) -> Plan | Stop:
    each = way.unit.ports
    if job.request.ports is not None:
        return lay_out(job, way.unit, way.groups, math.ceil(job.request.ports / each) * each)
    return most_ports(job, way.unit, way.groups)


def most_ports(job: Job, unit: Unit, groups: frozenset[GroupForm], most: int = MOST_PORTS) -> Plan | Stop:
    """The design with the most ports, by closed forms."""
    low, high = 0, most // unit.ports
    found: Plan | Stop = Stop("asked", "ports", 0.0, 0.0, "ports")
    while low < high:
        middle = (low + high + 1) // 2 if low or high < 64 else min(high, 64)
        plan = lay_out(job, unit, groups, middle * unit.ports)
        if isinstance(plan, Plan):
            low, found = middle, plan
        else:
            high = middle - 1
            if not isinstance(found, Plan):
                found = plan
    return found


def _proved(request: SizingRequest, found: list[Candidate]) -> list[tuple[Candidate, SizedDesign]]:
    """The designs to show, proved; one that does not pass gives way to the next."""
    waiting = best(not_dominated(found))
    designs: list[tuple[Candidate, SizedDesign]] = []
    tries = 0
    while waiting and len(designs) < MOST_DESIGNS and tries < 2 * MOST_DESIGNS:
        candidate = waiting.pop(0)
        tries += 1
        passed = _passing(request, candidate)
        if passed is None:
            continue
        design = designed(request, *passed)
        if all(_different(design, other) for _, other in designs):
            designs.append((passed[0], design))
    return designs


def _passing(request: SizingRequest, candidate: Candidate) -> tuple[Candidate, Proof] | None:
    """A design that passes its check and gives every port what it needs, with fewer ports where it has to be."""
    for _ in range(_TRIES):
        proof = prove(request, candidate.plan)
        enough = proof.current_a >= candidate.job.floor_a * (1 - 1e-9)
        if proof.passes and enough:
            return candidate, proof
        if request.ports is not None:
            return None
        fewer = lay_out(candidate.job, candidate.unit, candidate.groups, candidate.plan.ports - candidate.unit.ports)
        if not isinstance(fewer, Plan):
            return None
        candidate = replace(candidate, plan=fewer)
    return None


def _different(one: SizedDesign, other: SizedDesign) -> bool:
    return (one.circuits, one.groups, one.model, one.ports, one.home_runs) != (
        other.circuits,
        other.groups,
        other.model,
        other.ports,
        other.home_runs,
    )


def _worst(stops: list[Stop]) -> Stop:
    """The stop that is nearest to be passed."""
    if not stops:
        return Stop("station", "stations", 0.0, 0.0, "A")
    return min(stops, key=lambda stop: stop.would_be / stop.limit if stop.limit else math.inf)
