"""Ways to build a site, and by closed forms the design that each gives."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.codebook.equipment_sizes import usual_panel_mains_a, usual_service_a
from evsite.codebook.ocpd import next_usual_kva, standard_ratings_a
from evsite.codebook.profiles import profiles
from evsite.model.systems import SYSTEMS
from evsite.network.fallback import AC_LEAST_FALLBACK_KW
from evsite.rounding import exceeds
from evsite.studies.sizing.balance import PAIRS
from evsite.studies.sizing.capacity import capacity_of
from evsite.studies.sizing.distances import with_lengths
from evsite.studies.sizing.floor import floor_of
from evsite.studies.sizing.front import Candidate
from evsite.studies.sizing.job import Job
from evsite.studies.sizing.layout import lay_out, with_least_transformers
from evsite.studies.sizing.line_loads import ratio_of
from evsite.studies.sizing.plan import Plan
from evsite.studies.sizing.results import Stop
from evsite.studies.sizing.units import ratio_advised, units, wants_dc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.systems import VoltageSystem
    from evsite.studies.sizing.plan import Unit
    from evsite.studies.sizing.request import GroupForm, SizingRequest
    from evsite.studies.sizing.results import Floor

MOST_PORTS = 10_000
"""More than this are refused."""
_PROBED = 6
"""How many numbers of stations above the largest that was found are tried one by one."""
LEVELS = (1.1, 1.25, 1.5, 2.0)
"""Multiples of a current that are tried where it does not do itself, or for the next larger equipment."""
_FINER = 1.1
"""The steps in which currents are tried, where drivers are simulated."""
_USABLE_V = 300.0
"""Above this AC stations of Level 2 have no use for a system; they are behind transformers to 208Y/120 [V]."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request with what follows from it: the systems of source and ports, and the floor."""

    request: SizingRequest
    system: VoltageSystem
    port_system: VoltageSystem
    floor: Floor

    @classmethod
    def of(cls, request: SizingRequest) -> Question:
        """The question of a request whose system is known by its name."""
        system = SYSTEMS[request.source.system]
        dc = wants_dc(request)
        port_system = system if dc or system.line_v < _USABLE_V else SYSTEMS["208Y/120"]
        return cls(request, system, port_system, floor_of(request.need, port_system.line_v, dc=dc, three_phase=dc))

    def floor_a(self, unit: Unit) -> float:
        """What a port of a station has to get in its circuit [A]."""
        if not unit.dc:
            return self.floor.current_a
        # where nothing is asked for, what they are rated for
        return self.floor.power_kw / unit.kw_per_a or unit.port_a


@dataclass(frozen=True, slots=True)
class _Way:
    unit: Unit
    groups: frozenset[GroupForm]


def candidates(question: Question, stops: list[Stop]) -> list[Candidate]:
    """The design of every way to build a site, by closed forms; what is in the way of the others goes to `stops`."""
    found: list[Candidate] = []
    for way in _ways(question):
        found += [one for one in _of_way(question, way, stops) if one not in found]
    return found


def given_rating(request: SizingRequest) -> tuple[float | None, str]:
    """The rating of the source with its unit; None where the smallest is wanted."""
    source = request.source
    if source.rating_kva is not None:
        return source.rating_kva, "kVA"
    return source.rating_a, "kVA" if source.kind == "transformer" and source.rating_a is None else "A"


def usual_ratings(request: SizingRequest) -> list[tuple[float, str]]:
    """The usual ratings of such a source, rising, with their unit."""
    if given_rating(request)[1] == "kVA":
        three_phase = SYSTEMS[request.source.system].three_phase
        found, kva = [], next_usual_kva(1.0, three_phase=three_phase)
        while kva is not None:
            found.append((kva, "kVA"))
            kva = next_usual_kva(kva * 1.01, three_phase=three_phase)
        return found
    if request.source.kind == "panel":
        return [(rating, "A") for rating in usual_panel_mains_a()]
    least_a, *_, most_a = usual_service_a()
    return [(rating, "A") for rating in standard_ratings_a(request.nec) if least_a <= rating <= most_a]


