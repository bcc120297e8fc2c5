"""`evsite size` as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from evsite.output.from_result import from_result
from evsite.output.json.contract.sizing import (
    Design,
    DesignGuarantee,
    RefusalLine,
    RequestedForms,
    RequestedNeed,
    RequestFigures,
    ServedFigures,
    ServedTryLine,
    SessionsServed,
    SizeDocument,
    StepLine,
    StopLine,
    WayLine,
)
from evsite.output.json.serialize import document_json
from evsite.studies.sizing.request import CircuitForm, GroupForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.metering.note import Note
    from evsite.studies.sizing.request import SizingRequest
    from evsite.studies.sizing.results import Refusal, SizedDesign, SizingResult, Step, Stop
    from evsite.studies.sizing.served_results import ServedAnswer

_UNITS = {"A": "a", "kW": "kw", "kVA": "kva", "%": "percent", ":1": "ratio"}
"""Units that the figures of a limit have in their key; what is in no unit of these is counted."""


def size_document(
    result: SizingResult,
    requested_ports: int | None,
    notes: tuple[Note, ...],
    written: str | None,
    arguments: Sequence[Sequence[str]] = (),
) -> dict[str, Any]:
    """The result.

    Parameters
    ----------
    result
        What was found.
    requested_ports
        How many ports were asked for, where there may be fewer.
    notes
        What there is to know about the meter's record that the existing load is from.
    written
        The file that a design was written to.
    arguments
        Those of the command with each way out of a refusal.
    """
    document = from_result(
        SizeDocument,
        result,
        requested=_request_figures(result.request),
        requested_ports=requested_ports,
        designs=tuple(map(_design, result.designs)),
        refusal=None if result.refusal is None else _refusal(result.refusal, arguments),
        sessions_served=tuple(SessionsServed(*each) for each in result.sessions_served_percent),
        served=None if result.served is None else _served(result.served),
        notes=notes,
        written=written,
    )
    return document_json(document)


def _request_figures(request: SizingRequest) -> RequestFigures:
    need, allowed = request.need, request.allowed
    return from_result(
        RequestFigures,
        request,
        need=from_result(RequestedNeed, need, range_mi=need.miles, efficiency_mi_per_kwh=need.miles_per_kwh),
        allowed=from_result(
            RequestedForms,
            allowed,
            circuits=tuple(form for form in get_args(CircuitForm) if form in allowed.circuits),
            groups=tuple(form for form in get_args(GroupForm) if form in allowed.groups),
        ),
    )


def _design(design: SizedDesign) -> Design:
    guaranteed = DesignGuarantee(
        design.guaranteed_current_a,
        design.guaranteed_power_kw,
        design.guaranteed_range_mi_per_h,
        design.voltage_v,
        design.proof,
    )
    return from_result(
        Design,
        design,
        guaranteed=guaranteed,
        range_in_stay_mi=design.miles_in_stay,
        stop=_stop(design.stop),
        steps=tuple(map(_step, design.steps)),
        site_file=design.text,
    )


def _served(answer: ServedAnswer) -> ServedFigures:
    tries = tuple(from_result(ServedTryLine, each) for each in answer.tries)
    return from_result(ServedFigures, answer, asked_percent=answer.percent, tries=tries)


def _refusal(refusal: Refusal, arguments: Sequence[Sequence[str]]) -> RefusalLine:
    ways = zip(refusal.ways, arguments, strict=True)
    return RefusalLine(
        _stop(refusal.stop), tuple(from_result(WayLine, way, arguments=tuple(words)) for way, words in ways)
    )


def _step(step: Step) -> StepLine:
    return from_result(StepLine, step)


def _stop(stop: Stop) -> StopLine:
    figures: dict[str, Any] = {}
    if stop.unit:
        unit = _UNITS.get(stop.unit, "count")
        for key, value in (("limit", stop.limit), ("would_be", stop.would_be)):
            figures[f"{key}_{unit}"] = round(value) if unit == "count" else value
    return StopLine(kind=stop.kind, name=stop.name, unit=stop.unit, rules=stop.rules, **figures)
