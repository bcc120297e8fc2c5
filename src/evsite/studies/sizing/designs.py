"""A proved design with its figures, what stops one more port, and what would bring more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.home_runs import home_runs
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.codebook.formulas import full_load_a
from evsite.model.settings import USUAL_MILES_PER_KWH
from evsite.studies.sizing.assumed import assumptions
from evsite.studies.sizing.capacity import capacity_of
from evsite.studies.sizing.floor import stay_of
from evsite.studies.sizing.layout import lay_out
from evsite.studies.sizing.plan import Plan
from evsite.studies.sizing.proving import prove
from evsite.studies.sizing.results import PanelChoice, SizedDesign, Step, Stop
from evsite.studies.sizing.search import most_ports, usual_ratings
from evsite.studies.sizing.site_file import EXISTING, source_name
from evsite.studies.takeoff.run_lengths import run_lengths
from evsite.studies.takeoff.runs import take_off_runs
from evsite.words import count, format_number

if TYPE_CHECKING:
    from evsite.studies.sizing.front import Candidate
    from evsite.studies.sizing.proving import Proof
    from evsite.studies.sizing.request import SizingRequest
    from evsite.studies.sizing.results import StopKind

_FORMS = {
    "own": "a circuit for each port",
    "jumper": "a circuit for each dual station, by the jumper",
    "shared": "circuits that several stations share",
}


def headline(candidate: Candidate) -> tuple[str, ...]:
    """What the site file of a design begins with."""
    plan = candidate.plan
    made = f"{count(plan.ports, 'port')}, {_FORMS[plan.unit.form]}; sized so that each is sure of"
    if plan.unit.dc:
        return (f"{made} {format_number(candidate.job.floor_a * plan.unit.kw_per_a)} kW or more with all in use",)
    return (f"{made} {format_number(candidate.job.floor_a)} A or more with all in use",)


def designed(request: SizingRequest, candidate: Candidate, proof: Proof) -> SizedDesign:
    """The figures of a design: those that report and take-off give for its site file."""
    plan, site = proof.plan, proof.site
    assert site is not None
    runs = home_runs(site)
    assert runs is not None
    per_kwh = request.need.miles_per_kwh or USUAL_MILES_PER_KWH
    range_mi_per_h = proof.power_kw * per_kwh
    _, hours_h = stay_of(request.need)
    feet = _feet(request, proof)
    three_phase = plan.system.three_phase
    if plan.source_unit == "A":
        service_a = plan.source_rating
        service_kva = service_a * plan.system.line_v * (3**0.5 if three_phase else 1.0) / 1000
    else:
        service_kva = plan.source_rating
        service_a = full_load_a(service_kva, plan.system.line_v, three_phase=three_phase)
    return SizedDesign(
        title=f"{count(plan.ports, 'port')}, {_FORMS[plan.unit.form]}",
        text=proof.text,
        site=site,
        circuits=plan.unit.form,
        groups=plan.groups,
        model=plan.unit.model,
        ports=plan.ports,
        guaranteed_current_a=proof.current_a,
        guaranteed_power_kw=proof.power_kw,
        guaranteed_range_mi_per_h=range_mi_per_h,
        proof=proof.proof,
        voltage_v=next(iter(site.ports.values())).voltage_v,
        miles_in_stay=None if hours_h is None else range_mi_per_h * hours_h,
        circuit_breaker_a=plan.unit.breaker_a,
        circuit_count=plan.circuit_count,
        ports_per_circuit=max(max(branch.circuits) for branch in plan.branches),
        home_runs=runs.runs,
        conductor_ft=feet[0],
        raceway_ft=feet[1],
        service_a=service_a,
        service_kva=service_kva,
        transformers_kva=tuple(b.transformer_kva for b in plan.branches if b.transformer_kva is not None),
        panels=_panels(request, plan),
        stop=_stop(request, candidate, proof),
        steps=_steps(request, candidate, plan),
        warnings=tuple(finding.message for finding in proof.warnings),
        assumptions=assumptions(request, plan),
    )


def _panels(request: SizingRequest, plan: Plan) -> tuple[PanelChoice, ...]:
    alike: dict[tuple[float, int, int], list[str]] = {}
    if plan.board_a is not None and not plan.direct:
        poles = 3 if plan.system.three_phase else 2
        name = EXISTING if request.source.kind == "panel" else "MDP"
        alike[plan.board_a, plan.board_spaces or 0, poles * len(plan.branches)] = [name]
    for branch in plan.branches:
        key = (branch.main_a, branch.spaces, plan.unit.poles * len(branch.circuits))
        alike.setdefault(key, []).append(EXISTING if plan.direct else branch.name)
    return tuple(PanelChoice(tuple(names), main_a, spaces, used) for (main_a, spaces, used), names in alike.items())


def _feet(request: SizingRequest, proof: Proof) -> tuple[float | None, float | None]:
    """Feet of phase conductors and of raceways of all home runs, as the take-off has them."""
    if request.distances.first_stall_ft is None or proof.site is None:
        return None, None
    runs = run_lengths(proof.site, take_off_runs(SiteAnalysis(proof.site)))
    own = next(each for each in runs if each.arrangement == "as in the site file")
    return own.phase_ft, own.raceway_ft


def _steps(request: SizingRequest, candidate: Candidate, plan: Plan) -> tuple[Step, ...]:
    """What the next usual source would bring, by closed forms: more ports, or as many with more for each."""
    job, unit = candidate.job, candidate.unit
    larger = next((each for each in usual_ratings(request) if each[0] > plan.source_rating), None)
    if larger is None:
        return ()
    more = replace(job, capacity=capacity_of(request, job.system, *larger), most_ratio=None)
    if request.ports is None:
        found = most_ports(more, unit, candidate.groups)
    else:
        found = lay_out(more, unit, candidate.groups, plan.ports)
    if not isinstance(found, Plan) or (found.ports, round(found.expected_a, 3)) <= (
        plan.ports,
        round(plan.expected_a, 3),
    ):
        return ()
    path = ("supplies", source_name(request), "rating")
    kind: StopKind = "transformer" if request.source.kind == "transformer" else "supply"
    old, new = (f"{format_number(rating)} {larger[1]}" for rating in (plan.source_rating, larger[0]))
    return (Step(kind, path, old, new, found.ports, found.expected_a),)


def _stop(request: SizingRequest, candidate: Candidate, proof: Proof) -> Stop:
    """What refuses one station more in the same form on the same source."""
    job, unit, plan = candidate.job, candidate.unit, proof.plan
    more = plan.ports + unit.ports
    found = lay_out(job, unit, candidate.groups, more)
    if isinstance(found, Plan):
        most = most_ports(replace(job, most_ratio=None), unit, candidate.groups)
        possible = most.ports if isinstance(most, Plan) else plan.ports
        return Stop("asked", "ports", float(plan.ports), float(possible), "ports")
    name = source_name(request) if found.name == "source" else found.name
    forced = lay_out(job, unit, candidate.groups, more, force=True)
    rules: tuple[str, ...] = ()
    if isinstance(forced, Plan):
        failed = prove(request, forced, wires=False)
        rules = tuple(dict.fromkeys(finding.code for finding in failed.errors))
    return Stop(found.kind, name, found.limit, found.would_be, found.unit, rules)