def most_ports(job: Job, unit: Unit, groups: frozenset[GroupForm]) -> Plan | Stop:
    """The design with the most ports, by closed forms; of those that keep to the ratio of the job where it has one."""
    low, high = 0, MOST_PORTS // unit.ports
    found: Plan | Stop = Stop("asked", "ports", 0.0, 0.0, "ports")
    while low < high:
        middle = (low + high + 1) // 2 if low or high < 64 else min(high, 64)
        plan = _kept(job, lay_out(job, unit, groups, middle * unit.ports))
        if isinstance(plan, Plan):
            low, found = middle, plan
        else:
            high = middle - 1
            if not isinstance(found, Plan):
                found = plan
    # a number that spreads evenly over circuits and pairs may do where a smaller one does not
    for above in range(low + _PROBED, low, -1):
        plan = _kept(job, lay_out(job, unit, groups, above * unit.ports))
        if isinstance(plan, Plan):
            return plan
    return found


def _kept(job: Job, plan: Plan | Stop) -> Plan | Stop:
    """A design that keeps to what is advised, where its job says so; else what is not kept."""
    if isinstance(plan, Stop) or job.most_ratio is None:
        return plan
    return against_advice(job, plan) or plan


def against_advice(job: Job, plan: Plan) -> Stop | None:
    """What of the advice a design does not keep: the ratio of its job, or what stations fall back to offline."""
    ratio = ratio_of(job, plan)
    if ratio is not None and job.most_ratio is not None and exceeds(ratio, job.most_ratio):
        return Stop("asked", "ratio", job.most_ratio, ratio, ":1")
    least_a = _fallback_a(plan.unit)
    if plan.groups != ("none",) and exceeds(least_a, plan.expected_a):
        return Stop("fallback", "ports", plan.expected_a, least_a, "A")
    return None


def _fallback_a(unit: Unit) -> float:
    """What a port falls back to that cannot be reached [A]."""
    return 0.0 if unit.dc else min(unit.port_a, AC_LEAST_FALLBACK_KW / unit.kw_per_a)


def _ways(question: Question) -> Iterator[_Way]:
    """Every way to wire stations and to hold setpoints."""
    request = question.request
    allowed = request.allowed.groups
    held = allowed & {"panel", "site", "circuit"}
    alone_a = max((_alone_a(name) for name in request.need.profiles), default=0.0)
    for unit in units(request, question.port_system, question.floor.current_a, alone_a):
        if unit.form == "shared" or held & {"panel", "site"}:
            yield _Way(unit, held)
        if unit.form != "shared" and ("none" in allowed or not held & {"panel", "site"}):
            yield _Way(unit, frozenset())


def _alone_a(name: str) -> float:
    profile = profiles().get(name)
    return (profile.single_vehicle_min_current_a if profile is not None else None) or 0.0


def _of_way(question: Question, way: _Way, stops: list[Stop]) -> Iterator[Candidate]:
    """Designs of a way: within what is advised and beyond it; with the least equipment, and with all of the source."""
    request = question.request
    advised = ratio_advised(request, way.unit)
    given, unit = given_rating(request)
    ratings = usual_ratings(request) if given is None else [(given, unit)]
    for most_ratio in (advised, None):
        for rating, rating_unit in ratings:
            plans: list[tuple[Job, Plan | Stop]] = []
            for job in _jobs(question, way, rating, rating_unit, most_ratio):
                if request.ports is not None:
                    plans += [(job, plan) for plan in _plans(job, way)]
                else:
                    plans.append((job, _most(job, way)))
            found = [(job, plan) for job, plan in plans if isinstance(plan, Plan)]
            for job, plan in found:
                yield _candidate(job, way, plan, advised)
            if found:
                break
            if most_ratio is None:
                stops += [plan for _, plan in plans if isinstance(plan, Stop)]


def candidates_on(question: Question, rating: float, unit: str, ports: int) -> list[Candidate]:
    """Designs of every way with a number of ports on a source of one rating, with all that the source allows.

    Where a number is asked for and it is not the source itself that is to be found, there are those with less and less
    equipment below it, too.

    Parameters
    ----------
    question
        What is asked for.
    rating
        Of the source.
    unit
        Of the rating, A or kVA.
    ports
        How many; of stations with two so many as are no more, unless they were asked for.
    """
    found: list[Candidate] = []
    for way in _ways(question):
        advised = ratio_advised(question.request, way.unit)
        for job in _jobs(question, way, rating, unit, None):
            found += [_candidate(job, way, plan, advised) for plan in _every_size(job, way, ports)]
    return found


def _jobs(question: Question, way: _Way, rating: float, unit: str, most_ratio: float | None) -> list[Job]:
    """The source as circuits of a way may be spread over it."""
    request = question.request
    capacity = capacity_of(request, question.system, rating, unit)
    even = Job(request, question.system, question.port_system, capacity, question.floor_a(way.unit), most_ratio)
    jobs = [even, *_uneven(even, way)]
    if request.source.kind == "panel" and request.ports is None and not even.stepped:
        jobs += [replace(job, inside=True) for job in jobs]
    return jobs


