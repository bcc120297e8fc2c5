"""`evsite load-study` as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.codebook.editions import cite
from evsite.output.from_result import from_result
from evsite.output.json.contract.load_study import LoadStudyDocument
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
        governing=None if worst is None else worst.governing,
        left_by_metering_a=None if worst is None else worst.left_by_metering_a,
        left_by_device_a=None if worst is None else worst.left_by_device_a,
    )
    return document_json(document)
