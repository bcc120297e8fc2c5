"""The load study of a meter's record as a sheet of its own: peak demand of a year, or of 30 days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.model import Column, Number, Table, Verify, made_sheet

if TYPE_CHECKING:
    from evsite.documents.model import Cell, Sheet
    from evsite.studies.demand_profile_results import Demand
    from evsite.studies.load_study_results import LoadStudy

_TITLES = {
    "year": "one-year peak demand",
    "30 days": "30-day peak demand",
    "too short": "peak demand of a record that is too short",
}
DIGITS = 2


def study_sheet(study: LoadStudy, number: str, basis: str) -> Sheet:
    """The record, its peak, what each line has left, the months, and what there is to know about it."""
    notes = tuple(f"{note.severity}: {note.message}" for note in study.notes)
    tables = (_study(study, basis), _lines(study), _months(study))
    return made_sheet(number, f"{_TITLES[study.basis]} at {study.node}", study.node, tables, notes)


def _study(study: LoadStudy, basis: str) -> Table:
    columns = (
        Column("source", "record", wrap=True),
        Column("basis", "basis", wrap=True),
        Column("rating_a", "rating", "A", "right"),
        Column("days", "length, days", align="right"),
        Column("covered_days", "days with data", align="right"),
        Column("interval_min", "interval", "min", "right"),
        Column("gaps", "gaps", align="right"),
        Column("missing_percent", "missing", "%", "right"),
        Column("demand_kw", "highest 15 minutes", "kW", "right"),
        Column("demand_kva", "highest 15 minutes, apparent", "kVA", "right"),
        Column("power_factor", "power factor", align="right"),
        Column("peak_local", "began"),
        Column("fits", "chargers fit beside it"),
    )
    factor = Verify("power factor of the record", study.node)
    fits = {True: "yes", False: "no", None: "not established"}[study.fits]
    row: tuple[Cell, ...] = (
        study.source,
        basis,
        Number(study.rating_a, "A", 0 if study.rating_a == int(study.rating_a) else DIGITS),
        Number(study.days, "", 1),
        Number(study.covered_days, "", 1),
        Number(study.interval_min, "min"),
        Number(study.gaps),
        Number(100 * study.missing_share, "%", 1),
        "" if study.demand_kw is None else Number(study.demand_kw, "kW", DIGITS),
        factor if study.demand_kva is None else Number(study.demand_kva, "kVA", DIGITS),
        "" if study.power_factor is None else Number(study.power_factor, "", 3),
        study.peak_local,
        fits,
    )
    return Table("study", "record", columns, (row,), form=True)


def _lines(study: LoadStudy) -> Table:
    columns = (
        Column("line", "line", label=True),
        Column("demand_a", "demand", "A", "right"),
        Column("factored_a", "at 125 %", "A", "right"),
        Column("other_a", "other load", "A", "right"),
        Column("left_by_metering_a", "left by metering", "A", "right"),
        Column("left_by_device_a", "left by device", "A", "right"),
        Column("left_a", "left", "A", "right"),
        Column("vehicles_a", "chargers", "A", "right"),
    )
    rows: list[tuple[Cell, ...]] = []
    for line in study.lines:
        left = (line.left_by_metering_a, line.left_by_device_a, line.left_a)
        rows.append(
            (
                line.leg,
                *(Number(amps, "A", DIGITS) for amps in (line.demand_a, line.factored_a, line.other_a)),
                # of a record that cannot carry a study nothing is reported as left
                *("" if study.unfit else Number(amps, "A", DIGITS) for amps in left),
                Number(line.vehicles_a, "A", DIGITS),
            )
        )
    return Table("study_lines", "demand by line", columns, tuple(rows), titled=bool(rows))


def _months(study: LoadStudy) -> Table:
    columns = (
        Column("month", "month", label=True),
        Column("covered_days", "days with data", align="right"),
        Column("demand_kw", "demand kW", "kW", "right"),
        Column("demand_kva", "demand kVA", "kVA", "right"),
        Column("peak_local", "began"),
    )
    rows = tuple(
        (each.month, Number(each.covered_days, "", 1), *_demand(each.sliding)) for each in study.profile.months
    )
    return Table("study_months", "highest 15 minutes by month", columns, rows, titled=bool(rows))


def _demand(demand: Demand | None) -> tuple[Cell, Cell, Cell]:
    if demand is None:
        return "", "", "no 15 minutes with data"
    kw: Cell = "" if demand.demand_kw is None else Number(demand.demand_kw, "kW", DIGITS)
    kva: Cell = "" if demand.demand_kva is None else Number(demand.demand_kva, "kVA", DIGITS)
    return kw, kva, demand.peak_local
