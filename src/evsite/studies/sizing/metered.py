"""Load that no site file describes yet, by the record of a meter: its highest demand, and whether it will do."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, NamedTuple

from evsite.codebook.formulas import MONTH_DAYS, YEAR_DAYS
from evsite.model.measured import UnfitDataError, measured
from evsite.model.systems import SYSTEMS
from evsite.network.limits import line_rating_a
from evsite.sitefile.loading import loads
from evsite.studies.load_study import LoadStudyError, load_study
from evsite.studies.sizing.request import ExistingLoad
from evsite.toml_text import document

if TYPE_CHECKING:
    from evsite.metering.note import Note
    from evsite.metering.series import IntervalSeries
    from evsite.studies.load_study_results import LoadStudy
    from evsite.studies.sizing.request import Source

_NODE = "Service"


class MeteredLoad(NamedTuple):
    """The load of a record, and what there is to know about the record, the gravest first."""

    load: ExistingLoad
    notes: tuple[Note, ...]


class MeteredLoadError(ValueError):
    """Raised for a record that cannot carry a load study; `reasons` say why."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def metered_load(
    series: IntervalSeries, source: Source, nec: int, power_factor: float | None, seasonal_a: float
) -> MeteredLoad:
    """The load of a record, as the load study of a service of which only system and rating are known has it.

    Parameters
    ----------
    series
        What was measured at the source.
    source
        What feeds the site.
    nec
        Edition of the code.
    power_factor
        Turns kW into kVA.
    seasonal_a
        Heating or cooling that ran at no time of the record, on each line [A].

    Raises
    ------
    LoadStudyError
        The record does not go with the system of the source.
    MeteredLoadError
        The record cannot carry a load study.
    """
    rating_a = _rating_a(source) or _in_proportion_a(series, source, power_factor)
    tables = {
        "site": {"nec": nec},
        "supplies": {_NODE: {"kind": "service", "rating": f"{rating_a!r} A", "system": source.system}},
    }
    site = loads(document(tables), allow_outside=True)
    study = load_study(site, _NODE, series=series, power_factor=power_factor, seasonal_a=seasonal_a)
    if study.unfit or not study.lines:
        grave = tuple(note.message for note in study.notes if note.severity == "error")
        raise MeteredLoadError(grave or ("kW without a power factor: say --power-factor, 0.9 if nothing is known",))
    notes = tuple(note for note in study.notes if note.severity == "warning")
    by_line = {line.leg: line.demand_a for line in study.lines}
    legs = SYSTEMS[source.system].legs
    return MeteredLoad(ExistingLoad(tuple(by_line[leg] for leg in legs), "metered peak", _days(study)), notes)


def _days(study: LoadStudy) -> int:
    """Whole days of a record; one that lacks its last reading is as long as it is meant to be."""
    least = {"year": YEAR_DAYS, "30 days": MONTH_DAYS}.get(study.basis, 0)
    return max(floor(study.days), least)


def _rating_a(source: Source) -> float | None:
    if source.rating_kva is not None:
        return line_rating_a(source.rating_kva, SYSTEMS[source.system])
    return source.rating_a


def _in_proportion_a(series: IntervalSeries, source: Source, power_factor: float | None) -> float:
    """A rating that the load is in proportion to, so that nothing is stated of it [A]."""
    system = SYSTEMS[source.system]
    try:
        record = measured(series, system, "ABC" if system.three_phase else "AB", power_factor)
    except UnfitDataError as error:
        raise LoadStudyError(str(error)) from None
    return 2 * max(1.0, *record.peak_line_a().values())
