"""Notes on a meter's record as findings: at the key that names the data, with what would help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.remedy import Edit, added, remedy
from evsite.rules.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.metering.note import Note
    from evsite.model.remedy import Remedy

_A_YEAR = "a record of a year"
_LOOK = "the column, unit and multiplier that are meant, said as keys of the load"
_ADVICE = {
    "interval": "data in intervals of 15 minutes",
    "balance": "data of each phase",
    "continuity": _A_YEAR,
    "gap": "a record without gaps",
    "missing": "a record without gaps",
    "season": "a record of a year, or load of its own for heating and cooling that did not run",
    "peak": _LOOK,
    "constant": _LOOK,
    "register": _LOOK,
    "repeated": "data as the meter recorded it",
    "negative": _LOOK,
    "zero": _LOOK,
    "duplicate": "an export in which each time stands once",
    "below-zero": "data of the load itself, before what is produced on the site",
    "columns": "the column or reading of the load, named by column",
    "date-order": "dates written as 2025-01-31",
    "daylight-saving": "stamps with an offset, or a fixed offset as timezone where the clock stays on it",
    "estimated": "readings that were measured",
    "left-out": "data that all meters have for the same time",
    "meters": "the meters at this node, named by meter, with data for the same time",
    "one-phase": "data of each phase",
    "overlap": "an export in which no interval reaches into the next",
    "quality": "readings that the utility has validated, or data without what contradicts them",
    "reading-type": "the reading of the load, named by column",
    "sequence": "files that are said to be parts of one record by combine",
    "stamps": "the edge that the file names, or none said by stamps",
    "timezone": "the local time of the meter, said by timezone",
    "unit": "the unit of the values, said by unit",
    "unreadable": "the file as the meter or the utility wrote it",
}
TOLD_ELSEWHERE = frozenset({"power-factor"})
"""Topics that reading the file shows (EV074)."""
FOR_HOURS = "a current or power is given beside the record, which counts for its hours alone"


def problems(analysis: SiteAnalysis, severity: str) -> Iterator[Problem]:
    """The notes of a severity on every record.

    Of a record that counts for its hours alone errors are doubts: the demand of the load is what is given beside it.
    """
    for record in analysis.records:
        for note in record.notes:
            demoted = note.severity == "error" and record.counts != "demand"
            if note.topic not in TOLD_ELSEWHERE and severity == ("warning" if demoted else note.severity):
                yield Problem(
                    record.load,
                    note.message,
                    ("loads", record.load, "data"),
                    remedy=_remedy(analysis, note),
                    notes=(FOR_HOURS,) if demoted else (),
                )


def _remedy(analysis: SiteAnalysis, note: Note) -> Remedy | str | None:
    if note.topic == "record-length":
        month = None if note.severity == "warning" else "of 30 days at least where nothing generates or shaves peaks"
        return remedy(_A_YEAR, month)
    if note.topic == "generation" and note.severity == "warning":
        settings = analysis.site.settings
        stated = {"has_generation": settings.has_generation, "peak_shaving": settings.peak_shaving}
        edits = [Edit(("site", key), value=False) for key, value in stated.items() if value is None]
        return remedy(added(edits, "where that is so")) if edits else None
    return _A_YEAR if note.topic == "generation" else _ADVICE.get(note.topic)
