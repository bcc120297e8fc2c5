"""A proved design with its figures, what stops one more port, and what would bring more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.home_runs import home_runs
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.codebook.formulas import full_load_a
from evsite.model.settings import USUAL_MILES_PER_KWH
from evsite.rounding import fits
from evsite.studies.sizing.assumed import assumptions
from evsite.studies.sizing.floor import stay_of
from evsite.studies.sizing.layout import lay_out
from evsite.studies.sizing.plan import Plan
from evsite.studies.sizing.proving import prove
from evsite.studies.sizing.results import PanelChoice, SizedDesign, Step, Stop
from evsite.studies.sizing.search import LEVELS, against_advice, given_rating, most_ports, usual_ratings, with_capacity
from evsite.studies.sizing.site_file import EXISTING, source_name
from evsite.studies.takeoff.run_lengths import run_lengths
from evsite.studies.takeoff.runs import take_off_runs
from evsite.words import amps, count, format_number, with_article

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


def headline(candidate: Candidate, number: int = 1) -> tuple[str, ...]:
    """What the site file of a design begins with: what was asked for, by which command, and what it is.

    Parameters
    ----------
    candidate
        The design.
    number
        Its place among those that are shown.
    """
    request = candidate.job.request
    command = () if request.command is None else (request.command + (f" --choose {number}" if number > 1 else ""),)
    return (_request_text(request), *command, *_made_words(candidate))


def _request_text(request: SizingRequest) -> str:
    """What was asked for."""
    source, need = request.source, request.need
    wanted = "as many ports as can be fed" if request.ports is None else count(request.ports, "port")
    rating, unit = given_rating(request)
    sized = (
        f"the least {source.kind}" if rating is None else with_article(f"{format_number(rating)} {unit} {source.kind}")
    )
    requested = [f"asked for: {wanted} on {sized}, {source.system}"]
    miles, hours_h = stay_of(need)
    if miles is not None and hours_h is not None:
        requested.append(f"{format_number(miles)} mi in {format_number(hours_h)} h")
    floors = ((need.min_current_a, "A"), (need.min_power_kw, "kW"), (need.min_range_mi_per_h, "mi/h"))
    requested += [f"{format_number(least)} {of} at least" for least, of in floors if least is not None]
    if request.allowed.models:
        requested.append(f"stations {' or '.join(request.allowed.models)}")
    return "; ".join(requested)


def _made_words(candidate: Candidate) -> tuple[str, ...]:
    plan = candidate.plan
    made = f"{count(plan.ports, 'port')}, {_FORMS[plan.unit.form]}; sized so that each is sure of"
    if plan.unit.dc:
        return (f"{made} {format_number(candidate.job.floor_a * plan.unit.kw_per_a)} kW or more with all in use",)
    return (f"{made} {format_number(candidate.job.floor_a)} A or more with all in use",)


def designed(request: SizingRequest, candidate: Candidate, proof: Proof, title: str) -> SizedDesign:
    """The figures of a design: those that report and take-off give for its site file.

    Parameters
    ----------
    request
        What was asked for.
    candidate
        How it was found.
    proof
        Its proof.
    title
        What it is shown for.
    """
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
        title=f"{_titled(request, plan, title)}: {count(plan.ports, 'port')}, {_FORMS[plan.unit.form]}",
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
        most_current_a=plan.unit.port_a,
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


def _titled(request: SizingRequest, plan: Plan, title: str) -> str:
    """What a design is shown for; one that shares nothing is a regular installation."""
    regular = plan.groups == ("none",) and plan.unit.form == "own"
    stepped = plan.system.name != plan.port_system.name
    if request.source.kind == "panel" and not stepped and title in {"most ports", "more ports"}:
        title = f"most ports {'without' if plan.direct else 'with'} a new panel"
    title = "regular installation" if regular and title == "greatest guarantee" else title
    return title if plan.unit.full else f"{title}, stations set to {amps(plan.unit.port_a)}"


def _panels(request: SizingRequest, plan: Plan) -> tuple[PanelChoice, ...]:
    equal: dict[tuple[float, int, int], list[str]] = {}
    if plan.board_a is not None and not plan.direct:
        poles = 3 if plan.system.three_phase else 2
        name = EXISTING if request.source.kind == "panel" else "MDP"
        equal[plan.board_a, _board_spaces(request, plan), poles * len(plan.branches)] = [name]
    for branch in plan.branches:
        spaces = _board_spaces(request, plan) if plan.direct else branch.spaces
        key = (branch.main_a, spaces, plan.unit.poles * len(branch.circuits))
        equal.setdefault(key, []).append(EXISTING if plan.direct else branch.name)
    return tuple(PanelChoice(tuple(names), main_a, spaces, used) for (main_a, spaces, used), names in equal.items())


def _board_spaces(request: SizingRequest, plan: Plan) -> int:
    """Spaces of the panel that feeds circuits or others; the free ones of an existing panel."""
    free = request.source.free_spaces
    return free if free is not None else plan.board_spaces or 0


def _feet(request: SizingRequest, proof: Proof) -> tuple[float | None, float | None]:
    """Feet of phase conductors and of raceways of all home runs, as the take-off has them."""
    if request.distances.first_stall_ft is None or proof.site is None:
        return None, None
    runs = run_lengths(proof.site, take_off_runs(SiteAnalysis(proof.site)))
    own = next(each for each in runs if each.arrangement == "as in the site file")
    return own.phase_ft, own.raceway_ft


def _steps(request: SizingRequest, candidate: Candidate, plan: Plan) -> tuple[Step, ...]:
    """What the next usual source would bring, by closed forms: more ports, or as many with more for each.

    Where the equipment below the source is what stops ports, what larger equipment would bring.
    """
    job, unit = candidate.job, candidate.unit
    larger_equipment = _equipment_step(candidate, plan)
    if larger_equipment is not None:
        return (larger_equipment,)
    larger = next((each for each in usual_ratings(request) if each[0] > plan.source_rating), None)
    if larger is None:
        return ()
    advised = job.most_ratio if candidate.keeps else None
    more = with_capacity(replace(job, most_ratio=advised), larger[0])
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


def _equipment_step(candidate: Candidate, plan: Plan) -> Step | None:
    """The next larger equipment where the source would allow it; None where the source is what stops ports."""
    job, unit = candidate.job, candidate.unit
    if job.request.ports is None:
        return None
    for more in LEVELS:
        found = lay_out(replace(job, level_a=more * plan.expected_a), unit, candidate.groups, plan.ports)
        if not isinstance(found, Plan) or fits(found.expected_a, plan.expected_a):
            return None
        if len(found.branches) != len(plan.branches):
            continue
        old, new = plan.branches[0], found.branches[0]
        if old.transformer_kva is not None and new.transformer_kva != old.transformer_kva:
            ratings = f"{format_number(old.transformer_kva)} kVA", f"{format_number(new.transformer_kva or 0)} kVA"
            path: tuple[str, ...] = ("supplies", f"T-{new.name}", "rating")
            return Step("transformer", path, *ratings, found.ports, found.expected_a)
        if new.main_a != old.main_a:
            ratings = f"{format_number(old.main_a)} A", f"{format_number(new.main_a)} A"
            return Step("panel", ("panels", new.name, "main"), *ratings, found.ports, found.expected_a)
    return None


def _stop(request: SizingRequest, candidate: Candidate, proof: Proof) -> Stop:
    """What refuses one station more in the same form on the same source."""
    job, unit, plan = candidate.job, candidate.unit, proof.plan
    more = plan.ports + unit.ports
    found = lay_out(job, unit, candidate.groups, more)
    if isinstance(found, Plan):
        advice = against_advice(job, found) if candidate.keeps and request.ports is None else None
        if advice is not None:
            return advice
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
