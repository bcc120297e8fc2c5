"""Existing load from metering: what a year, or a month, of data leaves for vehicles (NEC 220.87, 120.87 in 2026).

`1.25 * D_max + new load <= rating`, line by line, with `D_max` the highest mean over a quarter of an hour. The
overcurrent device takes 125 % of the vehicles too; what is left is by the rule that governs (`analysis.existing_load`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.beside_meter import lines_left
from evsite.analysis.rated_node import NoRatingError, rated_node
from evsite.metering.errors import DataError
from evsite.metering.together import add_currents
from evsite.model.measured import UnfitDataError, measured
from evsite.proofs.equipment import equipment_loads
from evsite.rounding import fits
from evsite.studies.demand_profile import demand_profile
from evsite.studies.load_study_notes import notes_of, notes_of_record, snippet_of
from evsite.studies.load_study_results import LineStudy, LoadStudy, Record

if TYPE_CHECKING:
    from evsite.metering.series import IntervalSeries
    from evsite.model.site import Load, Site
    from evsite.model.systems import VoltageSystem


class LoadStudyError(ValueError):
    """Raised when there is nothing to study: no such node, no rating, no data, or data that does not go with it."""


def load_study(
    site: Site,
    node: str,
    *,
    series: IntervalSeries | None = None,
    power_factor: float | None = None,
    seasonal_a: float = 0.0,
) -> LoadStudy:
    """Study the load that a node already carries.

    Parameters
    ----------
    site
        The site.
    node
        A supply, panel or circuit with a rating.
    series
        Data of a meter at that node, with all load that is there; None for the data that loads on or below the
        node name in the file.
    power_factor
        Turns kW into kVA.
    seasonal_a
        Heating or cooling that ran at no time of the record, on each line [A].

    Raises
    ------
    LoadStudyError
        There is nothing to study.
    """
    try:
        system, connection, rating_a = rated_node(site, node)
    except NoRatingError as error:
        raise LoadStudyError(str(error)) from None
    record = _record(site, node, system, connection, series, power_factor, seasonal_a)
    data, length = record.load.series, record.load.length
    lines: tuple[LineStudy, ...] = ()
    if not record.load.assumed:
        demand_a = {leg: amps + seasonal_a for leg, amps in record.load.peak_line_a().items()}
        lines = _lines(site, node, demand_a, record.beside, rating_a)
    kw = None
    if data.unit == "kW":
        kw = record.load.peak_power_kva() * (record.load.power_factor or 1.0)
    left_a = min((line.left_a for line in lines), default=0.0)
    profile = demand_profile(record.load, record.beside, rating_a, seasonal_a)
    study = LoadStudy(
        node=node,
        nec=site.nec,
        source=data.source,
        system=system.name,
        rating_a=rating_a,
        days=length.days,
        covered_days=length.covered_days,
        interval_min=length.interval_s / 60,
        gaps=length.gaps,
        missing_share=length.missing_share,
        basis=length.basis,
        demand_kw=kw,
        demand_kva=None if record.load.assumed else record.load.peak_power_kva(),
        power_factor=None if record.load.assumed else record.load.power_factor,
        peak_local=profile.sliding.peak_local,
        lines=lines,
        fits=all(fits(line.vehicles_a, line.left_a) for line in lines) if lines else None,
        fits_by_metering=all(fits(line.vehicles_a, line.left_by_metering_a) for line in lines) if lines else None,
        left_kva=max(0.0, left_a) * system.kva_per_a(connection) if lines else None,
        profile=profile,
        notes=(),
        snippet=snippet_of(site, node, record),
        replaces=tuple(load.name for load in record.loads or record.seen),
    )
    about_record = notes_of_record(site, node, record)
    study = replace(study, notes=notes_of(site, study, record, about_record))
    if any(note.severity == "error" for note in about_record):
        # nothing is promised, and nothing to be pasted, on the ground of a record that cannot carry it
        profile = replace(profile, left_by_hour_a=None)
        return replace(study, fits=None, fits_by_metering=None, profile=profile, snippet=None, unfit=True)
    return study


def _record(
    site: Site,
    node: str,
    system: VoltageSystem,
    connection: str,
    series: IntervalSeries | None,
    power_factor: float | None,
    seasonal_a: float,
) -> Record:
    if series is not None:
        try:
            return Record(
                measured(series, system, connection, power_factor), (), (), seasonal_a, tuple(site.loads_below(node))
            )
        except UnfitDataError as error:
            raise LoadStudyError(str(error)) from None
    below = site.loads_below(node)
    with_data = [(load, load.measured) for load in below if load.measured is not None]
    beside = tuple(load for load in below if load.measured is None)
    if not with_data:
        message = f"no data: give --data FILE, or data = \"meter.csv\" to a load on or below '{node}'"
        raise LoadStudyError(message)
    behind = next((load for load in below if site.system_at(load.on).line_v != system.line_v), None)
    if behind is not None:
        message = f"load '{behind.name}' is at another voltage than '{node}': give --data taken at '{node}'"
        raise LoadStudyError(message)
    loads = tuple(load for load, _ in with_data)
    if len(with_data) == 1 and set(with_data[0][1].by_leg) == set(connection) - {"N"}:
        found = with_data[0][1]
        if found.assumed and power_factor is not None:
            found = measured(found.series, system, connection, power_factor)
        return Record(found, loads, beside, seasonal_a)
    unknown = [load.name for load, record in with_data if record.assumed]
    if unknown:
        message = f"load '{unknown[0]}' has data in kW: several meters are added in amperes, so it needs power_factor"
        raise LoadStudyError(message)
    meters = [(record.series, record.by_leg) for _, record in with_data]
    try:
        combined = add_currents(meters, [leg for leg in connection if leg != "N"])
    except DataError as error:
        raise LoadStudyError(str(error)) from None
    return Record(measured(combined, system, connection, None), loads, beside, seasonal_a)


def _lines(
    site: Site, node: str, demand_a: dict[str, float], beside: tuple[Load, ...], rating_a: float
) -> tuple[LineStudy, ...]:
    vehicles = _vehicles(site, node, list(demand_a))
    return tuple(
        LineStudy(
            leg=line.leg,
            demand_a=line.demand_a,
            factored_a=line.factored_a,
            other_a=line.other_a,
            left_a=line.left_a,
            governing=line.governing,
            left_by_metering_a=line.by_metering_a,
            left_by_device_a=line.by_device_a,
            vehicles_a=vehicles[line.leg],
        )
        for line in lines_left(demand_a, beside, rating_a)
    )


def _vehicles(site: Site, node: str, legs: list[str]) -> dict[str, float]:
    """The greatest current that vehicles can draw on each line of a node, on its secondary side [A]."""
    result = dict.fromkeys(legs, 0.0)
    for load in equipment_loads(site):
        if load.limit.owner != node or load.unit != "A" or load.limit.side == "primary":
            continue
        # a circuit has one current on all of its conductors
        for each in legs if load.limit.leg is None else [load.limit.leg]:
            result[each] = max(result[each], load.greatest)
    return result