def _most(job: Job, way: _Way) -> Plan | Stop:
    """The most ports of a way, on the smallest transformers."""
    most = most_ports(job, way.unit, way.groups)
    return with_least_transformers(job, way.unit, way.groups, most) if isinstance(most, Plan) else most


def _candidate(job: Job, way: _Way, plan: Plan, advised: float) -> Candidate:
    least = with_lengths(plan, job.request.distances)
    keeps = against_advice(replace(job, most_ratio=advised), least) is None
    return Candidate(job, way.unit, way.groups, least, ratio_of(job, least), keeps=keeps)


def _every_size(job: Job, way: _Way, ports: int) -> Iterator[Plan]:
    """So many ports with all that the source allows, then with less and less equipment below it."""
    each, requested = way.unit.ports, job.request.ports is not None
    number = math.ceil(ports / each) * each if requested else ports // each * each
    full = lay_out(job, way.unit, way.groups, number)
    if isinstance(full, Stop):
        return
    yield with_least_transformers(job, way.unit, way.groups, full)
    if not requested or (given_rating(job.request)[0] is None and not job.stepped):
        return
    level_a = max(job.floor_a, _fallback_a(way.unit))
    while level_a and exceeds(full.expected_a, level_a):
        smaller = replace(job, level_a=level_a)
        plan = lay_out(smaller, way.unit, way.groups, number)
        if isinstance(plan, Plan):
            yield with_least_transformers(smaller, way.unit, way.groups, plan)
        level_a *= _FINER


def _uneven(job: Job, way: _Way) -> Iterator[Job]:
    """The same source with circuits where the existing load leaves room: on the two lightest lines, or by each line."""
    existing, system = job.request.existing, job.system
    if existing is None or way.unit.poles != 2 or job.stepped or len(set(existing.by_line_a)) < 2:
        return
    if not system.three_phase or not {f"{leg}N" for leg in system.legs} <= set(system.connections()):
        return
    if existing.method == "metered peak" and job.request.source.kind == "service":
        return
    load_a = dict(zip(system.legs, existing.by_line_a, strict=True))
    pair = min(PAIRS, key=lambda each: (max(load_a[leg] for leg in each), sum(load_a[leg] for leg in each)))
    yield with_capacity(replace(job, pair=pair), job.capacity.rating)
    if not way.groups:
        yield with_capacity(replace(job, by_line=(job.capacity,)), job.capacity.rating)


def with_capacity(job: Job, rating: float) -> Job:
    """The job on a source of another rating."""
    unit, request = job.capacity.unit, job.request
    found = replace(job, capacity=capacity_of(request, job.system, rating, unit, job.pair))
    if not job.by_line:
        return found
    by_line = tuple(capacity_of(request, job.system, rating, unit, leg) for leg in job.system.legs)
    most = max(by_line, key=lambda each: each.usable_a)
    return replace(found, capacity=most, by_line=by_line)


def _plans(job: Job, way: _Way) -> Iterator[Plan | Stop]:
    """The ports that are asked for, with the least equipment that does, and with all that the source allows."""
    each, ports = way.unit.ports, job.request.ports
    assert ports is not None
    number = math.ceil(ports / each) * each
    full = lay_out(job, way.unit, way.groups, number)
    if isinstance(full, Plan):
        full = _kept(job, with_least_transformers(job, way.unit, way.groups, full))
    yield full
    if isinstance(full, Stop):
        return
    for level_a in _levels(job, way.unit, full.expected_a):
        smaller = replace(job, level_a=level_a)
        plan = lay_out(smaller, way.unit, way.groups, number)
        if isinstance(plan, Plan):
            plan = _kept(job, with_least_transformers(smaller, way.unit, way.groups, plan))
        if isinstance(plan, Plan):
            yield plan
            return


def _levels(job: Job, unit: Unit, most_a: float) -> list[float]:
    """Currents of a port that equipment is sized by, from the least that does up to what the source allows [A]."""
    least_a = job.floor_a
    if job.most_ratio is not None:
        rated_a = unit.feed_a / unit.ports if unit.form == "jumper" else unit.port_a
        least_a = max(least_a, _fallback_a(unit))
        advised_a = max(least_a, rated_a / job.most_ratio)
    else:
        advised_a = least_a
    found = [least_a, advised_a, *(advised_a * step for step in LEVELS)]
    return [level_a for level_a in dict.fromkeys(found) if exceeds(most_a, level_a)]
