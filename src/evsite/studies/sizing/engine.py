"""Sizing: the search of designs, their proof, and what is reported of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.codebook.profiles import profiles
from evsite.model.application import application_words, read_application
from evsite.model.catalog import Catalog
from evsite.model.system_names import TWO_LINES_OF_WYE, find_system
from evsite.rounding import fits
from evsite.studies.sizing.designs import designed, headline
from evsite.studies.sizing.front import not_dominated, picks
from evsite.studies.sizing.layout import lay_out
from evsite.studies.sizing.plan import Plan
from evsite.studies.sizing.proving import prove
from evsite.studies.sizing.refusal import refusal, stop_of
from evsite.studies.sizing.results import SizingResult
from evsite.studies.sizing.search import MOST_PORTS, Question, candidates, given_rating
from evsite.studies.sizing.sessions import sessions_served
from evsite.studies.sizing.sharing_ratio import sharing_ratios
from evsite.studies.sizing.units import ratio_advised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.studies.sizing.front import Candidate, Pick
    from evsite.studies.sizing.proving import Proof
    from evsite.studies.sizing.request import SizingRequest
    from evsite.studies.sizing.results import SizedDesign, Stop

MOST_DESIGNS = 3
_TRIES = 4
"""How often a design that does not pass is made smaller before the way to build it is given up."""


def size(request: SizingRequest, *, ways_out: bool = True) -> SizingResult:
    """Designs for a request, each of which passes its own check; where there is none, what is in the way.

    Parameters
    ----------
    request
        What is asked for.
    ways_out
        Whether a refusal says what would make a design possible, which takes further searches.

    Raises
    ------
    ValueError
        For a system, an application, a profile or a model that is not known, lines of load that the
        source does not have, neither ports nor a rating, or more ports than `MOST_PORTS`.
    """
    question = Question.of(checked(request))
    request = question.request
    stops: list[Stop] = []
    failed: list[Stop] = []
    designs = proved(request, candidates(question, stops), failed)
    if not designs:
        stops = failed or stops
        possible = _possible if ways_out else _unsought
        return SizingResult(request, question.floor, (), refusal(question, stops, possible))
    return result_of(question, designs)


def result_of(question: Question, designs: Sequence[tuple[Candidate, SizedDesign]]) -> SizingResult:
    """What is reported of designs, the proposed one first."""
    request, (first, proposed) = question.request, designs[0]
    ratio, ratio_by_power = sharing_ratios(proposed.site)
    return SizingResult(
        request,
        question.floor,
        tuple(design for _, design in designs),
        ratio=ratio,
        ratio_by_power=ratio_by_power,
        ratio_advised=ratio_advised(request, first.plan.unit),
        sessions_served_percent=()
        if first.unit.dc
        else sessions_served(proposed.guaranteed_current_a, question.port_system.line_v),
    )


def checked(request: SizingRequest) -> SizingRequest:
    """The request with the name of its voltage system; a request that cannot be understood is a ValueError."""
    system = find_system(request.source.system)
    if system is None:
        raise ValueError(f"unknown voltage system '{request.source.system}'")
    if request.source.kind == "transformer" and system.name == TWO_LINES_OF_WYE:
        raise ValueError(f"no transformer delivers {system.name}, which is two lines of 208Y/120; give 208Y/120")
    rating, _ = given_rating(request)
    if request.ports is None and rating is None:
        raise ValueError("give the ports that are wanted, or the rating of what feeds them")
    if request.ports is not None and not 1 <= request.ports <= MOST_PORTS:
        raise ValueError(f"found {request.ports:,} ports, expected 1 to {MOST_PORTS:,}")
    lines = request.existing.by_line_a if request.existing is not None else ()
    if lines and len(lines) not in {1, len(system.legs)}:
        raise ValueError(f"found {len(lines)} lines of existing load, {system.name} has {len(system.legs)}")
    _known(request)
    return replace(request, source=replace(request.source, system=system.name))


def _known(request: SizingRequest) -> None:
    """Look up what the request names.

    Raises
    ------
    ValueError
        For an application, a profile or a model that is not known.
    """
    application = request.need.application
    if application is not None and read_application(application) is None:
        raise ValueError(f"unknown application '{application}', expected one of {', '.join(application_words())}")
    for name in request.need.profiles:
        if name not in profiles():
            raise ValueError(f"unknown profile '{name}', expected one of {', '.join(profiles())}")
    catalog = Catalog()
    for name in request.allowed.models:
        if catalog.find(name) is None:
            near = ", ".join(catalog.nearest(name)) or "those that `evsite catalog` lists"
            raise ValueError(f"unknown station model '{name}', expected {near}")


def _possible(request: SizingRequest) -> tuple[int, float] | None:
    """Ports and guaranteed current of the design that would be proposed for a request; None where there is none."""
    for pick in picks(not_dominated(candidates(Question.of(request), [])))[:1]:
        found = _chosen(request, pick, [])
        if found is not None:
            return found[1].plan.ports, found[1].current_a
    return None


def _unsought(_request: SizingRequest) -> None:
    """No answer, where nobody asks whether a change would help."""


def proved(request: SizingRequest, found: list[Candidate], failed: list[Stop]) -> list[tuple[Candidate, SizedDesign]]:
    """The designs to show, proved; one that does not pass gives way to the next, and what it fails goes to `failed`."""
    designs: list[tuple[Candidate, SizedDesign]] = []
    before: list[Plan] = []
    for pick in picks(not_dominated(found)):
        if len(designs) == MOST_DESIGNS:
            break
        passed = _chosen(request, pick, before, failed)
        if passed is not None:
            before.append(passed[1].plan)
            designs.append((passed[0], designed(request, *passed, pick.title)))
    return designs


def _chosen(
    request: SizingRequest, pick: Pick, before: Sequence[Plan], failed: list[Stop] | None = None
) -> tuple[Candidate, Proof] | None:
    """The first of the designs that may be shown that passes, is new beside those before it, and is what it has to be.

    Where every design that was tried has warnings, the first of them stands for one without.
    """
    warned: tuple[Candidate, Proof] | None = None
    tries = 0
    for candidate in pick.waiting:
        if not _new(pick, candidate.plan, before):
            continue
        tries += 1
        if tries > _TRIES or (warned is not None and not candidate.keeps):
            break
        passed = _passing(request, candidate, len(before) + 1, failed)
        if passed is None or not _new(pick, passed[1].plan, before):
            continue
        if not pick.clean or not passed[1].warnings:
            return passed
        warned = warned or passed
    return None if pick.strict else warned


def _new(pick: Pick, plan: Plan, before: Sequence[Plan]) -> bool:
    """Whether a design differs from those before it, in what it is to be better in too."""
    if pick.more_ports and any(plan.ports <= other.ports for other in before):
        return False
    if pick.more_current and any(fits(plan.expected_a, other.expected_a) for other in before):
        return False
    if pick.other_form and any(plan.unit.form == other.unit.form for other in before):
        return False
    if pick.fewer_runs and any(plan.circuit_count >= other.circuit_count for other in before):
        return False
    return all(_figures(plan) != _figures(other) for other in before)


def _passing(
    request: SizingRequest, candidate: Candidate, number: int, failed: list[Stop] | None = None
) -> tuple[Candidate, Proof] | None:
    """A design that passes its check and gives every port what it needs, with fewer ports where it has to be.

    One that is to keep what is advised has fewer ports where its check gives a warning, too, as long as that helps.
    """
    found: tuple[Candidate, Proof] | None = None
    for _ in range(_TRIES):
        proof = prove(request, candidate.plan, headline(candidate, number))
        if proof.passes and fits(candidate.job.floor_a, proof.current_a):
            found = found or (candidate, proof)
            if request.ports is not None or not candidate.keeps or not proof.warnings:
                return (candidate, proof) if not proof.warnings else found
        elif failed is not None and proof.errors:
            failed.append(stop_of(proof))
        if request.ports is not None:
            return None
        fewer = lay_out(candidate.job, candidate.unit, candidate.groups, candidate.plan.ports - candidate.unit.ports)
        if not isinstance(fewer, Plan):
            return found
        candidate = replace(candidate, plan=fewer)
    return found


def _figures(plan: Plan) -> tuple[object, ...]:
    """What distinguishes designs that are shown."""
    mains = sorted(branch.main_a for branch in plan.branches)
    return plan.unit.form, plan.groups, plan.unit.model, plan.ports, plan.circuit_count, plan.unit.breaker_a, mains
