"""A diagnosis as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.output.from_result import from_result
from evsite.output.json.contract.diagnosis import (
    CaseFigures,
    CauseFigures,
    ChargingTimesFigures,
    DiagnoseDocument,
    LeastFigures,
    LeftByLoadFigures,
    LimitAtTimesFigures,
    SymptomFigures,
)
from evsite.output.json.documents import assumed
from evsite.output.json.serialize import document_json
from evsite.output.json.week import stretch_figures
from evsite.studies.diagnosis.evidence import ChargingTimes, LeftByLoad, LimitAtTimes
from evsite.studies.diagnosis.titles import CAUSE_TITLES, SYMPTOM_TITLES

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.output.json.contract.diagnosis import EvidenceFigures
    from evsite.studies.diagnosis.evidence import Evidence
    from evsite.studies.diagnosis.results import Cause, Diagnosis
    from evsite.studies.headline import Headline


def diagnosis_document(site: Site, found: Diagnosis) -> dict[str, Any]:
    """What each symptom may come from, with the figures of the site."""
    case = found.case
    document = DiagnoseDocument(
        file=site.source.filename,
        site=site.name,
        miles_per_kwh=found.miles_per_kwh,
        ports=found.ports,
        least=_least(found.headline),
        symptoms=tuple(
            SymptomFigures(each.symptom, SYMPTOM_TITLES[each.symptom], tuple(map(_cause, each.causes)))
            for each in found.symptoms
        ),
        case=None if case is None else CaseFigures(case.at, case.in_use, case.shares, case.notes),
        premise=found.premise,
        notes=(*found.notes, *assumed(site)),
    )
    return document_json(document, site)


def _least(found: Headline) -> LeastFigures | None:
    if found.guaranteed is None:
        return None
    return from_result(
        LeastFigures,
        found.guaranteed,
        proof="exact" if found.exact else "bound",
        in_stay_mi=found.guaranteed_mi,
        needed_mi=found.stay.miles_needed,
    )


def _cause(cause: Cause) -> CauseFigures:
    return CauseFigures(
        cause.cause,
        CAUSE_TITLES[cause.cause],
        cause.answer,
        tuple(map(_evidence, cause.evidence)),
        cause.remedies,
    )


def _evidence(found: Evidence) -> EvidenceFigures:
    """What an answer rests on, with times of the week as they are written."""
    if isinstance(found, LimitAtTimes):
        return from_result(LimitAtTimesFigures, found, when=stretch_figures(found.when))
    if isinstance(found, ChargingTimes):
        return ChargingTimesFigures(found.ports, stretch_figures(found.charging))
    if isinstance(found, LeftByLoad):
        return from_result(LeftByLoadFigures, found, nothing_left=stretch_figures(found.nothing_left))
    return found
