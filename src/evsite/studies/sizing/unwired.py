"""Why no station may be wired as it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.catalog import Catalog
from evsite.rounding import exceeds
from evsite.studies.sizing.units import DC_INPUT_V, GENERIC_A, SHARED_FROM, takes_a_circuit_of_its_own, wants_dc
from evsite.words import amps, enumeration

if TYPE_CHECKING:
    from evsite.studies.sizing.search import Question


def unwired(question: Question) -> str:
    """What is in the way of every station that may be built, in words."""
    request, allowed = question.request, question.request.allowed
    named = enumeration(list(allowed.models)) if allowed.models else "stations of any make"
    if wants_dc(request):
        if not question.system.three_phase or question.system.line_v < DC_INPUT_V:
            needed = f"DC stations need a three-phase system of {DC_INPUT_V:g} V, not {question.system.name}"
            if allowed.station_kw is not None:
                needed += "; a station in kW charges with DC, one with AC is given by its current, such as 30 A"
            return needed
        return f"{named}: only DC stations of one port, each on a circuit of its own, are sized"
    most_a = _most_a(question)
    if exceeds(question.floor.current_a, most_a):
        return f"{named} draw up to {amps(most_a)} a port, and {amps(question.floor.current_a)} are needed"
    if allowed.circuits == {"shared"}:
        if allowed.models and all(map(takes_a_circuit_of_its_own, allowed.models)):
            return f"the maker of {named} asks for a branch circuit for each station"
        if request.nec < SHARED_FROM:
            return f"before the edition of {SHARED_FROM} there is one outlet on a branch circuit"
        if "circuit" not in allowed.groups:
            return "stations share a circuit only under a setpoint on that circuit, which is not among what is allowed"
    if allowed.circuits == {"jumper"} and allowed.models:
        return f"no jumper is known for {named}"
    return f"{named} cannot be wired in the forms that are allowed"


def _most_a(question: Question) -> float:
    """The most that a port of a station that may be built draws [A]."""
    allowed = question.request.allowed
    models = [Catalog().find(name) for name in allowed.models]
    known = [float(model.port_max_a) for model in models if model is not None and model.port_max_a is not None]
    if allowed.models:
        return max(known, default=0.0)
    return max(GENERIC_A) if allowed.station_a is None else allowed.station_a
