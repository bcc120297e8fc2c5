"""`evsite load-study` as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.codebook.editions import cite
from evsite.codebook.formulas import METERED_FACTOR
from evsite.output.from_result import from_result
from evsite.output.json.contract.load_study import LineFigures, LoadStudyDocument, StudyNoteFigures
from evsite.output.json.serialize import document_json

if TYPE_CHECKING:
    from evsite.studies.load_study_results import LoadStudy


def load_study_document(file: str, study: LoadStudy) -> dict[str, Any]:
    """The study; what is left is that of the line with the least."""
    worst = study.worst
    document = from_result(
        LoadStudyDocument,
        study,
        file=file,
        source=cite(("existing-load",), study.nec),
        data=study.source,
        left_a=None if worst is None else worst.left_a,
        left_at_125_a=None if worst is None else worst.left_at_125_a,
        lines=tuple(from_result(LineFigures, line, factored_a=METERED_FACTOR * line.demand_a) for line in study.lines),
        notes=tuple(StudyNoteFigures(note.topic, note.gravity, note.message) for note in study.notes),
    )
    return document_json(document)
